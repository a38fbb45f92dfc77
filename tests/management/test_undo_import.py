"""The command: what it takes, what it prints, what it answers to the shell."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from articles.importer.lock import Locked
from articles.management.commands.undo_import import Command
from articles.models import Article, ImportBatch
from tests.importer.corpus import Folder, html, sentences

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path)
    folder.write("one.md")
    folder.write("two.md", title="Another", body=html(sentences(2)))
    folder.run()
    return folder


def call(number: int | None = None, **options) -> tuple[int, str]:
    """The exit code and what was printed; by default for the latest import."""
    out = StringIO()
    number = ImportBatch.objects.latest("pk").pk if number is None else number
    try:
        call_command("undo_import", str(number), stdout=out, stderr=out, **options)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_what_was_taken_back_is_counted_and_answers_0(folder):
    code, printed = call()

    assert code == 0
    assert "2  removed" in printed
    assert "3  categories" in printed
    assert "kept" not in printed
    assert printed.endswith("The import is undone.\n")
    assert not Article.objects.exists()


def test_what_stays_is_named_and_answers_1(folder):
    article = Article.objects.get(title="Another")
    article.title = "Ours\x1b[2J"
    article.save()

    code, printed = call()

    assert code == 1
    assert f"#{article.pk} “Ours\\u001b[2J”: edited on 20" in printed
    assert "1  kept" in printed
    assert Article.objects.get() == article


def test_no_more_than_some_are_named(folder, monkeypatch):
    monkeypatch.setattr("articles.management.commands.undo_import.SHOWN", 1)
    for article in Article.objects.all():
        article.save()

    assert "… and 1 more: --json FILE writes all of them." in call()[1]


def test_a_dry_run_says_the_same_and_changes_nothing(folder):
    code, printed = call(dry_run=True)

    assert code == 0
    assert "2  removed" in printed
    assert "at most 3  categories" in printed
    assert "A dry run: nothing was changed." in printed
    assert Article.objects.count() == 2
    assert ImportBatch.objects.get().state == "done"


@pytest.mark.parametrize(("number", "said"), [(0, "no import 0"), (10**30, "no import 1000")])
def test_an_unknown_import_answers_2(folder, number, said):
    code, printed = call(number)

    assert code == 2
    assert said in printed


def test_an_import_that_was_undone_answers_2(folder):
    call()

    code, printed = call()

    assert code == 2
    assert "was undone already" in printed


def test_an_import_that_a_later_one_has_built_on_answers_2_unless_told(folder):
    first = ImportBatch.objects.get().pk
    folder.write("one.md", title="A loud launch")
    later = folder.run().batch

    code, printed = call(first)
    assert code == 2
    assert f"in this order: #{later} news. Or leave" in printed
    assert "--keep-built-on" in printed

    code, printed = call(first, keep_built_on=True)
    assert code == 1
    assert f"import {later} has built on it" in printed


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Locked("process 7 on desk"), "Another import is running: process 7 on desk"),
        (DatabaseError("the disk is full"), "disk is full: the disk is full. Nothing was changed."),
        (OSError(13, "Permission denied", "/srv/db.import-lock"), "import-lock: Permission"),
        (KeyboardInterrupt(), "Stopped. Nothing was changed."),
    ],
)
def test_what_stops_it_answers_2(folder, monkeypatch, error, said):
    def stop(*args, **kwargs):
        raise error

    monkeypatch.setattr("articles.importer.undo._Undo.go", stop)

    code, printed = call()

    assert code == 2
    assert said in printed
    assert Article.objects.count() == 2


def test_the_report_for_programs(folder, tmp_path):
    target = tmp_path / "report.json"

    code, _ = call(json=str(target))

    report = json.loads(target.read_text())
    assert code == 0
    assert (report["batch"], report["root"]) == (ImportBatch.objects.get().pk, "news")
    assert [report[name] for name in ("removed", "restored", "files", "kept")] == [2, 0, 2, 0]
    assert report["kept_stories"] == []
    assert report["seconds"] >= 0


def test_a_report_on_the_standard_output_is_all_that_is_printed(folder):
    assert json.loads(call(json="-")[1])["removed"] == 2


@pytest.mark.parametrize("target", ["missing/report.json", ".", "x" * 5000])
def test_a_report_that_cannot_be_written_answers_2_and_changes_nothing(folder, tmp_path, target):
    code, printed = call(json=str(tmp_path / target))

    assert code == 2
    assert target in printed
    assert Article.objects.count() == 2


def test_quiet_means_quiet(folder):
    assert call(verbosity=0) == (0, "")


def test_the_help_names_the_exit_codes():
    assert "exit codes: 0 all taken back" in Command().create_parser("manage.py", "x").format_help()
