"""The part of a text that shows why it was found, and the hits in it. Pure.

The text stays as it was written: its characters are folded where they stand, and the phrases are
looked for in that, so that every spelling is marked that search takes for the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise

from articles.cleaning.folding import CJK_SET, is_cjk, traced

from .query import Phrase

LONGEST = 30_000  # characters of a text that are looked through
MOST_HITS = 12  # of a phrase, of which the place is chosen
LONGEST_HIT = 500  # with all that vanishes in it; longer ones are made to be long
LENGTH = 160  # of a snippet
WIDER = 1.6  # as CJK characters are: of a CJK text there are fewer

SEPARATOR = "[ +#.]"  # where characters are folded in their places
LETTER = rf"[^ +#.{CJK_SET}]"  # of a script with spaces between words
SIGNED = re.compile(r"(?P<word>[^ ]+) (?=(?P=word)[+#]+ )|(?<= )(\.(?P<name>[^ ]+)) (?P=name)(?= )")
SENTENCE_END = r"(?:[。！？；!?…]+[”’」』）\"')]*|\.(?=\s)|\n)\s*"
SENTENCE = re.compile(SENTENCE_END)
AFTER_SENTENCE = re.compile(rf"{SENTENCE_END}\Z")
LOOSE = " \n，、,;；:：）)》」』”’"  # begins no text
OPEN = " \n，、,;；:：（(《「『“‘"  # ends none
JOINER = "\u200d"

Piece = tuple[str, bool]  # and whether it is a hit


def marked(title: str, phrases: Sequence[Phrase]) -> list[Piece]:
    """All of a short text."""
    found = []
    done = 0
    for start, end in _merged(_hits(title, phrases, len(title))):
        found += [(title[done:start], False), (title[start:end], True)]
        done = end
    return [piece for piece in (*found, (title[done:], False)) if piece[0]]


def snippet(plain: str, phrases: Sequence[Phrase], length: int = LENGTH) -> list[Piece]:
    """About so many characters of the text, where most of the phrases stand close together; its
    beginning, where none does."""
    plain = plain[:LONGEST]
    first, last = _closest(sorted(_hits(plain, phrases, MOST_HITS)), length // 2)
    around = plain[max(0, first - length) : last + length]
    if len(around.encode("utf-8", "replace")) > 1.5 * len(around):
        length = int(length / WIDER)
    begin = _begin(plain, first, min(length // 3, max(0, length - (last - first))))
    end = _end(plain, last, begin + length)
    before = [("…", False)] if begin and not _is_sentence(plain, begin) else []
    after = [("…", False)] if end < len(plain) and not _is_sentence(plain, end) else []
    return [*before, *marked(plain[begin:end].replace("\n", " "), phrases), *after]


def _hits(text: str, phrases: Sequence[Phrase], most: int) -> Iterator[tuple[int, int, int]]:
    """Where each phrase begins and ends, the first times, and which it is."""
    folded, places = traced(text)
    for which, phrase in enumerate(phrases):
        for start, end in islice(_found(folded, phrase.needle), most):
            # What vanishes after a character belongs to it.
            after = places[end] if end < len(places) else len(text)
            stop = max(after, places[end - 1] + 1)
            if stop - places[start] <= LONGEST_HIT:
                yield places[start], stop, which


def _found(folded: str, needle: str) -> Iterator[tuple[int, int]]:
    # The first word is searched as a text, which takes a tenth of what an expression does.
    word, pattern = _pattern(needle)
    start = folded.find(word)
    while start >= 0:
        found = pattern.match(folded, start)
        if found:
            yield found.span()
        start = folded.find(word, found.end() if found else start + 1)


@lru_cache(maxsize=256)
def _pattern(needle: str) -> tuple[str, re.Pattern[str]]:
    """The needle's first word, and what finds all of it in characters folded in their places."""
    words = SIGNED.sub(r"\2", needle).split()
    first, last = words[0], words[-1]
    parts = ["" if is_cjk(first[0]) else f"(?<!{LETTER})", re.escape(first)]
    for before, word in pairwise(words):
        is_apart = is_cjk(before[-1]) == is_cjk(word[0]) and before[-1] not in "+#"
        parts.append(f"{SEPARATOR}{{{is_apart:d},16}}{re.escape(word)}")
    if not is_cjk(last[-1]) and last[-1] not in "+#":
        parts.append(f"(?!{LETTER})")
    return first, re.compile("".join(parts))


def _closest(hits: Sequence[tuple[int, int, int]], width: int) -> tuple[int, int]:
    """Where the first of the windows begins and ends that hold most phrases."""
    latest: dict[int, int] = {}  # where each phrase was met last
    best, place = 0, (0, 0)
    for start, end, which in hits:
        latest[which] = start
        inside = [at for at in latest.values() if at >= end - width] or [start]
        if len(inside) > best:
            best, place = len(inside), (min(inside), end)
    return place


def _begin(plain: str, first: int, lead: int) -> int:
    """At most so far before the first hit: with a sentence, or else with a word."""
    start = first - lead
    if start <= 0:
        return 0
    if sentence := SENTENCE.search(plain, start, first):
        return sentence.end()
    begin = next((at for at in range(start, first) if _may_break(plain, at)), first)
    while begin < first and plain[begin] in LOOSE:
        begin += 1
    return begin


def _end(plain: str, last: int, limit: int) -> int:
    """After the last hit, and before the limit where that can be."""
    if limit >= len(plain):
        return len(plain)
    if last >= limit:
        return last
    middle = max(last, limit - (limit - last) // 2)
    sentences = [found.end() for found in SENTENCE.finditer(plain, middle, limit)]
    if sentences:
        return sentences[-1]
    end = next((at for at in range(limit, last, -1) if _may_break(plain, at)), limit)
    while end > last and plain[end - 1] in OPEN:
        end -= 1
    return end


def _is_sentence(plain: str, at: int) -> bool:
    """Whether nothing is cut here."""
    return AFTER_SENTENCE.search(plain, max(0, at - 8), at) is not None


def _may_break(plain: str, at: int) -> bool:
    """Not within a word, nor before a sign that belongs to the character before it."""
    before, after = plain[at - 1], plain[at]
    category = unicodedata.category(after)
    if category[0] == "M" or category in ("Cf", "Sk") or before == JOINER:
        return False
    return any(char.isspace() or _is_wide(char) for char in (before, after))


def _is_wide(character: str) -> bool:
    return character > "\u2000" and (is_cjk(character) or not character.isalnum())


def _merged(hits: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The places of hits, of those that overlap one."""
    found: list[tuple[int, int]] = []
    for start, end, _which in sorted(hits):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
