"""The run: what becomes of due addresses, however hosts, files and the run itself end."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.images import due, fetching
from articles.images.reasons import Refusal
from articles.models import Article, Gallery, Image, ImageAddress, ImageRights, Source
from tests.factories import make_article, make_source
from tests.images.hosts import Clock, Hosts, status
from tests.images.workbench import Shop

pytestmark = pytest.mark.django_db
State = ImageAddress.State
A, B, C = (f"https://{host}.example/p.png" for host in "abc")


@pytest.fixture
def hosts(monkeypatch):
    hosts = Hosts()
    monkeypatch.setattr("articles.images.http.get", hosts.get)
    return hosts


@pytest.fixture
def shop():
    return Shop()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def run(hosts, shop, clock):
    def run(**given):
        return fetching.run(**{"shop": shop, "clock": clock, "sleep": clock.sleep} | given)

    return run


def copier() -> Source:
    return make_source("Copier", image_rights=ImageRights.COPY, homepage="https://copier.example/")


def story(*urls: str, **fields) -> Article:
    body = "".join(f'<img src="{url}" alt="">' for url in urls)
    return make_article(**{"source": copier(), "body": f"<p>Text</p>{body}"} | fields)


def address(url: str) -> ImageAddress:
    return ImageAddress.objects.get(url=url)


def shown(article: Article) -> set[str]:
    body = Gallery.objects.get(article=article).body
    return {url for url, entry in body.items() if entry}


def files(folder: str) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def minutes_until(moment) -> int:
    return round((moment - timezone.now()).total_seconds() / 60)


def test_a_picture_is_copied_and_shown(run, settings):
    article = story(A, lead_image=A)

    tally = run()

    image = Image.objects.get()
    assert (tally.counts, tally.exit_code) == ({"copied": 1}, 0)
    assert (address(A).state, address(A).image, address(A).next_at) == (State.COPIED, image, None)
    assert len(files(settings.MEDIA_ROOT)) == sum(map(len, image.renditions.values()))
    gallery = Gallery.objects.get(article=article)
    assert gallery.lead["url"] == A
    assert gallery.body[A]["folder"] == image.folder


def test_a_second_run_asks_nobody(run, hosts):
    story(A)
    run()
    hosts.asked.clear()

    assert run().total == 0
    assert hosts.asked == []


def test_the_same_content_from_two_addresses_is_developed_once(run, hosts, shop):
    hosts.says = {A: b"same", B: b"same", C: b"same"}
    article = story(A, B)
    tally = run()
    story(C)
    later = run()

    assert (tally.counts, later.counts) == ({"copied": 1, "known": 1}, {"known": 1})
    assert shop.developed == Image.objects.count() == 1
    assert shown(article) == {A, B}


def test_pictures_of_other_sources_are_left_where_they_are(run, hosts):
    article = story(A)
    Source.objects.update(image_rights=ImageRights.LINK)

    assert run().total == 0
    assert hosts.asked == []
    assert shown(article) == set()


@pytest.mark.parametrize(
    ("refusal", "state"),
    [
        (Refusal("I_TIMEOUT", seconds=60), State.FAILED),
        (status(503), State.FAILED),
        (status(404), State.REFUSED),
        (Refusal("I_SVG"), State.REFUSED),
        (Refusal("I_PRIVATE", ip="127.0.0.1"), State.REFUSED),
        (Refusal("P_TRACKER"), State.NONE),
    ],
    ids=lambda value: getattr(value, "code", value),
)
def test_a_failure_is_written_down(run, hosts, refusal, state):
    hosts.says[A] = refusal
    article = story(A)
    tally = run()

    row = address(A)
    assert (row.state, row.reason, row.detail) == (state, refusal.code, refusal.detail)
    assert row.status == (refusal.status or None)
    assert (row.tries, row.tried_at is not None) == (1, True)
    assert (row.next_at is not None) == (state == State.FAILED)
    assert tally.counts == {str(state): 1}
    assert tally.exit_code == (state != State.NONE)
    assert shown(article) == set()


def test_what_fails_is_tried_ever_more_rarely_and_then_given_up(run, hosts):
    hosts.says[A] = status(500)
    story(A)
    waited = []
    for _time in range(len(due.DELAYS)):
        run()
        waited.append(minutes_until(address(A).next_at))
        ImageAddress.objects.update(next_at=timezone.now())
    run()

    assert waited == [10, 60, 360, 1440, 3 * 1440, 7 * 1440]
    row = address(A)
    assert (row.state, row.reason, row.next_at) == (State.REFUSED, "I_STATUS", None)


def test_an_editor_may_have_it_tried_again(run, hosts):
    hosts.says[A] = status(404)
    article = story(A)
    run()
    ImageAddress.objects.update(next_at=timezone.now(), tries=0)
    hosts.says[A] = b"mended"
    run()

    row = address(A)
    assert (row.state, row.reason, row.detail, row.tries) == (State.COPIED, "", {}, 0)
    assert shown(article) == {A}


def test_a_refusal_is_met_once_with_the_storys_site_as_referer(run, hosts):
    hosts.says[A] = [status(403), b"for friends"]
    story(A, original_url="https://origin.example/story/1")
    tally = run(limit=1)

    assert hosts.asked == [(A, ""), (A, "https://origin.example/")]
    assert tally.counts == {"copied": 1}


def test_a_second_refusal_stands(run, hosts):
    hosts.says[A] = status(403)
    story(A)
    run()

    assert hosts.asked == [(A, ""), (A, "https://copier.example/")]
    assert (address(A).status, address(A).state) == (403, State.FAILED)


def test_a_proxy_is_asked_for_what_its_site_has_lost(run, hosts):
    url = "https://i0.wp.com/gone.example/p.png"
    article = story(url)
    hosts.says["http://gone.example/p.png"] = Refusal("I_DNS")

    run()

    assert [asked for asked, _referer in hosts.asked] == ["http://gone.example/p.png", url]
    assert shown(article) == {url}


def test_what_neither_has_is_told_of_the_site(run, hosts):
    url = "https://i0.wp.com/gone.example/p.png"
    story(url)
    hosts.says = {"http://gone.example/p.png": Refusal("I_DNS"), url: status(404)}

    run()

    assert address(url).reason == "I_DNS"


def test_a_host_is_asked_politely(run, hosts, clock):
    story(*(f"https://a.example/{number}.png" for number in range(6)))
    before = clock.now
    run()

    assert len(hosts.asked) == 6
    assert hosts.most["a.example"] <= 2
    assert clock.now - before >= 5 * 0.5


def test_a_host_that_wants_to_rest_rests_with_all_its_addresses(run, hosts):
    urls = [f"https://a.example/{number}.png" for number in range(4)]
    hosts.says = dict.fromkeys(urls, status(429, retry_after=7200))
    story(*urls, B)
    tally = run()

    assert [url for url, _referer in hosts.asked].count(B) == 1
    assert len(hosts.asked) <= 3
    assert tally.resting == ["a.example"]
    waiting = ImageAddress.objects.filter(host="a.example").values_list("next_at", flat=True)
    assert {minutes_until(moment) for moment in waiting} == {120}


@pytest.mark.parametrize("code", [429, 503])
def test_a_host_that_turns_us_away_rests_and_costs_one_address_one_try(run, hosts, clock, code):
    urls = [f"https://a.example/{number}.png" for number in range(9)]
    hosts.says = dict.fromkeys(urls, status(code))
    story(*urls, B)
    before = clock.now
    tally = run()

    assert len(hosts.asked) in (4, 5, 6, 7)  # a second may be under way each time
    assert clock.now - before >= 60 + 120
    assert (tally.counts["copied"], tally.resting) == (1, ["a.example"])
    rows = ImageAddress.objects.filter(host="a.example")
    assert {minutes_until(row.next_at) for row in rows} == {10}

    rows.update(tries=len(due.DELAYS), next_at=timezone.now())
    run()
    assert rows.filter(state=State.REFUSED).count() == 1


def test_a_host_that_cannot_be_reached_is_left_for_the_rest_of_the_run(run, hosts):
    urls = [f"https://a.example/{number}.png" for number in range(9)]
    hosts.says = dict.fromkeys(urls, Refusal("I_CONNECT"))
    story(*urls)
    tally = run()

    assert len(hosts.asked) in (5, 6)  # one may have been under way
    left = ImageAddress.objects.filter(state=State.WAITING, next_at__lte=timezone.now())
    assert left.count() == 9 - len(hosts.asked)
    assert tally.resting == ["a.example"]


def test_local_files_are_read_without_asking_anybody(run, hosts):
    default_storage.save("old/a b.png", ContentFile(b"local"))
    there, gone, outside = "/media/old/a%20b.png?1", "/media/old/c.png", "/media/..%2Fdb.sqlite3"
    article = story(there, gone, lead_image=outside)
    tally = run()

    assert hosts.asked == []
    assert tally.counts == {"copied": 1, "failed": 1, "refused": 1}
    assert (address(gone).reason, address(outside).reason) == ("I_MISSING", "I_ADDRESS")
    assert shown(article) == {there}


def test_a_name_that_no_disk_takes_is_a_file_that_is_not_there(run):
    long = f"/media/{'a' * 300}.jpg"
    story(long, A)

    tally = run()

    assert tally.counts == {"copied": 1, "failed": 1}
    assert address(long).reason == "I_MISSING"


def test_what_a_host_says_is_stored_without_what_no_database_takes(run, hosts):
    hosts.says[A] = Refusal("I_NOT_PICTURE", type=f"multipart/\0{'x' * 999}")
    story(A)

    run()

    assert address(A).detail["type"].startswith("multipart/x")
    assert len(address(A).detail["type"]) < 200


def test_pictures_of_an_excerpt_are_not_fetched(run, hosts):
    Source.objects.filter(pk=story(A).source_id).update(text_rights="excerpt")

    run()

    assert hosts.asked == []


def test_a_file_that_the_workshop_refuses_refuses_each_address_of_it(run, hosts, shop):
    hosts.says = {A: b"bomb", B: b"bomb"}
    shop.refusal = Refusal("I_TOO_MUCH_MEMORY", most=150)
    story(A, B)

    assert run().counts == {"refused": 2}
    assert not Image.objects.exists()


def test_a_rejected_picture_is_none_wherever_it_comes_from(run, hosts):
    hosts.says = {A: b"not available", B: b"not available"}
    article = story(A)
    run()
    image = Image.objects.get()
    image.is_rejected = True
    image.save()
    assert shown(article) == set()

    later = story(B)
    tally = run()

    for url in (A, B):
        assert (address(url).state, address(url).reason) == (State.NONE, "P_REJECTED")
    assert tally.counts == {"none": 1}
    assert shown(later) == set()


def test_the_limit_holds_and_the_newest_go_first(run, hosts):
    for number in range(3):
        with pytest.MonkeyPatch.context() as patch:
            moment = timezone.now() - timedelta(hours=3 - number)
            patch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
            story(f"https://h{number}.example/p.png")

    assert run(limit=2).total == 2
    assert sorted(url[8:10] for url, _referer in hosts.asked) == ["h1", "h2"]


def test_a_run_may_be_for_one_source(run):
    story(A)
    other = make_source("Other", image_rights=ImageRights.COPY)
    article = story(B, source=other)

    assert fetching.waiting(article__source=other) == 1
    assert run(article__source=other).total == 1
    assert shown(article) == {B}
    assert address(A).state == State.WAITING
