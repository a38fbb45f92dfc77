"""How one sequence of blocks became another. Pure, and of bounded cost for any two."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, NamedTuple

from .blocks import key, opened

# difflib takes time with the square of the length, and more where blocks repeat. Beyond so many
# steps, which no story comes near (a second), all between the equal ends counts as one edit.
MAX_STEPS = 4_000_000

Kind = Literal["same", "added", "removed", "changed"]


class Edit(NamedTuple):
    """old[start:end] became new[new_start:new_end]."""

    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def growth(self) -> int:
        return (self.new_end - self.new_start) - (self.end - self.start)


def edits(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """What turns `old` into `new`, in order; blocks exchanged one for one are an edit each."""
    head = common(old, new)
    tail = common(old[head:][::-1], new[head:][::-1])
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    found: Sequence[tuple[str, int, int, int, int]] = [("all", 0, len(before), 0, len(after))]
    if _steps(before, after) <= MAX_STEPS:
        found = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [
        each
        for kind, *places in found
        if kind != "equal"
        for each in _one_for_one(Edit(*[head + place for place in places]), old, new)
    ]


def _one_for_one(edit: Edit, old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    if edit.growth:
        yield edit
        return
    for at, new_at in zip(range(*edit[:2]), range(*edit[2:]), strict=True):
        if old[at] != new[new_at]:
            yield Edit(at, at + 1, new_at, new_at + 1)


def common(one: Sequence[object], other: Sequence[object]) -> int:
    """How many they begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, its) in pairs if mine != its), min(len(one), len(other)))


def _steps(old: Sequence[str], new: Sequence[str]) -> int:
    """At most so many does difflib take: a round per match, each over all pairs of equal blocks."""
    counts = Counter(new)
    pairs = sum(counts[block] for block in old)
    return (len(old) + pairs) * min(pairs, len(old), len(new))


def paragraph_diff(before_html: str, after_html: str) -> list[tuple[Kind, str, str]]:
    """Two clean bodies side by side, block by block: (kind, before, after), "" where there is none.

    Blocks that look the same are the same; blocks in one place are one that was changed.
    """
    before, after = opened(before_html).blocks, opened(after_html).blocks
    rows: list[tuple[Kind, str, str]] = []
    at = new_at = 0
    end = Edit(len(before), len(before), len(after), len(after))
    for edit in (*edits([*map(key, before)], [*map(key, after)]), end):
        same = zip(before[at : edit.start], after[new_at : edit.new_start], strict=True)
        rows += [("same", *pair) for pair in same]
        old, new = before[edit.start : edit.end], after[edit.new_start : edit.new_end]
        rows += [(_kind(*pair), *pair) for pair in zip_longest(old, new, fillvalue="")]
        at, new_at = edit.end, edit.new_end
    return rows


def _kind(before: str, after: str) -> Kind:
    if not before:
        return "added"
    return "changed" if after else "removed"
