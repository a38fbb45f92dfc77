"""What of a body's markup is gone though nobody took it out. Pure.

Nobody can know what a person meant. Text is a person's: who deletes a sentence deletes what it was
marked with. Markup that vanishes while its text stays is told, and so is what holds no text at
all, such as a picture or a player.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from articles.cleaning.policy import HEADINGS, VOID
from articles.cleaning.text import TAG

SPACES = re.compile(r"\s+")
ATTRIBUTE = re.compile(r' ([^\s"=]++)="')
# Every edit joins and parts them; they hold nothing but their text.
LINES = frozenset("p br li wbr".split())
# To put one in another's place is a choice of words.
KIN = tuple(map(frozenset, (HEADINGS, ("ol", "ul"), ("b", "strong"), ("i", "em"), ("td", "th"))))
STAYED = 0.5  # of the pairs of characters in a text: then it is still that text

Open = tuple[str, frozenset[str], int]


@dataclass(frozen=True, slots=True)
class Element:
    name: str
    attributes: frozenset[str]
    start: int  # of its text, in the text of the whole
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A piece of clean HTML: its text without white space, and its elements."""

    text: str
    elements: list[Element]

    def counts(self) -> Counter[str]:
        """Elements by name, and "name attribute" for each that carries the attribute."""
        found = Counter(element.name for element in self.elements)
        for element in self.elements:
            found.update(f"{element.name} {each}" for each in element.attributes)
        return found


def read(markup: str) -> Reading:
    texts: list[str] = []
    elements: list[Element] = []
    opened: list[Open] = []
    at = length = 0
    for tag in TAG.finditer(markup):
        texts.append(_bare(markup[at : tag.start()]))
        length += len(texts[-1])
        at = tag.end()
        name = tag[1].lower()
        closes = tag[0].startswith("</")
        if not closes:
            opened.append((name, frozenset(ATTRIBUTE.findall(tag[0])), length))
        if closes or name in VOID:
            elements += _closed(opened, name, length)
    texts.append(_bare(markup[at:]))
    length += len(texts[-1])
    elements += [Element(*one, length) for one in opened]
    return Reading("".join(texts), elements)


def _closed(opened: list[Open], name: str, length: int) -> Iterator[Element]:
    """The innermost element of the name, and what was left open in it."""
    if all(one[0] != name for one in opened):
        return
    last = ""
    while last != name:
        one = opened.pop()
        last = one[0]
        yield Element(*one, length)


def _bare(text: str) -> str:
    return SPACES.sub("", html.unescape(text))


def lost_between(was: str, now: str) -> Counter[str]:
    """Of one piece of clean HTML that took the place of another: by name, how often."""
    old, new = read(was), read(now)
    before, after = old.counts(), new.counts()
    missing = before - after
    pairs = Counter(pairwise(new.text))
    lost = Counter({name: missing[name] for name in missing if " " in name})
    for name in lost:  # it went with its element, whoever took that
        lost[name] -= missing[name.partition(" ")[0]]
    for name in [name for name in missing if " " not in name and name not in LINES]:
        replaced = (after - before)[_kin(name, after - before)]
        lost[name] = missing[name] - replaced - _taken(name, old, new, pairs)
    joined = sum(before[name] - after[name] for name in ("p", *HEADINGS))
    for name in lost.keys() & set(HEADINGS):
        lost[name] -= max(0, joined)
    return +lost


def _kin(name: str, surplus: Counter[str]) -> str:
    """The element that took its place, if one did."""
    kin = next((group for group in KIN if name in group), frozenset[str]())
    return max(kin, key=lambda each: surplus[each], default="")


def _taken(name: str, old: Reading, new: Reading, pairs: Counter[tuple[str, str]]) -> int:
    """How many of the elements went with the text that a person took out."""
    texts = [old.text[one.start : one.end] for one in old.elements if one.name == name]
    with_text = sum(  # boxes in boxes hold the same text: it is judged once
        count
        for text, count in Counter(texts).items()
        if text and not _stayed(text, new.text, pairs)
    )
    textless = texts.count("") - sum(
        one.name == name and one.start == one.end for one in new.elements
    )
    all_is_gone = bool(old.text) and not _stayed(old.text, new.text, pairs)
    return with_text + (max(0, textless) if all_is_gone else 0)


def _stayed(text: str, now: str, pairs: Counter[tuple[str, str]]) -> bool:
    if len(text) < 2:
        return text in now
    own = Counter(pairwise(text))
    return (own & pairs).total() >= STAYED * own.total()
