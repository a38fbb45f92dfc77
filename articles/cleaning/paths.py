"""Paths of older sites, spelled one way, so that what a file says meets what a reader asks for."""

import re
from urllib.parse import unquote

LONGEST = 500
MOST_WRITTEN = 9 * LONGEST  # a character escaped in UTF-8 takes nine and more
MOST_ROUNDS = 4  # of escaping; more is no address, and each costs a pass over the whole
FORBIDDEN = re.compile("[\x00-\x1f\x7f\\\\\ud800-\udfff]|//|/\\.{1,2}(?:/|\\Z)")
# With a scheme it is another site's; with ":title" in it, a pattern and no address.
NOT_OURS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|(?:.*/)?:", re.DOTALL)
SPACE = " \t\n\r"
ESCAPED = str.maketrans({"%": "%25", "?": "%3F", "#": "%23", " ": "%20"})
HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{1,10}")


def canonical(path: str) -> str:
    """The path as people read it, without the ends that servers add; "" if it cannot be one.

    Twice changes no more than once.
    """
    if len(path) > MOST_WRITTEN:
        return ""
    for _ in range(MOST_ROUNDS):
        if (plain := unquote(path)) == path:
            break
        path = plain
    else:
        return ""
    if FORBIDDEN.search(path) or not path.startswith("/"):
        return ""
    while (shorter := path.rstrip("/").removesuffix("/index.html")) != path:
        path = shorter
    return (path or "/") if len(path) <= LONGEST else ""


def stated(address: str) -> str:
    """The path in an address that a file gives for itself; "" if it names none of its own site."""
    path = re.split("[?#]", address[: MOST_WRITTEN + 1], maxsplit=1)[0].strip(SPACE)
    if NOT_OURS.match(path) or not ("/" in path or path.endswith(".html")):
        return ""
    found = canonical(path if path.startswith("/") else f"/{path}")
    return "" if found == "/" else found


def written(path: str) -> str:
    """A canonical path as an address that `stated` reads back."""
    return path.translate(ESCAPED)


def number(text: str) -> int | None:
    """The number that hexo-abbrlink's part of an address stands for; None if it is a word.

    It may be hexadecimal or decimal, of 16 bits or of 32, which no address tells: read the same
    way in the file and in the address it is the same number, and fits a column in 31 bits.
    """
    return int(text, 16) & 0x7FFF_FFFF if HEXADECIMAL.fullmatch(text) else None
