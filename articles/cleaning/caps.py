"""Limits that keep any input's cost small, and what HTML closes without saying so.

Both sanitisers build a tree, and a tree builder is quadratic in nesting and in unclosed
formatting elements (488 KB of nested <div> cost nh3 15-43 s). So the limits are enforced on the
token stream, before there is a tree. They stand above what real stories need: the
longest of 7,977 has 154,572 characters, the busiest 2,628 tags.
"""

from collections.abc import Iterable

MAX_CHARS = 600_000
MAX_TAGS = 5_000
MAX_REFERENCES = 10_000  # character references; nh3 is quadratic in those of one text
MAX_DEPTH = 100
MAX_FORMATTING = 12
MAX_ATTRIBUTES = 40
MAX_ATTRIBUTE_CHARS = 8_000
MAX_LINKS = 500
MAX_URL_CHARS = 4_000  # made absolute, below MAX_ATTRIBUTE_CHARS: so that it is read again
MAX_ID_CHARS = 1_000

# The HTML Living Standard's "formatting" elements (13.2.4.2): left open they are opened again in
# every following block.
FORMATTING = frozenset("a b code em i s small strong u".split())
# Opening tags that close an open <p> (13.2.6.4.7).
CLOSES_P = frozenset(
    "aside blockquote center dd details div dl dt figcaption figure h2 h3 h4 h5 h6 hr li ol p pre"
    " section summary table ul".split()
)
HEADINGS = frozenset("h2 h3 h4 h5 h6".split())
CELLS = frozenset({"td", "th"})
TABLE_PARTS = frozenset({"tbody", "thead", "tfoot", "tr", "td", "th"})
# Opening tags that close an open element of the same family.
CLOSES = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": CELLS,
    "th": CELLS,
    "thead": TABLE_PARTS,
    "tbody": TABLE_PARTS,
    "tfoot": TABLE_PARTS,
    "rt": frozenset({"rt", "rp"}),
    "rp": frozenset({"rt", "rp"}),
    "a": frozenset({"a"}),
    **dict.fromkeys(HEADINGS, HEADINGS),
}
# What an implied end tag does not reach beyond.
SCOPES = frozenset("ul ol dl table td th blockquote div section ruby figure details".split())
# Where only certain elements may stand; anything else is moved out by the tree builder.
TABLE_CONTENT = {
    "table": frozenset("caption colgroup thead tbody tfoot tr".split()),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tfoot": frozenset({"tr"}),
    "tr": CELLS,
    "colgroup": frozenset({"col"}),
}
INSIDE_TABLES = frozenset().union(*TABLE_CONTENT.values())


class Nesting:
    """Follows open elements roughly as a browser does.

    `enter` and `leave` say whether a tag may stay. `messy` turns true when a tree builder will
    have to mend something: then one pass of the cleaning is not enough.
    """

    __slots__ = ("formatting", "messy", "open")

    def __init__(self, names: Iterable[str] = (), formatting: int = 0) -> None:
        self.open = list(names)
        self.formatting = formatting
        self.messy = False

    def go_to(self, names: Iterable[str], formatting: int) -> None:
        """Be where these elements are open."""
        self.open[:] = names
        self.formatting = formatting

    def enter(self, name: str) -> bool:
        """Whether this opening tag may stay; it is open from now on if so."""
        inside = self.open
        closed = CLOSES.get(name)
        if closed is not None and not closed.isdisjoint(inside):
            self._imply(closed)
        if "p" in inside and name in CLOSES_P:
            self._imply(frozenset({"p"}))
        allowed = TABLE_CONTENT.get(inside[-1]) if inside else None
        if (allowed is not None) is not (name in INSIDE_TABLES) or (
            allowed is not None and name not in allowed
        ):
            self.messy = True
        if name in FORMATTING:
            if self.formatting >= MAX_FORMATTING:
                self.messy = True
                return False
            self.formatting += 1
        if len(inside) >= MAX_DEPTH:
            self.messy = True
            return False
        inside.append(name)
        return True

    def _imply(self, closed: frozenset[str]) -> None:
        """Close the innermost of these elements, if none of the scopes stands between."""
        inside = self.open
        for at in range(len(inside) - 1, -1, -1):
            if inside[at] in closed:
                del inside[at:]
                self.messy = True
                return
            if inside[at] in SCOPES:
                return

    def leave(self, name: str) -> bool:
        """Whether this closing tag may stay: it must close something that is open."""
        inside = self.open
        if inside and inside[-1] == name:
            inside.pop()
            if name in FORMATTING:
                self.formatting -= 1
            return True
        self.messy = True
        if name in FORMATTING and self.formatting:
            self.formatting -= 1
        elif name not in inside:
            return False
        for at in range(len(inside) - 1, -1, -1):
            if inside[at] == name:
                del inside[at:]
                break
        return True
