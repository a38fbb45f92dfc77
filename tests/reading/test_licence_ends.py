"""A licence ends: from that moment nothing that readers get holds more than headline and link."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import http_date, parse_http_date

from articles.images import due, garbage, registering
from articles.models import Image, ImageAddress, PreviewLink, Source
from tests.admin.pictures import make_image
from tests.factories import make_source
from tests.reading.clock import Clock
from tests.reading.helpers import PATH, filed, lists_of

pytestmark = pytest.mark.django_db(transaction=True)

INSTANT = timedelta(milliseconds=1)
END = datetime(2031, 5, 31, 16, tzinfo=UTC)  # midnight in Shanghai
PICTURE = "https://img.example/owl.jpg"
KEPT_BACK = ("sandalwood", "quicksilver", PICTURE, "CC BY 4.0", "by/4.0")
QUERIES = ("Heron", "sandalwood", "quicksilver")


@pytest.fixture
def clock(monkeypatch, settings) -> Clock:
    settings.TIME_ZONE = "Asia/Shanghai"
    clock = Clock.held(monkeypatch)
    clock.now = END - INSTANT
    return clock


@pytest.fixture
def story(clock):
    source = make_source(
        licence="CC BY 4.0", licence_url="https://example.org/by/4.0", credit_line="© Wire",
        licence_until="2031-05-31", image_rights="link",
    )  # fmt: skip
    neighbour = {"title": "The neighbour", "source": source, "lead_image": PICTURE}
    filed(**neighbour, body="<p>Beside it quicksilver flows.</p>", summary="Some quicksilver.")
    return filed(
        "The Heron", source=source, lead_image=PICTURE, original_url="https://wire.example/heron",
        body=f'<p>It smells of sandalwood.</p><img src="{PICTURE}">', summary="Much sandalwood.",
    )  # fmt: skip


def addresses(story) -> list[str]:
    feeds = [f"{place}feed.{ending}" for place in ("/", story.source.get_absolute_url())
             for ending in ("xml", "rss", "json")]  # fmt: skip
    api = [reverse("api_articles"), reverse("api_article", args=[story.pk]), reverse("api_sources")]
    found = [f"/search/?q={word}" for word in QUERIES]
    pages = [story.get_absolute_url(), *lists_of(story).values(), "/sources/"]
    maps = ["/sitemap.xml", "/sitemap-0.xml", "/sitemap-news.xml"]
    return [*pages, *feeds, *api, *found, *maps, f"/api/articles/?category={PATH[0].lower()}"]


@pytest.fixture
def reader(settings):
    """A function that reads these addresses, through a page cache of its own or none."""

    def made(megabytes: int):
        settings.PAGE_CACHE_MB = megabytes
        client = Client()
        client.get("/robots.txt")  # the middlewares are made with the first request
        return lambda told: {address: client.get(address).content.decode() for address in told}

    return made


def holding(pages: dict[str, str]) -> set[tuple[str, str]]:
    """Where what is kept back stands, but for what a reader typed and is told again."""
    return {
        (address, words)
        for address, text in pages.items()
        for words in KEPT_BACK
        if words in text and words not in address
    }


def finds(pages: dict[str, str], word: str, story) -> bool:
    return story.get_absolute_url() in pages[f"/search/?q={word}"]


def test_kept_pages_feeds_search_and_answers_end_with_the_licence(story, clock, reader):
    told = addresses(story)
    kept, made = reader(8), reader(0)
    before = kept(told)
    shown = {words for _address, words in holding(before)}
    found = {word: finds(before, word, story) for word in QUERIES}

    clock.pass_by(INSTANT)

    now = made(told)
    assert kept(told) == now
    assert shown == set(KEPT_BACK), "or nobody could see it go"
    assert found == {"Heron": True, "sandalwood": True, "quicksilver": False}
    assert not holding(now)
    page = now[story.get_absolute_url()]
    assert "https://wire.example/heron" in page
    assert "© Wire" in page
    assert "It has ended. All rights stay with Example Wire." in page
    assert "has ended" in now[story.source.get_absolute_url()]
    found = {word: finds(now, word, story) for word in QUERIES}
    assert found == {"Heron": True, "sandalwood": False, "quicksilver": False}
    assert "Headlines and links only" in now["/sources/"]


def test_a_reader_s_feed_and_engines_hear_of_it(story, clock, settings):
    settings.PAGE_CACHE_MB = 0
    client = Client()
    full = client.get("/feed.xml")
    known = {"if-none-match": full["ETag"]}
    since = {"if-modified-since": http_date(parse_http_date(full["Last-Modified"]))}
    assert [client.get("/feed.xml", headers=each).status_code for each in (known, since)] == [
        304
    ] * 2

    clock.pass_by(INSTANT)

    after = [client.get("/feed.xml", headers=each) for each in (known, since)]
    assert [answer.status_code for answer in after] == [200, 200]
    assert parse_http_date(after[0]["Last-Modified"]) == END.timestamp()
    for name in ("/sitemap.xml", "/sitemap-0.xml"):
        assert f"<lastmod>{END.astimezone().isoformat()[:10]}" in client.get(name).content.decode()


def test_a_preview_shows_what_readers_will_see_then(story, clock, client):
    def look(moment) -> str:
        link = PreviewLink.objects.create(
            article=story, as_of=moment, expires_at=clock.now + timedelta(days=1)
        )
        return client.get(reverse("preview", args=[link.token])).content.decode()

    early, late = look(END - INSTANT), look(END)

    assert "sandalwood" in early
    assert PICTURE in early
    assert "The Heron" in late
    assert not holding({"": late})
    clock.pass_by(INSTANT)
    back = look(END - INSTANT)
    assert "The neighbour" in back
    assert not holding({"": back}), "nor what they saw before it ended"


def test_copies_of_its_pictures_are_neither_fetched_nor_kept(story, clock):
    Source.objects.update(image_rights="copy")
    assert registering.unregistered().count() == 2
    registering.register([story.pk])
    assert due.addresses(clock.now).count() == 1
    copy = make_image()
    ImageAddress.objects.update(image=copy, state="copied")
    assert not garbage.withdrawn().exists()

    clock.pass_by(INSTANT)

    assert list(garbage.withdrawn()) == [copy]
    ImageAddress.objects.update(image=None, state="waiting")
    Image.objects.all().delete()
    assert not due.addresses(clock.now).exists()
    assert not registering.unregistered().exists()
