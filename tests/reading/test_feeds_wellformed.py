"""Whatever strangers write, a feed stays well-formed and holds what its format demands."""

import json
import xml.etree.ElementTree as ET
from datetime import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article, Gallery, Source
from articles.reading.feeds.addresses import with_absolute_links
from articles.reading.feeds.answering import WRITERS
from articles.reading.feeds.channel import Channel
from articles.reading.feeds.entries import entry_of, writable
from tests.factories import NOON, make_article, make_source
from tests.reading.feeds import ATOM, CONTENT, ENDINGS, parsed

# No database keeps half a character.
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
addresses = texts.map(lambda text: f"https://wire.example/{text}")


@st.composite
def stories(draw) -> Article:
    source = Source(pk=1, name=f"Wire {draw(texts)}", slug="wire", homepage=draw(addresses))
    source.credit_line = draw(texts)
    article = Article(
        pk=draw(st.integers(1, 2**40)),
        source=source,
        title=draw(texts) or "x",
        slug="story",
        byline=draw(texts),
        summary=draw(texts),
        body=f"<p>{draw(texts)}</p>",
        original_url=draw(addresses),
        language=draw(texts),
        lead_image=draw(addresses),
        lead_alt=draw(texts),
        published_at=NOON,
    )
    article.gallery = Gallery()
    return article


def channel(entries: list) -> Channel:
    home = "https://news.example/"
    return Channel(home, "News", "Newest", "en", "News", home, f"{home}feed.xml", "", "", entries)


@pytest.mark.parametrize("ending", ENDINGS)
@given(story=stories(), labels=st.lists(texts, max_size=2))
def test_any_text_makes_a_well_formed_feed(ending, story, labels):
    content = WRITERS[ending](channel([entry_of(story, labels)]))
    headline = writable(story.title) or writable(story.source.name)

    if ending == "json":
        (item,) = json.loads(content)["items"]
        assert item["title"] == headline
        assert item["content_html"].startswith(writable(story.body))
        return
    item = ET.fromstring(content).find(f".//{ATOM}entry" if ending == "xml" else ".//item")
    body = f"{ATOM}content" if ending == "xml" else f"{CONTENT}encoded"
    assert as_read(item.findtext(body)).startswith(as_read(writable(story.body)))
    title = f"{ATOM}title" if ending == "xml" else "title"
    assert as_read(item.findtext(title)) == as_read(headline)


def as_read(text: str) -> str:
    """XML has one kind of line's end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(texts, texts)
def test_only_addresses_within_tags_are_made_whole(before, alt):
    escaped = alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "").replace(">", "")
    text = before.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def html(host: str) -> str:
        return f'{text}<img alt="{escaped}" src="{host}/media/a.jpg">{text}'

    found = with_absolute_links(html(""), "https://n.example", "https://n.example/a/")

    assert found == html("https://n.example")


@pytest.fixture
def mixed(client) -> SimpleNamespace:
    """A corpus with something of everything, in all formats."""
    granted = {text: make_source(f"{text} Wire", text_rights=text) for text in ("full", "link")}
    make_article("Chips\x0b < “dips” & 芯片", summary="\x1f", source=granted["full"])
    make_article("No text", body="", summary="", source=granted["full"])
    make_article("Link", source=granted["link"], original_url="https://x.example/ü?a=1&b=[2]")
    make_article("Emoji 🦊", byline="O'Neill <o@x.example>", lead_image="https://x.example/ü.jpg")
    make_article("Odd", language="no language", updated_at=NOON, tags=("a&b", "芯片"))
    return SimpleNamespace(**{ending: client.get(f"/feed.{ending}").content for ending in ENDINGS})


def texts_of(element: ET.Element, *names: str) -> list[str]:
    return [found.text or "" for name in names for found in element.findall(f"{ATOM}{name}")]


@pytest.mark.django_db
def test_an_atom_feed_holds_what_rfc_4287_demands(mixed):
    feed = ET.fromstring(mixed.xml)
    entries = feed.findall(f"{ATOM}entry")
    ids = [text for entry in entries for text in texts_of(entry, "id")]

    assert len(parsed(mixed.xml, "xml").entries) == len(entries) == 5
    assert len(set(ids)) == len(entries)
    for element in (feed, *entries):
        for once in ("id", "title", "updated"):
            (text,) = texts_of(element, once)
            assert text
        for at_most_once in ("content", "published", "rights", "source", "summary", "subtitle"):
            assert len(texts_of(element, at_most_once)) <= 1
        assert element.find(f"{ATOM}author/{ATOM}name").text
        alternates = [
            (link.get("type"), link.get("hreflang"))
            for link in element.findall(f"{ATOM}link")
            if link.get("rel") == "alternate"
        ]
        assert len(alternates) == len(set(alternates)) == 1
        assert all(link.get("href", "").isascii() for link in element.findall(f"{ATOM}link"))
        for moment in texts_of(element, "updated", "published"):
            assert datetime.fromisoformat(moment).tzinfo
        assert all(label.get("term") for label in element.findall(f"{ATOM}category"))


@pytest.mark.django_db
def test_an_rss_feed_holds_what_its_specification_demands(mixed):
    channel = ET.fromstring(mixed.rss).find("channel")
    items = channel.findall("item")

    assert len(parsed(mixed.rss, "rss").entries) == len(items) == 5
    for once in ("title", "link", "description", "lastBuildDate", "language"):
        assert len(channel.findall(once)) == 1
    for item in items:
        for once in ("title", "link", "guid", "pubDate", "source"):
            assert len(item.findall(once)) == 1
        assert len(item.findall("description")) <= 1
        assert item.find("source").get("url")


@pytest.mark.django_db
def test_a_json_feed_holds_what_its_specification_demands(mixed):
    feed = json.loads(mixed.json)

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert len({item["id"] for item in feed["items"]}) == 5
    for item in feed["items"]:
        assert item.get("content_html") or item.get("content_text")
        assert all(isinstance(label, str) for label in item.get("tags", []))
        assert all(item.values()), "what is empty is left out"
