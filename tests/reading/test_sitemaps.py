"""The sitemaps: every story that search engines may list, once, and when it last changed."""

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from articles.models import Article, DateConfidence, Indexing
from articles.models.slices import SLICE
from articles.reading import sitemaps
from articles.rights import canonical_of, rights_of, robots_of
from tests.factories import make_article, make_category, make_source
from tests.reading.helpers import make_hidden, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("low_numbers")]

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SITE = "http://testserver"


def lines(client, address: str) -> dict[str, str]:
    """Each location with its lastmod ("" without one)."""
    found = ET.fromstring(page(client, address))
    return {line.findtext(f"{MAP}loc"): line.findtext(f"{MAP}lastmod", "") for line in found}


def slices(client) -> dict[str, str]:
    found = lines(client, "/sitemap.xml")
    del found[f"{SITE}/sitemap-places.xml"]
    return {address.removeprefix(SITE): changed for address, changed in found.items()}


def changed_on(story: Article, day: int) -> Article:
    Article.objects.filter(pk=story.pk).update(modified_at=datetime.fromisoformat(at(day)))
    return story


def at(day: int) -> str:
    return f"2026-11-{day:02}T08:30:00+00:00"


def test_every_story_stands_once_in_its_slice_with_its_last_change(client):
    make_hidden()
    stories = {
        changed_on(make_article(f"芯片 & Chips {pk}", pk=pk), day): day
        for day, pk in enumerate((SLICE, SLICE + 1, 2 * SLICE, 3 * SLICE + 7), start=1)
    }

    found = [line for address in slices(client) for line in lines(client, address).items()]

    assert sorted(found) == sorted(
        (f"{SITE}{story.get_absolute_url()}", at(day)) for story, day in stories.items()
    )


def test_the_index_says_of_each_slice_when_it_last_changed(client):
    changed_on(make_article(), 3)
    changed_on(make_article(), 5)
    changed_on(make_article(source=make_source("Closed", indexing="noindex")), 6)
    changed_on(make_article(status="draft"), 7)
    changed_on(make_article(pk=SLICE + 1), 4)

    assert slices(client) == {"/sitemap-0.xml": at(5), "/sitemap-1.xml": at(4)}
    for address, changed in slices(client).items():
        assert max(lines(client, address).values()) == changed


def test_a_story_that_appeared_by_the_clock_changed_then(client):
    appeared = datetime.fromisoformat(at(5)) - timedelta(days=1)
    story = changed_on(make_article(publish_at=appeared), 3)

    assert list(lines(client, "/sitemap-0.xml").values()) == [at(4)]
    changed_on(story, 6)
    assert list(lines(client, "/sitemap-0.xml").values()) == [at(6)]


def test_a_change_of_one_story_dates_its_slice_alone(client):
    near, far = make_article(), make_article(pk=SLICE + 1)
    changed_on(near, 3)
    changed_on(far, 4)

    near.save()

    assert slices(client)["/sitemap-0.xml"] > at(5)
    assert slices(client)["/sitemap-1.xml"] == at(4)


@pytest.mark.parametrize("original", ["", "https://wire.example/story"])
@pytest.mark.parametrize("indexing", Indexing.values)
def test_a_sitemap_lists_what_the_page_itself_lets_engines_list(client, indexing, original):
    source = make_source(indexing=indexing)
    story = make_article(source=source, original_url=original or None)
    rights, own = rights_of(story), f"{settings.SITE_URL}{story.get_absolute_url()}"
    may_list = not robots_of(rights) and canonical_of(story, rights) == own

    make_article("A story that always stands there", source=make_source("Other"))

    assert (own in lines(client, "/sitemap-0.xml")) is may_list


def test_a_slice_spells_addresses_as_pages_do(client):
    for slug in ("芯片", "a_b-c", "été-2", "x"):
        make_article(slug=slug)
    bare = make_article("No slug: at all")
    Article.objects.filter(pk=bare.pk).update(slug="")

    found = lines(client, "/sitemap-0.xml")

    assert set(found) == {f"{SITE}{story.get_absolute_url()}" for story in Article.objects.all()}


def test_a_gap_between_two_far_ids_costs_the_sitemap_nothing(
    client, django_assert_max_num_queries, monkeypatch
):
    monkeypatch.setattr(sitemaps, "AT_ONCE", 20)
    for pk in (7, 1200 * SLICE + 1, 10**11 * SLICE, 2**62):
        make_article(pk=pk)

    with django_assert_max_num_queries(10):
        found = list(slices(client))

    # The last one lies behind the numbers that a sitemap can have.
    assert found == ["/sitemap-0.xml", "/sitemap-1200.xml", "/sitemap-99999999999.xml"]
    assert len(lines(client, found[-1])) == 1
    assert client.get("/sitemap-100000000000.xml").status_code == 404
    assert client.get("/sitemap-elsewhere.xml").status_code == 404


def test_places_are_as_new_as_their_newest_story(client):
    tomorrow = timezone.now() + timedelta(days=1)
    section, other = make_category("News"), make_category("芯片", "Chips")
    old = make_article(categories=(section,), source=make_source("Wire"))
    make_article(categories=(other,), source=make_source("Early"), published_at=tomorrow)
    make_article(
        categories=(make_category("Closed"),), source=make_source("Closed", indexing="noindex")
    )

    found = lines(client, "/sitemap-places.xml")

    known = old.published_at.isoformat(timespec="seconds")
    assert found[f"{SITE}{section.get_absolute_url()}"] == known
    assert found[f"{SITE}{old.source.get_absolute_url()}"] == known
    assert found[f"{SITE}{other.get_absolute_url()}"] < tomorrow.isoformat()
    assert len(found) == 5, "two sources, three sections; none of what is closed"


def news(client) -> dict[str, ET.Element]:
    found = ET.fromstring(page(client, "/sitemap-news.xml"))
    return {line.findtext(f"{NEWS}news/{NEWS}title"): line.find(f"{NEWS}news") for line in found}


def test_news_are_the_dated_stories_of_two_days(client, monkeypatch):
    now = timezone.now()
    hours = {"Now": 0, "Yesterday": 30, "Too old": 49, "Tomorrow": -20}
    for title, age in hours.items():
        make_article(title, published_at=now - timedelta(hours=age))
    for title, confidence in (("Fetched", DateConfidence.FETCHED), ("By us", DateConfidence.NONE)):
        make_article(title, published_at=now, date_confidence=confidence)
    closed = make_source("Closed", indexing="noindex")
    make_article("Closed", published_at=now, source=closed)
    make_hidden()

    assert list(news(client)) == ["Now", "Yesterday"]
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 1)
    assert list(news(client)) == ["Now"]


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "en"), ("en-GB", "en"), ("zh-Hans", "zh-cn"), ("zh-Hant", "zh-tw"), ("pt", "pt")],
)
def test_news_say_what_search_engines_ask_for(client, language, told):
    now = timezone.now().replace(microsecond=0)
    exact = {"published_at": now, "language": language}
    make_article("Chips < dips\x0b", **exact)
    make_article("Assumed", date_confidence=DateConfidence.ZONE_ASSUMED, **exact)
    found = news(client)

    first = found["Chips < dips"]
    assert first.findtext(f"{NEWS}publication/{NEWS}name") == settings.SITE_NAME
    assert first.findtext(f"{NEWS}publication/{NEWS}language") == told
    assert first.findtext(f"{NEWS}publication_date") == now.isoformat()
    day = timezone.localdate(now).isoformat()
    assert found["Assumed"].findtext(f"{NEWS}publication_date") == day


def test_an_empty_site_has_sitemaps(client):
    assert slices(client) == {}
    for name in ("places", "news", "0"):
        assert lines(client, f"/sitemap-{name}.xml") == {}


def test_no_story_s_page_is_asked_for_with_its_body(client, django_assert_num_queries):
    make_article()

    with django_assert_num_queries(1) as queries:
        page(client, "/sitemap-0.xml")

    assert '"body"' not in queries[0]["sql"]
