"""Where a file's story stood on the site that the file was made for. Pure.

Hexo's plugin hexo-abbrlink makes addresses of titles: their CRC-16 in hexadecimal, without leading
zeros. What it hashes is the title as YAML gives it, so nothing of ours may be mended in it before.
"""

from collections.abc import Iterator
from typing import NamedTuple

from articles.cleaning import paths

from .dialects import Dialect, under
from .frontmatter import ParsedDocument
from .yaml_events import Value

MOST_PATHS = 20
MOST_STATED = 200  # of a list that is looked through
POLYNOMIAL = 0xA001  # CRC-16/ARC's, reflected
NAMED = "/p/{}.html"


class OldAddresses(NamedTuple):
    """`number` stands in addresses like /p/66c8.html; `paths` are stated in full."""

    number: int | None = None
    paths: tuple[str, ...] = ()


def old_addresses(document: ParsedDocument, dialect: Dialect) -> OldAddresses:
    """What the file states of its own addresses, and what its title makes of them."""
    found: dict[str, None] = {}
    number = None
    abbrlink = document.values.get("abbrlink", "")
    if isinstance(abbrlink, str) and abbrlink not in ("", "0"):
        number = paths.number(abbrlink)
        if number is None and (path := paths.stated(NAMED.format(abbrlink))):
            found[path] = None
    elif dialect.numbers_titles:
        number = number_of(document.values.get("title", ""))
    for value, _key in under(document, dialect.keys["address"]):
        for address in _texts(value):
            if path := paths.stated(address):
                found[path] = None
    return OldAddresses(number, tuple(found)[:MOST_PATHS])


def _texts(value: Value) -> Iterator[str]:
    for text in value[:MOST_STATED] if isinstance(value, list) else (value,):
        if isinstance(text, str):
            yield text


def number_of(title: Value) -> int | None:
    """The title's checksum; None if there is no title."""
    return crc16(title.encode("utf-8", "replace")) if title and isinstance(title, str) else None


def crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ TABLE[crc & 0xFF ^ byte]
    return crc


def _shifted(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (POLYNOMIAL if byte & 1 else 0)
    return byte


TABLE = tuple(map(_shifted, range(256)))
