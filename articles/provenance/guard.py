"""What an editor leaves of a body that it did not mean to change. Pure.

Editors write the whole body anew: attributes in another order, loose text in paragraphs, white
space folded. Here only what a person changed gets into the story, and what got lost on the way is
told by name.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from articles.cleaning import clean, clean_html
from articles.cleaning.tokens import ANY_MARKUP, UNPRINTABLE

from .blocks import SPACE, Body, assembled, closed, key
from .blocks_diff import Edit, edits
from .lost import lost_between, read
from .retouching import retouched

TEXT = "#text"
MAX_DEPTH = 10  # each level reads what is in it once more
# Elements that hold blocks or rows of their own: what did not change in them stays as well.
HOLDERS = (
    "div|section|blockquote|ul|ol|li|dl|dd|table|thead|tbody|tfoot|tr|td|th|figure|details|aside"
    "|center"
)
HOLDER = re.compile(
    rf"([{SPACE}]*+<({HOLDERS})(?=[\s>])(?:[^>\"]++|\"[^\"]*+\")*+>)(.*)(</\2>[{SPACE}]*+)", re.S
)
OPENING = re.compile(r'<([a-z][a-z0-9]*+)((?: [^\s"=]++="[^"]*+")+)>')
ATTRIBUTE = re.compile(r' ([^\s"=]++)="([^"]*+)"')
# What editors add and nobody sees: a paragraph around a player, and a last line break.
PLAYER = re.compile(r"<p>\s*(<(iframe|video|audio)\b[^>]*>(?:(?!</\2).)*</\2>)\s*</p>", re.S)
LAST_BREAK = re.compile(r"<br>\s*(?=</(?:p|li|h[2-6]|td|th|dd|dt|div|blockquote|figcaption)>)")
# Their being there is their value, however it is written.
SWITCHES = frozenset("allowfullscreen controls open reversed".split())


@dataclass(frozen=True, slots=True)
class Guarded:
    """The body to be stored; and what it loses outside of the edit, by name: its count.

    Names are those of elements ("iframe"), of attributes ("img title") and "#text": characters.
    """

    html: str
    lost: dict[str, int] = field(default_factory=dict)


def guarded(stored: str, posted: str) -> Guarded:
    """`posted` cleaned, in which all that was not edited keeps the bytes that it has in `stored`.

    `stored` is clean, `posted` is whatever a browser sent.
    """
    posted = UNPRINTABLE.sub("", posted.replace("\r\n", "\n").replace("\r", "\n"))
    if posted == stored:
        return Guarded(stored)
    cleaned = clean(posted)
    # The cleaning has the last word, though what is put together of sound parts is sound.
    html = clean_html(_assembled(_kept(closed(stored), closed(cleaned.html), MAX_DEPTH)))
    lost = lost_outside(stored, html)
    if "N_BODY_CUT" in cleaned.notes:
        cut = len(ANY_MARKUP.sub("", posted)) - len(ANY_MARKUP.sub("", html))
        lost[TEXT] = max(1, cut)
    return Guarded(html, lost)


def lost_outside(stored: str, html: str) -> dict[str, int]:
    """What of the markup is gone though its text, or all that is around it, is still there."""
    lost: Counter[str] = Counter()
    textless: Counter[str] = Counter()
    for was, now in _changed(closed(stored), closed(html)):
        found = lost_between("".join(was), "".join(now))
        (lost if read("".join(was)).text else textless).update(found)
    if textless:  # a picture or a player may have moved
        lost += textless & (read(stored).counts() - read(html).counts())
    return dict(sorted(lost.items()))


def _assembled(blocks: Sequence[str]) -> str:
    return assembled(Body("", blocks, "")) if len(blocks) != 1 else blocks[0]


def _kept(old: Sequence[str], new: Sequence[str], depth: int) -> list[str]:
    """The new blocks, those that say the same as an old one in its bytes."""
    result: list[str] = []
    at = 0
    for edit in _edits(old, new):
        result += old[at : edit.start]
        was, now = old[edit.start : edit.end], new[edit.new_start : edit.new_end]
        if depth and len(was) == len(now):
            now = [_inside(*pair, depth - 1) for pair in zip(was, now, strict=True)]
        result += now
        at = edit.end
    return [*result, *old[at:]]


def _inside(was: str, now: str, depth: int) -> str:
    """A block that changed, with all in it kept that did not, and the white space around it."""
    old, new = HOLDER.fullmatch(was), HOLDER.fullmatch(now)
    if not old or not new or old[2] != new[2] or len(closed(was)) != 1 or len(closed(now)) != 1:
        return retouched(was, now)
    start = old[1] if written(old[1] + old[4]) == written(new[1] + new[4]) else new[1]
    return start + "".join(_kept(closed(old[3]), closed(new[3]), depth)) + old[4]


def _edits(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    return edits([*map(written, old)], [*map(written, new)])


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], ...]]:
    """What stands between the blocks that are the same in both."""
    for edit in _edits(old, new):
        yield old[edit.start : edit.end], new[edit.new_start : edit.new_end]


def written(block: str) -> str:
    """The block as its markup means it: ids count here, the order of attributes does not."""
    return key(LAST_BREAK.sub("", OPENING.sub(_in_order, PLAYER.sub(r"\1", block))))


def _in_order(tag: re.Match[str]) -> str:
    values = sorted(
        (f"written-{name}", "" if name in SWITCHES else value)
        for name, value in ATTRIBUTE.findall(tag[2])
    )
    return f"<{tag[1]}" + "".join(f' {name}="{value}"' for name, value in values) + ">"
