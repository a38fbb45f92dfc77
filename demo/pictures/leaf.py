"""leaf: a spray over hills, a sprout, one great leaf close up, a frame of foliage."""

from __future__ import annotations

import math

from .canvas import Gradient
from .geometry import Points, bezier, box, circle, graph, place, sine
from .palettes import Colour, mix
from .scene import Scene


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.mirror = s.rng.random() < 0.5
    s.layout((_spray, _sprout, _great_leaf, _foliage))


def _green(s: Scene, t: float) -> Colour:
    """From shade to light; on a bright page the leaves stay darker than the sky."""
    p = s.palette
    return mix(p.shade(0.2 + 0.5 * t), p.second, 0.08) if p.dark else p.shade(0.08 + 0.46 * t)


def _leaf(s: Scene, length: float, width: float, tone: Colour, veins: int = 7) -> None:
    """A leaf along the frame's x axis: two halves, one in the light, and its veins."""
    c, p = s.canvas, s.palette
    tip = (length, 0.0)
    upper = bezier((0, 0), (length * 0.22, -width * 1.15), (length * 0.7, -width), tip)
    lower = bezier((0, 0), (length * 0.22, width * 1.15), (length * 0.7, width), tip)
    c.shadow(upper + lower[::-1], p.ink, 10, (4, 9), 0.3)
    c.fill(upper, Gradient((tone, mix(tone, p.paper, 0.3)), 20))
    c.fill(lower, Gradient((mix(tone, p.ink, 0.3), tone), 20))
    line = mix(tone, p.paper, 0.48)
    for k in range(1, veins + 1):
        t = k / (veins + 1)
        reach = min(len(upper) - 1, int((t + 0.16) * len(upper)))
        for edge in (upper, lower):
            x, y = edge[reach]
            start = (length * t * 0.92, 0.0)
            bend = (x * 0.45 + start[0] * 0.55, y * 0.52)
            c.stroke(
                bezier(start, bend, bend, (x * 0.97, y * 0.86), 7), line, max(1.0, width / 70), 0.7
            )
    c.stroke([(-length * 0.06, 0), (length * 0.97, 0)], line, max(1.6, width / 34))


def _hills(s: Scene, top: float, count: int) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    for i in range(count):
        t = i / max(1, count - 1)
        phase, base = rng.uniform(0, 6), top + (720 - top) * 0.72 * t
        ridge = [
            (x, y + 14 * math.sin(x / 83)) for x, y in graph(sine(base, 34, 210, phase), -10, 1290)
        ]
        tone = p.haze(0.22 + 0.7 * t)
        c.fill([*ridge, (1290, 730), (-10, 730)], Gradient((tone, mix(tone, p.sky[-1], 0.3))))


def _spray(s: Scene) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    s.sun(*((850, 240, 120), (930, 280, 160), (760, 200, 95))[s.level])
    _hills(s, (430, 470, 380)[s.level], 4)
    count = (7, 5, 9)[s.level]
    for i in range(count):
        angle = -84 + 92 * i / (count - 1) + rng.uniform(-4, 4)
        size = rng.uniform(380, 520) * (1.0, 1.2, 0.95)[s.level]
        with c.frame(place(110, 690, angle)):
            c.stroke([(0, 0), (size * 0.35, 0)], _green(s, 0.3), 6)
            tone = p.accent if i == count // 2 else _green(s, rng.random())
            with c.frame(place(size * 0.3, 0)):
                _leaf(s, size, size * (0.15, 0.24, 0.1)[s.level], tone, 9)


def _sprout(s: Scene) -> None:
    """One plant with pairs of leaves, larger ones below."""
    c, p = s.canvas, s.palette
    x = (640, 500, 760)[s.level]
    lean = (0, 60, -90)[s.level]
    s.sun(x + (0, 190, -160)[s.level], 300, (215, 170, 190)[s.level])
    _hills(s, 520, 3)
    stem = bezier((x, 690), (x, 520), (x + lean, 380), (x + lean * 1.3, 130), 40)
    c.stroke(stem, _green(s, 0.15), 9)
    pairs = (4, 3, 6)[s.level]
    for k in range(pairs):
        t = k / pairs
        at = stem[int(8 + 27 * t)]
        size = (300, 350, 235)[s.level] * (1 - 0.5 * t)
        for side in (-1, 1):
            lift = -26 - 20 * t
            turn = lift if side > 0 else 180 - lift
            tone = _green(s, 0.25 + 0.6 * t) if (k + side) % 4 else mix(p.accent, p.ink, 0.1)
            with c.frame(place(*at, turn)):
                _leaf(s, size, size * 0.27, tone)
    with c.frame(place(*stem[-3], -84)):
        _leaf(s, 120, 30, mix(p.accent, p.paper, 0.25), 5)
    c.fill([(x - 190, 730), *bezier((x - 190, 730), (x - 70, 640), (x + 70, 640), (x + 190, 730))],
           Gradient((p.haze(0.9), p.ink)))  # fmt: skip


def _great_leaf(s: Scene) -> None:
    """A leaf larger than the page; its veins end in the nodes of a circuit."""
    c, p, rng = s.canvas, s.palette, s.rng
    c.glow(900, 200, 620, p.accent if p.dark else p.paper, 0.5)
    x, y, turn = ((60, 640, -27), (90, 90, 26), (30, 420, -6))[s.level]
    length, width = ((1230, 300), (1210, 330), (1240, 360))[s.level]
    for k in range(3):
        with c.frame(place(x - 40, y + 30, turn - 34 + 34 * k)):
            _leaf(s, length * 0.8, width * 0.5, mix(_green(s, 0.3), p.sky[-1], 0.45), 8)
    with c.frame(place(x, y, turn)):
        _leaf(s, length, width, _green(s, 0.55), 0)
        for k in range(1, 10):
            room = width * math.sin(math.pi * k / 11.5)
            for side in (-1, 1):
                _circuit_vein(s, length * k / 11.5, side, room, rng.random())
        c.stroke([(-50, 0), (length * 0.96, 0)], mix(p.paper, p.accent, 0.2), 6)


def _circuit_vein(s: Scene, x: float, side: int, room: float, chance: float) -> None:
    c, p = s.canvas, s.palette
    rise = room * 0.42
    knee = (x + rise * 0.8, side * rise)
    way: Points = [(x, 0), knee, (knee[0] + 50 + 60 * chance, knee[1])]
    live = chance < 0.35
    colour = p.accent if live else mix(_green(s, 0.55), p.paper, 0.55)
    c.stroke(way, colour, 3)
    if live:
        c.glow(*way[-1], 44, p.accent, 0.6)
    c.dots([way[-1]], colour, 8)
    c.dots([way[-1]], p.paper if live else _green(s, 0.4), 3.6)


def _foliage(s: Scene) -> None:
    """Leaves reach in from the edges round an open sky."""
    c, p, rng = s.canvas, s.palette, s.rng
    s.sun(640, 350, (150, 120, 185)[s.level])
    c.stroke(circle(640, 350, (200, 165, 240)[s.level]), p.paper, 1.6, 0.5)
    count = (26, 34, 20)[s.level]
    for ring, (reach, tone) in enumerate(((1.0, 0.95), (1.12, 0.5), (1.26, 0.1))):
        for k in range(count):
            angle = 360 * (k + 0.33 * ring) / count + rng.uniform(-5, 5)
            cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            at = (640 + 760 * reach * cos, 360 + 470 * reach * sin)
            size = rng.uniform(250, 360)
            colour = _green(s, tone * rng.uniform(0.7, 1))
            if rng.random() < 0.1:
                colour = mix(p.accent, colour, 0.2)
            with c.frame(place(*at, angle + 180 + rng.uniform(-24, 24))):
                _leaf(s, size, size * (0.2, 0.13, 0.27)[s.level], colour, 6)
    c.fill(box(0, 0, 1280, 720), Gradient((p.paper, p.ink), 60), 0.08)
