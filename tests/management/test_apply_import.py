"""Planning and applying from the shell: what is printed, what programs read, the exit codes."""

import json
import os
import signal
import sqlite3
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError, InterfaceError, OperationalError

from articles.importer import pipeline
from articles.importer.crew import WorkersDied
from articles.importer.lock import Locked
from articles.management import plans, running
from articles.management.commands.apply_import import Command
from articles.models import Article, ImportBatch, ImportPlan, ImportRule, PlannedFile
from tests.importer.corpus import Folder, html, json_file, sentences

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path)
    folder.write("one.md")
    folder.write("two.md", title="Two", body=html(sentences(2)), source="Old Wire")
    folder.run()
    lines = sentences(1)
    folder.write("one.md", body=html([*lines[:2], "A corrected sentence.", *lines[3:]]))
    (folder.top / "two.md").unlink()
    folder.write("new.md", title="New", body=html(sentences(3)), source="New Wire")
    return folder


def call(name: str, *args, **options) -> tuple[int, str]:
    """The exit code and what was printed."""
    out = StringIO()
    options.setdefault("workers", 1)
    try:
        call_command(name, *map(str, args), stdout=out, stderr=out, **options)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


def plan(folder: Folder, **options) -> ImportPlan:
    call("import_articles", folder.top, plan=True, verbosity=0, **options)
    return ImportPlan.objects.first()


class TestPlanning:
    def test_prints_what_would_change_and_how_to_apply_it(self, folder):
        code, printed = call("import_articles", folder.top, plan=True)
        made = ImportPlan.objects.get()

        assert code == 0
        assert f"Plan {made.pk} for news: 2 files" in printed
        assert "1  gone" in printed
        assert "1 New Wire" in printed
        assert "Old Wire (last: 2020-03-10)" in printed
        assert (
            f"updated (1)\n  one.md → #{Article.objects.get(title='A quiet launch').pk}" in printed
        )
        assert f"      2 as before\n    - {sentences(1)[2]}\n    + A corrected sentence." in printed
        assert f"Apply it with: manage.py apply_import {made.pk}" in printed
        assert Article.objects.count() == 2

    def test_shows_the_first_files_of_each_outcome_or_all(self, folder, monkeypatch):
        monkeypatch.setattr(plans, "FILES_SHOWN", 1)
        folder.write("x.md", title="X", body=html(sentences(4)))

        assert "… and 1 more: -v 2" in call("import_articles", folder.top, plan=True)[1]
        shown = call("import_articles", folder.top, plan=True, verbosity=2)[1]
        assert "  x.md → X" in shown
        assert "more: -v 2" not in shown

    def test_tells_conflicts_rules_problems_and_second_places(self, folder):
        Article.objects.filter(title="A quiet launch").update(title="Ours", edited_fields=["title"])
        folder.write("one.md", title="Theirs", more={"tags": "[Chips]"})
        folder.write("copy.md", title="New", body=html(sentences(3)), source="New Wire")
        folder.write("held.md", json_file(title="Held", source="Gazette"))
        folder.write("bad.md", "no front matter\x1b")
        ImportRule.objects.create(name="Gazette waits", effect="hold", source="Gazette")

        code, printed = call("import_articles", folder.top, plan=True)

        assert code == 1
        assert "conflict: title, ours and theirs\n    - Ours\n    + Theirs" in printed
        assert "+ tags: Chips" in printed
        assert "→ the story of copy.md New" in printed
        assert "rule: Gazette waits" in printed
        assert "E_NO_FRONT_MATTER line 1: The file does not begin" in printed
        assert "\x1b" not in printed

    def test_says_what_was_left_out_of_a_long_change(self, folder, monkeypatch):
        monkeypatch.setattr("articles.importer.details.MOST_PASSAGES", 1)
        folder.write("one.md", body=html([f"New {line}" for line in sentences(1)]))

        printed = call("import_articles", folder.top, plan=True)[1]

        assert "left out: 11 more passages, and 0 characters of these" in printed

    def test_writes_the_whole_plan_for_programs(self, folder, tmp_path):
        target = tmp_path / "plan.json"
        call("import_articles", folder.top, plan=True, json=str(target))
        found = json.loads(target.read_text())

        made = ImportPlan.objects.get()
        assert (found["plan"], found["root"], *map(found["counts"].get, ("created", "gone"))) == (
            made.pk, "news", 1, 1,
        )  # fmt: skip
        assert found["sources"]["new"] == {"New Wire": 1}
        assert [file["path"] for file in found["files"]] == ["new.md", "one.md"]
        assert found["files"][1]["body"]["passages"][0][2] == "A corrected sentence."

    def test_on_the_standard_output_the_plan_is_all_that_is_printed(self, folder):
        (folder.top / "new.md").unlink()
        folder.run()

        found = json.loads(call("import_articles", folder.top, plan=True, json="-")[1])

        assert (found["counts"]["unchanged"], found["files"]) == (1, [])

    def test_many_sources_are_counted(self, folder, monkeypatch):
        monkeypatch.setattr("articles.importer.planning.MOST_SOURCES", 0)

        assert "… and 2 more." in call("import_articles", folder.top, plan=True)[1]

    def test_is_not_a_dry_run_and_is_for_one_folder(self, folder):
        assert call("import_articles", folder.top, plan=True, dry_run=True)[0] == 2
        assert call("import_articles", folder.top, folder.top / "one.md", plan=True)[0] == 2
        assert not ImportPlan.objects.exists()


class TestApplying:
    def test_does_what_the_plan_said(self, folder):
        made = plan(folder)
        code, printed = call("apply_import", made.pk)

        assert code == 0
        assert f"Stored as import {ImportBatch.objects.first().pk}." in printed
        assert "Every file became what the plan said." in printed
        assert Article.objects.count() == 3

    def test_a_second_time_says_what_it_became(self, folder):
        made = plan(folder)
        call("apply_import", made.pk)

        code, printed = call("apply_import", made.pk)

        assert code == 2
        assert f"as import {ImportBatch.objects.first().pk}" in printed

    def test_refuses_and_lists_what_moved(self, folder, tmp_path):
        made = plan(folder)
        for number in range(25):
            folder.write(f"later/{number:02}.md")
        target = tmp_path / "moved.json"

        code, printed = call("apply_import", made.pk, json=str(target))

        assert code == 2
        assert "later/00.md is new." in printed
        assert "… and 5 more: --json" in printed
        assert "--plan" in printed
        found = json.loads(target.read_text())
        assert (found["applied"], len(found["moved"])) == (False, 25)
        assert found["moved"][0] == {
            "kind": "file", "what": "later/00.md", "sentence": "later/00.md is new.",
        }  # fmt: skip

    def test_tells_by_file_what_did_not_become_as_planned(self, folder, monkeypatch):
        made = plan(folder)
        PlannedFile.objects.filter(path="new.md").update(outcome="duplicates")
        PlannedFile.objects.filter(path="one.md").update(title="Another")
        monkeypatch.setattr("articles.management.commands.apply_import.SHOWN", 2)

        code, printed = call("apply_import", made.pk)

        assert code == 1
        assert "new.md: planned duplicates, became created" in printed
        assert "one.md: updated as planned, but with other changes" in printed

    def test_a_long_list_of_differences_is_cut(self, folder, monkeypatch):
        made = plan(folder)
        PlannedFile.objects.update(title="Another")
        monkeypatch.setattr("articles.management.commands.apply_import.SHOWN", 1)

        assert "… and 1 more: --json FILE" in call("apply_import", made.pk)[1]

    def test_the_report_for_programs_is_all_that_is_printed(self, folder):
        found = json.loads(call("apply_import", plan(folder).pk, json="-")[1])

        assert (found["applied"], found["created"], found["differences"]) == (True, 1, [])

    def test_on_a_terminal_one_bar_follows_the_other(self, folder):
        class Terminal(StringIO):
            def isatty(self) -> bool:
                return True

        terminal = Terminal()
        call_command("apply_import", plan(folder).pk, workers=1, stdout=terminal, stderr=terminal)

        printed = terminal.getvalue()
        assert printed.index("Checking news") < printed.index("Importing news")

    def test_an_unknown_plan_answers_2(self):
        assert call("apply_import", 99) == (2, "There is no plan 99.")

    def test_the_help_names_the_exit_codes(self):
        assert "exit codes: 0" in Command().create_parser("manage.py", "x").format_help()


def database_error(kind: type[Exception], message: str, code: str | None = None) -> Exception:
    error = kind(message)
    if code:
        error.__cause__ = type("Native", (Exception,), {"pgcode": code})()
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Locked("process 7"), "Another import is running: process 7."),
        (WorkersDied("a.md", "b.md"), "between a.md and b.md"),
        (OSError(28, "No space left on device"), "The disk is full."),
        (sqlite3.OperationalError("database or disk is full"), "The database's disk is full"),
        (database_error(OperationalError, "no room", "53100"), "The database's disk is full"),
        (database_error(OperationalError, "server closed the connection unexpectedly\nx"),
         "The connection to the database was lost: server closed the connection unexpectedly."),
        (database_error(OperationalError, "shutting down", "57P01"), "was lost: shutting down."),
        (InterfaceError("connection already closed"), "The connection to the database was lost"),
        (DataError("odd"), "The database stopped this run: odd."),
        (KeyboardInterrupt(), "Stopped."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)  # fmt: skip
@pytest.mark.parametrize("given", [{"plan": True}, {}], ids=["plan", "import"])
def test_what_stops_a_run_is_said_and_answers_2(folder, monkeypatch, error, said, given):
    def stop(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(pipeline, "run", stop)

    code, printed = call("import_articles", folder.top, **given)

    assert code == 2
    assert said in printed


def test_an_ordinary_error_of_the_system_names_the_path(folder, monkeypatch):
    def stop(*_args, **_kwargs):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(pipeline, "run", stop)

    assert call("import_articles", folder.top) == (2, f"{folder.top}: Input/output error")


def test_a_terminated_run_ends_like_an_interrupted_one(folder, monkeypatch):
    before = signal.getsignal(signal.SIGTERM)

    def stop(*_args, **_kwargs):
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(pipeline, "run", stop)

    assert call("import_articles", folder.top) == (2, f"Stopped. {running.GO_ON}")
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("number", ["0", "-1", "many", "1000"])
def test_a_number_of_workers_that_is_none_is_refused(folder, number):
    with pytest.raises(CommandError, match="number of processes"):
        call_command("import_articles", str(folder.top), f"--workers={number}")


def test_the_workers_are_those_asked_for_and_one_a_processor_by_default(folder, monkeypatch):
    asked = []

    def run(top, root, options, *_args):
        asked.append(options.workers)
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", run)
    for given in (["--workers=3"], []):
        with pytest.raises(CommandError):
            call_command("import_articles", str(folder.top), *given)

    assert asked == [3, len(os.sched_getaffinity(0))]
