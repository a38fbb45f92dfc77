"""A story as search stores it: its texts folded, and the terms that lead to it. Pure.

Imports work it out in their worker processes; everything else when a story is stored.
"""

import hashlib
import threading
from typing import NamedTuple

import zstandard

from .folding import fold_all, terms

VERSION = 1  # of folding and of terms: an index that another one made is made anew by `reindex`
SPELLING = f"{VERSION}."  # what a digest begins with
FACT, TITLE = "§", "¶"  # no folded text holds them: terms of other kinds begin with them
MOST_BYTES = 900_000  # of one story's terms: a tsvector holds a megabyte


class Folded(NamedTuple):
    """A story's folded texts; the summary is empty where it is the body's beginning."""

    title: str
    byline: str
    summary: str
    body: str

    def packed(self) -> bytes:
        return zstandard.ZstdCompressor(level=3).compress("\n".join(self).encode())

    @classmethod
    def unpacked(cls, data: bytes | memoryview) -> "Folded":
        return cls.read(unpacked(data))

    @classmethod
    def read(cls, text: bytes) -> "Folded":
        """From what `unpacked` gave: a line a text."""
        return cls(*text.decode().split("\n"))

    def terms(self) -> str:
        """The index's terms of it, those of the title twice: for search within titles as well."""
        found = terms(" ".join(self))
        if len(found.encode()) > MOST_BYTES:
            found = _shortened(found)
        return " ".join([found, *(TITLE + term for term in terms(self.title).split())])


class _Unpackers(threading.local):
    """One for each thread: they may not be shared, and making one costs as much as its use."""

    def __init__(self) -> None:
        self.one = zstandard.ZstdDecompressor()


UNPACKERS = _Unpackers()


def unpacked(data: bytes | memoryview) -> bytes:
    """The lines that Folded.packed() packed, in UTF-8."""
    return UNPACKERS.one.decompress(data)


class Searchable(NamedTuple):
    """What is stored of a story: Folded as it is packed, its terms with spaces between, and the
    digest of what both were made from."""

    text: bytes
    terms: str
    digest: str


def searchable(title: str, byline: str, summary: str, body: str, plain: str) -> Searchable:
    """`plain` is the text of `body`, which is HTML."""
    folded = folded_story(title, byline, summary, plain)
    digest = digest_of(title, byline, summary, body)
    return Searchable(folded.packed(), folded.terms(), digest)


def folded_story(title: str, byline: str, summary: str, plain: str) -> Folded:
    """What search compares of a story."""
    name, author, short, body = fold_all([title, byline, summary.removesuffix("…"), plain])
    return Folded(name, author, "" if body.startswith(short.rstrip()) else short, body)


def digest_of(title: str, byline: str, summary: str, body: str) -> str:
    """Of the body's HTML: its `text_digest` is the same whether “news desk” is one word or two."""
    said = f"{title}\0{byline}\0{summary}\0{body}".encode("utf-8", "replace")
    return SPELLING + hashlib.blake2b(said, digest_size=14).hexdigest()


def _shortened(terms: str) -> str:
    """As many as fit, the shortest first."""
    kept, size = [], 0
    for term in sorted(terms.split(), key=len):
        size += len(term.encode()) + 1
        if size > MOST_BYTES:
            break
        kept.append(term)
    return " ".join(kept)
