"""chip: a package among traces, a floating stack, a wafer, a die seen close up."""

from __future__ import annotations

import math

from .canvas import Gradient
from .geometry import Points, box, circle, iso, place, rounded
from .palettes import Colour, along, mix
from .scene import Scene
from .solids import slab


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.layout((_package, _stack, _wafer, _die))


def _package(s: Scene) -> None:
    c, p = s.canvas, s.palette
    half = (168, 205, 140)[s.level]
    x, y, turn = ((760, 360, 0), (520, 380, 45), (640, 350, -14))[s.level]
    c.glow(x, y, 620, p.second if p.dark else p.paper, 0.45)
    with c.frame(place(x, y, turn)):
        for side in range(4):
            with c.frame(place(0, 0, 90 * side)):
                _bus(s, half)
        body = rounded(-half, -half, 2 * half, 2 * half, 20)
        c.shadow(body, p.ink, 30, (14, 26), 0.6)
        c.fill(body, Gradient((p.shade(0.3), p.shade(0.08)), 60))
        c.stroke([*body, body[0]], p.shade(0.5), 1.5, 0.7)
        inner = half * 0.66
        lid = rounded(-inner, -inner, 2 * inner, 2 * inner, 12)
        c.shadow(lid, p.ink, 12, (6, 10), 0.5)
        c.fill(lid, Gradient((mix(p.accent, p.paper, 0.35), p.accent, p.second), 50))
        with c.clip(lid):
            _floorplan(s, (-inner, -inner, 2 * inner, 2 * inner), 4, 0.22)
        c.fill(circle(-half + 24, half - 24, 7), p.shade(0.6))


def _bus(s: Scene, half: float) -> None:
    """The pads and traces of the side that faces right."""
    c, p, rng = s.canvas, s.palette, s.rng
    count = (9, 13, 8)[s.level]
    pitch = 2 * (half - 26) / (count - 1)
    for i in range(count):
        k = i - (count - 1) / 2
        start = k * pitch
        knee = half + 50 + (count / 2 - abs(k)) * pitch * 0.9
        reach = abs(k) * pitch * rng.choice((0.9, 0.9, 1.6))
        end = start + math.copysign(reach, k)
        far = 1000.0 if rng.random() < 0.62 else knee + reach + rng.uniform(30, 230)
        trace = [(half + 8, start), (knee, start), (knee + reach, end), (far, end)]
        live = rng.random() < 0.2
        colour = p.accent if live else p.contrast(rng.uniform(0.18, 0.42))
        c.stroke(trace, colour, 3.4)
        if far < 1000:
            c.dots([(far, end)], colour, 9)
            c.dots([(far, end)], p.contrast(0.02), 4)
        elif live:
            spot = knee + reach + rng.uniform(20, 160)
            c.glow(spot, end, 34, p.accent, 0.7)
            c.dots([(spot, end)], p.paper, 4.5)
        c.fill(rounded(half - 6, start - pitch * 0.27, 26, pitch * 0.54, 4), p.contrast(0.75))


def _floorplan(s: Scene, area: tuple[float, float, float, float], depth: int, alpha: float) -> None:
    """Split an area into blocks, as on a die, and tint each of them."""
    x, y, w, h = area
    if depth == 0:
        tint = s.rng.choice((s.palette.ink, s.palette.paper, s.palette.ink))
        block = rounded(x + 3, y + 3, w - 6, h - 6, 3)
        s.canvas.fill(block, tint, alpha * s.rng.uniform(0.3, 1.5))
        return
    cut = s.rng.uniform(0.35, 0.65)
    if w > h:
        parts = ((x, y, w * cut, h), (x + w * cut, y, w * (1 - cut), h))
    else:
        parts = ((x, y, w, h * cut), (x, y + h * cut, w, h * (1 - cut)))
    for part in parts:
        _floorplan(s, part, depth - 1, alpha)


def _stack(s: Scene) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    x, y = ((700, 470), (560, 480), (640, 460))[s.level]
    gap = (80, 98, 66)[s.level]
    c.glow(x, y - 200, 640, p.accent if p.dark else p.paper, 0.4)
    tones = (0.16, 0.32, 0.5, 0.68) if p.dark else (0.2, 0.42, 0.66, 0.85)
    for i, (half, tone) in enumerate(zip((252, 208, 172), tones, strict=False)):
        top = slab(s, x, y, (-half, -half, 2 * half, 2 * half), i * gap, 16, p.shade(tone))
        with c.frame(top):
            _slab_pattern(s, half, i, p.shade(tone))
        if i < 2:
            _posts(s, x, y, half * 0.62, i * gap + 16, gap)
    level, half = 3 * gap - gap * 0.35, 74
    c.glow(x, y - level, 260, p.accent, 0.55)
    for u, v in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
        colour = rng.choice((p.accent, p.second, p.accent))
        corner = (u * 84 - half, v * 84 - half)
        top = slab(s, x, y, (*corner, 2 * half, 2 * half), level, 26, colour)
        with c.frame(top):
            _floorplan(s, (*corner, 2 * half, 2 * half), 3, 0.2)


def _slab_pattern(s: Scene, half: float, index: int, tone: Colour) -> None:
    c, p = s.canvas, s.palette
    line = mix(tone, p.accent if index == 0 else p.paper, 0.5)
    if index == 0:
        for k in range(-9, 10):
            a = k * half / 10.5
            for flip in (1, -1):
                c.stroke([(a, flip * half * 0.96), (a, flip * half * 0.7)], line, 2)
                c.stroke([(flip * half * 0.96, a), (flip * half * 0.7, a)], line, 2)
        return
    step = half / (6 + 2 * s.level)
    count = int(half * 0.92 / step)
    grid = [
        (u * step, v * step) for u in range(-count, count + 1) for v in range(-count, count + 1)
    ]
    c.dots(grid, line, 2.6)


def _posts(s: Scene, x: float, y: float, half: float, level: float, gap: float) -> None:
    """Dotted guides that show how the floating layers fit together."""
    for u, v in ((-half, half), (half, half), (half, -half)):
        for k in range(int(gap / 9)):
            with s.canvas.frame(iso(x, y, level + k * 9)):
                s.canvas.dots([(u, v)], s.palette.contrast(0.9), 1.6)


def _wafer(s: Scene) -> None:
    c, p = s.canvas, s.palette
    x, y, r = ((820, 420, 430), (380, 330, 470), (640, 640, 540))[s.level]
    cell = (74, 58, 92)[s.level]
    c.glow(x, y, r * 1.6, p.accent if p.dark else p.paper, 0.4)
    disc = circle(x, y, r)
    c.shadow(disc, p.ink, 40, (20, 34), 0.55)
    c.fill(disc, Gradient((p.shade(0.75), p.shade(0.35)), 45))
    c.fill(circle(x, y, r - 8), p.shade(0.12))
    with c.clip(circle(x, y, r - 14)), c.frame(place(x, y, (-24, 18, 45)[s.level])):
        _dies(s, r, cell)
    c.stroke(circle(x, y, r - 4), p.paper, 2, 0.6)
    with c.frame(place(*((300, 190), (1000, 500), (640, 190))[s.level], (-24, 18, 45)[s.level])):
        _lifted(s, cell * 1.5)


def _dies(s: Scene, r: float, cell: float) -> None:
    """The grid of dies, with the sheen of light on silicon running across it."""
    c, p = s.canvas, s.palette
    stops = (p.shade(0.25), p.shade(0.5), p.second, p.accent, p.shade(0.7), p.shade(0.3))
    count = int(r / cell) + 2
    for i in range(-count, count):
        for j in range(-count, count):
            u, v = i * cell, j * cell
            sheen = 0.5 + 0.5 * math.sin(math.atan2(v, u + 0.1) * 2 + math.hypot(u, v) / r * 2.2)
            tone = along(stops, min(1, max(0, sheen + s.rng.uniform(-0.06, 0.06))))
            c.fill(box(u + 2, v + 2, cell - 4, cell - 4), tone)
            c.fill(box(u + 9, v + 9, cell * 0.5, cell * 0.36), mix(tone, p.paper, 0.22))
            c.fill(box(u + 9, v + cell * 0.6, cell - 20, cell * 0.22), mix(tone, p.ink, 0.3))


def _lifted(s: Scene, side: float) -> None:
    c, p = s.canvas, s.palette
    die = rounded(-side / 2, -side / 2, side, side, 8)
    c.shadow(die, p.ink, 24, (26, 40), 0.6)
    c.fill(die, Gradient((mix(p.accent, p.paper, 0.5), p.accent), 50))
    with c.clip(die):
        _floorplan(s, (-side / 2, -side / 2, side, side), 4, 0.26)
    c.stroke([*die, die[0]], p.paper, 2, 0.8)


def _die(s: Scene) -> None:
    c, p = s.canvas, s.palette
    with c.frame(place(640, 360, (-27, 20, -45)[s.level])):
        c.fill(box(-1000, -1000, 2000, 2000), p.shade(0.1))
        _city_of_blocks(s, (-900, -840, 1800, 1680), (6, 7, 5)[s.level])
        core = (-170, -130, 340, 260)
        plate: Points = rounded(*core, 14)
        c.glow(0, 0, 520, p.accent, 0.6)
        c.shadow(plate, p.ink, 26, (14, 22), 0.7)
        c.fill(plate, Gradient((mix(p.accent, p.paper, 0.45), p.accent), 60))
        with c.clip(plate):
            _floorplan(s, core, 5, 0.2)
    c.fill(box(0, 0, 1280, 720), Gradient((p.paper, p.ink), 55), 0.16)


def _city_of_blocks(s: Scene, area: tuple[float, float, float, float], depth: int) -> None:
    x, y, w, h = area
    if depth:
        cut = s.rng.choice((0.34, 0.5, 0.5, 0.62))
        if w > h:
            parts = ((x, y, w * cut, h), (x + w * cut, y, w * (1 - cut), h))
        else:
            parts = ((x, y, w, h * cut), (x, y + h * cut, w, h * (1 - cut)))
        for part in parts:
            _city_of_blocks(s, part, depth - 1)
        return
    c, p = s.canvas, s.palette
    tone = along((p.shade(0.2), p.shade(0.42), p.second), s.rng.random() ** 1.7)
    block = rounded(x + 5, y + 5, w - 10, h - 10, 6)
    c.fill(block, tone)
    c.fill(box(x + 10, y + 8, w - 20, 2), mix(tone, p.paper, 0.4))
    step = s.rng.choice((9, 12, 18))
    for k in range(1, int((h - 20) / step)):
        c.fill(box(x + 14, y + 8 + k * step, w - 28, 2.4), mix(tone, p.ink, 0.35))
