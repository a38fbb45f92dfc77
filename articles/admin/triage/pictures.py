"""The pictures in a story's text, one of which may lead it. Pure."""

import re
from dataclasses import dataclass
from html import unescape

# Stored bodies come from the sanitiser: no attribute holds "<" or ">", so a tag ends at the next.
PICTURE = re.compile(r"<img\b([^<>]*)>")
ATTRIBUTE = re.compile(r'\b(src|alt|width|height)="([^"<>]*)"')
MOST = 12
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class InText:
    """A picture where the text shows it; its size if that is stated."""

    address: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


def pictures_of(body: str, most: int = MOST) -> list[InText]:
    """The first ones, each once."""
    found: dict[str, InText] = {}
    for match in PICTURE.finditer(body):
        given = {name: unescape(value) for name, value in ATTRIBUTE.findall(match[1])}
        address = given.get("src", "")
        if address and address not in found and len(address) <= 2000:
            size = _number(given.get("width", "")), _number(given.get("height", ""))
            found[address] = InText(address, given.get("alt", "").strip()[:300], *size)
        if len(found) == most:
            break
    return [*found.values()]


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal()) or len(text) > 10:
        return None
    return int(text) if 0 < int(text) <= LARGEST else None
