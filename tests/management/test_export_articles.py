"""The command: what it takes, what it prints, what it answers to the shell."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.db import DatabaseError

from articles.importer.export import path_of
from articles.importer.mirror import MANIFEST, Mirror
from articles.models import Status
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def top(tmp_path) -> Path:
    return tmp_path / "out"


def call(*args, **options) -> tuple[int, str]:
    """The exit code and what was printed."""
    out = StringIO()
    try:
        call_command("export_articles", *map(str, args), stdout=out, stderr=out, **options)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_a_clean_run_answers_0_and_prints_what_it_did(top):
    make_article()
    make_article(status=Status.DRAFT)

    code, printed = call(top)

    assert code == 0
    assert f"{top}: 2 articles" in printed
    assert re.search(r"\b1  drafts ", printed)
    assert re.search(r"\b2  written ", printed)
    assert "Nothing to do" not in printed


def test_a_second_run_says_that_there_was_nothing_to_do(top):
    make_article()
    call(top)

    assert "Nothing to do: everything was written already." in call(top)[1]


def test_a_dry_run_says_that_nothing_was_written(top):
    make_article()

    assert "A dry run: nothing was written." in call(top, "--dry-run")[1]
    assert not top.exists()


def test_changed_files_answer_1_and_are_named_until_forced(top):
    articles = [make_article() for _ in range(22)]
    call(top)
    for article in articles:
        (top / path_of(article)).write_text("mine")

    code, printed = call(top)

    assert code == 1
    assert f"{path_of(articles[0])}: is not as we left it" in printed
    assert "… and 2 more: --json FILE writes all of them." in printed
    assert call(top, "--force")[0] == 0
    assert (top / path_of(articles[0])).read_text() != "mine"


def test_a_folder_that_is_not_ours_answers_2(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")

    code, printed = call(tmp_path)

    assert code == 2
    assert printed == (
        f"{tmp_path}: the folder is not empty and has no {MANIFEST}."
        " --force writes into it all the same."
    )


def test_the_report_for_programs(top, tmp_path):
    article = make_article()
    target = tmp_path / "report.json"
    call(top, "--json", target)

    assert json.loads(target.read_text()) == {
        "folder": str(top), "dry_run": False, "articles": 1, "drafts": 0,
        "written": 1, "unchanged": 0, "removed": 0, "kept": [],
    }  # fmt: skip

    (top / path_of(article)).write_text("mine")
    code, printed = call(top, "--json", "-")
    assert (code, json.loads(printed)["kept"]) == (1, [path_of(article)])


def test_articles_can_be_chosen(top):
    ours, theirs = make_source("Our Wire"), make_source("Their Wire")
    make_article("a", source=ours)
    make_article("b", source=theirs, status=Status.INBOX)
    make_article("c", source=make_source("Third"))

    def chosen(*args) -> int:
        return json.loads(call(top, *args, "--json", "-", "--force")[1])["articles"]

    assert chosen() == 3
    assert chosen("--source", "Our Wire", "their-wire") == 2
    assert chosen("--source", "Our Wire", "--source", "Our Wire") == 1
    assert chosen("--status", "inbox") == 1
    assert chosen("--since", "2026-01-01") == 3
    assert chosen("--since", "2027-01-01T00:00:00+08:00") == 0


WRONG = {
    "an unknown source": ({"source": ["Nobody"]}, "There is no source “Nobody”."),
    "an empty source": ({"source": [""]}, "An argument is empty"),
    "an empty report": ({"json": ""}, "An argument is empty"),
    "a report in no folder": ({"json": "/nowhere/report.json"}, "/nowhere/report.json"),
}


@pytest.mark.parametrize(("options", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_meant_answers_2_and_writes_nothing(top, options, said):
    code, printed = call(top, **options)

    assert code == 2
    assert said in printed
    assert not top.exists()


def test_an_empty_folder_name_does_not_mean_this_folder():
    assert call("") == (2, "An argument is empty. Name a folder.")


def test_a_file_in_the_folders_place_answers_2_and_names_it(tmp_path):
    (tmp_path / "file").write_text("mine")

    code, printed = call(tmp_path / "file")

    assert code == 2
    assert printed.startswith(f"{tmp_path / 'file'}")
    assert "Not a directory" in printed


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DatabaseError("gone"), "The database stopped the export: gone"),
        (KeyboardInterrupt(), "Stopped. Run it again to go on."),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_a_run_that_is_stopped_answers_2(top, monkeypatch, error, said):
    make_article()

    def stop(*args):
        raise error

    monkeypatch.setattr(Mirror, "put", stop)
    code, printed = call(top)

    assert code == 2
    assert said in printed


def test_quiet_means_quiet(top):
    make_article()

    assert call(top, verbosity=0) == (0, "")


def test_the_page_on_exports_lists_exactly_the_options():
    command = load_command_class("articles", "export_articles")
    parser = command.create_parser("manage.py", "export_articles")
    own = {name for action in parser._actions for name in action.option_strings}
    base = load_command_class("articles", "ensure_editor").create_parser("manage.py", "x")
    common = {name for action in base._actions for name in action.option_strings}

    page = (ROOT / "docs" / "export.md").read_text()
    listed = re.findall(r"^\| `(--[a-z-]+)", page, re.MULTILINE)
    assert {*listed} == {name for name in own - common if name.startswith("--")}


def test_the_help_names_the_exit_codes():
    command = load_command_class("articles", "export_articles")

    assert "exit codes: 0 clean" in command.create_parser("manage.py", "x").format_help()
