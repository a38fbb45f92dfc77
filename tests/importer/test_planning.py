"""A rehearsal: what the plan says of each file, and that nothing but the plan is written."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.importer import details, pipeline, planning
from articles.importer.pipeline import Options
from articles.models import Article, ImportPlan, ImportRule, PlannedFile, Sighting
from tests.importer.corpus import Folder, html, json_file, sentences, tables

pytestmark = pytest.mark.django_db
PLAN_TABLES = ("articles.ImportPlan", "articles.PlannedFile")


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def planned(folder: Folder, **options) -> ImportPlan:
    return planning.plan(folder.top, folder.root, Options(**options))[0]


def rows(plan: ImportPlan) -> dict[str, PlannedFile]:
    return {row.path: row for row in plan.files.all()}


def without_plans() -> dict[str, list[tuple]]:
    return {name: rows for name, rows in tables().items() if name not in PLAN_TABLES}


def test_a_plan_writes_nothing_but_the_plan(folder):
    folder.write("a.md")
    folder.run()
    folder.write("a.md", title="Another", body=html(sentences(1, 14)))
    folder.write("b.md", title="New", body=html(sentences(2)), source="New Wire")
    before = without_plans()

    plan = planned(folder)

    assert without_plans() == before
    assert plan.files.count() == 2


def test_a_new_story_is_told_with_what_the_file_says(folder):
    folder.write("a.md", more={"tags": "[Chips]"})

    plan = planned(folder)

    row = plan.files.get()
    assert (row.outcome, row.title, row.source_name) == (
        "created", "A quiet launch", "Example Wire",
    )  # fmt: skip
    assert (row.article_number, row.version, len(row.sha256)) == (None, None, 64)
    assert row.detail["fields"]["status"] == [None, "published"]
    assert row.detail["categories"] == ["Industry / Example Wire / Chips"]
    assert row.detail["tags"] == ["Chips"]
    assert plan.counts["outcomes"]["created"] == 1


def test_a_change_is_told_field_by_field_and_passage_by_passage(folder):
    lines = sentences(1)
    folder.write("a.md", body=html(lines))
    folder.run()
    article = Article.objects.get()
    lines[3] = "A corrected sentence."
    folder.write("a.md", title="A loud launch", body=html(lines))

    row = planned(folder).files.get()

    assert row.outcome == "updated"
    assert (row.article_number, row.version) == (article.pk, article.modified_at)
    assert row.detail["fields"]["title"] == ["A quiet launch", "A loud launch"]
    assert row.detail["body"] == {
        "passages": [[3, sentences(1)[3], "A corrected sentence."]], "more": 0, "cut": 0,
    }  # fmt: skip
    assert not {"body", "imported_text", "word_count"} & row.detail["fields"].keys()


def test_long_changes_are_cut_and_it_is_said(folder, monkeypatch):
    monkeypatch.setattr(details, "MOST_PASSAGES", 2)
    monkeypatch.setattr(details, "MOST_CHARS", 150)
    lines = sentences(1)
    lines[0] = " ".join(sentences(7, 6))
    folder.write("a.md", body=html(lines))
    folder.run()
    lines[0] = lines[0].replace(sentences(7, 6)[5], "The end is another.")
    folder.write("a.md", body=html([lines[0], *(f"New {line}" for line in lines[1:])]))

    body = planned(folder).files.get().detail["body"]

    assert len(body["passages"]) == 2
    assert body["more"] == len(lines) - 2
    assert body["cut"] > 100
    assert body["passages"][0][2].startswith("… ")
    assert body["passages"][0][2].endswith("The end is another.")


def test_a_file_that_only_made_noise_keeps_its_bytes_in_the_plan(folder):
    folder.write("a.md", body=html(sentences(1), "a"))
    folder.write("b.md", title="B", body=html(sentences(2)))
    folder.run()
    folder.write("a.md", body=html(sentences(1), "b"))

    plan = planned(folder)

    assert [(row.path, row.outcome) for row in plan.files.all()] == [("a.md", "unchanged")]
    assert plan.counts["outcomes"]["unchanged"] == 2


def test_a_story_made_and_met_again_in_one_run_has_a_path_and_no_number(folder, monkeypatch):
    monkeypatch.setattr(pipeline, "CHUNK", 1)
    folder.write("a.md")
    folder.write("b.md", filed=("Elsewhere",))
    folder.write("c.md", body=html(sentences(50)))

    found = rows(planned(folder))

    assert found["b.md"].outcome == "duplicates"
    assert found["b.md"].article_number is None
    assert found["b.md"].detail["made_by"] == "a.md"
    assert found["b.md"].detail["categories"] == ["Elsewhere"]
    problem = found["c.md"].detail["problems"]["W_POSSIBLY_SAME"][0]
    assert problem["detail"] == {"article": "a.md"}


def test_an_article_met_twice_has_the_version_from_before_the_run(folder, monkeypatch):
    monkeypatch.setattr(pipeline, "CHUNK", 1)
    folder.write("a.md")
    folder.write("b.md", filed=("Elsewhere",))
    folder.run()
    article = Article.objects.get()
    for name in ("a.md", "b.md"):
        folder.write(name, body=html([*sentences(1), f"One more in {name}."]))

    versions = {row.path: row.version for row in planned(folder).files.all()}

    assert versions == {"a.md": article.modified_at, "b.md": article.modified_at}


def test_conflicts_with_an_editor_are_told(folder):
    folder.write("a.md")
    folder.run()
    Article.objects.update(title="Ours", edited_fields=["title"])
    folder.write("a.md", title="Theirs")

    plan = planned(folder)

    assert plan.files.get().detail["conflicts"] == [
        {"field": "title", "base": "A quiet launch", "ours": "Ours", "theirs": "Theirs"}
    ]
    assert plan.counts["outcomes"]["conflicts"] == 1


def test_refusals_and_rules_are_told_with_their_reasons(folder):
    folder.write("a.md", "no front matter")
    folder.write("b.md")
    folder.write("c.md", json_file(link="http://[\x00]x", title="C", source="C"))
    ImportRule.objects.create(name="Not this", effect="hold", source="Example*")

    plan = planned(folder)

    found = rows(plan)
    assert [found[name].outcome for name in ("a.md", "b.md", "c.md")] == [
        "refused", "held", "created",
    ]  # fmt: skip
    assert found["a.md"].detail["problems"]["E_NO_FRONT_MATTER"][0]["line"] == 1
    assert found["b.md"].detail["rule"] == "Not this"
    assert plan.counts["problems"]["E_NO_FRONT_MATTER"] == 1
    assert list(plan.files.filter(detail__problems__has_key="W_URL_DROPPED")) == [found["c.md"]]


def test_sources_that_are_new_or_fell_silent_are_named(folder):
    folder.write("old/a.md", source="Old Wire", title="Old")
    folder.write("b.md", source="Known Wire", title="B", body=html(sentences(2)))
    folder.run()
    (folder.top / "old/a.md").unlink()
    for number in (3, 4):
        body = html(sentences(number))
        folder.write(f"{number}.md", source="New Wire", title=f"N{number}", body=body)

    plan = planned(folder)

    assert plan.sources["new"] == {"New Wire": 2}
    assert plan.sources["silent"] == {"Old Wire": "2020-03-10T08:30:00+00:00"}
    assert plan.counts["outcomes"]["gone"] == 1
    assert Sighting.objects.filter(path="old/a.md").exists()


def test_of_a_single_file_nothing_else_is_missed(folder):
    folder.write("a.md")
    folder.write("b.md", title="B", body=html(sentences(2)), source="Other")
    folder.run()

    plan = planning.plan(folder.top / "a.md", "news", Options())[0]

    assert (plan.counts["outcomes"]["gone"], plan.sources["silent"]) == (0, {})


def test_the_plan_keeps_what_it_was_asked_and_by_whom(folder):
    folder.write("a.md")
    user = User.objects.create(username="chief")

    plan = planned(folder, dialect="hexo", status="inbox", user_id=user.pk)

    assert plan.made_by == user
    assert plan.options["path"] == str(folder.top)
    assert planning.top_of(plan) == folder.top
    assert planning.options_of(plan) == Options(dialect="hexo", status="inbox")
    assert datetime.now(UTC) >= plan.made_at


def test_the_queries_go_by_chunks(folder, monkeypatch):
    for number in range(8):
        folder.write(f"{number}.md", title=f"S{number}", body=html(sentences(number)))

    def queries(size: int) -> int:
        monkeypatch.setattr(pipeline, "CHUNK", size)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            planned(folder)
        return len(captured)

    planned(folder)
    one, two = queries(8), queries(4)

    for number in range(8, 32):
        folder.write(f"{number}.md", title=f"S{number}", body=html(sentences(number)))
    assert abs(queries(32) - one) <= 2
    assert two > one
