"""The search page: what it finds, shows, narrows and says; never more than a source's rights."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from urllib.parse import quote, unquote

import pytest

from articles import search
from articles.search.query import parse
from tests.factories import make_article, make_source
from tests.reading.helpers import filed, make_hidden, many, page, titles

pytestmark = pytest.mark.django_db


def asked(client, query: str, **params: str) -> str:
    also = "".join(f"&{name}={value}" for name, value in params.items())
    return page(client, f"/search/?q={quote(query)}{also}")


def snippets(html: str) -> list[str]:
    return re.findall(r'<p class="summary"[^>]*>(.*?)</p>', html)


def searches(html: str, part: str) -> dict[str, str]:
    """The searches to which the links in a part of the page lead, by what the links say."""
    found = re.search(rf'<(\w+)[^>]* class="{part}".*?</\1>', html, re.S)
    links = re.findall(r'<a href="/search/\?q=([^"]*)"[^>]*>(.*?)</a>', found[0] if found else "")
    return {re.sub(r"<[^>]+>", "", told).strip(): unescape(href) for href, told in links}


# What is found ---------------------------------------------------------------------------------


def test_words_are_found_in_the_text_in_chinese_and_english(client):
    make_article("一条新闻", body="<p>今天发布的折叠屏手机采用了新的芯片。</p>")
    make_article("A story", body="<p>The new chips are made in <b>Dresden</b>.</p>")

    assert titles(asked(client, "芯片")) == ["一条新闻"]
    assert titles(asked(client, "折疊屏")) == ["一条新闻"]
    assert titles(asked(client, "dresden")) == ["A story"]


@pytest.mark.parametrize("order", ["newest", "best"])
def test_what_readers_may_not_see_is_not_found(client, order):
    make_hidden()

    assert titles(asked(client, "Hidden", sort=order)) == []


def test_nothing_of_a_headline_only_source_is_found_but_its_headlines(client):
    closed = make_source("Closed Wire", text_rights="link")
    make_article("Open headline", source=closed, summary="A secret.", body="<p>Hush money.</p>")

    assert titles(asked(client, "secret")) == titles(asked(client, "hush")) == []
    for query in ("headline", "closed wire", "source:closed-wire"):
        html = asked(client, query)
        assert titles(html) == ["Open headline"]
        assert "secret" not in html
        assert "Hush" not in html


def test_a_snippet_of_an_excerpt_is_one_of_its_summary(client):
    brief = make_source("Brief Wire", text_rights="excerpt")
    make_article("A headline", source=brief, summary="What it is about.", body="<p>Hush money.</p>")

    html = asked(client, "hush")

    assert titles(html) == ["A headline"]
    assert snippets(html) == ["What it is about."]


def test_a_query_of_filters_alone_lists_their_stories(client):
    filed("Filed")
    make_article("Elsewhere", source=make_source("Other Wire"))

    assert titles(asked(client, "source:other-wire")) == ["Elsewhere"]
    assert titles(asked(client, "tag:silicon category:news")) == ["Filed"]


# How it is shown --------------------------------------------------------------------------------


def test_hits_are_marked_and_everything_else_is_escaped(client):
    make_article("Chips <i>& more</i>", body="<p>About 5 &lt; 6 chips.</p>")

    html = asked(client, "chips")

    assert "<mark>Chips</mark> &lt;i&gt;&amp; more&lt;/i&gt;</a>" in html
    assert snippets(html) == ["About 5 &lt; 6 <mark>chips</mark>."]


def test_what_was_typed_stays_in_the_field(client):
    html = asked(client, '"no such" <words>')

    assert 'value="&#34;no such&#34; &lt;words&gt;"' in html
    assert "<title>&#34;no such&#34;" in html


def test_a_hit_names_its_source_day_and_section(client):
    story = filed("Chips")

    html = asked(client, "chips")

    assert 'class="meta-source" href="/sources/example-wire/">Example Wire</a>' in html
    assert 'class="meta-section" href="/categories/news/">News</a>' in html
    assert f'<time datetime="{story.published_at:%Y-%m-%d}' in html


def test_the_pages_of_a_search_tell_every_story_once(client):
    stories = many(45)
    address, seen = "/search/?q=story", []
    while address:
        html = page(client, address)
        seen += titles(html)
        older = re.search(r'rel="next" href="([^"]+)"', html)
        address = f"/search/{unescape(older[1])}" if older else ""

    assert seen == [story.title for story in stories]


def test_best_matches_are_paged_by_number(client):
    many(45)
    first = asked(client, "story", sort="best")
    second = asked(client, "story", sort="best", page="2")

    assert 'rel="next" href="?q=story&amp;sort=best&amp;page=2"' in first
    assert 'rel="prev" href="?q=story&amp;sort=best&amp;page=1"' in second
    assert not set(titles(first)) & set(titles(second))
    for junk in ("0", "-1", "x", "²", "9" * 9):
        assert titles(asked(client, "story", sort="best", page=junk)) == titles(first)


def test_a_headline_goes_before_a_newer_mention(client):
    make_article("Other things", body="<p>Also some chips.</p>")
    make_article("Chips are here")

    assert titles(asked(client, "chips")) == ["Other things", "Chips are here"]
    assert titles(asked(client, "chips", sort="best")) == ["Chips are here", "Other things"]


@pytest.mark.parametrize(("number", "told"), [(1, "1 story"), (3, "3 stories")])
def test_the_number_of_stories_is_told(client, number, told):
    many(number)

    assert f'<p role="status">{told}</p>' in asked(client, "story")


def test_of_a_common_word_as_many_are_told_as_were_counted(client, monkeypatch):
    many(25)
    assert '<p role="status">25 stories</p>' in asked(client, "story number")

    found = replace(search.newest(search.Search(parse("story"))), count=21, is_exact_count=False)
    monkeypatch.setattr("articles.search.faceting.AMONG", 23)
    monkeypatch.setattr(search, "newest", lambda *args: found)
    assert '<p role="status">At least 23 stories</p>' in asked(client, "story")


def test_a_search_that_stopped_early_says_where_and_leads_on(client, monkeypatch):
    story = make_article("Chips")
    stopped = search.Found([story.pk], False, (datetime(2019, 3, 3, tzinfo=UTC), 7), 1)
    monkeypatch.setattr(search, "newest", lambda *args, **kwargs: stopped)

    html = asked(client, "chips")

    assert "Looked through the stories down to March 3, 2019." in html
    assert re.search(r'href="\?q=chips&amp;before=\w+-7">Look further</a>', html)


# Narrowing --------------------------------------------------------------------------------------


def test_sections_sources_topics_and_years_narrow_a_search(client):
    filed("Chips one")
    make_article("Chips two", source=make_source("Other Wire"))
    make_article("Chips three", published_at=datetime(2024, 5, 1, tzinfo=UTC))

    found = searches(asked(client, "chips"), "facets")

    assert list(found) == [] or {"News 1", "Other Wire 1", "Silicon 1", "2024 1"} <= {*found}
    narrowed = page(client, f"/search/?q={found['2024 1']}")
    assert titles(narrowed) == ["Chips three"]
    narrowed = page(client, f"/search/?q={found['Other Wire 1']}")
    assert titles(narrowed) == ["Chips two"]


def test_each_filter_is_a_chip_that_takes_it_away(client):
    filed("Chips")

    query = "chips source:example-wire tag:silicon author:nobody after:2024 before:2025"
    chips = searches(asked(client, query), "chips filters")

    assert set(chips) == {
        "Source: example-wire", "Topic: silicon", "Author: nobody", "Year: 2024",
    }  # fmt: skip
    assert unquote(chips["Year: 2024"]) == "chips source:example-wire tag:silicon author:nobody"


def test_days_that_are_no_year_are_two_chips(client):
    chips = searches(asked(client, "chips after:2024-03 before:2025"), "chips filters")

    assert set(chips) == {"From March 1, 2024 on", "Before Jan. 1, 2025"}


def test_a_search_for_the_best_stays_one_when_it_is_narrowed(client):
    filed("Chips")

    html = asked(client, "chips tag:silicon", sort="best")

    assert '<input type="hidden" name="sort" value="best">' in html
    links = [*searches(html, "facets").values(), *searches(html, "chips filters").values()]
    assert links
    assert all(link.endswith("&sort=best") for link in links)
