"""What a file says anew and what an editor wrote, brought together. Pure.

Three versions: `base`, what the file said when it was last read; `theirs`, what it says now;
`ours`, what stands in the article. What an editor wrote is never lost: where both changed one
thing, ours stays, and the conflict is told.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Generic, Literal, NamedTuple, TypeVar

from .blocks import Body, assembled, closed, key, opened, same_to_readers
from .blocks_diff import Edit, common, edits

T = TypeVar("T")
Choice = Literal["ours", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Merged(Generic[T]):
    """A field's merged value; in a conflict it is ours."""

    value: T
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """A passage that both changed, as HTML; "" where it was deleted, or is new.

    `before` is the block that stands before ours in the merged body, "" at its beginning.
    """

    base: str
    ours: str
    theirs: str
    before: str


@dataclass(frozen=True, slots=True)
class MergedBody:
    """The merged body, the passages that wait for a person, and whether readers see it change."""

    html: str
    conflicts: tuple[Conflict, ...] = ()
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Passages:
    """A body merged but for its conflicts: what is agreed, as HTML, and the conflicts, in order.

    `start` and `end` are the tags that wrap the whole, if there are such.
    """

    start: str
    pieces: tuple[str | Conflict, ...]
    end: str

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Conflict))


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a body. Two are equal if they look the same."""

    html: str = field(compare=False)
    key: str


Blocks = Sequence[Block]
THEIRS, OURS = 1, 2
Run = tuple[Conflict | None, Blocks]


class Hunk(NamedTuple):
    """What the three versions have in one place."""

    base: Blocks
    theirs: Blocks
    ours: Blocks


def merge_value(base: T, theirs: T, ours: T) -> Merged[T]:
    """The value that one of the two changed; ours, and a conflict, if both did."""
    if theirs in (base, ours):
        return Merged(ours)
    return Merged(theirs) if ours == base else Merged(ours, is_conflict=True)


def merge_set(base: Set[T], theirs: Set[T], ours: Set[T]) -> frozenset[T]:
    """Ours with what they added since. Nothing is taken out, and nothing comes back."""
    return frozenset(ours | (theirs - base))


def merge_body(base: str, theirs: str, ours: str) -> MergedBody:
    """Both changes to a clean body, block by block.

    Of clean bodies it makes one that looks the same once it is cleaned, as long as it stays within
    the cleaning's limits. Changes beside one another go together unless both add something there.
    """
    whole = merge_value(base, theirs, ours)
    if not whole.is_conflict:
        return MergedBody(whole.value, (), not same_to_readers(whole.value, ours))
    start, runs, end = _taken_apart(base, theirs, ours)
    blocks = [block.html for _conflict, run in runs for block in run]
    conflicts = tuple(conflict for conflict, _run in runs if conflict)
    html = assembled(Body(start, blocks, end))
    return MergedBody(html, conflicts, not same_to_readers(html, ours))


def merge_passages(base: str, theirs: str, ours: str) -> Passages:
    """The same, for a person who decides: `joined` makes a body of it again."""
    start, runs, end = _taken_apart(base, theirs, ours)
    pieces: list[str | Conflict] = []
    for conflict, run in runs:
        if conflict:
            pieces.append(conflict)
        elif pieces and isinstance(pieces[-1], str):
            pieces[-1] += _html(run)
        elif run:
            pieces.append(_html(run))
    return Passages(start, tuple(pieces), end)


def joined(start: str, pieces: Iterable[str], end: str) -> str:
    """Pieces of bodies as one body."""
    blocks = [block for piece in pieces for block in closed(piece)]
    return assembled(Body(start, blocks, end))


def _taken_apart(base: str, theirs: str, ours: str) -> tuple[str, list[Run], str]:
    """The tags around the whole, and between them what is agreed and what is not."""
    bodies = [opened(html) for html in (base, theirs, ours)]
    if not all(body.start for body in bodies):
        bodies = [Body("", closed(html), "") for html in (base, theirs, ours)]
    versions = [[Block(html, key(html)) for html in body.blocks] for body in bodies]
    start, end = merge_value(*[(body.start, body.end) for body in bodies]).value
    return start, list(_runs(Hunk(*versions))), end


def _runs(versions: Hunk) -> Iterator[Run]:
    """Blocks in order; those of a conflict are ours, and stand with it."""
    before = ""
    for whole in _hunks(versions):
        head, hunk, tail = _narrowed(whole) if merge_value(*whole).is_conflict else ((), whole, ())
        before = head[-1].html if head else before
        merged = merge_value(*hunk)
        told = None
        if merged.is_conflict:
            told = Conflict(_html(hunk.base), _html(hunk.ours), _html(hunk.theirs), before)
        yield None, head
        yield told, merged.value
        yield None, tail
        last = [*merged.value, *tail]
        before = last[-1].html if last else before


def _html(blocks: Blocks) -> str:
    return "".join([block.html for block in blocks])


def _narrowed(hunk: Hunk) -> tuple[Blocks, Hunk, Blocks]:
    """What both begin with, the hunk without it, and what both end with."""
    theirs, ours = hunk.theirs, hunk.ours
    head = common(theirs, ours)
    tail = common(theirs[head:][::-1], ours[head:][::-1])
    rest = Hunk(hunk.base, theirs[head : len(theirs) - tail], ours[head : len(ours) - tail])
    return ours[:head], rest, ours[len(ours) - tail :]


def _hunks(versions: Hunk) -> Iterator[Hunk]:
    """The versions cut in the same places, in order: each block that stayed, each change."""
    base, theirs, ours = ([block.key for block in version] for version in versions)
    at = (0, 0, 0)
    for group in _groups(edits(base, theirs), edits(base, ours)):
        stay = group[0][1].start - at[0]
        starts = (at[0] + stay, at[1] + stay, at[2] + stay)
        length = max(edit.end for _side, edit in group) - starts[0]
        their_growth, our_growth = (
            sum(edit.growth for side, edit in group if side == own) for own in (THEIRS, OURS)
        )
        ends = (
            starts[0] + length,
            starts[1] + length + their_growth,
            starts[2] + length + our_growth,
        )
        yield from _unchanged(_cut(versions, at, starts))
        yield _cut(versions, starts, ends)
        at = ends
    yield from _unchanged(_cut(versions, at, (len(base), len(theirs), len(ours))))


def _groups(theirs: list[Edit], ours: list[Edit]) -> Iterator[list[tuple[int, Edit]]]:
    """Edits with their side, together where they meet.

    Two that only touch do not, unless both add something: which comes first would be a guess.
    """
    group: list[tuple[int, Edit]] = []
    last: dict[int, Edit] = {}
    sides = [*((THEIRS, edit) for edit in theirs), *((OURS, edit) for edit in ours)]
    for side, edit in sorted(sides, key=lambda each: each[1]):
        other = last.get(OURS if side == THEIRS else THEIRS)
        touch = other is not None and edit.start == other.end
        both_add = other is not None and min(edit.growth, other.growth) > 0
        if group and not (other and edit.start < other.end) and not (touch and both_add):
            yield group
            group, last = [], {}
        group.append((side, edit))
        last[side] = edit
    if group:
        yield group


Places = tuple[int, int, int]


def _cut(versions: Hunk, starts: Places, ends: Places) -> Hunk:
    cuts = zip(versions, starts, ends, strict=True)
    return Hunk(*[version[start:end] for version, start, end in cuts])


def _unchanged(hunk: Hunk) -> Iterator[Hunk]:
    """Blocks that look the same in all three; where ids changed, by the same rule as all else."""
    for base, theirs, ours in zip(*hunk, strict=True):
        block = theirs if ours.html == base.html else ours
        yield Hunk([base], [theirs], [block])


def resolve(html: str, conflict: Conflict, choice: Choice) -> str | None:
    """The body with a person's decision on one conflict; None if its place is not found for sure.

    Ours is looked for by its blocks as readers see them; where it was deleted or stands several
    times, by the block before it.
    """
    if choice == "ours":
        return html
    for body in (opened(html), Body("", closed(html), "")):
        place = _place([key(block) for block in body.blocks], conflict)
        if place is not None:
            start, end = place
            kept = body.blocks[: end if choice == "both" else start]
            blocks = [*kept, *closed(conflict.theirs), *body.blocks[end:]]
            return assembled(Body(body.start, blocks, body.end))
    return None


def _place(keys: list[str], conflict: Conflict) -> tuple[int, int] | None:
    """Where ours stands, if that can be told."""
    ours = [key(block) for block in closed(conflict.ours)]
    starts = [at for at in range(len(keys) - len(ours) + 1) if keys[at : at + len(ours)] == ours]
    if not ours or len(starts) > 1:
        before = key(conflict.before) if conflict.before else None
        starts = [at for at in starts if (keys[at - 1] if at else None) == before]
    return (starts[0], starts[0] + len(ours)) if len(starts) == 1 else None
