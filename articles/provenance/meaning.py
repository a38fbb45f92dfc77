"""What two ways of writing the same markup have in common. Pure."""

import html
import re

from articles.cleaning.text import TAG

from .blocks import key

# Nobody sees a byte order mark in a text, and editors drop each: they use it as a mark of theirs.
SPACES = re.compile(r"[\s\ufeff]+")
OPENING = re.compile(r'<([a-z][a-z0-9]*+)((?: [^\s"=]++="[^"]*+")+)>')
ATTRIBUTE = re.compile(r' ([^\s"=]++)="([^"]*+)"')
# What editors add and nobody sees: a paragraph around a player, and a last line break.
PLAYER = re.compile(r"<p>\s*(<(iframe|video|audio)\b[^>]*>(?:(?!</\2).)*</\2>)\s*</p>", re.S)
LAST_BREAK = re.compile(r"<br>\s*(?=</(?:p|li|h[2-6]|td|th|dd|dt|div|blockquote|figcaption)>)")
# Their being there is their value, however it is written.
SWITCHES = frozenset("allowfullscreen controls open reversed".split())


def written(block: str) -> str:
    """The block as its markup means it: ids count here, the order of attributes does not."""
    block = block.replace("\ufeff", "")
    return key(LAST_BREAK.sub("", OPENING.sub(_in_order, PLAYER.sub(r"\1", block))))


def _in_order(tag: re.Match[str]) -> str:
    values = sorted(
        (f"written-{name}", "" if name in SWITCHES else value)
        for name, value in ATTRIBUTE.findall(tag[2])
    )
    return f"<{tag[1]}" + "".join(f' {name}="{value}"' for name, value in values) + ">"


def bare(text: str) -> str:
    """The characters of a text in which there is no tag, without white space."""
    return SPACES.sub("", html.unescape(text))


def parts(markup: str) -> list[str]:
    """Texts and tags by turns, a text at either end."""
    found: list[str] = []
    at = 0
    for tag in TAG.finditer(markup):
        found += markup[at : tag.start()], tag[0]
        at = tag.end()
    return [*found, markup[at:]]
