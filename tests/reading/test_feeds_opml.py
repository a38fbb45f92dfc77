"""The list of all feeds: every one that it names is there, and none of what nobody may see."""

import xml.etree.ElementTree as ET

import pytest

from articles.reading.feeds import outline
from tests.factories import make_source
from tests.reading.helpers import filed, make_hidden

pytestmark = pytest.mark.django_db


def groups(client) -> dict[str, list[ET.Element]]:
    response = client.get("/feeds.opml")
    assert response["Content-Type"].startswith("text/x-opml")
    root = ET.fromstring(response.content)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    return {group.get("text"): list(group) for group in root.find("body")}


def test_opml_names_site_sections_sources_and_tags(client, settings):
    settings.SITE_NAME = "News & <views>"
    filed(source=make_source("芯片 Wire"))
    found = groups(client)

    assert {name: [one.get("text") for one in group] for name, group in found.items()} == {
        "All stories": ["News & <views>"],
        "Sections": ["News"],
        "Sources": ["芯片 Wire"],
        "In the news": ["Silicon"],
    }
    for group in found.values():
        for one in group:
            assert one.get("type") == "rss"
            for kind in ("xmlUrl", "htmlUrl"):
                address = one.get(kind).removeprefix("http://testserver")
                assert client.get(address).status_code == 200


def test_opml_names_nothing_hidden_or_empty(client):
    make_hidden()
    make_source("Without stories")

    assert list(groups(client)) == ["All stories"]


def test_opml_has_an_end(client, monkeypatch):
    monkeypatch.setattr(outline, "MOST_SOURCES", 2)
    for number in range(3):
        filed(source=make_source(f"Wire {number}"))

    assert len(groups(client)["Sources"]) == 2
