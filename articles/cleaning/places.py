"""Where a body's tags stand, and what the ordinary ones do there: looked up, not worked out.

Most tags are bare (`<p>`, `</code>`) and tidy: they neither close nor miss any other element. What
such a tag does depends on nothing but the open elements, and stories nest theirs in the same few
ways. So each way is worked out once, by caps.Nesting, and remembered for the bodies to come.
"""

from __future__ import annotations

from .caps import TABLE_CONTENT, Nesting
from .policy import TAGS, VOID

MAX_PLACES = 2_000  # remembered at once: more than stories have, and soon built again

# Bare tags, named by what stands between "<" and ">".
VOIDS = {
    f"{name}{end}": f"<{name}>"
    for name in VOID & TAGS - {"img", "source"}
    for end in ("", "/", " /")
}
ELEMENTS = TAGS - VOID - {"audio", "iframe", "video"}


class Place:
    """The elements that are open somewhere, the innermost last."""

    __slots__ = ("delicate", "formatting", "open", "outside", "steps")

    remembered = 0

    def __init__(self, names: tuple[str, ...], formatting: int, outside: Place | None) -> None:
        self.open = names
        self.formatting = formatting
        self.outside = outside
        # Whether text here needs a look.
        self.delicate = bool(names) and (names[-1] == "pre" or names[-1] in TABLE_CONTENT)
        self.steps: dict[str, tuple[Place, str]] = {}

    def step(self, tag: str) -> tuple[Place, str] | None:
        """Where a tag leads to and how it is written; None if it is not bare, or not tidy here."""
        if known := self.steps.get(tag):
            return known
        place: Place | None = None
        written = f"<{tag}>"
        if tag in ELEMENTS:
            place = self._inside(tag)
        elif tag in VOIDS:
            place = None if tag.startswith("hr") and "p" in self.open else self
            written = VOIDS[tag]
        elif self.open and tag == f"/{self.open[-1]}":
            place = self.outside
        if place is None:
            return None
        self.steps[tag] = place, written
        return place, written

    def _inside(self, name: str) -> Place | None:
        nesting = Nesting(self.open, self.formatting)
        if not nesting.enter(name) or nesting.messy:
            return None
        Place.remembered += 1
        if Place.remembered > MAX_PLACES:
            Place.remembered = 0
            START.steps.clear()
        return Place((*self.open, name), nesting.formatting, self)


START = Place((), 0, None)


def find(nesting: Nesting) -> Place:
    """The place where `nesting` has come to; one of its own if the way there was not tidy."""
    place = START
    for name in nesting.open:
        step = place.step(name)
        if step is None:
            break
        place = step[0]
    else:
        if place.formatting == nesting.formatting:
            return place
    return Place(tuple(nesting.open), nesting.formatting, None)
