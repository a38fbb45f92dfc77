"""The command: what it takes, what it prints, what it answers to the shell."""

import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import translation

from articles.importer.problems import SENTENCES
from articles.management.commands.import_articles import Command
from articles.models import Article, ImportBatch, Sighting, Status
from tests.importer.corpus import Folder, html, json_file, sentences

pytestmark = pytest.mark.django_db
KEYS = (
    "batch root files created updated unchanged duplicates drafts refused skipped warnings"
    " problems seconds articles_per_second"
).split()


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path)
    folder.write("one.md")
    folder.write("two.md", title="Undated", date="", body=html(sentences(2)))
    return folder


def call(*paths, **options) -> tuple[int, str]:
    """The exit code and what was printed."""
    out = StringIO()
    try:
        call_command("import_articles", *map(str, paths), stdout=out, stderr=out, **options)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_a_clean_run_answers_0_and_prints_what_it_did(folder):
    code, printed = call(folder.top)

    assert code == 0
    assert "news: 2 files in" in printed
    assert "2  created" in printed
    assert "two.md: W_DATE_MISSING There is no date." in printed
    assert f"Stored as import {ImportBatch.objects.get().pk}." in printed


def test_a_second_run_says_that_there_was_nothing_to_do(folder):
    call(folder.top)

    assert "Nothing to do" in call(folder.top)[1]


def test_a_dry_run_says_that_nothing_was_stored(folder):
    code, printed = call(folder.top, dry_run=True)

    assert (code, Article.objects.count()) == (0, 0)
    assert "A dry run: nothing was stored." in printed


def test_refused_files_answer_1_with_line_and_reason(folder):
    folder.write("bad.md", "---\ntitle: 'x'\n<p>no fence</p>\n")

    code, printed = call(folder.top)

    assert code == 1
    assert "bad.md:3: E_FM_UNTERMINATED The front matter is never closed." in printed
    assert Article.objects.count() == 2


def test_many_problems_are_counted_and_the_refusals_come_first(folder):
    for number in range(25):
        folder.write(f"{number:02}.md", title=f"Story {number}", date="", body="<p>Short</p>")
    folder.write("zz.md", "no front matter")

    printed = call(folder.top)[1]

    assert printed.index("zz.md:1: E_NO_FRONT_MATTER") < printed.index("00.md: W_DATE_MISSING")
    assert "26 W_DATE_MISSING" in printed
    assert "… and 7 more: --json FILE writes all of them." in printed


def test_the_report_for_programs_has_all_keys(folder, tmp_path):
    folder.write("bad.md", "---\ntitle: 'x'\n<p>no fence</p>\n")
    target = tmp_path / "report.json"

    code, printed = call(folder.top, json=str(target))

    report = json.loads(target.read_text())
    assert set(KEYS) <= set(report)
    assert (report["batch"], report["root"]) == (ImportBatch.objects.get().pk, "news")
    assert [report[name] for name in ("files", "created", "drafts", "refused")] == [3, 2, 1, 1]
    assert report["warnings"] == {"W_DATE_MISSING": 1}
    assert report["problems"][0] == {
        "path": "bad.md",
        "line": 3,
        "code": "E_FM_UNTERMINATED",
        "message": SENTENCES["E_FM_UNTERMINATED"] % {"fence": "---"},
    }
    assert report["seconds"] > 0
    assert report["articles_per_second"] > 0
    assert code == 1
    assert "created" in printed


def test_a_report_on_the_standard_output_is_all_that_is_printed(folder):
    code, printed = call(folder.top, json="-")

    assert code == 0
    assert json.loads(printed)["created"] == 2


def test_several_folders_give_several_reports(folder, tmp_path):
    other = Folder(tmp_path, "other")
    other.write("bad.md", "no front matter")

    code, printed = call(folder.top, other.top, json="-")

    reports = json.loads(printed)
    assert code == 1
    assert [report["root"] for report in reports] == ["news", "other"]


@pytest.mark.parametrize("target", ["missing/report.json", "."])
def test_a_report_that_cannot_be_written_answers_2_and_names_it(folder, tmp_path, target):
    code, printed = call(folder.top, json=str(tmp_path / target))

    assert code == 2
    assert str(tmp_path / target) in printed
    assert not Sighting.objects.exists()


def test_a_missing_path_answers_2_and_imports_nothing(folder, tmp_path):
    code, printed = call(folder.top, tmp_path / "nowhere")

    assert code == 2
    assert "nowhere: there is no such file or folder" in printed
    assert not Sighting.objects.exists()


def test_a_folder_that_may_not_be_read_answers_2(folder, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    assert call(folder.top) == (2, f"{folder.top}: may not be read.")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc", "Asia", "\x00"])
def test_a_zone_that_is_none_is_refused(folder, zone):
    with pytest.raises(CommandError, match=r"time zone"):
        call_command("import_articles", str(folder.top), f"--naive-tz={zone}")


@pytest.mark.parametrize(
    ("error", "said"), [(DatabaseError, "database"), (KeyboardInterrupt, "Stopped")]
)
def test_a_run_that_is_stopped_answers_2(folder, monkeypatch, error, said):
    def stop(*args, **kwargs):
        raise error

    monkeypatch.setattr("articles.importer.store.Store.write", stop)

    code, printed = call(folder.top)

    assert code == 2
    assert said in printed


def test_new_stories_can_wait_in_the_inbox(folder):
    call(folder.top, status="inbox")

    assert set(Article.objects.values_list("status", flat=True)) == {Status.INBOX, Status.DRAFT}


def test_the_zone_of_dates_without_one_can_be_given(tmp_path):
    folder = Folder(tmp_path)
    folder.write("story.md", json_file(date="2020-03-10 08:00"))
    call_command("import_articles", str(folder.top), "--naive-tz", "Asia/Shanghai", verbosity=0)

    assert Article.objects.get().published_at.hour == 0


@pytest.mark.parametrize(("dialect", "paths"), [("hexo", {"a/b"}), ("jekyll", {"a", "b"})])
def test_the_dialect_can_be_given(tmp_path, dialect, paths):
    folder = Folder(tmp_path)
    folder.write("story.md", "---\ntitle: T\ndate: 2020-03-10\ncategories: [A, B]\n---\nText.\n")
    call(folder.top, dialect=dialect)

    assert {category.path for category in Article.objects.get().categories.all()} == paths


def test_a_single_file_is_known_by_its_folders_name(folder):
    call(folder.top / "one.md")

    sighting = Sighting.objects.get()
    assert (sighting.root, sighting.path) == ("news", "one.md")
    assert json.loads(call(folder.top, json="-")[1])["unchanged"] == 1


def test_paths_under_one_root_are_told_apart_by_their_place(folder, tmp_path):
    Folder(tmp_path, "more/deep").write("one.md", title="Other", body=html(sentences(7)))

    call(folder.top, tmp_path / "more", root="site")

    assert set(Sighting.objects.values_list("root", "path")) == {
        ("site", "news/one.md"), ("site", "news/two.md"), ("site", "more/deep/one.md"),
    }  # fmt: skip


def test_files_of_one_folder_and_a_file_named_twice_keep_their_place(folder):
    one, two = folder.top / "one.md", folder.top / "two.md"

    call(one, two, root="site")
    call(one, one, root="site")

    assert set(Sighting.objects.values_list("root", "path")) == {
        ("site", "one.md"), ("site", "two.md"),
    }  # fmt: skip


def test_folders_that_share_a_name_need_a_root(tmp_path):
    for number, place in enumerate(("a", "b")):
        folder = Folder(tmp_path / place, "posts")
        folder.write("one.md", title=f"Story {number}", body=html(sentences(number)))
    tops = (tmp_path / "a/posts", tmp_path / "b/posts")

    code, printed = call(*tops)

    assert (code, Sighting.objects.count()) == (2, 0)
    assert "--root" in printed
    assert call(*tops, root="site")[0] == 0
    assert Article.objects.count() == 2


def test_a_moved_folder_keeps_its_files_identity_by_its_root(folder, tmp_path):
    call(folder.top, root="site")
    moved = folder.top.rename(tmp_path / "moved")

    assert json.loads(call(moved, root="site", json="-")[1])["unchanged"] == 2


def test_quiet_means_quiet(folder):
    assert call(folder.top, verbosity=0) == (0, "")


def test_everything_is_said_in_the_readers_language_without_a_crash(folder):
    folder.write("bad.md", "---\ntitle: 'x'\n<p>no fence</p>\n")
    with translation.override("zh-hans"):
        code, printed = call(folder.top)

    assert code == 1
    assert "E_FM_UNTERMINATED" in printed


def test_the_help_names_the_exit_codes():
    assert "exit codes: 0 clean; 1 done" in Command().create_parser("manage.py", "x").format_help()


def test_a_hostile_file_cannot_steer_the_terminal(tmp_path):
    folder = Folder(tmp_path)
    folder.write("story.md", json_file(link="http://[\x1b]0;owned\x07", date="\x1b[2J"))
    folder.write("[red]markup.md", "[bold]no front matter[/bold]")

    printed = call(folder.top)[1]

    assert "\x1b" not in printed
    assert "\x07" not in printed
    assert "[red]markup.md:1: E_NO_FRONT_MATTER" in printed
