"""Boxes on an isometric floor, lit from the upper left."""

from __future__ import annotations

from .canvas import Gradient
from .geometry import Matrix, apply, box, iso
from .palettes import Colour, mix
from .scene import Scene

Rect = tuple[float, float, float, float]


def slab(
    s: Scene,
    x: float,
    y: float,
    rect: Rect,
    level: float,
    height: float,
    tone: Colour,
    shadow: bool = True,
) -> Matrix:
    """Draw a box on ``rect`` of the floor at (x, y); return the frame of its top.

    Draw far boxes first: those with a small u + v.
    """
    c, ink = s.canvas, s.palette.ink
    u, v, w, d = rect
    floor, top = iso(x, y, level), iso(x, y, level + height)
    if shadow:
        c.shadow(apply(floor, box(u, v, w, d)), ink, 20, (6, 26), 0.45)
    left = [*apply(floor, [(u, v + d), (u + w, v + d)]), *apply(top, [(u + w, v + d), (u, v + d)])]
    right = [*apply(floor, [(u + w, v), (u + w, v + d)]), *apply(top, [(u + w, v + d), (u + w, v)])]
    dark, darker = mix(tone, ink, 0.32), mix(tone, ink, 0.6)
    c.fill(left, Gradient((dark, mix(dark, ink, 0.25))) if height > 40 else dark)
    c.fill(right, Gradient((darker, mix(darker, ink, 0.3))) if height > 40 else darker)
    c.fill(apply(top, box(u, v, w, d)), tone)
    rim = apply(top, [(u, v + d), (u + w, v + d), (u + w, v)])
    c.stroke(rim, mix(tone, s.palette.paper, 0.45), 1.2)
    return top
