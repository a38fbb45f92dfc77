"""Texts compared and replaced as editors write them in rules. Pure.

`*` stands for any text, also for none. Case, width and the amount of white space do not count. No
regular expressions: a pattern is split at its `*`, and its pieces are looked for one after another.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

ANY = "*"
SPACE = " "
SPACES = re.compile(r"\s+")


@lru_cache(maxsize=4_096)
def fold(text: str) -> str:
    """The text as it is compared: half and full width, upper and lower case are one."""
    return SPACE.join(_folded(text).split())


def _folded(text: str) -> str:
    # Twice: folding the case can leave what NFKC writes in another way.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=4_096)
def _pieces(folded: str) -> tuple[str, ...]:
    """What stands before, between and after the `*`; a single piece if there is none."""
    first, *others = folded.split(ANY)
    if not others:
        return (first,)
    return (first, *(piece for piece in others[:-1] if piece), others[-1])


def says_nothing(pattern: str) -> bool:
    """Whether every text matches: the pattern is empty, or of nothing but `*`."""
    return not fold(pattern).strip(ANY + SPACE)


def matches(text: str, pattern: str) -> bool:
    """Whether the whole text is what the pattern says."""
    text = fold(text)
    first, *others = _pieces(fold(pattern))
    if not others:
        return text == first
    *middle, last = others
    end = len(text) - len(last)
    if not (text.startswith(first) and text.endswith(last) and len(first) <= end):
        return False
    at = len(first)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def replace(text: str, pattern: str, replacement: str, place: str) -> str:
    """The text with the replacement where the pattern stands in it: "anywhere" (each time), at the
    "beginning", at the "end", or only if it is the "whole" text. `*` takes as little as it can."""
    if not pattern:
        return text
    if place == "whole":
        return replacement if matches(text, pattern) else text
    parts = _pieces(SPACES.sub(SPACE, _folded(pattern)))  # space at its ends is meant
    # A look at the folded text is cheaper than one letter by letter.
    if not all(piece.strip() in fold(text) for piece in parts):
        return text
    letters = _Letters.of(text)
    if place == "anywhere":
        spans = list(letters.everywhere(parts))
    elif place == "beginning":
        spans = letters.at_the_beginning(parts)
    else:
        spans = letters.at_the_end(parts)
    kept = [0, *(at for span in spans for at in span), len(text)]
    return replacement.join(text[start:end] for start, end in list(pairwise(kept))[::2])


@dataclass(frozen=True, slots=True)
class _Letters:
    """A text folded letter by letter. `edges` says where in the text each folded letter begins,
    so that no letter is ever torn from its accent, or cut in half."""

    folded: str
    edges: dict[int, int]

    @classmethod
    def of(cls, text: str) -> "_Letters":
        parts: list[str] = []
        starts: list[int] = []
        for at, char in enumerate(text):
            folded, is_accent = _letter(char)
            if is_accent and parts:
                parts[-1] = _folded(text[starts[-1] : at + 1])
            else:
                parts.append(folded)
                starts.append(at)
        ends = accumulate(map(len, parts), initial=0)
        return cls("".join(parts), dict(zip(ends, [*starts, len(text)], strict=True)))

    def everywhere(self, parts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        end, length = 0, len(self.folded)
        while end < length:
            start = end if len(parts) > 1 and not parts[0] else self._find(parts[0], end)
            end = self._follow(parts, start)
            if end < 0:
                return
            yield self.edges[start], self.edges[end]

    def at_the_beginning(self, parts: tuple[str, ...]) -> list[tuple[int, int]]:
        begins = self.folded.startswith(parts[0]) and len(parts[0]) in self.edges
        end = self._follow(parts, 0) if begins else -1
        return [] if end < 0 else [(0, self.edges[end])]

    def at_the_end(self, parts: tuple[str, ...]) -> list[tuple[int, int]]:
        """The same, read backwards."""
        length, whole = len(self.folded), self.edges[len(self.folded)]
        mirror = _Letters(
            self.folded[::-1], {length - at: whole - there for at, there in self.edges.items()}
        )
        found = mirror.at_the_beginning(tuple(part[::-1] for part in reversed(parts)))
        return [(whole - end, whole - start) for start, end in found]

    def _follow(self, parts: tuple[str, ...], start: int) -> int:
        """Where the pieces end whose first stands at `start`; -1 if one is not there."""
        first, *others = parts
        if start < 0 or not others:
            return start if start < 0 else start + len(first)
        at = start + len(first)
        for part in others:
            if not part:  # the pattern ends with a star
                return len(self.folded)
            found = self._find(part, at)
            if found < 0:
                return -1
            at = found + len(part)
        return at

    def _find(self, part: str, start: int) -> int:
        """Where the piece next stands in whole letters; -1."""
        at = self.folded.find(part, start)
        while at >= 0 and not (at in self.edges and at + len(part) in self.edges):
            at = self.folded.find(part, at + 1)
        return at


@lru_cache(maxsize=65_536)
def _letter(char: str) -> tuple[str, bool]:
    """A character folded, and whether it belongs to the letter before it."""
    is_accent = unicodedata.combining(unicodedata.normalize("NFKC", char)[0]) != 0
    return SPACE if char.isspace() else _folded(char), is_accent
