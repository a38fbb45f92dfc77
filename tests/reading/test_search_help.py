"""What helps a search: suggestions, what an empty result offers, examples, feeds, the API."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.reading.feeds import feed_links
from articles.search import indexing
from tests.factories import make_article, make_category, make_source
from tests.reading.helpers import filed, make_hidden, many, page, titles

pytestmark = pytest.mark.django_db


def suggested(client, typed: str) -> list[str]:
    """What search.js shows below the field."""
    html = page(client, f"/search/suggest/?part=list&q={quote(typed)}")
    found = re.findall(r'role="option"[^>]*>(.*?)</div>', html)
    return [unescape(re.sub(r"</?mark>", "", each)) for each in found]


# Suggestions ------------------------------------------------------------------------------------


def test_topics_and_headlines_are_suggested_for_what_was_typed(client):
    filed("Silica is no metal")
    filed("一条关于芯片的新闻")

    assert suggested(client, "sil") == ["Silicon", "Silica is no metal"]
    assert suggested(client, "芯") == ["一条关于芯片的新闻"]
    assert suggested(client, "nothing") == []


def test_a_suggestion_leads_to_the_story_or_to_the_topic(client):
    story = filed("Silica & more")

    html = page(client, "/search/suggest/?part=list&q=sil")

    assert f'data-href="{story.get_absolute_url()}"' in html
    assert titles(page(client, "/search/?q=tag%3ASilicon")) == ["Silica &amp; more"]
    assert 'data-href="/search/?q=tag%3ASilicon"' in html
    assert ">Silica &amp; more</div>" in html


def test_suggestions_are_a_page_of_links_without_the_script(client):
    story = filed("Silica is no metal")
    html = page(client, "/search/")
    assert 'href="/search/suggest/?q=sil"' in page(client, "/search/?q=sil")
    assert 'data-suggest="/search/suggest/"' in html

    html = page(client, "/search/suggest/?q=sil")

    assert f'href="{story.get_absolute_url()}">' in html
    assert '<a href="/search/?q=tag%3ASilicon">Silicon</a>' in html
    assert 'content="noindex, follow"' in html


def test_nothing_hidden_is_suggested(client):
    make_hidden()

    assert suggested(client, "hidd") == []


def test_an_empty_field_offers_the_topics_of_the_day_and_how_to_search(client):
    filed(byline="Ada Byron")
    html = page(client, "/search/")

    assert '<a href="/search/?q=tag%3ASilicon">Silicon</a>' in html
    examples = re.findall(r'<dt><a href="(/search/\?q=[^"]+)">', html)
    assert len(examples) == 10
    for address in examples:
        page(client, unescape(address))
    assert "source:&#34;Example Wire&#34;" in html
    assert "author:&#34;Ada Byron&#34;" in html


# An empty result --------------------------------------------------------------------------------


def test_an_empty_result_offers_near_headlines_and_asks_for_less(client):
    make_article("Semiconductor fabs in Dresden")
    make_article("Weather")

    html = page(client, "/search/?q=semiconductors+dresden")

    assert "No story matches “semiconductors dresden”." in html
    assert '<a href="/search/?q=semiconductors%20OR%20dresden">' in html
    near = html.partition('class="suggestions"')[2].partition("</ul>")[0]
    assert "Semiconductor fabs" in near
    assert "Weather" not in near


def test_words_of_signs_alone_are_no_search(client):
    many(2)

    html = page(client, "/search/?q=%3F%21")

    assert titles(html) == []
    assert 'value="?!"' in html


def test_a_reader_is_told_that_the_index_is_being_made(client, monkeypatch):
    told = "Not all stories can be found at the moment"
    assert told not in page(client, "/search/?q=story")

    monkeypatch.setattr(indexing, "is_complete", lambda: False)

    assert told in page(client, "/search/?q=story")


# Feeds, the API, and what it costs --------------------------------------------------------------


def test_every_search_has_its_feeds(client):
    filed("Chips")
    filed("Weather")
    html = page(client, "/search/?q=chips+tag%3Asilicon")

    for link in feed_links("", "/search/", "chips tag:silicon"):
        assert html.count(f'href="{link.href}"') == 2
        feed = client.get(link.href).content.decode()
        assert "Chips" in feed
        assert "Weather" not in feed


def test_the_api_understands_the_same_words(client):
    filed("Chips old", source=make_source("First Wire"))
    filed("Chips new", body="<p>非常好</p>")
    filed("Weather")

    def found(**params: str) -> list[str]:
        return [item["title"] for item in client.get("/api/articles/", params).json()["items"]]

    assert found(q="chips") == ["Chips old", "Chips new"]
    assert found(q="chips -old") == found(q="非常") == ["Chips new"]
    assert found(q="chips source:first-wire") == ["Chips old"]
    assert found(q="weather OR old", tag="silicon") == ["Chips old", "Weather"]
    assert found(q="chips", category="news/wire", source="first-wire") == ["Chips old"]


def test_the_api_walks_a_search_to_its_end(client):
    stories, seen = many(7), []
    address = "/api/articles/?q=story&limit=3"
    while address:
        answer = client.get(address).json()
        seen += [item["title"] for item in answer["items"]]
        address = answer["next"]

    assert seen == [story.title for story in stories]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/search/?q=story", 9),
        ("/search/?q=story&sort=best", 10),
        ("/search/?q=nothing", 7),
        ("/search/feed.xml?q=story", 7),
        ("/api/articles/?q=story&language=en", 8),
        ("/search/suggest/?part=list&q=sto", 3),
    ],
)
def test_a_search_asks_the_database_so_often(client, address, most):
    for stories in (3, 30):
        many(stories)
        make_category("Other", f"Section {stories}")
        page(client, address)  # reads the names once
        with CaptureQueriesContext(connection) as queries:
            page(client, address)
        assert len(queries) <= most, [each["sql"][:150] for each in queries]
