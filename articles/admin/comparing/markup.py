"""What changed of a passage's markup, tag by tag and attribute by attribute. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple

from articles.cleaning import text
from articles.cleaning.tokens import attributes

MOST_NOTES = 20  # of one passage
UNSEEN = frozenset({"id"})  # readers do not see it, and generators write it anew each time


class Note(NamedTuple):
    """An element that came or went, or one of its attributes that changed."""

    kind: Literal["added", "removed", "changed"]
    element: str
    attribute: str = ""
    before: str = ""
    after: str = ""


def opening(tokens: Iterable[str]) -> list[tuple[str, str]]:
    """Name and tag of each element that begins here."""
    found = [text.TAG.match(token) for token in tokens if token.startswith("<")]
    return [(tag[1].lower(), tag[0]) for tag in found if tag and tag[0][1] != "/"]


def notes(removed: Iterable[str], added: Iterable[str]) -> list[Note]:
    """Of tokens that went and came: elements of one name are the same element, in their order."""
    old, new = opening(removed), opening(added)
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    pairs: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, tags in enumerate((gone, come)):
        for name, tag in tags.elements():
            pairs[name][side].append(tag)
    told = (note for name, sides in pairs.items() for note in _of_element(name, *sides))
    return [note for note, _place in zip(told, range(MOST_NOTES), strict=False)]


def _of_element(name: str, gone: Sequence[str], come: Sequence[str]) -> Iterator[Note]:
    for before, after in zip_longest(gone, come):
        if before is None:
            yield Note("added", name, after=address(after))
        elif after is None:
            yield Note("removed", name, before=address(before))
        else:
            yield from _of_attributes(name, values(before), values(after))


def _of_attributes(name: str, before: dict[str, str], after: dict[str, str]) -> Iterator[Note]:
    for key in (*before, *(key for key in after if key not in before)):
        old, new = before.get(key, ""), after.get(key, "")
        if old != new and key not in UNSEEN:
            yield Note("changed", name, key, old, new)


def values(tag: str) -> dict[str, str]:
    """A tag's attributes, decoded."""
    name = text.TAG.match(tag)
    return attributes(tag[name.end(1) :].rstrip(">")) if name else {}


def address(tag: str) -> str:
    """Where a link, a picture or a frame leads to; "" for other elements."""
    found = values(tag)
    return found.get("href") or found.get("src") or ""
