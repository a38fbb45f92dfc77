"""server: isometric rows, an aisle, rack fronts close up, an island under a cloud."""

from __future__ import annotations

import math
from itertools import pairwise

from .canvas import Gradient
from .geometry import Point, Points, apply, arc, bezier, box, circle, compose, iso, place, rounded
from .palettes import Colour, mix
from .scene import Scene
from .solids import slab


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.mirror = s.rng.random() < 0.4
    s.layout((_rows, _aisle, _fronts, _island))


def _case(s: Scene) -> Colour:
    p = s.palette
    return p.shade(0.42) if p.dark else p.shade(0.34)


def _rows(s: Scene) -> None:
    """Rows of cabinets that run off the page; cables of light between them."""
    c, p, rng = s.canvas, s.palette, s.rng
    rows, height, pitch = ((5, 190, 190), (7, 130, 140), (4, 260, 250))[s.level]
    x, y = 640, (-190, -230, -120)[s.level]
    line = mix(p.sky[1], p.contrast(0.2), 0.5)
    with c.frame(iso(x, y)):
        for k in range(-4, 24):
            c.stroke([(k * 60, -300), (k * 60, 1500)], line, 1.2)
            c.stroke([(-300, k * 60), (1500, k * 60)], line, 1.2)
    c.glow(640, 380, 620, p.accent if p.dark else p.paper, 0.4)
    for j in range(rows):
        lane = j * pitch + pitch * 0.82
        for i in range(13):
            if (i + 2 * j) % 7 == 6:
                continue
            tone = mix(_case(s), p.second, 0.75) if rng.random() < 0.1 else _case(s)
            _cabinet(s, (x, y), (i * 84, j * pitch, 78, pitch * 0.42), height, tone)
        with c.frame(iso(x, y)):
            c.stroke([(-100, lane), (1400, lane)], mix(p.accent, p.sky[-1], 0.2), 2.4)
            for _ in range(4):
                spot = (rng.uniform(100, 1100), lane)
                c.dots([spot], p.accent, 5)
                c.glow(*spot, 40, p.accent, 0.6)


def _cabinet(
    s: Scene, at: Point, rect: tuple[float, float, float, float], height: float, tone: Colour
) -> None:
    """A cabinet whose front, with its units and lights, faces left and down."""
    c, p, rng = s.canvas, s.palette, s.rng
    u, v, w, d = rect
    ((left, foot),) = apply(iso(*at), [(u, v + d)])
    if not -80 < left < 1300 or not -20 < foot < 760 + height:
        return
    top = slab(s, *at, rect, 0, height, tone, shadow=False)
    with c.frame(top):
        c.fill(box(u + 10, v + 10, w - 20, d - 20), mix(tone, p.ink, 0.25))
    units = int(height / 19)
    for k in range(units):
        low = 8 + k * (height - 12) / units
        floor, roof = iso(*at, low), iso(*at, low + 12)
        a, b = (u + 7, v + d), (u + w - 7, v + d)
        c.fill([*apply(floor, [a, b]), *apply(roof, [b, a])], p.shade(0.06))
        for j in range(3):
            if rng.random() < 0.75:
                lamp = apply(iso(*at, low + 6), [(u + 16 + 9 * j, v + d)])
                c.dots(lamp, rng.choice((p.accent, p.second, p.second, p.paper)), 2.1)
        vent = apply(iso(*at, low + 6), [(u + w * 0.56, v + d), (u + w - 14, v + d)])
        c.stroke(vent, mix(tone, p.ink, 0.35), 2)


def _aisle(s: Scene) -> None:
    """Between two walls of cabinets, towards a bright door."""
    c, p, rng = s.canvas, s.palette, s.rng
    eye = ((640, 350), (760, 330), (520, 380))[s.level]
    bays = (8, 11, 6)[s.level]
    c.fill(box(0, 0, 1280, 720), Gradient((p.shade(0.1), p.shade(0.24))))
    c.fill([eye, (-900, 760), (2200, 760)], Gradient((p.shade(0.6), p.shade(0.12))))
    c.glow(*eye, 460, p.accent, 0.75)
    c.fill(box(eye[0] - 44, eye[1] - 60, 88, 104), Gradient((p.paper, mix(p.accent, p.paper, 0.4))))
    depths = [0.26 * (1 + 12.5 * (1 - k / bays) ** 1.7) for k in range(bays + 1)]
    for k, (far, near) in enumerate(pairwise(depths)):
        for side in (-1, 1):
            _bay(s, eye, side, (far, near - (near - far) * 0.04), k / bays, rng.random() < 0.2)
        lamp = _strip(eye, 60, -250, far, (far + near) / 2)
        c.fill(lamp, mix(p.paper, p.accent, 0.25), 0.9)
        c.fill(_strip(eye, 6, 190, far, near), p.accent, 0.7)


def _strip(eye: Point, half: float, height: float, far: float, near: float) -> Points:
    """A strip along the middle of the floor or the ceiling, between two depths."""
    corners = ((-half, far), (half, far), (half, near), (-half, near))
    return [(eye[0] + u / z, eye[1] + height / z) for u, z in corners]


def _bay(
    s: Scene, eye: Point, side: int, span: tuple[float, float], near: float, hot: bool
) -> None:
    """One cabinet of a wall, drawn between two depths."""
    c, p, rng = s.canvas, s.palette, s.rng

    def at(t: float, y: float) -> Point:
        z = 1 / (1 / span[0] + (1 / span[1] - 1 / span[0]) * t)
        return eye[0] + side * 205 / z, eye[1] + (190 - 410 * y) / z

    tone = mix(p.shade(0.42), p.shade(0.14), near**0.8)
    if hot:
        tone = mix(tone, p.second, 0.4)
    c.fill([at(0, 0), at(0, 1), at(1, 1), at(1, 0)], tone)
    units = 13
    for j in range(units):
        y0, y1 = 0.05 + 0.9 * j / units, 0.05 + 0.9 * (j + 0.78) / units
        c.fill([at(0.08, y0), at(0.08, y1), at(0.92, y1), at(0.92, y0)], mix(tone, p.ink, 0.6))
        for k in range(7):
            if rng.random() < 0.45:
                lamp = at(0.16 + 0.08 * k, (y0 + y1) / 2)
                c.dots([lamp], rng.choice((p.accent, p.second, p.paper)), 0.8 + 2.6 * near)
        low, high = y0 + 0.018, y1 - 0.018
        plate = [at(0.76, low), at(0.76, high), at(0.88, high), at(0.88, low)]
        c.fill(plate, mix(tone, p.ink, 0.2))


def _fronts(s: Scene) -> None:
    """Units with drives, meters and patch cords, larger than the page."""
    c, p = s.canvas, s.palette
    turn, tall = ((-7, 92), (0, 72), (12, 116))[s.level]
    c.glow(640, 300, 700, p.accent if p.dark else p.paper, 0.5)
    wide, racks = ((660, 2), (420, 3), (900, 2))[s.level]
    with c.frame(place(640, 360, turn)):
        for k in range(racks):
            left = (k - racks / 2) * wide + 16
            cabinet = rounded(left, -560, wide - 32, 1120, 16)
            c.shadow(cabinet, p.ink, 36, (16, 20), 0.5)
            c.fill(cabinet, Gradient((p.shade(0.34), p.shade(0.12)), 10))
            for j in range(int(1080 / tall)):
                with c.frame(place(left + 22, -540 + j * tall)):
                    _unit(s, wide - 76, tall - 10)
        for k in range(5 + s.level):
            _cord(s, wide, tall, k)


def _unit(s: Scene, w: float, h: float) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    case = rounded(0, 0, w, h, 8)
    tone = p.shade(rng.choice((0.2, 0.24, 0.46)))
    if rng.random() < 0.12:
        tone = mix(p.accent, p.ink, 0.1)
    c.fill(case, Gradient((mix(tone, p.paper, 0.12), mix(tone, p.ink, 0.35))))
    c.fill(box(8, 1, w - 16, 2), mix(tone, p.paper, 0.4))
    kind = rng.randrange(3)
    if kind == 0:
        for k in range(int((w - 150) / 40)):
            bay = rounded(20 + 40 * k, 12, 33, h - 24, 4)
            c.fill(bay, mix(tone, p.ink, 0.5))
            lit = rng.choice((p.accent, p.second, p.second))
            c.dots([(36 + 40 * k, h - 21)], lit, 3)
    elif kind == 1:
        for k in range(int((w - 170) / 15)):
            c.fill(rounded(22 + 15 * k, 16, 7, h - 32, 3.5), mix(tone, p.ink, 0.6))
    else:
        c.fill(rounded(20, 13, w * 0.42, h - 26, 6), p.ink)
        for k in range(int(w * 0.4 / 12)):
            bar = (h - 36) * rng.uniform(0.2, 1)
            c.fill(box(28 + 12 * k, h - 18 - bar, 7, bar), p.accent if k % 5 == 0 else p.second)
    for k in range(3):
        spot = (w - 84 + 26 * k, h / 2)
        colour = rng.choice((p.accent, p.second, p.paper))
        if rng.random() < 0.6:
            c.glow(*spot, 20, colour, 0.6)
        c.dots([spot], colour, 4.6)


def _cord(s: Scene, wide: float, tall: float, k: int) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    x0, x1 = -wide * rng.uniform(0.1, 0.42), wide * rng.uniform(0.1, 0.42)
    y0, y1 = (-420 + tall * rng.randrange(1, 9) + 40 for _ in range(2))
    sag = max(y0, y1) + rng.uniform(90, 240)
    way: Points = bezier((x0, y0), (x0 + 40, sag), (x1 - 40, sag), (x1, y1), 40)
    colour = (p.accent, p.second, p.shade(0.75))[k % 3]
    c.stroke([(x + 6, y + 12) for x, y in way], p.ink, 9, 0.35)
    c.stroke(way, colour, 8)
    c.stroke([(x - 1.5, y - 2) for x, y in way], mix(colour, p.paper, 0.5), 2)
    for x, y in (way[0], way[-1]):
        c.fill(rounded(x - 12, y - 18, 24, 26, 5), p.shade(0.05))


def _island(s: Scene) -> None:
    """A few cabinets on a plate, wired to a cloud that floats above them."""
    c, p = s.canvas, s.palette
    x, y = 640, (265, 290, 250)[s.level]
    half = (210, 235, 250)[s.level]
    c.glow(x, 300, 620, p.accent if p.dark else p.paper, 0.5)
    slab(s, x, y + 30, (0, 0, 2 * half, 2 * half), -24, 24, p.shade(0.55 if p.dark else 0.8))
    spots = (((40, 60), (190, 40), (330, 40), (60, 250), (210, 260)),
             ((50, 90), (190, 90), (330, 90), (50, 300), (190, 300), (330, 300)),
             ((80, 60), (300, 100), (90, 310), (310, 330)))[s.level]  # fmt: skip
    heights = (150, 210, 120, 95, 170, 130)
    hub = (x + (0, 60, -50)[s.level], 150.0)
    tops: list[Point] = []
    for k, (u, v) in enumerate(sorted(spots, key=sum)):
        tall = heights[(k + s.level) % len(heights)]
        tone = (p.accent if k == 1 else p.second) if k in (1, 4) else _case(s)
        _cabinet(s, (x, y + 30), (u, v, 92, 92), tall, tone)
        tops += apply(iso(x, y + 30, tall), [(u + 46, v + 46)])
    for k, (px, py) in enumerate(tops):
        middle = (hub[1] + py) / 2
        way = bezier(
            (px, py), (px, middle), (hub[0] + (k - 2) * 34, middle), (hub[0] + (k - 2) * 34, hub[1])
        )
        c.stroke(way, p.accent if k % 2 else p.contrast(0.9), 2.6)
        c.dots([way[0], way[10]], p.accent, 5)
    _cloud(s, hub[0], hub[1] - 20, (1.0, 1.15, 0.9)[s.level])


def _cloud(s: Scene, x: float, y: float, scale: float) -> None:
    c, p = s.canvas, s.palette
    with c.frame(compose(place(x, y), place(0, 0, 0, scale))):
        puffs = ((-105, 22, 52), (-40, -22, 76), (52, -8, 64), (118, 28, 46))
        foot = rounded(-157, 4, 321, 70, 35)
        c.shadow(foot, p.ink, 30, (10, 50), 0.4)
        tone = Gradient((p.paper, mix(p.paper, p.second, 0.4)))
        c.fill(foot, mix(p.paper, p.second, 0.36))
        for px, py, r in puffs:
            c.fill(circle(px, py, r), tone)
        c.fill(rounded(-157, 30, 321, 44, 22), mix(p.paper, p.second, 0.36))
        for px, py, r in puffs[1:3]:
            c.stroke(arc((px, py), r - 14, r - 14, 200, 280), p.paper, 5, 0.9)
        c.dots([(math.cos(k) * 8 + 40 * (k - 1), 54) for k in range(3)], p.accent, 6)
