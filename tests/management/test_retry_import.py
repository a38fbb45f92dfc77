"""The command: what it takes, what it prints, what it answers to the shell."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from articles.importer.lock import Locked
from articles.management.commands import retry_import
from articles.models import Article, ImportBatch
from tests.importer.corpus import Folder, html, sentences

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Folder:
    """Imported: of three files two were refused."""
    folder = Folder(tmp_path)
    folder.write("one.md")
    folder.write("bad.md", "no front matter")
    folder.write("worse.md", "no front matter either")
    folder.run()
    return folder


def call(number: int | None = None, **options) -> tuple[int, str]:
    """The exit code and what was printed; by default for the first import."""
    out = StringIO()
    number = ImportBatch.objects.earliest("pk").pk if number is None else number
    try:
        call_command("retry_import", str(number), stdout=out, stderr=out, **options)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def mend(folder: Folder, *paths: str) -> None:
    for number, path in enumerate(paths):
        folder.write(path, title=f"Mended {path}", body=html(sentences(50 + number)))


def test_files_that_were_mended_come_in_and_answer_0(folder):
    mend(folder, "bad.md", "worse.md")

    code, printed = call()

    assert code == 0
    assert "news: 2 files in" in printed
    assert "2  created" in printed
    assert f"Stored as import {ImportBatch.objects.latest('pk').pk}." in printed
    assert Article.objects.count() == 3


def test_files_that_are_refused_again_answer_1(folder):
    mend(folder, "bad.md")

    code, printed = call()

    assert code == 1
    assert "worse.md:1: E_NO_FRONT_MATTER" in printed
    assert Article.objects.count() == 2


def test_files_that_are_gone_are_named(folder, monkeypatch):
    monkeypatch.setattr(retry_import, "SHOWN", 1)
    (folder.top / "bad.md").unlink()
    (folder.top / "worse.md").unlink()

    code, printed = call()

    assert code == 0
    assert "bad.md: is not there any more." in printed
    assert "… and 1 more: --json FILE writes all of them." in printed
    assert json.loads(call(json="-")[1])["missing"] == ["bad.md", "worse.md"]


def test_nothing_to_retry_is_said_and_answers_0(folder):
    mend(folder, "bad.md", "worse.md")
    call()
    second = ImportBatch.objects.latest("pk").pk

    assert call(second) == (0, f"Nothing to retry: no file of import {second} is refused.\n")
    assert json.loads(call(second, json="-")[1])["batch"] is None


def test_a_folder_that_is_gone_answers_2_and_names_it(folder):
    folder.top.rename(folder.top.with_name("moved"))

    assert call() == (2, f"{folder.top}: there is no such file or folder any more.")


@pytest.mark.parametrize(("number", "said"), [(0, "no import 0"), (10**30, "no import 1000")])
def test_an_unknown_import_answers_2(folder, number, said):
    code, printed = call(number)

    assert code == 2
    assert said in printed


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Locked("process 7 on desk"), "Another import is running: process 7 on desk"),
        (DatabaseError("the disk is full"), "disk is full: the disk is full. What"),
        (OSError(13, "Permission denied", "/srv/db.import-lock"), "import-lock: Permission"),
        (KeyboardInterrupt(), "Stopped. What was stored stays"),
    ],
)
def test_what_stops_it_answers_2(folder, monkeypatch, error, said):
    def stop(*args, **kwargs):
        raise error

    monkeypatch.setattr("articles.importer.pipeline.run", stop)

    code, printed = call()

    assert code == 2
    assert said in printed


def test_the_report_for_programs(folder, tmp_path):
    mend(folder, "bad.md")
    target = tmp_path / "report.json"

    code, _ = call(json=str(target))

    report = json.loads(target.read_text())
    assert code == 1
    assert report["batch"] == ImportBatch.objects.latest("pk").pk
    assert [report[name] for name in ("files", "created", "refused")] == [2, 1, 1]
    assert report["missing"] == []


def test_quiet_means_quiet(folder):
    mend(folder, "bad.md", "worse.md")
    assert call(verbosity=0) == (0, "")
    assert call(ImportBatch.objects.latest("pk").pk, verbosity=0) == (0, "")
