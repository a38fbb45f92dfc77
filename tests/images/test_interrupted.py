"""Runs that end in the middle, and two at once: nothing is lost, doubled or asked for twice."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from articles.images import due, fetching
from articles.models import Gallery, Image, ImageAddress, ImageRights
from tests.factories import make_article, make_source
from tests.images.hosts import Clock, Hosts
from tests.images.workbench import Shop

pytestmark = pytest.mark.django_db
State = ImageAddress.State
URLS = [f"https://h{number}.example/p.png" for number in range(6)]


@pytest.fixture
def hosts(monkeypatch):
    hosts = Hosts()
    monkeypatch.setattr("articles.images.http.get", hosts.get)
    return hosts


@pytest.fixture
def article():
    copier = make_source("Copier", image_rights=ImageRights.COPY)
    body = "".join(f'<img src="{url}" alt="">' for url in URLS)
    return make_article(source=copier, body=body)


class Failing(Shop):
    """A workshop in which something breaks at the third picture."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def develop(self, path: Path, into: Path):
        if self.developed == 2:
            raise self.error
        return super().develop(path, into)


def run(shop=None, **given):
    clock = Clock()
    return fetching.run(shop=shop or Shop(), clock=clock, sleep=clock.sleep, **given)


def queue():
    return due.find(due.addresses(timezone.now()), 100, [], [])


def states() -> dict[str, int]:
    found = list(ImageAddress.objects.values_list("state", flat=True))
    return {state: found.count(state) for state in found}


def test_what_a_run_that_broke_had_not_done_the_next_one_does(hosts, article):
    with pytest.raises(RuntimeError, match="broken"):
        run(Failing(RuntimeError("broken")))
    done = Image.objects.count()
    assert done < len(URLS)
    assert len(queue()) == len(URLS) - done, "given back: nobody waits for them"

    tally = run()

    assert tally.total == len(URLS) - done
    assert states() == {State.COPIED: len(URLS)}
    assert Image.objects.count() == len(URLS)
    assert set(Gallery.objects.get(article=article).body) == set(URLS)


def test_what_a_killed_run_had_under_way_is_free_after_a_while(hosts, article, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(due, "give_back", lambda *_args: None)
        with pytest.raises(RuntimeError):
            run(Failing(RuntimeError("killed")))
    left = ImageAddress.objects.filter(state=State.WAITING)
    moments = list(left.values_list("next_at", flat=True))
    assert all(moment <= timezone.now() + due.HOLD for moment in moments)

    run()
    left.update(next_at=timezone.now() - timedelta(seconds=1))
    run()

    assert states() == {State.COPIED: len(URLS)}
    assert Image.objects.count() == len(URLS)


def test_a_crash_between_files_and_rows_leaves_files_for_the_next_run(
    hosts, article, monkeypatch, settings
):
    def crash(*_args, **_given):
        raise RuntimeError("crashed")

    with monkeypatch.context() as crashing:
        crashing.setattr(fetching.storing, "write_row", crash)
        with pytest.raises(RuntimeError):
            run()
    assert not Image.objects.exists()
    ImageAddress.objects.update(next_at=timezone.now())
    run()

    names = [path.name for path in Path(settings.MEDIA_ROOT).rglob("*.*")]
    assert set(names) == {"320.avif", "640.avif", "320.webp", "640.webp", "640.jpg"}
    assert len(names) == 5 * len(URLS)


def test_ctrl_c_gives_back_what_was_under_way(hosts, article):
    def interrupt(_addresses: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(progress=interrupt)

    assert len(queue()) == len(URLS) - Image.objects.count()
    assert run().exit_code == 0
    assert states() == {State.COPIED: len(URLS)}


def test_two_runs_share_the_queue(article):
    one, other = queue(), queue()
    ours = due.take(one[:4], timezone.now())

    assert [each.pk for each in ours] == [each.pk for each in one[:4]]
    theirs = due.take(other, timezone.now())
    assert [each.pk for each in theirs] == [each.pk for each in one[4:]]
    assert queue() == []


def test_what_another_run_was_faster_to_take_is_not_asked_for(hosts, article, monkeypatch):
    found = due.find

    def found_by_two(*args):
        here = found(*args)
        due.take(here[:2], timezone.now())
        return here

    monkeypatch.setattr(due, "find", found_by_two)
    tally = run()

    assert tally.total == len(hosts.asked) == len(URLS) - 2


def test_what_is_given_back_late_stays_with_whoever_has_it_now(article):
    ours = due.take(queue()[:1], timezone.now())
    later = timezone.now() + due.HOLD
    ImageAddress.objects.filter(pk=ours[0].pk).update(next_at=later)
    due.give_back(ours, timezone.now())

    assert ImageAddress.objects.get(pk=ours[0].pk).next_at == later
