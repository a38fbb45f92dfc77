"""Numbers as drawings: where the parts of a chart lie. Whole numbers, in a chart's own units."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 3000, 800
GAP = 0.2  # of a column's place
STEPS = (1, 2, 5)
BAR = 1000  # the longest one
LEAST = 8  # what is not nothing can be seen


@dataclass(frozen=True, slots=True)
class Column:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns side by side; `lines` are heights with the numbers that they stand for."""

    columns: list[Column]
    lines: list[tuple[int, int]]
    width: int = WIDTH
    height: int = HEIGHT


def ceiling(most: int) -> int:
    """The next round number: 1, 2 or 5 with noughts."""
    unit = 1
    while True:
        for step in STEPS:
            if step * unit >= most:
                return step * unit
        unit *= 10


def columns(values: Sequence[int]) -> Columns:
    top = ceiling(max(values, default=0))
    place = WIDTH // max(len(values), 1)
    inset = round(place * GAP / 2)
    drawn = []
    for at, value in enumerate(values):
        height = length(value, top, HEIGHT)
        drawn.append(Column(at * place + inset, HEIGHT - height, place - 2 * inset, height))
    marks = sorted({top, top // 2} - {0})
    return Columns(drawn, [(HEIGHT - round(HEIGHT * mark / top), mark) for mark in marks])


def bars(values: Sequence[int]) -> list[int]:
    """The lengths of bars one above the other, of which the greatest is BAR."""
    top = max(values, default=0)
    return [length(value, top, BAR) for value in values]


def length(value: int, top: int, whole: int) -> int:
    return max(LEAST, round(whole * value / top)) if value else 0
