"""Reading feeds in tests: with feedparser and with our own eyes."""

import json
import xml.etree.ElementTree as ET
from typing import Any

import feedparser

ENDINGS = ("xml", "rss", "json")
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"


def parsed(content: bytes, ending: str) -> Any:
    """The feed as feedparser sees it, which calls it well-formed; JSON as dictionaries."""
    if ending == "json":
        return json.loads(content)
    found = feedparser.parse(content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def titles(content: bytes, ending: str) -> list[str]:
    found = parsed(content, ending)
    if ending == "json":
        return [item["title"] for item in found["items"]]
    return [entry.title for entry in found.entries]


def first_item(content: bytes, ending: str) -> Any:
    """An element for XML, a dictionary for JSON."""
    if ending == "json":
        return json.loads(content)["items"][0]
    return next(ET.fromstring(content).iter(f"{ATOM}entry" if ending == "xml" else "item"))
