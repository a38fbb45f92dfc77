"""A feed before it is printed: its name, its addresses, its entries."""

from dataclasses import dataclass

from .entries import Entry


@dataclass(frozen=True, slots=True)
class Channel:
    """`next` and `previous` are the feed's own pages (RFC 5005), empty at the ends."""

    id: str
    title: str
    description: str
    language: str
    publisher: str
    page: str
    address: str
    next: str
    previous: str
    entries: list[Entry]
