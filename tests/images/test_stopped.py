"""A run that is told to stop does so at once, whatever hosts and pictures keep it waiting."""

import os
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone

from articles.images import due, fetching, registering, scratch
from articles.images.workshop import Closed
from articles.models import Image, ImageAddress, ImageRights
from tests.factories import make_article, make_source
from tests.images.hosts import Hosts
from tests.images.internet import OK, PNG, Internet, answer, endless
from tests.images.workbench import Shop

pytestmark = pytest.mark.django_db
State = ImageAddress.State
QUICK, SLOW = "http://quick.example/quick", "http://slow.example/slow"


@pytest.fixture
def internet():
    internet = Internet()
    internet.says = {"/quick": answer(), "/slow": answer(PNG + b"slow")}
    with internet.listener:
        yield internet


@pytest.fixture
def temporary(monkeypatch, tmp_path):
    """The folder for passing files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def story(*urls: str):
    body = "".join(f'<img src="{url}" alt="">' for url in urls)
    copier = make_source("Copier", image_rights=ImageRights.COPY)
    return make_article(source=copier, body=body)


def interrupt(_addresses: int) -> None:
    raise KeyboardInterrupt


def silent(connection) -> None:
    connection.recv(1)


@pytest.mark.parametrize("slow", [SLOW, SLOW.replace("http", "https")], ids=["http", "tls"])
@pytest.mark.parametrize(
    "talk", [silent, endless(OK + b"\r\n" + PNG, b"x", 0.05)], ids=["silent", "drips"]
)
def test_nobody_waits_for_a_slow_host(internet, temporary, slow, talk):
    internet.says["/slow"] = talk
    story(QUICK, slow)
    began = time.monotonic()

    with pytest.raises(KeyboardInterrupt):
        fetching.run(wires=internet.wires, shop=Shop(), progress=interrupt)

    assert time.monotonic() - began < 5
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("fetch")]
    assert list(temporary.iterdir()) == []
    row = ImageAddress.objects.get(url=slow)
    assert (row.state, row.tries) == (State.WAITING, 0)
    assert row.next_at <= timezone.now(), "the next run asks"


def test_nobody_waits_for_a_name(internet, temporary):
    answered = threading.Event()

    def lookup(host: str) -> list[str]:
        return [str(answered.wait(30))] if "slow" in host else internet.lookup(host)

    story(QUICK, SLOW)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        fetching.run(wires=replace(internet.wires, lookup=lookup), shop=Shop(), progress=interrupt)
    answered.set()

    assert time.monotonic() - began < 3


def test_nobody_waits_for_the_workshop(temporary, monkeypatch):
    hosts = Hosts()
    monkeypatch.setattr("articles.images.http.get", hosts.get)

    class Working(Shop):
        """Takes for a picture as long as it is open."""

        closed = threading.Event()

        def __init__(self, workers: int) -> None:
            super().__init__()

        def __enter__(self):
            return self

        def __exit__(self, *_error) -> None:
            self.closed.set()

        def develop(self, path: Path, into: Path):
            if b"slow" in path.read_bytes():
                assert self.closed.wait(30)
                raise Closed
            return super().develop(path, into)

    monkeypatch.setattr(fetching, "Workshop", Working)
    story(QUICK, SLOW)
    with pytest.raises(KeyboardInterrupt):
        fetching.run(workers=2, progress=interrupt)

    assert list(temporary.iterdir()) == []
    assert ImageAddress.objects.get(url=SLOW).next_at <= timezone.now()


# What others do meanwhile -------------------------------------------------------------------------


@pytest.mark.parametrize("says", [b"late", TimeoutError], ids=["came", "failed"])
def test_what_an_editor_settles_meanwhile_stands(monkeypatch, says):
    """A picture is uploaded in the place of one that is under way."""
    hosts = Hosts()
    monkeypatch.setattr("articles.images.http.get", hosts.get)
    hosts.says[SLOW] = fetching.Refusal("I_DNS") if says is TimeoutError else says
    story(QUICK)
    fetching.run(shop=Shop())
    image = Image.objects.get()
    story(SLOW)
    taken = due.take

    def taken_before(found, now):
        ours = taken(found, now)
        registering.settle(ImageAddress.objects.filter(url=SLOW), image)
        return ours

    monkeypatch.setattr(due, "take", taken_before)
    tally = fetching.run(shop=Shop())

    row = ImageAddress.objects.get(url=SLOW)
    assert (row.state, row.image, row.tries) == (State.COPIED, image, 0)
    assert tally.total == 0


# What others have left ----------------------------------------------------------------------------


def test_folders_of_dead_runs_are_removed_and_those_of_live_ones_kept(temporary):
    dead, new, other = (temporary / f"{scratch.PREFIX}{name}" for name in ("a", "b", "c"))
    for folder in (dead, new):
        (folder / "inside").mkdir(parents=True)
    other.write_text("no folder")
    with scratch.folder() as alive:
        for folder in (dead, alive):
            os.utime(folder, (0, 0))
        with scratch.folder() as second:
            assert {*temporary.iterdir()} == {new, other, alive, second}

    assert {*temporary.iterdir()} == {new, other}
