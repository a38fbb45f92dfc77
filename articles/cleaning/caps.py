"""Limits that keep any input's cost small.

Both sanitisers build a tree, and a tree builder is quadratic in nesting and in unclosed
formatting elements (488 KB of nested <div> cost nh3 15-43 s). So the limits are enforced on the
token stream, before there is a tree. They stand far above what real stories need: of 7,977 the
deepest nests 20 levels.
"""

MAX_CHARS = 1_000_000
MAX_TAGS = 20_000
MAX_DEPTH = 100
MAX_FORMATTING = 12
MAX_ATTRIBUTES = 40
MAX_ATTRIBUTE_CHARS = 8_000

# The HTML Living Standard's "formatting" elements (13.2.4.2): left open they are opened again in
# every following block.
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
# An opening tag that closes an open one of the same family without an end tag being written.
CLOSES = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "thead": frozenset({"tbody", "thead", "tfoot", "tr", "td", "th"}),
    "tbody": frozenset({"tbody", "thead", "tfoot", "tr", "td", "th"}),
    "tfoot": frozenset({"tbody", "thead", "tfoot", "tr", "td", "th"}),
    "rt": frozenset({"rt", "rp"}),
    "rp": frozenset({"rt", "rp"}),
    "option": frozenset({"option"}),
}
CLOSES_P = frozenset(
    "address article aside blockquote center details div dl fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul".split()
)
# What an implied end tag does not reach beyond.
SCOPES = frozenset("ul ol dl table td th blockquote div section article ruby select".split())


class Depth:
    """Follows open elements roughly as a browser does; says which opening tag is one too many."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.formatting = 0
        self.tags = 0

    def enter(self, name: str) -> bool:
        """Whether this opening tag may stay."""
        self.tags += 1
        if self.tags > MAX_TAGS:
            return False
        if name in FORMATTING and self.formatting >= MAX_FORMATTING:
            return False
        self._imply(name)
        if len(self.open) >= MAX_DEPTH:
            return False
        self.open.append(name)
        self.formatting += name in FORMATTING
        return True

    def _imply(self, name: str) -> None:
        """Close what this opening tag closes without saying so."""
        closed = CLOSES.get(name) or (frozenset({"p"}) if name in CLOSES_P else None)
        if not closed:
            return
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at] in closed:
                del self.open[at:]
                if name not in ("td", "th", "tr", "thead", "tbody", "tfoot"):
                    return
            elif self.open[at] in SCOPES:
                return

    def leave(self, name: str) -> bool:
        """Whether this closing tag may stay: it must close something that is open."""
        if name in FORMATTING:
            if not self.formatting:
                return False
            self.formatting -= 1
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at] == name:
                del self.open[at:]
                return True
        return name in FORMATTING or name == "p" or name == "br"
