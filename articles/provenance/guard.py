"""What an editor leaves of a body that it did not mean to change. Pure.

Editors write the whole body anew: attributes in another order, loose text in paragraphs, white
space folded. Here only what a person changed gets into the story, and what got lost on the way is
told by name.

What is a change and what a loss? Text is a person's, and so is markup that goes with its text. All
other markup that is gone is a loss. A value (what an attribute says, or a note in ruby) that gave
way to another one is a change if the person did it, and a loss if a program did:

- where we know what the editor made of the stored body before anybody typed, a value or a text that
  was gone by then was lost, wherever it stood; all others were changed;
- where we do not, a value was changed if nothing but values was, in the whole body. If words were
  changed as well, so were values in the blocks of these words, but for addresses of pictures and
  players: nobody writes these along with a sentence.

A value that has its equal elsewhere has moved.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from articles.cleaning import clean, clean_html
from articles.cleaning.tokens import ANY_MARKUP, UNPRINTABLE

from .blocks import SPACE, Body, assembled, closed
from .blocks_diff import Edit, edits
from .carrying import carried_over
from .lost import TEXT, Found, lost_between, read, text_lost
from .meaning import written
from .retouching import retouched

MAX_NAME = 200  # of a loss, with what it said
SHOWN = re.compile(r"\w+ (?:src|poster) ")  # addresses of what readers see
MAX_DEPTH = 10  # each level reads what is in it once more
# Elements that hold blocks or rows of their own: what did not change in them stays as well.
HOLDERS = (
    "div|section|blockquote|ul|ol|li|dl|dd|table|thead|tbody|tfoot|tr|td|th|figure|details|aside"
    "|center"
)
HOLDER = re.compile(
    rf"([{SPACE}]*+<({HOLDERS})(?=[\s>])(?:[^>\"]++|\"[^\"]*+\")*+>)(.*)(</\2>[{SPACE}]*+)", re.S
)


@dataclass(frozen=True, slots=True)
class Guarded:
    """The body to be stored; and what it loses outside of the edit, by name: its count.

    Names are those of elements ("iframe"), of attributes with what they said ("img title A chip")
    and "#text": characters.
    """

    html: str
    lost: dict[str, int] = field(default_factory=dict)


def guarded(stored: str, posted: str, opened: str | None = None) -> Guarded:
    """`posted` cleaned, in which all that was not edited keeps the bytes that it has in `stored`.

    `stored` is clean, `posted` is whatever a browser sent, and `opened` what an editor gave back
    of `stored` when nobody had touched it; None if that is not known.
    """
    posted = _plain(posted)
    if posted == stored:
        return Guarded(stored)
    cleaned = clean(posted)
    untouched = None if opened is None else clean_html(_plain(opened))
    old, new = closed(stored), closed(cleaned.html)
    if untouched is not None:
        new = carried_over(old, closed(untouched), new)
    # The cleaning has the last word, though what is put together of sound parts is sound.
    html = clean_html(_assembled(_kept(old, new, MAX_DEPTH)))
    lost = lost_outside(stored, html, untouched)
    if "N_BODY_CUT" in cleaned.notes:
        cut = len(ANY_MARKUP.sub("", posted)) - len(ANY_MARKUP.sub("", html))
        lost[TEXT] = max(1, cut, lost.get(TEXT, 0))
    return Guarded(html, lost)


def _plain(text: str) -> str:
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def lost_outside(stored: str, html: str, untouched: str | None = None) -> dict[str, int]:
    """What of the markup is gone though its text, or all that is around it, is still there."""
    found = [
        lost_between("".join(was), "".join(now))
        for was, now in _changed(closed(stored), closed(html))
    ]
    old, new = read(stored), read(html)
    gone = old.values() - new.values()
    moved_or_gone = _total(one.lost for one in found if not one.text)  # such as a picture
    lost = _total(one.lost for one in found if one.text)
    lost += moved_or_gone & (old.counts() - new.counts() + gone)
    if untouched is None:
        lost += _unmeant(found) & gone
    else:
        opened = read(untouched)
        lost[TEXT] += text_lost(old, opened, new)
        by_the_editor = old.values() - opened.values()
        lost += _total(one.changed for one in found) & by_the_editor & gone
    return dict(sorted(_total(Counter({_cut(name): lost[name]}) for name in lost).items()))


def _cut(name: str) -> str:
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…"


def _unmeant(found: Sequence[Found]) -> Counter[str]:
    """The changed values of which nobody can say that a person changed them."""
    if not any(one.is_reworded for one in found):
        return Counter()
    quiet = _total(one.changed for one in found if not one.is_reworded)
    beside_words = _total(one.changed for one in found if one.is_reworded)
    return quiet + Counter({name: beside_words[name] for name in beside_words if SHOWN.match(name)})


def _total(counts: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter())


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
        if now and old[edit.end : edit.end + 1] and old[edit.end][0] in SPACE:
            now = [*now[:-1], now[-1].rstrip(SPACE)]  # the space before the next one is there
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
