"""orbit: a ringed giant, a planetary system, a horizon with a satellite, a globe in a net."""

from __future__ import annotations

import math

from .canvas import Gradient
from .geometry import Points, arc, box, circle, ellipse, graph, place, rounded, sine, smooth
from .palettes import Colour, along, mix
from .scene import Scene


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.mirror = s.rng.random() < 0.4
    s.layout((_ringed, _system, _horizon, _network))


def _stars(s: Scene, count: int) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    tints = (p.paper, p.paper, p.accent) if p.dark else (p.shade(0.35), p.shade(0.6), p.accent)
    for _ in range(count):
        spot = (rng.uniform(0, 1280), rng.uniform(0, 720))
        c.dots([spot], mix(p.sky[1], rng.choice(tints), rng.uniform(0.3, 1)),
               rng.choice((0.9, 1.2, 1.2, 1.8)))  # fmt: skip
    for _ in range(count // 40):
        x, y, r = rng.uniform(60, 1220), rng.uniform(40, 680), rng.uniform(6, 12)
        k = r * 0.16
        c.fill([(x, y - r), (x + k, y - k), (x + r, y), (x + k, y + k), (x, y + r), (x - k, y + k),
                (x - r, y), (x - k, y - k)], tints[0])  # fmt: skip


def _planet(s: Scene, x: float, y: float, r: float, tones: tuple[Colour, ...], bands: int) -> None:
    """A sphere: flowing bands, light from the upper left, the night side in ink."""
    c, p, rng = s.canvas, s.palette, s.rng
    disc = circle(x, y, r)
    c.glow(x, y, r * 1.7, tones[-1], 0.4)
    c.fill(disc, tones[0])
    with c.clip(disc), c.frame(place(x, y, -18)):
        for i in range(bands):
            y0 = -r + 2 * r * i / bands
            flow = sine(y0, rng.uniform(2, r * 0.05 + 2), r / 4, rng.uniform(0, 6))
            edge = graph(flow, -r, r, r / 20)
            c.fill([*edge, (r, r), (-r, r)], along(tones, rng.random()))
    with c.clip(disc):
        c.glow(x - r * 0.42, y - r * 0.46, r * 1.15, p.paper, 0.55)
        night = circle(x - r * 0.36, y - r * 0.38, r * 1.22)
        c.fill([*circle(x, y, r * 1.6), *reversed(night)], p.ink, 0.34)
        night = circle(x - r * 0.62, y - r * 0.64, r * 1.36)
        c.fill([*circle(x, y, r * 1.7), *reversed(night)], p.ink, 0.4)


def _ringed(s: Scene) -> None:
    c, p = s.canvas, s.palette
    x, y, r = ((760, 370, 205), (470, 400, 250), (900, 250, 165))[s.level]
    tilt = (-18, 14, -30)[s.level]
    _stars(s, 170)
    c.glow(x, y, 600, p.accent, 0.3)
    _rings(s, (x, y, r), tilt, 180)
    _planet(s, x, y, r, (p.shade(0.4), p.accent, mix(p.accent, p.paper, 0.5), p.second), 11)
    _rings(s, (x, y, r), tilt, 0)
    moons = (((250, 190, 44), (1120, 590, 20)), ((1040, 190, 62), (980, 560, 24)),
             ((260, 500, 84), (520, 160, 26)))[s.level]  # fmt: skip
    for moon in moons:
        _planet(s, *moon, (p.shade(0.55), p.shade(0.7), p.shade(0.8)), 5)


def _rings(s: Scene, globe: tuple[float, float, float], tilt: float, start: float) -> None:
    """Half of the rings: the back half starts at 180 degrees, the front half at 0."""
    p, (x, y, r) = s.palette, globe
    flat = (0.24, 0.3, 0.2)[s.level]
    bands = ((1.38, 1.6, 0.5), (1.63, 1.72, 0.85), (1.76, 2.0, 0.65), (2.06, 2.12, 0.9))
    for inner, outer, tone in bands:
        near = arc((x, y), r * outer, r * outer * flat, start, start + 180, tilt)
        far = arc((x, y), r * inner, r * inner * flat, start + 180, start, tilt)
        lit = mix(p.shade(tone), p.accent, 0.25)
        s.canvas.fill(near + far, Gradient((lit, mix(lit, p.paper, 0.4), mix(lit, p.ink, 0.5)), 0),
                      0.92)  # fmt: skip


def _system(s: Scene) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    x, y = ((420, 380), (900, 330), (640, 740))[s.level]
    flat, tilt = ((0.42, -16), (0.5, 20), (0.62, 0))[s.level]
    _stars(s, 140)
    count = (6, 5, 7)[s.level]
    orbits = [150 + 118 * i * (1 + 0.05 * i) for i in range(count)]
    for rx in reversed(orbits):
        c.fill(ellipse(x, y, rx, rx * flat, tilt), p.paper if p.dark else p.shade(0.4), 0.05)
    for i, rx in enumerate(orbits):
        path = ellipse(x, y, rx, rx * flat, tilt)
        c.stroke(path, p.contrast(0.5), 1.6 if i % 2 else 2.4, 0.75)
    s.sun(x, y, (66, 78, 120)[s.level])
    tints = [p.second, p.accent, p.shade(0.6), p.shade(0.45), p.shade(0.75), p.second, p.accent]
    for i, rx in enumerate(orbits):
        low, high = ((-70, 70), (110, 250), (200, 340))[s.level]
        angle = low + (high - low) * ((i * 0.38 + rng.uniform(0, 0.2)) % 1)
        at = arc((x, y), rx, rx * flat, angle, angle + 1, tilt)[0]
        r = rng.uniform(18, 30) + 7 * i
        _planet(s, *at, r, (mix(tints[i], p.ink, 0.2), tints[i], mix(tints[i], p.paper, 0.3)), 6)


def _horizon(s: Scene) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    x, y, r = ((560, 1420, 960), (900, 1260, 860), (640, 1500, 1120))[s.level]
    _stars(s, 190)
    _planet(s, *((1010, 170, 64), (230, 200, 96), (250, 180, 52))[s.level],
            (p.shade(0.6), p.shade(0.75), p.shade(0.85)), 5)  # fmt: skip
    for k, alpha in ((70, 0.1), (44, 0.16), (22, 0.25)):
        c.fill(circle(x, y, r + k), p.accent, alpha)
    globe = circle(x, y, r)
    c.fill(globe, Gradient((mix(p.second, p.paper, 0.3), p.shade(0.35), p.shade(0.1)), 90))
    with c.clip(globe):
        for _ in range(26):
            px, py = rng.uniform(-50, 1330), y - r + rng.uniform(20, 400)
            w = rng.uniform(60, 340)
            c.fill(ellipse(px, py, w, w * 0.07, rng.uniform(-8, 8)),
                   rng.choice((p.paper, p.shade(0.5), p.ink)), rng.uniform(0.1, 0.3))  # fmt: skip
        c.fill([*circle(x, y, r + 40), *reversed(circle(x + 40, y + 26, r - 12))], p.paper, 0.35)
    path = arc((x, y), r + 210, r + 190, 180, 360)
    c.stroke(path, p.contrast(0.7), 1.4, 0.6)
    with c.frame(
        place(*((470, 285, -24, 1.25), (760, 260, 20, 1.1), (690, 265, -12, 1.4))[s.level])
    ):
        _satellite(s)


def _satellite(s: Scene) -> None:
    c, p = s.canvas, s.palette
    c.stroke([(-150, 0), (150, 0)], p.shade(0.7), 6)
    for side in (-1, 1):
        x = 58 if side > 0 else -188
        c.fill(rounded(x, -42, 130, 84, 4), Gradient((p.second, mix(p.second, p.ink, 0.55)), 35))
        for k in range(1, 5):
            c.stroke([(x + 26 * k, -42), (x + 26 * k, 42)], p.ink, 1.6)
        for k in (-14, 14):
            c.stroke([(x, k), (x + 130, k)], p.ink, 1.6)
        c.stroke([*box(x, -42, 130, 84), (x, -42)], p.paper, 1.4)
    c.fill(rounded(-34, -52, 68, 104, 10), Gradient((p.paper, p.shade(0.62), p.shade(0.3)), 0))
    c.fill(rounded(-34, -12, 68, 24, 2), p.accent)
    c.stroke([(0, 52), (0, 78)], p.shade(0.5), 5)
    dish: Points = arc((0, 104), 44, 30, 180, 360)
    c.fill(dish, Gradient((p.paper, p.shade(0.5)), 0))
    c.fill(ellipse(0, 104, 44, 9), p.shade(0.25))
    c.stroke([(0, 104), (0, 128)], p.paper, 2.5)
    c.dots([(0, 130)], p.accent, 5)


def _network(s: Scene) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    x, y, r = ((640, 370, 225), (800, 360, 265), (430, 350, 245))[s.level]
    _stars(s, 130)
    c.glow(x, y, r * 2.5, p.accent if p.dark else p.paper, 0.45)
    tilts = ((-28, 32, 88), (-50, 8, 60), (-12, 48, 100))[s.level]
    for back in (True, False):
        for i, tilt in enumerate(tilts):
            start = 180 if back else 0
            half = arc((x, y), r * (1.32 + 0.12 * i), r * 0.46, start, start + 180, tilt)
            c.stroke(half, p.contrast(0.85), 2.2, 0.4 if back else 0.95)
            for _ in range(2):
                spot = half[rng.randrange(3, len(half) - 3)]
                colour = rng.choice((p.accent, p.second))
                c.glow(*spot, 34, colour, 0.5)
                c.dots([spot], colour, 7 if back else 10)
                c.dots([spot], p.paper, 3 if back else 4)
        if back:
            _globe(s, x, y, r)


def _globe(s: Scene, x: float, y: float, r: float) -> None:
    """Meridians and parallels over a shaded ball with a few soft continents."""
    c, p, rng = s.canvas, s.palette, s.rng
    disc = circle(x, y, r)
    c.shadow(disc, p.ink, 36, (20, 34), 0.4)
    c.fill(disc, Gradient((p.shade(0.62), p.shade(0.32), p.shade(0.1)), 50))
    with c.clip(disc):
        for _ in range(9):
            cx, cy = x + rng.uniform(-r, r), y + rng.uniform(-r, r)
            wobble = [rng.uniform(0.55, 1.15) for _ in range(9)]
            size = rng.uniform(40, 95)
            land = [(cx + size * 1.3 * w * math.cos(k * 0.698), cy + size * w * math.sin(k * 0.698))
                    for k, w in enumerate(wobble)]  # fmt: skip
            c.fill(smooth([*land, land[0]]), p.second, 0.55)
    for k in range(5):
        c.stroke(ellipse(x, y, r * math.sin(k * 0.314), r, 12), p.paper, 1.2, 0.35)
        at = r * math.sin((k - 2) * 0.5)
        half = math.sqrt(r * r - at * at)
        centre = (x - at * math.sin(0.21), y + at * math.cos(0.21))
        c.stroke(arc(centre, half, half * 0.14, 0, 180, 12), p.paper, 1.2, 0.35)
    with c.clip(disc):
        c.glow(x - r * 0.4, y - r * 0.45, r, p.paper, 0.4)
