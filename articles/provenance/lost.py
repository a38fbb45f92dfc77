"""What of a body's markup is gone though nobody took it out. Pure.

Nobody can know what a person meant. Text is a person's: who deletes a sentence deletes what it was
marked with. Markup that vanishes while its text stays is told, and so is what holds no text at
all, such as a picture or a player.

What an attribute says is a value of its element, and so is what stands above a word in ruby. It is
told where it vanishes from an element that stays. Where another took its place it was changed: by
whom, the guard has to find out.
"""

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from articles.cleaning import policy
from articles.cleaning.policy import HEADINGS, VOID
from articles.cleaning.text import TAG

from .blocks_diff import edits
from .meaning import SWITCHES, bare, parts

TEXT = "#text"
ATTRIBUTE = re.compile(r' ([^\s"=]++)="([^"]*+)"')
# Every edit joins and parts them; they hold nothing but their text.
LINES = frozenset("p br li wbr".split())
# What they say belongs to the words that they stand above, and stays or goes with these.
NOTES = frozenset({"rt", "rp"})
# To put one in another's place is a choice of words.
KIN = tuple(map(frozenset, (HEADINGS, ("ol", "ul"), ("b", "strong"), ("i", "em"), ("td", "th"))))
AROUND = 10  # characters beside a text by which it is known again
STAYED = 0.5  # of the pairs of characters in a text: then it is still that text


@dataclass(slots=True)
class Element:
    name: str
    values: dict[str, str]  # by attribute; of a note what it says, too
    start: int  # of its text, in the text of the whole
    end: int = 0

    def said(self) -> Iterator[str]:
        """ "name attribute value" for what an author chose: the cleaning writes the rest anew."""
        for attribute in sorted(self.values.keys() & (_chosen(self.name) - SWITCHES)):
            if value := " ".join(html.unescape(self.values[attribute]).split()):
                yield f"{self.name} {attribute} {value}"


def _chosen(name: str) -> frozenset[str]:
    return policy.EVERYWHERE | policy.ATTRIBUTES.get(name, frozenset()) | {TEXT}


@dataclass(slots=True)
class Reading:
    """A piece of clean HTML: its text without white space and notes, and its elements."""

    text: str = ""
    texts: list[str] = field(default_factory=list)  # the same, as the tags part it
    elements: list[Element] = field(default_factory=list)

    def names(self) -> Counter[str]:
        return Counter(element.name for element in self.elements)

    def counts(self) -> Counter[str]:
        """Elements by name, and "name attribute" for each that carries the attribute."""
        found = self.names()
        for element in self.elements:
            found.update(f"{element.name} {each}" for each in element.values)
        return found

    def values(self) -> Counter[str]:
        return Counter(each for element in self.elements for each in element.said())


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one piece of clean HTML, by name: how often.

    Names are "img", "img title" and, where it said something, "img title Seen from above".
    """

    text: str
    lost: Counter[str]
    changed: Counter[str]  # what another value of the same attribute took the place of
    is_reworded: bool  # not only values differ


def read(markup: str) -> Reading:
    found = parts(markup)
    reading, opened = Reading(), list[Element]()
    length = 0
    for text, tag in zip(found[::2], [*found[1::2], ""], strict=True):
        note = next((one for one in opened if one.name in NOTES), None)
        if note is None:
            reading.texts.append(bare(text))
            length += len(reading.texts[-1])
        elif text.strip():
            note.values[TEXT] = note.values.get(TEXT, "") + text
        reading.elements += _read_tag(tag, opened, length)
    for one in opened:
        one.end = length
    reading.elements += opened
    reading.text = "".join(reading.texts)
    return reading


def _read_tag(tag: str, opened: list[Element], length: int) -> Iterator[Element]:
    """The elements that it ends, some of which it may have begun."""
    match = TAG.match(tag)
    if match is None:
        return
    name = match[1].lower()
    closes = tag.startswith("</")
    if not closes:
        bases = [one.start for one in opened if one.name == "ruby"] if name in NOTES else []
        opened.append(Element(name, dict(ATTRIBUTE.findall(tag)), bases[-1] if bases else length))
    if closes or name in VOID:
        yield from _closed(opened, name, length)


def _closed(opened: list[Element], name: str, length: int) -> Iterator[Element]:
    """The innermost element of the name, and what was left open in it."""
    if all(one.name != name for one in opened):
        return
    last = ""
    while last != name:
        one = opened.pop()
        last, one.end = one.name, length
        yield one


def text_lost(stored: Reading, opened: Reading, result: Reading) -> int:
    """How many characters an editor dropped when nobody had typed, and nobody put back.

    What only moved is still there; what was put back stands beside what it stood beside.
    """
    dropped = Counter(stored.text) - Counter(opened.text)
    if not dropped:
        return 0
    old, seen = ([*filter(None, each.texts)] for each in (stored, opened))
    places = [*accumulate(map(len, old), initial=0)]
    lost = 0
    for edit in edits(old, seen):
        was, now = old[edit.start : edit.end], seen[edit.new_start : edit.new_end]
        missing = (Counter("".join(was)) - Counter("".join(now))) & dropped
        dropped -= missing
        start, end = places[edit.start], places[edit.end]
        beside = stored.text[max(0, start - AROUND) : end], stored.text[start : end + AROUND]
        if missing and not any(each in result.text for each in beside):
            lost += missing.total()
    return lost


def lost_between(was: str, now: str) -> Found:
    """What became of one piece of clean HTML in whose place another came."""
    old, new = read(was), read(now)
    told, changed = _in_values(old, new)
    is_reworded = old.text != new.text or old.names() != new.names()
    return Found(old.text, told, changed, is_reworded)


def _in_values(old: Reading, new: Reading) -> tuple[Counter[str], Counter[str]]:
    """What is lost, attributes with what they said; and the values that were only changed."""
    told, changed = _lost(old, new), Counter[str]()
    came = Counter(map(_attribute, (new.values() - old.values()).elements()))
    fewer = old.names() - new.names()
    gone: defaultdict[str, list[str]] = defaultdict(list)
    for value in (old.values() - new.values()).elements():
        gone[_attribute(value)].append(value)
    for name, values in gone.items():
        lost = values[: told[name]]
        told[name] -= len(lost)  # what is left of these said nothing
        at = len(lost) + came[name]
        changed.update(values[len(lost) : at])
        # The first of the rest went with their elements; the others gave way to nothing.
        told.update(lost + values[at + fewer[name.partition(" ")[0]] :])
    return +told, changed


def _attribute(value: str) -> str:
    return " ".join(value.split(" ", 2)[:2])


def _lost(old: Reading, new: Reading) -> Counter[str]:
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
