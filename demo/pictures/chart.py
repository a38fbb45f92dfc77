"""chart: bars under a trend, stacked areas, isometric columns, a board of dials and candles."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .canvas import Gradient
from .geometry import Point, Points, arc, box, circle, place, rounded, smooth
from .palettes import Colour, along, mix
from .scene import Scene
from .solids import slab


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.layout((_bars, _areas, _columns, _board))


def _grid(s: Scene, x: float, y: float, w: float, h: float, rows: int, columns: int) -> None:
    c, p = s.canvas, s.palette
    for k in range(rows + 1):
        at = y + h * k / rows
        c.stroke([(x, at), (x + w, at)], p.contrast(0.35), 1.2, 0.55)
        c.fill(rounded(x - 52, at - 4, 30, 8, 4), p.contrast(0.4), 0.7)
    for k in range(columns + 1):
        c.dots([(x + w * k / columns, y + h + 14)], p.contrast(0.5), 2)


def _walk(s: Scene, count: int, low: float, high: float) -> list[float]:
    """A series that wanders upwards from ``low`` to about ``high``."""
    level, values = low, []
    for k in range(count):
        target = low + (high - low) * (k / (count - 1)) ** 1.2
        level += (target - level) * 0.6 + s.rng.uniform(-0.13, 0.13) * (high - low)
        values.append(max(low * 0.6, level))
    return values


def _marker(s: Scene, at: Point, colour: Colour, r: float = 9) -> None:
    c, p = s.canvas, s.palette
    c.glow(*at, r * 5, colour, 0.6)
    c.dots([at], colour, r)
    c.dots([at], p.paper, r * 0.45)


def _bars(s: Scene) -> None:
    c, p = s.canvas, s.palette
    count, gap = ((12, 0.36), (18, 0.28), (8, 0.42))[s.level]
    x, y, w, h = 130, 110, 1030, 490
    c.glow(900, 200, 700, p.accent if p.dark else p.paper, 0.45)
    _grid(s, x, y, w, h, 5, count)
    step = w / count
    values = _walk(s, count, 0.2, 0.82)
    chosen = count - 3
    for k, value in enumerate(values):
        left, tall = x + step * (k + gap / 2), h * min(0.92, value)
        bar = rounded(left, y + h - tall, step * (1 - gap), tall, (14, 6, 24)[s.level])
        tone = p.accent if k == chosen else along((p.contrast(0.3), p.second), k / count)
        c.shadow(bar, p.ink, 14, (8, 10), 0.3)
        c.fill(bar, Gradient((mix(tone, p.paper, 0.3), tone, mix(tone, p.sky[-1], 0.45))))
        if s.level != 1:
            part = tall * s.rng.uniform(0.25, 0.5)
            c.fill(box(left, y + h - part, step * (1 - gap), part), p.ink, 0.22)
    dots = [(x + step * (k + 0.5), y + h - h * min(0.92, v) - 46) for k, v in enumerate(values)]
    line = smooth(dots)
    c.stroke([(px + 4, py + 10) for px, py in line], p.ink, 6, 0.25)
    c.stroke(line, p.contrast(1), 5)
    for k in range(0, count, 2):
        c.dots([dots[k]], p.contrast(1), 7)
        c.dots([dots[k]], p.sky[1], 3)
    _marker(s, dots[chosen], p.accent, 13)
    _tag(s, dots[chosen])


def _tag(s: Scene, at: Point) -> None:
    """A label that hangs over a marked value."""
    c, p = s.canvas, s.palette
    x, y = at[0] - 190, max(24, at[1] - 104)
    card = rounded(x, y, 160, 74, 16)
    c.shadow(card, p.ink, 20, (8, 18), 0.4)
    c.fill(card, Gradient((p.paper, p.shade(0.88))))
    c.fill(rounded(x + 18, y + 18, 92, 14, 7), p.shade(0.25))
    c.fill(rounded(x + 18, y + 44, 58, 10, 5), p.accent)


def _areas(s: Scene) -> None:
    c, p = s.canvas, s.palette
    layers = (4, 6, 3)[s.level]
    c.glow(300, 160, 560, p.accent if p.dark else p.paper, 0.45)
    s.sun(*((240, 190, 66), (200, 170, 44), (280, 200, 90))[s.level])
    _grid(s, 0, 120, 1280, 600, 6, 12)
    tones = (p.shade(0.62), p.second, p.accent, p.shade(0.4), p.shade(0.25), p.ink)
    count = (11, 14, 9)[s.level]
    for i in range(layers):
        t = (i + 1) / (layers + 0.4)
        values = _walk(s, count, 0.36 - 0.28 * t, 1.16 - 0.86 * t)
        dots = [(-40 + 1360 * k / (count - 1), 720 - 560 * v) for k, v in enumerate(values)]
        line = smooth(dots) if s.level != 1 else dots
        tone = tones[i] if layers > 3 else tones[i + 1]
        body = [*line, (1320, 740), (-40, 740)]
        c.shadow(body, p.ink, 16, (0, -8), 0.3)
        c.fill(body, Gradient((mix(tone, p.paper, 0.25), mix(tone, p.ink, 0.25))), 0.94)
        c.stroke(line, mix(tone, p.paper, 0.6), 3.4)
        for k in range(2, count - 1, 2 + i % 2):
            c.dots([dots[k]], mix(tone, p.paper, 0.75), 6.5)
            c.dots([dots[k]], tone, 3)
    _marker(s, dots[-3], p.accent, 11)


def _columns(s: Scene) -> None:
    """A floor of columns, like a city of numbers."""
    c, p, rng = s.canvas, s.palette, s.rng
    count, pitch, size = ((6, 86, 56), (9, 58, 38), (4, 128, 88))[s.level]
    side = count * pitch
    x, y = 640, 425 - side / 2
    c.glow(640, 300, 640, p.accent if p.dark else p.paper, 0.45)
    floor = mix(p.sky[-1], p.shade(0.2 if p.dark else 0.8), 0.5)
    plate = slab(s, x, y, (-24, -24, side + 48, side + 48), -18, 18, floor)
    with c.frame(plate):
        for k in range(count + 1):
            c.stroke([(k * pitch, 0), (k * pitch, side)], p.contrast(0.5), 1, 0.5)
            c.stroke([(0, k * pitch), (side, k * pitch)], p.contrast(0.5), 1, 0.5)
    inset = (pitch - size) / 2
    stops = (p.shade(0.4), p.shade(0.6), p.second, p.accent)
    for total in range(2 * count - 1):
        for i in range(max(0, total - count + 1), min(count, total + 1)):
            j = total - i
            crest = math.sin(i / count * 3 + s.number) * math.cos(j / count * 2.6)
            value = min(1, max(0.06, 0.42 + 0.4 * crest + rng.uniform(-0.16, 0.16)))
            rect = (i * pitch + inset, j * pitch + inset, size, size)
            tone = along(stops, value)
            top = slab(s, x, y, rect, 0, 14 + 170 * value * (1 - 0.3 * total / 2 / count), tone,
                       shadow=False)  # fmt: skip
            if value > 0.75:
                with c.frame(top):
                    c.fill(box(rect[0] + size * 0.3, rect[1] + size * 0.3, size * 0.4, size * 0.4),
                           p.paper, 0.5)  # fmt: skip


def _board(s: Scene) -> None:
    """Cards that float over one another: a ring, candles, a curve."""
    c, p = s.canvas, s.palette
    c.glow(640, 340, 640, p.accent if p.dark else p.paper, 0.45)
    for k in range(3):
        disc = circle((150, 1120, 640)[k], (600, 140, 760)[k], (190, 230, 260)[k])
        c.fill(disc, Gradient((p.second, p.sky[-1]), 60), 0.35)
    turn = (0, -6, 5)[s.level]
    spots = (
        ((90, 80, 640, 380), (660, 200, 420, 420), (200, 420, 400, 220)),
        ((420, 90, 700, 400), (140, 240, 400, 400), (620, 430, 420, 220)),
        ((110, 170, 640, 410), (780, 70, 380, 400), (560, 450, 430, 210)),
    )[s.level]
    with c.frame(place(640, 360, turn)):
        for (x, y, w, h), chart in zip(spots, (_candles, _ring, _pulse), strict=True):
            card = rounded(x - 640, y - 360, w, h, 26)
            c.shadow(card, p.ink, 36, (14, 30), 0.45)
            page = p.shade(0.1) if (chart is _ring) ^ p.dark else p.paper
            c.fill(card, Gradient((page, mix(page, p.shade(0.5), 0.18)), 60))
            with c.frame(place(x - 640, y - 360)):
                chart(s, w, h, mix(page, p.shade(0.5), 0.5))


def _candles(s: Scene, w: float, h: float, faint: Colour) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    count = (18, 24, 14)[s.level]
    for k in range(5):
        c.stroke([(30, 60 + (h - 90) * k / 4), (w - 30, 60 + (h - 90) * k / 4)], faint, 1, 0.5)
    c.fill(rounded(30, 26, 120, 12, 6), faint)
    step, dots = (w - 70) / count, []
    for k, value in enumerate(_walk(s, count, 0.25, 0.75)):
        x, y = 40 + step * (k + 0.5), h - 40 - (h - 100) * min(1, value)
        tall, up = rng.uniform(18, 70), rng.random() < 0.6
        colour = p.second if up else p.accent
        c.stroke([(x, y - tall * 0.9), (x, y + tall * 0.8)], colour, 2.4)
        c.fill(rounded(x - step * 0.3, y - tall / 2, step * 0.6, tall, 4), colour)
        dots.append((x, y + 12))
    c.stroke(smooth(dots[::3]), faint, 4)


def _ring(s: Scene, w: float, h: float, faint: Colour) -> None:
    c, p = s.canvas, s.palette
    parts: Sequence[tuple[float, Colour]] = (
        (0.38, p.accent), (0.27, p.second), (0.2, p.shade(0.55)), (0.15, faint)
    )  # fmt: skip
    x, y, r, start = w / 2, h / 2 - 18, w * 0.33, -90.0 + 40 * s.level
    for share, colour in parts:
        end = start + 360 * share
        wedge: Points = [*arc((x, y), r, r, start + 2, end - 2),
                         *arc((x, y), r * 0.6, r * 0.6, end - 3, start + 3)]  # fmt: skip
        c.fill(wedge, Gradient((mix(colour, p.paper, 0.25), colour), 50))
        start = end
    c.fill(rounded(x - 44, y - 16, 88, 16, 8), faint)
    c.fill(rounded(x - 28, y + 10, 56, 10, 5), faint, 0.6)
    for k in range(4):
        c.dots([(46 + k * (w - 60) / 4, h - 40)], parts[k][1], 7)
        c.fill(rounded(60 + k * (w - 60) / 4, h - 44, 42, 8, 4), faint)


def _pulse(s: Scene, w: float, h: float, faint: Colour) -> None:
    c, p = s.canvas, s.palette
    values = _walk(s, 9, 0.2, 0.85)
    line = smooth([(w * k / 8, h - 20 - (h - 90) * min(1, v)) for k, v in enumerate(values)])
    with c.clip(rounded(0, 0, w, h, 26)):
        c.fill([*line, (w, h), (0, h)], Gradient((p.accent, mix(p.accent, p.second, 0.6))), 0.55)
        c.stroke(line, p.accent, 5)
    c.fill(rounded(28, 26, 130, 16, 8), faint)
    c.fill(rounded(28, 54, 80, 10, 5), faint, 0.6)
    _marker(s, line[-26], p.accent)
