"""`manage.py collect_images`: its report, its exit codes, what stops it."""

import json
import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Image, ImageAddress, ImageUse
from tests.factories import make_article

STRAY = "copies/ab/" + "ab" * 16 + "/640.jpg"


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("collect_images", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def put(name: str, days_ago: int = 0) -> None:
    default_storage.save(name, ContentFile(b"12345"))
    at = (timezone.now() - timedelta(days=days_ago)).timestamp()
    os.utime(default_storage.path(name), (at, at))


def make_image(digest: str = "cd" * 32, **fields) -> Image:
    values = {"format": "png", "bytes": 1, "width": 640, "height": 360, "is_upload": True,
              "renditions": {"jpg": [640]}}  # fmt: skip
    return Image.objects.create(digest=digest, **(values | fields))


def test_there_is_nothing_to_do(db):
    code, out = run()

    assert code == 0
    assert out.startswith("Freed 0\xa0bytes, in ")


def test_it_says_what_it_took_away_and_what_it_freed(db):
    put(STRAY, days_ago=2)

    code, out = run()

    assert code == 0
    assert "1  stray        files that belong to no picture" in out
    assert "Freed 5\xa0bytes" in out
    assert not default_storage.exists(STRAY)


def test_a_dry_run_takes_nothing_away(db):
    put(STRAY, days_ago=2)

    code, out = run("--dry-run")

    assert code == 0
    assert "A dry run: nothing was taken away. It would free 5\xa0bytes" in out
    assert default_storage.exists(STRAY)


def test_pictures_are_kept_for_a_month_or_as_long_as_is_said(db):
    image = make_image(created_at=timezone.now() - timedelta(days=50))
    image.unused_since = timezone.now() - timedelta(days=20)
    image.save()
    put(f"{image.folder}/640.jpg")

    assert "1  kept" in run()[1]
    assert "1  unused" in run("--older-than", "10")[1]


def test_the_report_for_programs_goes_to_a_file_or_to_stdout(db, tmp_path):
    target = tmp_path / "report.json"

    assert run("--json", str(target))[0] == 0
    code, out = run("--json", "-", "--dry-run")

    report = json.loads(out)
    assert (code, report["dry_run"], report["stray"], report["bytes"]) == (0, True, 0, 0)
    assert json.loads(target.read_text()).keys() == report.keys()


def test_an_upload_that_lost_its_files_is_named_and_a_person_should_look(db):
    article = make_article()
    lost, whole = make_image(), make_image("ef" * 32)
    for image in (lost, whole):
        address = ImageAddress.objects.create(url=image.digest, key=image.digest, image=image)
        ImageUse.objects.create(article=article, address=address)
    put(f"{whole.folder}/640.jpg")

    code, out = run()

    assert code == 1
    assert f"picture {lost.pk}: {lost.folder}" in out


def test_it_stops_where_no_file_is_there(db):
    make_image()

    with pytest.raises(CommandError, match="None of the newest pictures' files") as stopped:
        run()

    assert stopped.value.returncode == 2


def test_a_storage_that_fails_ends_the_run_with_2(db, monkeypatch):
    def fail(self, path):
        raise OSError("The bucket pictures failed: no route")

    monkeypatch.setattr(FileSystemStorage, "listdir", fail)

    with pytest.raises(CommandError, match="The bucket pictures failed") as stopped:
        run()

    assert stopped.value.returncode == 2


@pytest.mark.parametrize("days", ["-1", "soon", "36501"])
def test_only_a_number_of_days_is_one(db, days):
    with pytest.raises(CommandError, match="is no number of days"):
        run(f"--older-than={days}")
