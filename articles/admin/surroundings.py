"""Where a story mentions a picture: the text given for it there, and the words around it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from html import unescape

# Stored bodies come from the sanitiser: no attribute holds "<" or ">", so a tag ends at the next.
PICTURE = re.compile(r"<img\b([^<>]*)>")
ATTRIBUTE = re.compile(r'\b(src|alt)="([^"<>]*)"')
FIGURE_END = re.compile(r"</?figure\b")
CAPTION = re.compile(r"<figcaption\b[^<>]*>(.*?)</figcaption>", re.S)
TAG = re.compile(r"<[^<>]*>|<[^<>]*$|^[^<>]*>")
MARKUP_READ = 3_000  # characters before and after
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Mention:
    """`before` is the whole caption where there is one; then nothing stands after."""

    alt: str
    before: str
    after: str


def mentions(body: str, addresses: Collection[str]) -> list[Mention]:
    """Each place of the body that shows a picture from one of the addresses."""
    found = []
    for match in PICTURE.finditer(body):
        attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(match[1])}
        if attributes.get("src") in addresses:
            found.append(Mention(attributes.get("alt", "").strip(), *_around(body, match)))
    return found


def _around(body: str, picture: re.Match[str]) -> tuple[str, str]:
    """The caption; or the end of the text before, and the beginning of that after."""
    after = body[picture.end() : picture.end() + MARKUP_READ]
    end = FIGURE_END.search(after)
    if end and end[0] == "</figure" and (caption := CAPTION.search(after[: end.start()])):
        return _plain(caption[1])[: 2 * SHOWN], ""
    before = _plain(body[max(0, picture.start() - MARKUP_READ) : picture.start()])
    following = _plain(after)
    return (
        "…" + before[-SHOWN:] if len(before) > SHOWN else before,
        following[:SHOWN] + "…" if len(following) > SHOWN else following,
    )


def _plain(markup: str) -> str:
    return " ".join(unescape(TAG.sub(" ", markup)).split())
