"""Which pictures an output may print of a story, and how: one rule for pages, feeds and the API.

What an editor uploaded is ours to show, beside an excerpt or a headline, too. All else belongs to
the full text: our copies where the source lets us copy, its own files where it lets us show them
from where they lie. What was not copied (yet) is left out, with what stood there for it alone.
"""

import html
from collections.abc import Callable
from functools import lru_cache

from django.core.files.storage import Storage, storages

from articles.images.gallery import Entry
from articles.images.renditions import height_for
from articles.models import Article, Gallery
from articles.models.images import COPIES, OWN, UPLOADS
from articles.rights import Rights, shown

from .embeds import folded, linked
from .illustrating import (
    MODERN,
    Picture,
    attributes,
    in_feed,
    in_page,
    with_captions,
)

CENTRE, TENTH = 50, 10
# By a card's form and place: how wide style sheets make its picture, and the widest file that is
# worth loading for it.
WIDE = "(min-width: 84rem)"
CARDS = {
    "lead": (f"{WIDE} 41.5rem, (min-width: 64rem) 47vw, 92vw", 1280),
    "wide": (f"{WIDE} 32rem, (min-width: 64rem) 36vw, (min-width: 48rem) 59vw, 92vw", 1280),
    "side": (f"{WIDE} 20rem, (min-width: 64rem) 22vw, (min-width: 40rem) 45vw, 6.5rem", 960),
    "trio": (f"{WIDE} 20rem, (min-width: 64rem) 22vw, (min-width: 40rem) 30vw, 6.5rem", 640),
    "digest": (f"{WIDE} 27.5rem, (min-width: 40rem) 30vw, 6.5rem", 960),
    "first": (f"{WIDE} 20rem, (min-width: 64rem) 30vw, (min-width: 40rem) 45vw, 92vw", 960),
    "tile": (f"{WIDE} 20rem, (min-width: 64rem) 30vw, (min-width: 40rem) 45vw, 6.5rem", 960),
    "row": ("(min-width: 48rem) 13rem, max(6.5rem, 25vw)", 640),
}
OPENING = "(min-width: 67rem) 62rem, 92vw"


def lead_of(story: Article, rights: Rights) -> Picture | None:
    """A story's lead picture."""
    address = story.lead_image
    if not address:
        return None
    gallery = _gallery(story)
    entry = gallery.lead if gallery and gallery.lead.get("url") == address else None
    found = _printable(address, entry, rights)
    if isinstance(found, str):
        size = story.lead_width, story.lead_height
        return Picture(found, *size, story.lead_alt) if found else None
    return _ours(found, story.lead_alt)


def opening(story: Article, rights: Rights) -> Picture | None:
    """The lead picture, unless the text shows the same one."""
    lead = lead_of(story, rights)
    if lead is None or not rights.shows_body:
        return lead
    entries = _entries(story) if lead.widths else {}
    folder = entries.get(story.lead_image, {}).get("folder", "")
    same = [address for address, entry in entries.items() if entry.get("folder") == folder]
    return None if any(_names(story.body, one) for one in (story.lead_image, *same)) else lead


def on_page(body: str, story: Article, rights: Rights) -> str:
    """What a page prints of the story's HTML; its lead picture is loaded at once."""
    lead = story.lead_image

    def markup(tag: str, picture: Picture, address: str) -> str:
        nonlocal lead
        is_eager, lead = address == lead, "" if address == lead else lead
        return in_page(tag, picture, is_eager=is_eager)

    return folded(_printed(body, story, rights, markup))


def in_feeds(story: Article, rights: Rights) -> str:
    """What those print of its text who have neither our style sheets nor our manners."""

    def markup(tag: str, picture: Picture, _address: str) -> str:
        return in_feed(tag, picture)

    return linked(_printed(story.body, story, rights, markup))


def _printed(
    body: str, story: Article, rights: Rights, markup: Callable[[str, Picture, str], str]
) -> str:
    entries = _entries(story)

    def found_at(address: str) -> Picture | None:
        found = _printable(address, entries.get(address), rights)
        if isinstance(found, str):
            return Picture(found) if found else None
        return _ours(found)

    def picture(tag: str) -> str:
        address = html.unescape(attributes(tag).get("src", ""))
        found = found_at(address)
        return markup(tag, found, address) if found else ""

    def still(address: str) -> str:
        found = found_at(address)
        return found.address if found else ""

    return with_captions(shown(body, rights, picture, still))


def _printable(address: str, entry: Entry | None, rights: Rights) -> Entry | str:
    """The rule: our files, or the address itself, or "" for nothing."""
    if entry and entry.get("folder", "").startswith(f"{UPLOADS}/"):
        return entry
    is_forbidden = entry is not None and "folder" not in entry  # by an editor, at any place
    if is_forbidden or not rights.shows_picture or address.startswith(OWN):
        return ""
    if rights.copies_only:
        return entry or ""
    return address if rights.links_to(address) else ""


def _ours(entry: Entry, alt: str = "") -> Picture:
    widths = entry["widths"]
    ending = next((one for one in widths if one not in MODERN), MODERN[-1])
    width = widths[ending][-1]
    height = height_for(width, (entry["width"], entry["height"]))
    at = _files_in(entry["folder"])
    return Picture(
        address=at(f"{width}.{ending}"),
        width=width,
        height=height,
        alt=alt or entry["alt"],
        # Through a picture with holes its place's colour would show.
        tint=_tint(entry) if ending == "jpg" else "",
        focus=_focus(entry),
        credit=entry["credit"],
        licence=entry["licence"],
        licence_url=entry["licence_url"],
        shape=(width, height),
        widths=widths,
        at=at,
    )


def _files_in(folder: str) -> Callable[[str], str]:
    """Where a folder's files are."""
    storage = storages["default"]
    start = _start(storage)
    if start:
        return lambda name: f"{start}{folder}/{name}"
    return lambda name: storage.url(f"{folder}/{name}")


@lru_cache(maxsize=2)
def _start(storage: Storage) -> str:
    """What all of a storage's addresses begin with, as asking for each took a third of a card's
    time; empty for one that signs them and has to be asked."""
    probe = f"{COPIES}/ab/1.jpg"
    address = storage.url(probe)
    return address.removesuffix(probe) if address.endswith(f"/{probe}") else ""


def _tint(entry: Entry) -> str:
    red, green, blue = entry["colour"]
    return f"tint r-{red} g-{green} b-{blue}"


def _focus(entry: Entry) -> str:
    """To the nearest tenth."""
    return " ".join(
        f"f{axis}-{round(per_cent / TENTH) * TENTH}"
        for axis, per_cent in zip("xy", entry["focus"], strict=True)
        if abs(per_cent - CENTRE) >= TENTH / 2
    )


def _gallery(story: Article) -> Gallery | None:
    """Comes with the story (`select_related`), so that it costs no query."""
    return getattr(story, "gallery", None)


def _entries(story: Article) -> dict[str, Entry]:
    gallery = _gallery(story)
    return gallery.body if gallery else {}


def _names(body: str, address: str) -> bool:
    return f'"{html.escape(address, quote=False)}"' in body
