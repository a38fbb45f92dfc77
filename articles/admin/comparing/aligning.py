"""Which block of a body became which: those that stayed, changed, came, went or moved. Pure.

Of bounded cost for any two bodies: a library in C++ aligns them, within a budget of pairs; what is
beyond it counts as exchanged, block for block.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from articles.cleaning import text
from articles.provenance.blocks import key, opened
from articles.provenance.blocks_diff import Edit

from .words import MEDIA, tokens

MOST_PAIRS = 64_000_000  # of blocks that are held against each other
MOST_LIKENED = 4_000  # pairs of changed blocks, to find which became which
ALIKE = 0.35  # below that a block was not changed, but another one put in its place
WORTH_FOLLOWING = 20  # characters: shorter texts that are there again did not move

RowKind = Literal["same", "changed", "added", "removed", "moved here", "moved away"]
Table = list[list[float]]


class Row(NamedTuple):
    """Blocks in one place, as HTML; "" where there is none."""

    kind: RowKind
    old: str
    new: str


@dataclass(slots=True)
class Block:
    html: str
    key: str
    moved: bool = False


Blocks = Sequence[Block]


def rows(before_html: str, after_html: str) -> list[Row]:
    """The blocks of both, in order. Those that look the same are the same, wherever ids differ."""
    known = cache(key)  # most blocks stand in both
    old, new = (
        [Block(html, known(html)) for html in opened(body).blocks]
        for body in (before_html, after_html)
    )
    changes = _changes(old, new)
    _mark_moved(changes, old, new)
    found: list[Row] = []
    at = new_at = 0
    budget = [MOST_LIKENED]
    for edit in (*changes, Edit(len(old), len(old), len(new), len(new))):
        same = zip(old[at : edit.start], new[new_at : edit.new_start], strict=True)
        found += [Row("same", one.html, other.html) for one, other in same]
        found += _within(edit, old, new, budget)
        at, new_at = edit.end, edit.new_end
    return found


def _changes(old: Blocks, new: Blocks) -> list[Edit]:
    """Between the blocks that stayed."""
    if len(old) * len(new) > MOST_PAIRS:
        return [Edit(0, len(old), 0, len(new))]
    found: list[Edit] = []
    for step in Indel.opcodes([block.key for block in old], [block.key for block in new]):
        edit = Edit(step.src_start, step.src_end, step.dest_start, step.dest_end)
        if step.tag == "equal":
            continue
        if found and (found[-1].end, found[-1].new_end) == (edit.start, edit.new_start):
            last = found.pop()
            edit = Edit(last.start, edit.end, last.new_start, edit.new_end)
        found.append(edit)
    return found


def _mark_moved(changes: Iterable[Edit], old: Blocks, new: Blocks) -> None:
    """The blocks that went in one place and came in another."""
    changes = list(changes)
    gone: dict[str, list[Block]] = defaultdict(list)
    for edit in changes:
        for block in old[edit.start : edit.end]:
            if MEDIA.search(block.html) or len(text.plain_text(block.html)) >= WORTH_FOLLOWING:
                gone[block.key].append(block)
    for edit in changes:
        for block in new[edit.new_start : edit.new_end]:
            if gone.get(block.key):
                gone[block.key].pop().moved = block.moved = True


def _within(edit: Edit, old: Blocks, new: Blocks, budget: list[int]) -> Iterator[Row]:
    """An edit's blocks, changed ones beside what they became. What moved is told by now."""
    gone, come = old[edit.start : edit.end], new[edit.new_start : edit.new_end]
    at = to = 0
    for one, other in (*_pairs(gone, come, budget), (len(gone), len(come))):
        for block in gone[at:one]:
            yield Row("moved away" if block.moved else "removed", block.html, "")
        for block in come[to:other]:
            yield Row("moved here" if block.moved else "added", "", block.html)
        if one < len(gone):
            yield Row("changed", gone[one].html, come[other].html)
        at, to = one + 1, other + 1


def _pairs(old: Blocks, new: Blocks, budget: list[int]) -> list[tuple[int, int]]:
    """The places of those that became one another: in order, and as much alike as can be."""
    budget[0] -= len(old) * len(new)
    if budget[0] < 0:
        both = enumerate(zip(old, new, strict=False))
        return [(at, at) for at, pair in both if not any(block.moved for block in pair)]
    if len(old) == len(new) == 1 and not old[0].moved and not new[0].moved:
        return [(0, 0)]  # alike or not: the one in place of the other
    left, right = ([_telling(block) for block in side] for side in (old, new))
    alike = [[_likeness(one, other) for other in right] for one in left]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for at in reversed(range(len(old))):
        for to in reversed(range(len(new))):
            paired = alike[at][to] and alike[at][to] + best[at + 1][to + 1]
            best[at][to] = max(paired, best[at + 1][to], best[at][to + 1])
    return list(_path(alike, best))


def _path(alike: Table, best: Table) -> Iterator[tuple[int, int]]:
    at = to = 0
    while best[at][to]:
        if best[at][to] == best[at + 1][to]:
            at += 1
        elif best[at][to] == best[at][to + 1]:
            to += 1
        else:
            yield at, to
            at, to = at + 1, to + 1


def _telling(block: Block) -> list[str]:
    """What a block can be known by; what moved away became of no other."""
    if block.moved:
        return []
    found = tokens(block.html)
    return [token for token in found if token[0].isalnum() or MEDIA.match(token)]


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """0 for what has too little in common."""
    if not one or not other:
        return 0.0
    return float(Indel.normalized_similarity(one, other, score_cutoff=ALIKE))
