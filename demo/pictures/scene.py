"""What a theme gets to draw with: a canvas with a sky, a palette, seeded chance, a number."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .canvas import Canvas, Gradient
from .geometry import circle
from .palettes import Colour, Palette, mix


@dataclass
class Scene:
    """One picture in the making."""

    canvas: Canvas
    palette: Palette
    rng: random.Random
    number: int
    mirror: bool = False

    def layout(self, layouts: Sequence[Callable[[Scene], None]]) -> None:
        """Draw the layout whose turn it is: neighbouring numbers never share one."""
        layouts[(self.number - 1) % len(layouts)](self)

    @property
    def level(self) -> int:
        """0, 1 or 2: which of the three pictures of one layout this is (of four layouts)."""
        return (self.number - 1) // 4

    def sun(self, x: float, y: float, r: float) -> None:
        """A bright disc with a halo."""
        p, c = self.palette, self.canvas
        c.glow(x, y, r * 3.6, p.accent if p.dark else p.paper, 0.55)
        c.fill(
            circle(x, y, r),
            Gradient((p.paper if p.dark else mix(p.accent, p.paper, 0.3), p.accent)),
        )

    def tokens(self) -> list[Colour]:
        """The colours for the many small parts of a figure, the frequent ones repeated."""
        p = self.palette
        return [p.accent, p.second, p.shade(0.75), p.shade(0.75), p.shade(0.5), p.shade(0.5)]
