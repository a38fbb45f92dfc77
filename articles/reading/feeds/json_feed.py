"""JSON Feed 1.1 (jsonfeed.org). Keys that begin with an underscore are ours."""

import json
from datetime import datetime
from typing import Any

from django.utils.encoding import iri_to_uri

from .channel import Channel
from .entries import Entry

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(channel: Channel) -> bytes:
    feed = {
        "version": VERSION,
        "title": channel.title,
        "description": channel.description,
        "home_page_url": iri_to_uri(channel.page),
        "feed_url": iri_to_uri(channel.address),
        "next_url": iri_to_uri(channel.next),
        "language": channel.language,
        "authors": [{"name": channel.publisher, "url": iri_to_uri(channel.page)}],
        "items": [_item(entry) for entry in channel.entries],
    }
    return json.dumps(_told(feed) | {"items": feed["items"]}, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    outlet = entry.outlet
    return _told(
        {
            "id": entry.id,
            "url": iri_to_uri(entry.link),
            "external_url": iri_to_uri(entry.via),
            "title": entry.title,
            "content_html": entry.html,
            # An item needs a content; who may not tell the story tells whose it is.
            "content_text": "" if entry.html else entry.summary or entry.rights,
            "summary": entry.summary,
            "image": iri_to_uri(entry.picture.address) if entry.picture else "",
            "date_published": _moment(entry.published),
            "date_modified": _moment(entry.updated),
            "authors": [{"name": entry.author}],
            "tags": entry.labels,
            "language": entry.language,
            "_source": {"name": outlet.name, "url": iri_to_uri(outlet.homepage)},
            "_rights": entry.rights,
        }
    )


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: a key that says nothing is left out."""
    return {name: value for name, value in values.items() if value}


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
