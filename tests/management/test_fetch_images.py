"""`manage.py fetch_images`, and the pictures of an import: arguments, reports, exit codes."""

import json
import sys

import pytest
from django.core.management import CommandError, call_command

from articles.images import fetching
from articles.images.reasons import SENTENCES
from articles.images.tally import Tally
from articles.management import pictures
from articles.management.commands import fetch_images
from articles.models import Gallery, ImageAddress, ImageRights, Source
from tests.factories import make_article, make_source
from tests.images.hosts import Hosts, status
from tests.images.workbench import Shop
from tests.importer.corpus import Folder

pytestmark = pytest.mark.django_db
A, B = (f"https://{host}.example/p.png" for host in "ab")
STORY = "---\ntitle: Chips\ndate: 2026-11-10 12:00:00\nauthor: Wire\n---\n"


@pytest.fixture(autouse=True)
def hosts(monkeypatch):
    hosts = Hosts()
    monkeypatch.setattr("articles.images.http.get", hosts.get)

    class Opened(Shop):
        def __init__(self, workers: int) -> None:
            super().__init__()

        def __enter__(self):
            return self

        def __exit__(self, *_error) -> None:
            pass

    monkeypatch.setattr(fetching, "Workshop", Opened)
    return hosts


@pytest.fixture
def copier():
    return make_source("Der Kopierer", slug="copier", image_rights=ImageRights.COPY)


def story(source, *urls: str):
    return make_article(source=source, body="".join(f'<img src="{url}">' for url in urls))


def fetched(*args, **given) -> tuple[dict, int]:
    """The report, and the exit code."""
    given["json"] = str(given.pop("folder") / "report.json")
    code = 0
    try:
        call_command("fetch_images", *args, verbosity=0, **given)
    except SystemExit as end:
        code = end.code
    with open(given["json"], encoding="utf-8") as file:
        return json.load(file), code


def refused(*args) -> str:
    with pytest.raises(CommandError) as caught:
        call_command("fetch_images", *args, verbosity=0)
    assert caught.value.returncode == 2
    return str(caught.value)


def test_what_is_due_is_fetched(copier, tmp_path):
    article = story(copier, A, B)
    report, code = fetched(folder=tmp_path)

    assert code == 0
    assert (report["addresses"], report["copied"], report["bytes"]) == (2, 2, len(A + B))
    assert set(Gallery.objects.get(article=article).body) == {A, B}


def test_stories_from_before_their_source_let_us_copy_are_looked_through(tmp_path):
    source = make_source("Late")
    articles = [story(source, f"https://a.example/{n}.png") for n in range(3)]
    Source.objects.update(image_rights=ImageRights.COPY)
    report, _code = fetched(folder=tmp_path)

    assert report["copied"] == 3
    assert all(Gallery.objects.get(article=article).body for article in articles)


def test_failures_end_with_1_and_are_told_by_reason_and_host(copier, hosts, tmp_path, capsys):
    hosts.says = {A: status(404), B: status(404)}
    story(copier, A, B)
    report, code = fetched(folder=tmp_path)
    ImageAddress.objects.update(next_at=ImageAddress.objects.first().created_at)
    with pytest.raises(SystemExit):
        call_command("fetch_images")

    assert (code, report["refused"]) == (1, 2)
    hosts_told = {"a.example": 1, "b.example": 1}
    assert report["reasons"] == {"I_STATUS": {"addresses": 2, "hosts": hosts_told}}
    said = capsys.readouterr().out
    assert "2 I_STATUS The host answered with an error." in said
    assert "a.example 1, b.example 1" in said


@pytest.mark.parametrize("reason", SENTENCES)
def test_every_reason_is_a_sentence_without_values(reason, capsys):
    tally = Tally()
    tally.take("refused", reason)
    pictures.print_tally(tally, sys.stdout)

    said = capsys.readouterr().out
    assert "Pictures: 1 address in" in said
    assert "%" not in said
    leads_nowhere = reason in ("I_ADDRESS", "I_USERINFO", "I_PORT", "I_HOST", "P_DATA")
    assert ("no host 1" if leads_nowhere else "this site 1") in said


def test_nothing_to_do_is_told(copier, capsys):
    call_command("fetch_images")

    assert "No picture is waiting." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["Der Kopierer", "copier"])
def test_one_source_by_name_or_slug_and_a_limit(copier, tmp_path, name):
    other = story(make_source("Other", image_rights=ImageRights.COPY), B)
    story(copier, *(f"https://a.example/{n}.png" for n in range(3)))
    report, _code = fetched(folder=tmp_path, source=name, limit=2)

    assert report["copied"] == 2
    assert Gallery.objects.get(article=other).body == {}


def test_an_unknown_source_is_refused_with_the_nearest(copier):
    make_source("Example Wire")

    assert refused("--source", "Der Kopirer").endswith("The nearest is “Der Kopierer”.")
    assert refused("--source", "Nobody") == "There is no source “Nobody”."
    assert refused("--source", "") == "There is no source “”."
    assert "not to be copied" in refused("--source", "Example Wire")
    Source.objects.filter(pk=copier.pk).update(licence_until="2020-05-31")
    assert refused("--source", "copier").endswith("its licence ended 2020-05-31.")


def test_without_any_source_there_is_no_nearest():
    assert refused("--source", "x") == "There is no source “x”. There is none yet."


@pytest.mark.parametrize("option", ["--limit", "--every", "--workers"])
def test_numbers_are_above_0(option):
    with pytest.raises(CommandError, match="0 is no number"):
        call_command("fetch_images", option, "0")


def test_a_report_that_cannot_be_written_is_told_before(copier, hosts, tmp_path):
    story(copier, A)

    assert refused("--json", str(tmp_path / "no" / "r.json")).endswith("r.json: nothing was done.")
    assert hosts.asked == []


def test_it_can_keep_running_until_it_is_told_to_stop(copier, hosts, monkeypatch, capsys):
    story(copier, A)
    naps = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 2:
            raise KeyboardInterrupt
        story(copier, B)

    monkeypatch.setattr(fetch_images.time, "sleep", nap)
    call_command("fetch_images", every=60)

    assert [url for url, _referer in hosts.asked] == [A, B]
    assert naps == [60, 60]
    assert "Stopped." in capsys.readouterr().err


def test_being_stopped_without_it_ends_with_2(copier, hosts):
    story(copier, A)
    hosts.says[A] = KeyboardInterrupt()

    assert refused().startswith("Stopped.")


# With an import -----------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    folder = Folder(tmp_path, "news")
    text = "A story long enough to be one, with words that are all its own. "
    (folder.top / "one.md").write_text(f'{STORY}<p>{text * 3}</p><img src="{A}">')
    return folder


def imported(folder, tmp_path, *args) -> dict:
    target = tmp_path / "import.json"
    call_command("import_articles", str(folder.top), "--json", str(target), *args, verbosity=0)
    return json.loads(target.read_text())


def test_an_import_goes_on_with_its_own_stories_pictures(copier, folder, tmp_path, hosts, settings):
    settings.IMAGE_RIGHTS = "copy"
    story(copier, B)
    report = imported(folder, tmp_path)

    assert report["pictures"]["copied"] == 1
    assert [url for url, _referer in hosts.asked] == [A]
    assert "pictures" not in imported(folder, tmp_path), "nothing new, nothing asked"


def test_a_picture_that_fails_is_no_failure_of_the_import(folder, tmp_path, hosts, settings):
    settings.IMAGE_RIGHTS = "copy"
    hosts.says[A] = status(404)

    assert imported(folder, tmp_path)["pictures"]["refused"] == 1


@pytest.mark.parametrize("option", ["--no-images", "--dry-run", "--plan"])
def test_pictures_are_left_alone(folder, tmp_path, hosts, settings, option):
    settings.IMAGE_RIGHTS = "copy"

    assert "pictures" not in imported(folder, tmp_path, option)
    assert hosts.asked == []


def test_pictures_that_are_not_ours_to_copy_are_not_asked_for(folder, tmp_path, hosts):
    assert "pictures" not in imported(folder, tmp_path)
    assert hosts.asked == []
