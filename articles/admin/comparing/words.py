"""Two texts as one, with what was taken out and what was put in: word by word. Pure.

Everything is text here, strangers' markup too; the templates escape it. What is compared are
tokens: words, single CJK characters (which no spaces divide), white space, signs, whole tags.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from articles.cleaning import text
from articles.provenance.blocks import SPACES
from articles.provenance.blocks_diff import Edit, common

TOKEN = re.compile(rf"[^\W{text.CJK}]+|\s+|.", re.DOTALL)
MEDIA = re.compile("<(?:img|iframe|video|audio)[ >]")
# Pairs of tokens that are held against each other, 64 at a time: some 65 milliseconds and 32 MB.
# Longer changes count as one, which no two texts of 50 KB come to that are not made for it.
MOST_PAIRS = 256_000_000
# Of what stayed and of what changed, a page shows no more than this at each end.
MOST_SAME, MOST_CHANGED = 120, 1_500
HEAVY = 20  # a picture's weight among characters

Kind = Literal["same", "removed", "added"]


class Part(NamedTuple):
    kind: Kind
    text: str


class Run(NamedTuple):
    """Tokens in a row that stayed, went or came."""

    kind: Kind
    tokens: Sequence[str]


def tokens(passage: str) -> list[str]:
    """A passage of clean HTML; white space as browsers show it, references resolved."""
    found: list[str] = []
    at = preformatted = 0
    for tag in text.TAG.finditer(passage):
        found += words(passage[at : tag.start()], folded=not preformatted)
        found.append(tag[0])
        if tag[1].lower() == "pre":
            preformatted = max(0, preformatted + (-1 if tag[0][1] == "/" else 1))
        at = tag.end()
    return found + words(passage[at:], folded=not preformatted)


def words(escaped: str, *, folded: bool) -> list[str]:
    plain = html.unescape(escaped)
    return TOKEN.findall(SPACES.sub(" ", plain) if folded else plain)


def is_tag(token: str) -> bool:
    """No word begins with "<", and as a sign it stands alone."""
    return len(token) > 1 and token[0] == "<"


def runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """The tokens of both, in order: those that stayed and went are `old`, that stayed and came
    `new`."""
    at = 0
    for edit in (*edits(old, new), Edit(len(old), len(old), len(new), len(new))):
        yield from (
            run
            for run in (
                Run("same", old[at : edit.start]),
                Run("removed", old[edit.start : edit.end]),
                Run("added", new[edit.new_start : edit.new_end]),
            )
            if run.tokens
        )
        at = edit.end


def edits(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """The fewest tokens that turn one into the other; those between which little stays are one."""
    fewest = list(_fewest(old, new))
    if len(fewest) < 2:
        return fewest
    sums = [[*accumulate(map(weight, side), initial=0)] for side in (old, new)]
    found: list[Edit] = []
    for edit in fewest:
        found.append(edit)
        while len(found) > 1 and _is_one(*found[-2:], *sums):
            one, other = found[-2:]
            found[-2:] = [Edit(one.start, other.end, one.new_start, other.new_end)]
    return found


def _fewest(old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    if not before and not after:
        return
    if len(before) * len(after) > MOST_PAIRS:
        yield Edit(head, head + len(before), head, head + len(after))
        return
    for step in Indel.opcodes(before, after):
        if step.tag != "equal":
            places = step.src_start, step.src_end, step.dest_start, step.dest_end
            yield Edit(*[head + place for place in places])


def _is_one(last: Edit, edit: Edit, old: Sequence[int], new: Sequence[int]) -> bool:
    """Whether what stayed between the two is too little to be told apart from them: a space, or a
    sign that happens to stand in both. `old` and `new` are the weights so far at each place."""
    between = old[edit.start] - old[last.end]
    sizes = [
        max(old[each.end] - old[each.start], new[each.new_end] - new[each.new_start])
        for each in (last, edit)
    ]
    return 2 * between <= min(sizes)


def weight(token: str) -> int:
    if is_tag(token):
        return HEAVY if MEDIA.match(token) else 0
    return 0 if token.isspace() else len(token)


def parts(before: str, after: str) -> list[Part]:
    """Two plain texts in one; long stretches shortened."""
    found = runs(TOKEN.findall(before), TOKEN.findall(after))
    return [Part(kind, shortened(kind, "".join(some))) for kind, some in found]


def shortened(kind: str, words: str) -> str:
    most = MOST_SAME if kind == "same" else MOST_CHANGED
    return words if len(words) <= 2 * most else f"{words[:most]} … {words[-most:]}"


def exchanged(before: Iterable[str], after: Iterable[str]) -> list[Part]:
    """Names or values that are taken or left as a whole: those that went, stayed and came."""
    old, new = list(before), list(after)
    found = [Part("removed" if each not in new else "same", each) for each in old]
    found += [Part("added", each) for each in new if each not in old]
    spaced = [(Part("same", " · "), each) for each in found]
    return [part for pair in spaced for part in pair][1:]


def readable(*passages: str) -> list[str]:
    """Passages of clean HTML as text; as markup where the text alone would not tell them apart."""
    plain = [text.plain_text(passage) for passage in passages]
    if len({*plain}) < len({*passages}) or any(map(MEDIA.search, passages)):
        return [passage.strip() for passage in passages]
    return plain
