"""What generators, feeds and lazy-loading scripts did to a body, undone in one pass over its tags.

Nothing here is a security measure: whatever this leaves, sanitize.py judges.
"""

import html
import re

from . import elements
from .caps import MAX_LINKS, MAX_REFERENCES, MAX_TAGS, TABLE_CONTENT, Nesting
from .links import link
from .policy import ATTRIBUTES, EVERYWHERE, TAGS, VOID
from .text import BLOCKS
from .tokens import (
    ANY_MARKUP,
    TOKEN,
    UNPRINTABLE,
    attributes,
    decode,
    tag,
    unescape,
    without_dropped,
)

SHIFT = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(1, 7)}
NO_LINKS = frozenset("a code pre kbd samp".split())
PLAYERS = frozenset({"audio", "video"})
SPECIAL = frozenset("a audio iframe img source video".split())
# Attributes that an ordinary element may keep; most elements have none of them.
WANTED = re.compile(
    rf"\b(?:{'|'.join(sorted(EVERYWHERE.union(*ATTRIBUTES.values())))})(?=[\s=]|$)", re.I
)
BLANK = re.compile(r"(?:[\s\u200b\ufeff]++|<br>)*+")
# What nh3 writes as a character reference.
REFERENCED = re.compile(r"[&<>\xa0]")
LINE = "\n"
OPENING = re.compile(r"<([a-z][a-z0-9]*)")
# From the beginning of white space only: each run is read once, however long.
BREAKS = re.compile(r"(?<!\s)(?:\s*+(?:<br>\s*+){2,}+|[^\S\n]*+\n[^\S\n]*+\n\s*+)")


class Repair:
    """One body being rewritten: `out` in canonical spelling, `notes` of what was done.

    `messy` says that a tree builder will have to mend the result, so that it may not be stable.
    """

    def __init__(self, markup: str, base: str) -> None:
        self.base = base
        self.notes: dict[str, int] = {}
        self.out: list[str] = []
        self.nesting = Nesting()
        self.paragraph = -1  # where in `out` the open <p> stands
        self.divs: list[int] = []  # where the open <div>s stand
        self.outer: dict[int, int] = {}  # where closed ones stood, and where they ended
        self.references = 0
        self.links = 0  # written so far: those that are there count, so that a second pass agrees
        self.hidden = ""  # an element whose content is left out
        kept = without_dropped(markup)
        self.nesting.messy = kept is not markup
        self.shift = "<h1" in kept or "<H1" in kept
        self.noscript_end = kept.rfind("</noscript") if "<noscript" in kept else -1
        self._read(kept)
        self.messy = self.nesting.messy or bool(self.nesting.open)

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
        if BLOCKS.isdisjoint({*OPENING.findall(markup)} - {"br"}):
            self.messy = self.messy or "<" in markup.replace("<br>", "")
            parts = [part for part in BREAKS.split(markup) if not BLANK.fullmatch(part)]
            markup = "".join(f"<p>{part.replace(LINE, '<br>', MAX_TAGS - 2)}</p>" for part in parts)
        self.messy = self.messy or markup.count("<") > MAX_TAGS  # with ours, the next pass cuts
        return markup

    def note(self, code: str) -> None:
        self.notes[code] = self.notes.get(code, 0) + 1

    def _read(self, markup: str) -> None:
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
        if "://" in text or "www." in text:
            text = decode(text)  # as in attributes: the &region= of an address is none
        elif "&" in text:
            text = UNPRINTABLE.sub("", unescape(text))
        self.references += len(REFERENCED.findall(text))
        if self.references > MAX_REFERENCES:
            self.note("N_BODY_CUT")
            return REFERENCED.sub("", text)
        return html.escape(text, quote=False)

    def _open(self, name: str, inside: str, end: int) -> None:
        if self.shift:
            name = SHIFT.get(name, name)
        if name not in TAGS:
            self.nesting.messy = True
            after_image = name == "noscript" and self.out and self.out[-1].startswith("<img")
            if after_image and self.noscript_end > end:
                self.hidden = name  # it repeats the lazy picture before it
        elif name in SPECIAL:
            self._special(name, attributes(inside))
        elif name in VOID:
            if name == "hr" and "p" in self.nesting.open:
                self.nesting.messy = True
            self.out.append(f"<{name}>")
        elif self.nesting.enter(name):
            if name == "p":
                self.paragraph = len(self.out)
            elif name == "div":
                self.divs.append(len(self.out))
            kept = inside and WANTED.search(inside) and self._kept(name, inside)
            self.out.append(tag(name, kept) if kept else f"<{name}>")

    def _kept(self, name: str, inside: str) -> dict[str, str]:
        given = attributes(inside)
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
            return
        if not self.nesting.leave(name):
            return
        if name == "p" and self.paragraph >= 0:
            start, self.paragraph = self.paragraph, -1
            if BLANK.fullmatch("".join(self.out[start + 1 :])):
                del self.out[start:]
                return
        elif name == "div" and self.divs:
            self.outer[self.divs.pop()] = len(self.out)
        self.out.append(f"</{name}>")
