"""A block that a person changed, with the edit in it and nothing else. Pure.

Browsers and editors turn spaces beside an edit into no-break ones and back, fold white space, and
write attributes in an order of their own.
"""

import re

from articles.cleaning.text import TAG

from .blocks import SPACE, is_loose
from .blocks_diff import common

PARAGRAPH = re.compile(r"<p>(.*)</p>", re.S)
PIECE = re.compile(rf"<br>[{SPACE}]*|{TAG.pattern}|&[a-z]+;|[{SPACE}]+|.", re.S)
ATTRIBUTE = re.compile(r' [^\s"=]++="[^"]*+"')
NO_BREAK = "&nbsp;"


def retouched(was: str, now: str) -> str:
    """`now`, which begins and ends in the very bytes of `was` as far as they mean the same."""
    bare = was.strip(SPACE)
    if not bare:
        return now
    start, end = was.split(bare, 1)
    now = now.strip(SPACE)
    paragraph = PARAGRAPH.fullmatch(now)
    if paragraph and is_loose(was) and is_loose(paragraph[1]):
        now = paragraph[1]
    return start + (now if "<pre" in was else with_the_ends_of(bare, now)) + end


def with_the_ends_of(was: str, now: str) -> str:
    """`now`, in whose beginning and end all that means the same has the bytes of `was`."""
    old, new = _pieces(was), _pieces(now)
    before, after = [*map(meaning_of, old)], [*map(meaning_of, new)]
    if before == after:  # then such a trifle is what was meant
        return now
    head = common(before, after)
    tail = common(before[head:][::-1], after[head:][::-1])
    return "".join([*old[:head], *new[head : len(new) - tail], *old[len(old) - tail :]])


def _pieces(markup: str) -> list[str]:
    """Its tags, references, gaps and characters."""
    return [found[0] for found in PIECE.finditer(markup)]


def meaning_of(piece: str) -> str:
    """The tag, the gap or the character, alike for all ways of writing it."""
    if piece == NO_BREAK or not piece.strip(SPACE):
        return " "
    piece = piece.rstrip(SPACE)  # what follows a line break
    if len(piece) > 1 and piece.startswith("<"):
        return ATTRIBUTE.sub("", piece) + "".join(sorted(ATTRIBUTE.findall(piece)))
    return piece
