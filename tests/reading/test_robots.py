"""Head, header, sitemap, feeds and API give one answer to what may be shown and listed."""

import html
import re
from itertools import product
from xml.etree import ElementTree as ET

import pytest
from django.http import HttpResponse, HttpResponseNotModified

from articles.models import Indexing, Source, TextRights
from articles.reading.robots import RobotsMiddleware
from tests.factories import make_article
from tests.reading.helpers import filed, lists_of, page

pytestmark = pytest.mark.django_db

SITE = "https://news.example"
ORIGINAL = "https://wire.example/1?a=1&b=2"
OUT = "noindex, follow"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
FEEDS = ("/feed.xml", "/feed.rss", "/feed.json")
META_ROBOTS = re.compile(r'<meta name="robots" content="([^"]*)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')

#   search engines, original known: what robots are told, which address is canonical, in sitemaps
LISTED = {
    ("index", True): ("", "ours", True),
    ("index", False): ("", "ours", True),
    ("canonical", True): ("", "theirs", False),
    ("canonical", False): ("", "ours", True),
    ("noindex", True): (OUT, "ours", False),
    ("noindex", False): (OUT, "ours", False),
}
#   text: whether the summary is shown, and the body
SHOWN = {"full": (True, True), "excerpt": (True, False), "link": (False, False)}


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def the_one(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.findall(text)
    assert len(found) <= 1, found
    return html.unescape(found[0]) if found else ""


def in_sitemaps(client) -> set[str]:
    found: set[str] = set()
    for slice_ in ET.fromstring(page(client, "/sitemap.xml")).iter(LOC):
        listed = page(client, (slice_.text or "").removeprefix(SITE))
        found |= {loc.text or "" for loc in ET.fromstring(listed).iter(LOC)}
    return found


def make(text: str, indexing: str = "index", original: bool = True, images: str = "link"):
    source = Source.objects.create(
        name="Wire", text_rights=text, image_rights=images, indexing=indexing
    )
    return make_article(
        source=source,
        original_url=ORIGINAL if original else None,
        summary="In short.",
        body='<p>The whole text.</p><img src="https://wire.example/inner.jpg" alt="">',
        lead_image="https://wire.example/lead.jpg",
    )


def test_the_tables_hold_every_grant():
    assert {indexing for indexing, _ in LISTED} == set(Indexing.values)
    assert set(SHOWN) == set(TextRights.values)


@pytest.mark.parametrize(("listed", "text"), [*product(LISTED, SHOWN)], ids=str)
def test_every_output_gives_the_same_answer(client, listed, text):
    robots, whose, in_sitemap = LISTED[listed]
    story = make(text, *listed)
    ours = f"{SITE}{story.get_absolute_url()}"
    canonical = ours if whose == "ours" else ORIGINAL

    response = client.get(story.get_absolute_url())
    shown = response.content.decode()
    told = client.get(f"/api/articles/{story.pk}/").json()

    assert the_one(META_ROBOTS, shown) == response.get("X-Robots-Tag", "") == robots
    kept = client.get(story.get_absolute_url())
    assert (kept.content, kept.get("X-Robots-Tag", "")) == (response.content, robots)
    assert the_one(CANONICAL, shown) == told["canonical_url"] == canonical
    assert told["robots"] == (robots or None)
    assert (ours in in_sitemaps(client)) == in_sitemap
    outputs = [shown, str(told), *(page(client, feed) for feed in FEEDS)]
    for output in outputs:
        assert ("In short." in output, "The whole text." in output) == SHOWN[text]


@pytest.mark.parametrize(("text", "images"), [*product(SHOWN, ["link", "none"])], ids=str)
def test_pictures_are_in_every_output_or_in_none(client, text, images):
    story = make(text, images=images)
    address = story.get_absolute_url()

    for output in (address, f"/api/articles/{story.pk}/", "/", *FEEDS):
        assert ("lead.jpg" in page(client, output)) == ((text, images) == ("full", "link"))
    for output in (address, f"/api/articles/{story.pk}/", *FEEDS):
        assert ("inner.jpg" in page(client, output)) == ((text, images) == ("full", "link"))


def test_the_first_page_of_a_list_may_be_listed_and_the_deeper_ones_not(client):
    for name, address in lists_of(filed()).items():
        for query, robots in (("", ""), ("before=zzzzzzzzzzz-1", OUT), ("after=1-1", OUT)):
            response = client.get(f"{address}{'&' if '?' in address else '?'}{query}")
            shown = response.content.decode()

            expected = OUT if name == "search" else robots
            assert the_one(META_ROBOTS, shown) == response.get("X-Robots-Tag", "") == expected
            assert the_one(CANONICAL, shown) == ("" if expected else f"{SITE}{address}")
            assert ("older stories — " in shown) == query.startswith("before")


@pytest.mark.parametrize("address", ["/nothing/", "/%00/", "/?q=%00", "/sources/none/"])
def test_an_error_is_not_listed(client, address):
    response = client.get(address)

    assert response.status_code in {400, 404}
    told = the_one(META_ROBOTS, response.content.decode())
    assert told == response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_read_and_not_listed(client, address):
    assert client.get(address)["X-Robots-Tag"] == OUT


def test_an_unchanged_page_does_not_change_what_was_told(rf):
    middleware = RobotsMiddleware(lambda request: HttpResponseNotModified())

    assert "X-Robots-Tag" not in middleware(rf.get("/")).headers


def test_a_choice_of_stories_is_followed_and_not_listed(rf):
    middleware = RobotsMiddleware(lambda request: HttpResponse(status=300))

    assert middleware(rf.get("/p/1a2b.html"))["X-Robots-Tag"] == OUT
