"""Where a list's feeds are: beside its page, whatever page that is."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode


class Format(NamedTuple):
    name: str
    type: str


FORMATS = {
    "xml": Format("Atom", "application/atom+xml"),
    "rss": Format("RSS", "application/rss+xml"),
    "json": Format("JSON Feed", "application/feed+json"),
}


@dataclass(frozen=True, slots=True)
class FeedLink:
    """For `<link rel="alternate" type title href>`, and for people."""

    title: str
    href: str
    type: str


def feed_links(title: str, page: str = "/", words: str = "") -> list[FeedLink]:
    """The feeds of the list at this path, one for each format. `words` are those of a search."""
    return [
        FeedLink(f"{title} ({name})", feed_path(page, ending, words), type_)
        for ending, (name, type_) in FORMATS.items()
    ]


def feed_path(page: str, ending: str, words: str = "") -> str:
    query = f"?{urlencode({'q': words})}" if words else ""
    return f"{page}feed.{ending}{query}"
