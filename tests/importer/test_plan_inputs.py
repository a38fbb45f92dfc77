"""Plans of odd folders: names that are no text, paths too long, files that only the database
refuses, and text that JSON cannot hold."""

import os

import pytest
from django.db import DataError

from articles.importer import applying, planning
from articles.importer.applying import Moved
from articles.importer.details import MOST_CHARS, conflict_texts, passages
from articles.importer.entry import Clash
from articles.importer.pipeline import Options
from articles.models import Article, ImportPlan, ImportRule, bulk
from tests.importer.corpus import Folder, html, json_file, sentences

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def plan_of(folder: Folder, prefix: str = "") -> ImportPlan:
    return planning.plan(folder.top, folder.root, Options(), prefix)[0]


def test_a_folder_whose_name_is_no_text(tmp_path):
    folder = Folder(tmp_path, os.fsdecode(b"news\xff"))
    folder.root = "news"
    folder.write("a.md")

    plan = plan_of(folder)

    assert plan.options["path"].endswith("/news\\xff")
    assert applying.apply(plan.pk).report.counts["created"] == 1


def test_paths_that_are_too_long_stand_for_themselves(folder):
    deep = "/".join(["x" * 200] * 4)
    for name in "ab":
        folder.write(f"{deep}/{name * 240}.md")

    applied = applying.apply(plan_of(folder).pk)

    assert (applied.report.counts["refused"], applied.differences) == (2, [])


def test_a_file_below_a_prefix_is_known_by_it(folder):
    folder.write("a.md")
    folder.run()

    plan = plan_of(folder, "part/")

    assert [row.path for row in plan.files.all()] == ["part/a.md"]
    assert plan.counts["outcomes"]["gone"] == 0
    assert applying.apply(plan.pk).differences == []


def test_what_only_the_database_refuses_is_refused_again(folder, monkeypatch):
    folder.write("a.md")
    insert = bulk.insert

    def refuse(model, *args, **kwargs):
        if model is Article and args[1]:
            raise DataError("too odd")
        insert(model, *args, **kwargs)

    monkeypatch.setattr(bulk, "insert", refuse)
    plan = plan_of(folder)

    row = plan.files.get()
    assert row.detail["problems"]["E_NOT_STORED"][0]["detail"] == {"reason": "too odd"}
    assert applying.apply(plan.pk).differences == []


def test_a_file_that_can_be_read_by_now_has_moved(folder):
    file = folder.write("a.md", b"x" * (6 * 1024 * 1024))
    plan = plan_of(folder)
    assert plan.files.get().sha256 == ""
    file.write_text(json_file())

    with pytest.raises(Moved) as caught:
        applying.apply(plan.pk)

    assert [move.sentence for move in caught.value.moves.told] == ["a.md has changed."]


def test_a_file_that_a_rule_holds_keeps_its_first_story(folder):
    folder.write("a.md")
    folder.run()
    ImportRule.objects.create(name="Wait", effect="hold", title="Another*")
    folder.write("a.md", title="Another", body=html(sentences(5)))

    plan = plan_of(folder)

    row = plan.files.get()
    assert (row.outcome, row.title, row.article_number) == ("held", "Another", None)
    assert applying.apply(plan.pk).differences == []


def test_text_that_no_database_holds_is_kept_without_it(folder):
    folder.write("a.md", json_file(title="A", source="a\\ud800b", date="\x00\\udfff"))
    folder.write("b.md", "---\ntitle: B\ndate: '\udcff'\n---\nText.\n".encode("utf-8", "replace"))

    plan = plan_of(folder)

    assert plan.files.count() == 2
    assert applying.apply(plan.pk).differences == []


def test_pictures_that_come_are_told_as_markup():
    before, after = "<p>Text.</p>", '<p>Text.<img src="https://img.example.com/a.jpg"></p>'

    ((stayed, old, new),) = passages(before, after)["passages"]

    assert (stayed, old, new) == (0, before, after)


def test_versions_in_conflict_are_cut_to_a_readable_length():
    long = f"<p>{'word ' * MOST_CHARS}</p>"
    told = conflict_texts(Clash("body", "<p>a</p>", "<p><b>a</b></p>", long))

    assert told["ours"] == "<p><b>a</b></p>"
    assert len(told["theirs"]) == MOST_CHARS + 2
    plain = conflict_texts(Clash("body", "<p>a</p>", "<p>b</p>", "<p>c</p>"))
    assert (plain["base"], plain["ours"], plain["theirs"]) == ("a", "b", "c")
