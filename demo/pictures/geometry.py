"""Outlines and affine frames: every figure in a picture is a list of points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Point = tuple[float, float]
Points = list[Point]
Curve = Callable[[float], float]
# (a, b, c, d, e, f): x' = a*x + b*y + c and y' = d*x + e*y + f.
Matrix = tuple[float, float, float, float, float, float]


def box(x: float, y: float, w: float, h: float) -> Points:
    """An upright rectangle."""
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


def arc(centre: Point, rx: float, ry: float, start: float, end: float, tilt: float = 0) -> Points:
    """The part of an ellipse between two angles in degrees, clockwise from the right."""
    steps = max(8, int(max(rx, ry) * abs(end - start) / 720) + 12)
    cos, sin = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    points = []
    for i in range(steps + 1):
        angle = math.radians(start + (end - start) * i / steps)
        x, y = rx * math.cos(angle), ry * math.sin(angle)
        points.append((centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos))
    return points


def ellipse(cx: float, cy: float, rx: float, ry: float, tilt: float = 0) -> Points:
    """A whole ellipse, turned by ``tilt`` degrees."""
    return arc((cx, cy), rx, ry, 0, 360, tilt)


def circle(cx: float, cy: float, r: float) -> Points:
    """A whole circle."""
    return ellipse(cx, cy, r, r)


def rounded(x: float, y: float, w: float, h: float, r: float) -> Points:
    """A rectangle with round corners; the radius is cut down to what fits."""
    r = min(r, w / 2, h / 2)
    corners = ((x + w - r, y + h - r), (x + r, y + h - r), (x + r, y + r), (x + w - r, y + r))
    return [p for i, c in enumerate(corners) for p in arc(c, r, r, 90 * i, 90 * i + 90)]


def bezier(a: Point, b: Point, c: Point, d: Point, steps: int = 24) -> Points:
    """A cubic curve from ``a`` to ``d``."""
    points = []
    for i in range(steps + 1):
        t = i / steps
        k = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        points.append(
            (
                k[0] * a[0] + k[1] * b[0] + k[2] * c[0] + k[3] * d[0],
                k[0] * a[1] + k[1] * b[1] + k[2] * c[1] + k[3] * d[1],
            )
        )
    return points


def smooth(points: Sequence[Point], steps: int = 12) -> Points:
    """A Catmull-Rom curve through every given point."""
    ends = [points[0], *points, points[-1]]
    curve: Points = [points[0]]
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        handle1 = (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6)
        handle2 = (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6)
        curve += bezier(p1, handle1, handle2, p2, steps)[1:]
    return curve


def sine(base: float, height: float, length: float, phase: float) -> Curve:
    """A wave about ``base``; it comes back after 6.28 lengths."""
    return lambda x: base + height * math.sin(x / length + phase)


def graph(f: Curve, x0: float, x1: float, step: float = 8) -> Points:
    """The curve y = f(x)."""
    count = max(2, int(abs(x1 - x0) / step))
    xs = [x0 + (x1 - x0) * i / count for i in range(count + 1)]
    return [(x, f(x)) for x in xs]


def apply(matrix: Matrix, points: Sequence[Point]) -> Points:
    """The points as seen from outside the frame."""
    a, b, c, d, e, f = matrix
    return [(a * x + b * y + c, d * x + e * y + f) for x, y in points]


def compose(outer: Matrix, inner: Matrix) -> Matrix:
    """The frame ``inner`` placed inside the frame ``outer``."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (a * g + b * j, a * h + b * k, a * i + b * m + c,
            d * g + e * j, d * h + e * k, d * i + e * m + f)  # fmt: skip


def place(x: float, y: float, turn: float = 0, scale: float = 1) -> Matrix:
    """A frame with its origin at (x, y), turned by degrees and scaled."""
    cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
    return (cos, -sin, x, sin, cos, y)


def iso(x: float, y: float, height: float = 0) -> Matrix:
    """A floor seen from above at an angle: u runs right and down, v left and down."""
    k = math.cos(math.radians(30))
    return (k, -k, x, 0.5, 0.5, y - height)
