"""The feeds: the very stories of their page, and of each what its source's rights allow."""

from datetime import UTC, datetime

import pytest
from django.urls import resolve

from articles.models import Indexing
from articles.reading.feeds import feed_links
from articles.reading.feeds.links import feed_path
from tests.factories import make_article, make_source
from tests.reading import helpers
from tests.reading.feeds import ATOM, CONTENT, DC, ENDINGS, MEDIA, first_item, parsed, titles
from tests.reading.helpers import filed, make_hidden, many, page

pytestmark = pytest.mark.django_db

LISTS = ("home", "category", "category above", "tag", "source", "search")


def feed(client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return response.content


def beside(address: str, ending: str) -> str:
    """The feed's address, from its page's."""
    path, _, query = address.partition("?")
    return feed_path(path, ending, query.removeprefix("q="))


def test_a_feed_holds_the_newest_stories_of_its_page(client, subtests):
    lists = helpers.lists_of(many(33)[0])
    filed("Elsewhere", source=make_source("Other Wire")).categories.clear()
    make_hidden()

    for place in LISTS:
        # The front page shows its newest stories above the list.
        shown = helpers.titles(page(client, lists[place]))
        for ending in ENDINGS:
            with subtests.test(place, ending=ending):
                found = titles(feed(client, beside(lists[place], ending)), ending)

                assert len(found) == 30
                assert [title for title in found if title in shown] == shown
                assert not any("Hidden" in title for title in found)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_feed_goes_on_where_its_first_page_ends(client, ending):
    stories = many(33)
    first = parsed(feed(client, f"/feed.{ending}"), ending)
    following = first["next_url"] if ending == "json" else neighbour(first, "next")

    path = following.removeprefix("http://testserver")
    second = feed(client, path)

    assert titles(second, ending) == [story.title for story in stories[30:]]
    if ending != "json":
        assert neighbour(parsed(second, ending), "self") == following
        assert neighbour(parsed(second, ending), "previous").startswith("http://testserver/feed.")


def neighbour(found, rel: str) -> str:
    return next(link.href for link in found.feed.links if link.rel == rel)


@pytest.mark.parametrize(
    ("grant", "tells_summary", "tells_body"),
    [("full", True, True), ("excerpt", True, False), ("link", False, False)],
)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_feed_tells_no_more_than_the_rights_allow(
    client, grant, tells_summary, tells_body, ending
):
    source = make_source(text_rights=grant, credit_line="© Wire")
    make_article("Chips", source=source, summary="In short.", body="<p>Whole</p>")
    content = feed(client, f"/feed.{ending}").decode()

    assert ("In short." in content) is tells_summary
    assert ("Whole" in content) is tells_body
    assert "Chips" in content
    assert "© Wire" in content


@pytest.mark.parametrize(
    ("grants", "shown"),
    [
        ({}, True),
        ({"image_rights": "none"}, False),
        ({"text_rights": "excerpt"}, False),
    ],
)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_feed_shows_the_pictures_that_pages_show(client, grants, shown, ending):
    body = '<p>Text.</p><p><img src="https://wire.example/in.jpg" alt=""></p>'
    make_article(source=make_source(**grants), lead_image="/media/lead.jpg", body=body)
    content = feed(client, f"/feed.{ending}").decode()

    assert ("http://testserver/media/lead.jpg" in content) is shown
    assert ("https://wire.example/in.jpg" in content) is shown


@pytest.mark.parametrize("ending", ENDINGS)
def test_links_in_a_feed_work_outside_the_page(client, ending):
    story = make_article(
        body='<p>1 <a href="#n">*</a> <a href="https://x.example/a#b">x</a>'
        ' <img src="/media/a.jpg" alt="/media/b.jpg"> href="/media/c.jpg"</p><p id="n">Note</p>'
    )
    item = first_item(feed(client, f"/feed.{ending}"), ending)
    element = {"xml": f"{ATOM}content", "rss": f"{CONTENT}encoded"}.get(ending, "")
    html = item["content_html"] if ending == "json" else item.findtext(element)

    assert f'href="http://testserver{story.get_absolute_url()}#s-n"' in html
    assert 'src="http://testserver/media/a.jpg"' in html
    assert 'alt="/media/b.jpg"' in html
    assert 'href="https://x.example/a#b"' in html
    assert '> href="/media/c.jpg"<' in html, "text is no link"


def story_with_everything():
    source = make_source(
        "Example Wire", licence="CC BY 4.0", homepage="https://wire.example/", slug="wire"
    )
    return make_article(
        "Chips < dips",
        source=source,
        byline="Lin Zhou",
        summary="1 < 2 & so on",
        tags=("Silicon",),
        language="zh-Hans",
        original_url="https://wire.example/chips?a=1&b=2",
        published_at=datetime(2026, 11, 10, 12, tzinfo=UTC),
        updated_at=datetime(2026, 11, 11, 12, tzinfo=UTC),
        lead_image="https://wire.example/lead.jpg",
        lead_alt="A chip",
        lead_width=800,
    )


def test_an_atom_entry_says_what_is_known_of_its_story(client):
    story = story_with_everything()
    entry = first_item(feed(client, "/feed.xml"), "xml")
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    summary = entry.find(f"{ATOM}summary")
    picture = entry.find(f"{MEDIA}content")

    assert entry.findtext(f"{ATOM}id") == f"http://testserver/articles/{story.pk}/"
    assert entry.findtext(f"{ATOM}title") == "Chips < dips"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Lin Zhou"
    assert entry.findtext(f"{ATOM}published") == "2026-11-10T12:00:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-11T12:00:00+00:00"
    assert entry.findtext(f"{ATOM}source/{ATOM}title") == "Example Wire"
    assert entry.findtext(f"{ATOM}source/{ATOM}id") == "http://testserver/sources/wire/"
    assert "CC BY 4.0" in entry.findtext(f"{ATOM}rights")
    assert (summary.text, summary.get("type")) == ("1 < 2 & so on", "text")
    assert links["alternate"] == f"http://testserver{story.get_absolute_url()}"
    assert links["via"] == "https://wire.example/chips?a=1&b=2"
    assert entry.find(f"{ATOM}category").get("term") == "Silicon"
    assert picture.get("url") == "https://wire.example/lead.jpg"
    assert (picture.get("width"), picture.get("height")) == ("800", None)
    assert picture.findtext(f"{MEDIA}description") == "A chip"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"


def test_an_rss_item_says_what_is_known_of_its_story(client):
    story = story_with_everything()
    item = first_item(feed(client, "/feed.rss"), "rss")

    assert item.findtext("guid") == f"http://testserver/articles/{story.pk}/"
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.findtext("title") == "Chips < dips"
    assert item.findtext("description") == "1 &lt; 2 &amp; so on", "a description is HTML"
    assert item.findtext(f"{DC}creator") == "Lin Zhou"
    assert item.findtext("pubDate") == "Tue, 10 Nov 2026 12:00:00 +0000"
    assert item.findtext(f"{ATOM}updated") == "2026-11-11T12:00:00+00:00"
    assert "CC BY 4.0" in item.findtext(f"{DC}rights")
    assert item.findtext(f"{DC}language") == "zh-Hans"
    assert item.findtext("source") == "Example Wire"
    assert feed(client, item.find("source").get("url").removeprefix("http://testserver"))
    assert item.find(f"{ATOM}link").get("href") == "https://wire.example/chips?a=1&b=2"


def test_a_json_item_says_what_is_known_of_its_story(client):
    story = story_with_everything()
    item = first_item(feed(client, "/feed.json"), "json")
    html = item.pop("content_html")
    rights = item.pop("_rights")

    assert "CC BY 4.0" in rights
    assert "CC BY 4.0" in html
    assert item == {
        "id": f"http://testserver/articles/{story.pk}/",
        "url": f"http://testserver{story.get_absolute_url()}",
        "external_url": "https://wire.example/chips?a=1&b=2",
        "title": "Chips < dips",
        "summary": "1 < 2 & so on",
        "image": "https://wire.example/lead.jpg",
        "date_published": "2026-11-10T12:00:00+00:00",
        "date_modified": "2026-11-11T12:00:00+00:00",
        "authors": [{"name": "Lin Zhou"}],
        "tags": ["Silicon"],
        "language": "zh-Hans",
        "_source": {"name": "Example Wire", "url": "https://wire.example/"},
    }


def test_a_corrected_title_is_no_new_story_for_feed_readers(client):
    story = make_article("Frist")
    before = first_item(feed(client, "/feed.json"), "json")["id"]
    story.title, story.slug = "First", ""
    story.save()

    assert first_item(feed(client, "/feed.json"), "json")["id"] == before


def test_feeds_speak_the_site_s_language_to_every_reader(client):
    make_article()
    plain = client.get("/feed.xml")

    other = client.get("/feed.xml", headers={"accept-language": "zh-hans"})

    assert other.content == plain.content
    assert other["Content-Language"] == "en"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("indexing", Indexing.values)
def test_no_feed_is_for_search_engines(client, ending, indexing):
    make_article(source=make_source(indexing=indexing))

    assert client.get(f"/feed.{ending}")["X-Robots-Tag"] == "noindex, follow"


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_site_has_feeds(client, ending):
    assert titles(feed(client, f"/feed.{ending}"), ending) == []
    assert titles(feed(client, f"/search/feed.{ending}"), ending) == []


@pytest.mark.parametrize("place", LISTS)
def test_the_links_for_a_page_lead_to_its_feeds(client, place):
    path, _, query = helpers.lists_of(filed())[place].partition("?")

    for link in feed_links("News", path, query.removeprefix("q=")):
        response = client.get(link.href)
        assert response["Content-Type"].partition(";")[0] == link.type
        assert link.title.startswith("News (")


def test_an_older_address_of_a_category_leads_to_its_feed(client):
    filed()

    response = client.get("/categories/News/Wire/feed.rss")

    assert response.status_code == 301
    assert resolve(response["Location"]).url_name == "category_feed"


@pytest.mark.parametrize("address", ["/tags/no/", "/sources/no/", "/categories/no/"])
def test_what_is_not_there_has_no_feed(client, address):
    assert client.get(f"{address}feed.xml").status_code == 404
    assert client.get(f"{address}feed.exe").status_code == 404
