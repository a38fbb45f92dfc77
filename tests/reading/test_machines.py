"""What machines read: the feed, the sitemaps, robots.txt, the health check."""

import xml.etree.ElementTree as ET

import pytest
from django.db import OperationalError, connection

from articles.reading import sitemaps
from tests.factories import make_article, make_category, make_source
from tests.reading.helpers import many, page

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client) -> list[ET.Element]:
    return ET.fromstring(page(client, "/feed.xml")).findall(f"{ATOM}entry")


def locations(client, address: str) -> list[str]:
    return [loc.text or "" for loc in ET.fromstring(page(client, address)).iter(f"{MAP}loc")]


def test_the_feed_holds_the_newest_thirty(client):
    stories = many(33)

    found = [entry.findtext(f"{ATOM}title") for entry in entries(client)]

    assert found == [story.title for story in stories[:30]]


def test_the_feed_credits_source_and_author_and_keeps_the_site_s_address(client, settings):
    settings.SITE_URL = "https://news.example"
    source = make_source("Example Wire", licence="CC BY 4.0", credit_line="© Wire")
    story = make_article(source=source, byline="Lin Zhou", summary="In short.")

    (entry,) = entries(client)

    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Lin Zhou · Example Wire"
    assert entry.findtext(f"{ATOM}rights") == "© Wire · CC BY 4.0"
    assert entry.findtext(f"{ATOM}summary") == "In short."
    assert entry.findtext(f"{ATOM}id") == f"https://news.example/articles/{story.pk}/"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"https://news.example{story.get_absolute_url()}"
    assert "testserver" not in page(client, "/feed.xml")


@pytest.mark.parametrize(("grant", "told"), [("full", 1), ("excerpt", 1), ("link", 0)])
def test_the_feed_tells_no_more_than_the_rights_allow(client, grant, told):
    make_article(source=make_source(text_rights=grant), summary="In short.", body="<p>Whole</p>")

    assert page(client, "/feed.xml").count("In short.") == told
    assert "Whole" not in page(client, "/feed.xml")


def test_one_bad_character_does_not_break_the_feed(client):
    make_article("Chips\x0b and \x01dips", summary="\x1f")

    (entry,) = entries(client)

    assert entry.findtext(f"{ATOM}title") == "Chips and dips"


def test_a_corrected_title_is_no_new_story_for_feed_readers(client):
    story = make_article("Frist")
    before = entries(client)[0].findtext(f"{ATOM}id")
    story.title, story.slug = "First", ""
    story.save()

    assert entries(client)[0].findtext(f"{ATOM}id") == before


def test_the_sitemap_lists_every_story_once_in_slices(client, monkeypatch, settings):
    settings.SITE_URL = "https://news.example"
    monkeypatch.setattr(sitemaps, "SLICE", 4)
    stories = many(11)

    slices = [address for address in locations(client, "/sitemap.xml") if "places" not in address]
    found = [
        location
        for address in slices
        for location in locations(client, address.removeprefix("https://news.example"))
    ]

    assert len(slices) >= 3
    assert sorted(found) == sorted(
        f"https://news.example{story.get_absolute_url()}" for story in stories
    )


def test_a_gap_between_two_far_ids_costs_the_sitemap_nothing(client, django_assert_max_num_queries):
    for pk in (7, 3_000_001, 4 * 10**14, 2**62):
        make_article(pk=pk)

    with django_assert_max_num_queries(10):
        found = locations(client, "/sitemap.xml")

    # The last one lies behind the numbers that a sitemap can have.
    assert [address.partition("sitemap-")[2] for address in found] == [
        "places.xml", "0.xml", "600.xml", "79999999999.xml",
    ]  # fmt: skip
    assert len(locations(client, "/sitemap-79999999999.xml")) == 1


def test_the_sitemap_names_sections_and_sources(client):
    story = make_article(categories=(make_category("News"),))

    found = locations(client, "/sitemap-places.xml")

    assert found == [
        "http://testserver/categories/news/",
        f"http://testserver{story.source.get_absolute_url()}",
    ]


def test_an_empty_site_has_a_sitemap_and_a_feed(client):
    assert locations(client, "/sitemap.xml") == ["http://testserver/sitemap-places.xml"]
    assert entries(client) == []


def test_robots_are_shown_the_sitemap_and_kept_off_the_desk(client):
    text = page(client, "/robots.txt")

    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_a_browser_that_asks_for_an_icon_gets_one(client):
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


def test_the_health_check_fails_with_the_database(client, monkeypatch):
    assert page(client, "/healthz") == "ok\n"

    def broken() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", broken)
    assert client.get("/healthz").status_code == 503
