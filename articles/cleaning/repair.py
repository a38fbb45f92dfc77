"""What generators, feeds and lazy-loading scripts did to a body, undone in one pass over its tags.

Nothing here is a security measure: whatever this leaves, sanitize.py judges.
"""

import html
import re

from . import elements
from .caps import MAX_LINKS, MAX_REFERENCES, MAX_TAGS, TABLE_CONTENT, Nesting
from .links import link
from .places import START, Place, find
from .policy import ATTRIBUTES, EVERYWHERE, TAGS, VOID
from .text import BLOCKS
from .tokens import (
    ANY_MARKUP,
    SOUND_TAG,
    TOKEN,
    attributes,
    resolved,
    tag,
    without_dropped,
)

SHIFT = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(1, 7)}
NO_LINKS = frozenset("a code pre kbd samp".split())
PLAYERS = frozenset({"audio", "video"})
# Attributes that an ordinary element may keep; most elements have none of them.
WANTED = EVERYWHERE.union(*ATTRIBUTES.values())
WANTED_HERE = re.compile(rf"\b(?:{'|'.join(sorted(WANTED))})(?=[\s=]|$)", re.I)
# Where these tags stand in `out`, or how many, is remembered.
MARKED = frozenset("p /p div /div a".split())
BLANK = re.compile(r"(?:[\s\u200b\ufeff]++|<br>)*+")
# What nh3 writes as a character reference.
REFERENCED = re.compile(r"[&<>\xa0]")
WRITTEN_REFERENCES = ("&lt;", "&gt;", "&amp;")
# The most frequent of the others; resolving them before the rest makes no new ones.
PLAIN_REFERENCES = {"&quot;": '"', "&#123;": "{", "&#125;": "}"}
LINE = "\n"
BLOCK = re.compile(rf"<(?:{'|'.join(sorted(BLOCKS - {'br'}))})(?![a-z0-9])")
# From the beginning of white space only: each run is read once, however long.
BREAKS = re.compile(r"(?<!\s)(?:\s*+(?:<br>\s*+){2,}+|[^\S\n]*+\n[^\S\n]*+\n\s*+)")


class Repair:
    """One body being rewritten: `out` in canonical spelling, `notes` of what was done.

    `messy` says that a tree builder will have to mend the result, so that it may not be stable.
    """

    def __init__(self, markup: str, base: str) -> None:
        self.base = base
        kept = without_dropped(markup)
        self._begin()
        if not self._read_sound(kept):
            self._begin()
            self._read(kept)
        self.messy = kept is not markup or self.nesting.messy or bool(self.nesting.open)

    def _begin(self) -> None:
        self.notes: dict[str, int] = {}
        self.out: list[str] = []
        self.nesting = Nesting()
        self.paragraph = -1  # where in `out` the open <p> stands
        self.divs: list[int] = []  # where the open <div>s stand
        self.outer: dict[int, int] = {}  # where closed ones stood, and where they ended
        self.references = 0
        self.links = 0  # written so far: those that are there count, so that a second pass agrees
        self.hidden = ""  # an element whose content is left out
        self.shift = False  # whether there is an <h1>, and all headings go down by one
        self.noscript_end = -1

    def markup(self) -> str:
        """The result, with paragraphs where the author used none, without an outermost <div>."""
        low, high = 0, len(self.out) - 1
        while True:
            while low <= high and not self.out[low].strip():
                low += 1
            while high >= low and not self.out[high].strip():
                high -= 1
            if low > high or self.outer.get(low) != high:
                break
            low, high = low + 1, high - 1
        markup = "".join(self.out[low : high + 1]).strip()
        if BLANK.fullmatch(markup):
            return ""
        if not BLOCK.search(markup):
            self.messy = self.messy or "<" in markup.replace("<br>", "")
            parts = [part for part in BREAKS.split(markup) if not BLANK.fullmatch(part)]
            markup = "".join(f"<p>{part.replace(LINE, '<br>', MAX_TAGS - 2)}</p>" for part in parts)
        self.messy = self.messy or markup.count("<") > MAX_TAGS  # with ours, the next pass cuts
        return markup

    def note(self, code: str) -> None:
        self.notes[code] = self.notes.get(code, 0) + 1

    def _read_sound(self, markup: str) -> bool:
        """The fast lane: what `_read` does, or False if the markup must be read by that.

        Nearly all that a body holds is tidy tags, and text that stays as it is. These are dealt
        with here, by one look-up each; what has more to it goes to the methods below.
        """
        first, *pieces = markup.split("<")
        if len(pieces) > MAX_TAGS:
            return False
        out, place, before = self.out, START, first
        self._text(first)
        for piece in pieces:
            name, end, text = piece.partition(">")
            step = place.steps.get(name) or place.step(name)
            if step is None or not end:
                found = self._odd_tag(name, place) if end else None
                if found is None:
                    return False
                place = found
            else:
                place, written = step
                if name not in MARKED:
                    out.append(written)
                elif name == "p":
                    self.paragraph = len(out)
                    out.append(written)
                elif name == "/p" and before >= "?" and before[0].isprintable():  # not empty
                    self.paragraph = -1
                    out.append(written)
                else:
                    self._write(name, written)
            before = text
            if not text:
                continue
            if place.delicate or (
                text != LINE
                and (
                    "&" in text or ">" in text or "\xa0" in text or "://" in text or "www." in text
                )
            ):
                self.nesting.go_to(place.open, place.formatting)
                self._text(text)
            else:
                out.append(text)
        self.nesting.go_to(place.open, place.formatting)
        return True

    def _odd_tag(self, inside: str, place: Place) -> Place | None:
        """A tag that is not tidy or not bare: where it leads to; None if it is not sound."""
        if (bare := elements.without_noise(inside)) and (step := place.step(bare)):
            self._write(bare, step[1])
            return step[0]
        if (written := elements.sound_link(inside)) and (step := place.step("a")):
            self._write("a", written)
            return step[0]
        if written := elements.sound_image(inside):
            self.out.append(written)
            return place
        found = SOUND_TAG.fullmatch(inside)
        if not found:
            return None
        slash, name, rest = found.groups()
        self.nesting.go_to(place.open, place.formatting)
        if slash:
            self._close(name.lower())
        else:
            self._open(name.lower(), rest, 0)
        return find(self.nesting)

    def _read(self, markup: str) -> None:
        self.shift = "<h1" in markup or "<H1" in markup
        self.noscript_end = markup.rfind("</noscript") if "<noscript" in markup else -1
        tags = 0
        for match in TOKEN.finditer(markup):
            text, slash, name, inside = match.groups()
            if text is not None:
                if not self.hidden:
                    self._text(text)
                continue
            tags += 1
            if name is None and match[0] != "<":
                self.nesting.messy = True
            elif name is None or tags > MAX_TAGS:
                self.nesting.messy = True
                self._text(ANY_MARKUP.sub("", markup[match.start() :]))
                return
            elif slash:
                self._close(name.lower())
            elif not self.hidden:
                self._open(name.lower(), inside, match.end())

    def _text(self, text: str) -> None:
        nesting = self.nesting
        if REFERENCED.search(text):
            text = self._escaped(text)
        if nesting.open:
            inner = nesting.open[-1]
            if inner == "pre" and self.out[-1] == "<pre>":
                text = text.lstrip("\n")  # a parser drops the first one only, at every reading
            elif inner in TABLE_CONTENT and text.strip():
                nesting.messy = True
        room = MAX_LINKS - self.links
        if room > 0 and ("://" in text or "www." in text) and NO_LINKS.isdisjoint(nesting.open):
            text, found = link(text, room)
            self.links += found
            if found:
                self.note("N_URL_LINKED")
        self.out.append(text)

    def _escaped(self, text: str) -> str:
        """The text with its references resolved and written anew, within the body's limit."""
        for reference, char in PLAIN_REFERENCES.items():
            text = text.replace(reference, char)
        written = sum(map(text.count, WRITTEN_REFERENCES))
        as_it_should_be = written == text.count("&") and ">" not in text and "<" not in text
        if not as_it_should_be:
            text = resolved(text)
            written = sum(map(text.count, "&<>"))
        self.references += written + text.count("\xa0")
        if self.references > MAX_REFERENCES:
            self.note("N_BODY_CUT")
            return REFERENCED.sub("", resolved(text) if as_it_should_be else text)
        return text if as_it_should_be else html.escape(text, quote=False)

    def _open(self, name: str, inside: str, end: int) -> None:
        if self.shift:
            name = SHIFT.get(name, name)
        if name not in TAGS:
            self.nesting.messy = True
            after_image = name == "noscript" and self.out and self.out[-1].startswith("<img")
            if after_image and self.noscript_end > end:
                self.hidden = name  # it repeats the lazy picture before it
        elif name in elements.SPECIAL:
            self._special(name, attributes(inside))
        elif name in VOID:
            if name == "hr" and "p" in self.nesting.open:
                self.nesting.messy = True
            self.out.append(f"<{name}>")
        elif self.nesting.enter(name):
            self._write(name, tag(name, self._kept(name, inside)) if inside else f"<{name}>")

    def _kept(self, name: str, inside: str) -> dict[str, str]:
        given = attributes(inside)
        if WANTED.isdisjoint(given) or not WANTED_HERE.search(inside):
            return {}
        own = {key: given[key] for key in sorted(ATTRIBUTES[name]) if key in given}
        return own | elements.plain_attributes(given)

    def _special(self, name: str, given: dict[str, str]) -> None:
        nesting = self.nesting
        if name == "img":
            markup = elements.image(given, self.base, self.note)
        elif name == "iframe":
            linked = "a" in nesting.open
            markup = elements.frame(given, self.base, self.note, linked=linked)
        elif name == "a":
            kept = elements.anchor(given, self.base, self.note)
            markup = tag("a", kept) if nesting.enter("a") else ""
        else:
            kept = elements.media(name, given, self.base)
            playing = not PLAYERS.isdisjoint(nesting.open)
            stays = playing and "src" in kept if name == "source" else nesting.enter(name)
            markup = tag(name, kept) if stays else ""
        if markup:
            self.links += markup.startswith(("<a ", "<a>"))
            self.out.append(markup)
        else:
            nesting.messy = True

    def _close(self, name: str) -> None:
        if self.hidden:
            if name == self.hidden:
                self.hidden = ""
            return
        if self.shift:
            name = SHIFT.get(name, name)
        if name not in TAGS or name in VOID or name == "iframe":
            self.nesting.messy = self.nesting.messy or name != "iframe"
        elif self.nesting.leave(name):
            self._write(f"/{name}", f"</{name}>")

    def _write(self, bare: str, written: str) -> None:
        """Write a tag; empty paragraphs go. `bare` says which it is, as places.py does."""
        out = self.out
        if bare == "p":
            self.paragraph = len(out)
        elif bare == "/p":
            start, self.paragraph = self.paragraph, -1
            if start >= 0 and all(map(BLANK.fullmatch, out[start + 1 :])):
                del out[start:]
                return
        elif bare == "div":
            self.divs.append(len(out))
        elif bare == "/div" and self.divs:
            self.outer[self.divs.pop()] = len(out)
        elif bare == "a":
            self.links += 1
        out.append(written)
