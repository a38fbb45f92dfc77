"""Atom (RFC 4287) and RSS 2.0, on Django's writers; what these do not know is added here."""

from html import escape
from io import BytesIO
from typing import Any

from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from .channel import Channel
from .entries import Entry, Picture

NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


class AtomFeed(Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:media": NAMESPACES["xmlns:media"]}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        add_neighbours(handler, "link", self.feed["channel"])

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        language = item["entry"].language
        return {"xml:lang": language} if language else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        add_link(handler, "link", "via", entry.via)
        # Django calls every summary HTML; ours is plain text, in which "<" is a character.
        if entry.summary:
            handler.addQuickElement("summary", entry.summary, {"type": "text"})
        if entry.html:
            handler.addQuickElement("content", entry.html, {"type": "html"})
        add_source(handler, entry)
        add_picture(handler, entry.picture)


class RssFeed(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | NAMESPACES

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        add_neighbours(handler, "atom:link", self.feed["channel"])

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        add_link(handler, "atom:link", "via", entry.via)
        if entry.summary:  # read as HTML
            handler.addQuickElement("description", escape(entry.summary))
        if entry.html:
            handler.addQuickElement("content:encoded", entry.html)
        if entry.updated:
            handler.addQuickElement("atom:updated", rfc3339_date(entry.updated))
        if entry.language:
            handler.addQuickElement("dc:language", entry.language)
        handler.addQuickElement("dc:rights", entry.rights)
        channel = iri_to_uri(f"{entry.outlet.page}feed.rss")
        handler.addQuickElement("source", entry.outlet.name, {"url": channel})
        add_picture(handler, entry.picture)


def add_link(handler: SimplerXMLGenerator, element: str, rel: str, address: str) -> None:
    if address:
        handler.addQuickElement(element, None, {"rel": rel, "href": iri_to_uri(address)})


def add_neighbours(handler: SimplerXMLGenerator, element: str, channel: Channel) -> None:
    add_link(handler, element, "next", channel.next)
    add_link(handler, element, "previous", channel.previous)


def add_source(handler: SimplerXMLGenerator, entry: Entry) -> None:
    handler.startElement("source", {})
    handler.addQuickElement("id", iri_to_uri(entry.outlet.page))
    handler.addQuickElement("title", entry.outlet.name)
    add_link(handler, "link", "alternate", entry.outlet.homepage)
    handler.endElement("source")


def add_picture(handler: SimplerXMLGenerator, picture: Picture | None) -> None:
    if not picture:
        return
    size = {"width": picture.width, "height": picture.height}
    known = {name: str(value) for name, value in size.items() if value}
    address = {"url": iri_to_uri(picture.address), "medium": "image"}
    handler.startElement("media:content", address | known)
    if picture.alt:
        handler.addQuickElement("media:description", picture.alt, {"type": "plain"})
    if picture.credit:
        handler.addQuickElement("media:credit", picture.credit)
    handler.endElement("media:content")


def atom(channel: Channel) -> bytes:
    return _printed(AtomFeed, channel)


def rss(channel: Channel) -> bytes:
    return _printed(RssFeed, channel)


def _printed(kind: type[SyndicationFeed], channel: Channel) -> bytes:
    feed = kind(
        title=channel.title,
        link=channel.page,
        description=channel.description,
        subtitle=channel.description,
        language=channel.language,
        author_name=channel.publisher,
        feed_url=channel.address,
        feed_guid=channel.id,
        channel=channel,
    )
    for entry in channel.entries:
        feed.add_item(
            title=entry.title,
            link=entry.link,
            description=None,
            author_name=entry.author,
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            categories=entry.labels,
            item_copyright=entry.rights,
            entry=entry,
        )
    out = BytesIO()
    feed.write(out, "utf-8")
    return out.getvalue()
