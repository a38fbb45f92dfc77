"""The command's arguments: odd names, empty ones, and what the system refuses."""

import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import ImportBatch, Sighting
from tests.importer.corpus import Folder

pytestmark = pytest.mark.django_db


def stopped(*paths, **options) -> str:
    """What is said as the command stops with 2; nothing may have been imported."""
    with pytest.raises(CommandError) as caught:
        call_command("import_articles", *map(str, paths), verbosity=0, **options)
    assert caught.value.returncode == 2
    assert not Sighting.objects.exists()
    return str(caught.value)


def odd(tmp_path: Path, name: bytes) -> Folder:
    folder = Folder(tmp_path, os.fsdecode(name))
    folder.write("one.md")
    return folder


def test_a_folder_whose_name_is_no_utf_8_is_imported_and_shown_escaped(tmp_path):
    folder = odd(tmp_path, b"root\xff")
    target = tmp_path / os.fsdecode(b"report\xff.json")
    call_command("import_articles", str(folder.top), json=str(target), verbosity=0)

    assert Sighting.objects.get().root == "root\\xff"
    assert ImportBatch.objects.get().root == "root\\xff"
    assert json.loads(target.read_text())["root"] == "root\\xff"


def test_names_given_and_places_below_the_root_are_shown_escaped(tmp_path):
    tops = [odd(tmp_path, name).top for name in (b"a\xff", "b\u00a0".encode())]
    call_command("import_articles", *map(str, tops), root=os.fsdecode(b"site\xfe\n"), verbosity=0)

    assert {*Sighting.objects.values_list("root", "path")} == {
        ("site\\xfe\\u000a", "a\\xff/one.md"), ("site\\xfe\\u000a", "b\\u00a0/one.md"),
    }  # fmt: skip


def test_a_missing_folder_with_an_odd_name_is_named(tmp_path):
    said = stopped(tmp_path / os.fsdecode(b"\xff\x1b"))

    assert said.endswith("/\\xff\\u001b: there is no such file or folder.")


@pytest.mark.parametrize("given", [{"root": ""}, {"json": ""}, {}], ids=["root", "json", "path"])
def test_an_empty_argument_is_refused(tmp_path, monkeypatch, given):
    folder = odd(tmp_path, b"news")
    monkeypatch.chdir(folder.top)

    assert "empty" in stopped(*([folder.top] if given else [folder.top, ""]), **given)


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), UnicodeError("surrogates")])
def test_what_the_system_refuses_is_told_with_the_path(tmp_path, monkeypatch, error):
    folder = odd(tmp_path, b"news")

    def fail(*_args):
        raise error

    monkeypatch.setattr("articles.importer.pipeline.run", fail)

    assert stopped(folder.top) == f"{folder.top}: {error.args[-1]}"


def test_a_path_the_system_cannot_hold_is_told(tmp_path):
    assert "File name too long" in stopped(tmp_path / ("x" * 300))


def test_a_report_the_system_cannot_name_is_told_before_the_import(tmp_path):
    folder = odd(tmp_path, b"news")

    assert "File name too long" in stopped(folder.top, json=str(tmp_path / ("x" * 300)))


def test_a_link_in_a_circle_is_no_folder(tmp_path):
    (tmp_path / "loop").symlink_to("loop")

    assert "there is no such file or folder" in stopped(tmp_path / "loop")


def test_a_report_that_fails_after_the_import_answers_2(tmp_path, monkeypatch):
    folder = odd(tmp_path, b"news")

    def fail(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(CommandError, match=r"report\.json: No space left on device") as caught:
        call_command(
            "import_articles", str(folder.top), json=str(tmp_path / "report.json"), verbosity=0
        )

    assert caught.value.returncode == 2
