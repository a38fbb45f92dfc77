"""lens: a lens from the front, light on an optical bench, a magnifier, a lens among bokeh."""

from __future__ import annotations

import math

from .canvas import Gradient
from .geometry import Points, arc, box, circle, graph, place, rounded
from .palettes import Colour, along, mix
from .scene import Scene


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.mirror = s.rng.random() < 0.4
    s.layout((_front, _bench, _magnifier, _bokeh))


def _front(s: Scene) -> None:
    c, p = s.canvas, s.palette
    x, y, r = ((700, 360, 305), (480, 370, 340), (640, 430, 420))[s.level]
    c.glow(x, y, r * 2.4, p.accent if p.dark else p.paper, 0.45)
    c.fill(
        circle(x + (250, -230, 0)[s.level], y - 120, r * 0.9), Gradient((p.second, p.sky[-1])), 0.35
    )
    _barrel(s, x, y, r)
    _glass(s, x, y, r * 0.66)


def _barrel(s: Scene, x: float, y: float, r: float) -> None:
    """The rings of the housing, with a grip, a scale and an accent line."""
    c, p, rng = s.canvas, s.palette, s.rng
    c.shadow(circle(x, y, r), p.ink, 44, (26, 44), 0.6)
    rings = ((1.0, 0.3, 0.08), (0.93, 0.12, 0.26), (0.84, 0.3, 0.1), (0.74, 0.06, 0.16))
    for share, light, dark in rings:
        c.fill(circle(x, y, r * share), Gradient((p.shade(light), p.shade(dark)), 55))
    for k in range(96):
        a = math.radians(k * 3.75)
        ends = [(x + r * q * math.cos(a), y + r * q * math.sin(a)) for q in (0.95, 0.985)]
        c.stroke(ends, p.shade(0.06), 3)
    for k in range(60):
        a = math.radians(k * 6 + rng.uniform(0, 1))
        long = 0.9 if k % 5 else 0.915
        ends = [(x + r * q * math.cos(a), y + r * q * math.sin(a)) for q in (0.875, long)]
        c.stroke(ends, p.shade(0.75) if k % 5 == 0 else p.shade(0.45), 2)
    c.stroke(circle(x, y, r * 0.855), p.accent, 4)
    c.stroke(arc((x, y), r * 0.995, r * 0.995, 190, 300), p.paper, 2, 0.6)


def _glass(s: Scene, x: float, y: float, r: float) -> None:
    """Coated elements one behind the other, the iris, and the reflections."""
    c, p = s.canvas, s.palette
    disc = circle(x, y, r)
    c.fill(disc, Gradient((p.shade(0.02), p.shade(0.16)), 60))
    stops = (mix(p.second, p.ink, 0.55), p.second, mix(p.accent, p.second, 0.35), p.accent, p.ink)
    with c.clip(disc):
        for k in range(9):
            t = k / 8
            q = r * (0.94 - 0.62 * t)
            tone = mix(along(stops, t), p.ink, 0.28)
            c.fill(
                circle(x + 1.5 * k, y + 1.5 * k, q),
                Gradient((tone, mix(tone, p.ink, 0.6)), 50),
                0.85,
            )
    _iris(s, x + 12, y + 12, r * (0.4, 0.5, 0.34)[s.level])
    with c.clip(disc):
        c.glow(x - r * 0.42, y - r * 0.46, r * 0.62, p.paper, 0.65)
        window = [
            *arc((x, y), r * 0.86, r * 0.86, 198, 262),
            *arc((x, y), r * 0.62, r * 0.66, 262, 198),
        ]
        c.fill(window, Gradient((p.paper, mix(p.second, p.paper, 0.5)), 30), 0.5)
        low = [*arc((x, y), r * 0.88, r * 0.88, 25, 75), *arc((x, y), r * 0.8, r * 0.78, 75, 25)]
        c.fill(low, p.accent, 0.45)
        c.fill(circle(x + r * 0.34, y + r * 0.42, r * 0.09), mix(p.accent, p.paper, 0.4), 0.55)
        c.fill(circle(x + r * 0.5, y + r * 0.6, r * 0.045), p.paper, 0.5)
    c.stroke(circle(x, y, r), p.shade(0.5), 2, 0.7)


def _iris(s: Scene, x: float, y: float, r: float) -> None:
    c, p = s.canvas, s.palette
    blades = (7, 9, 6)[s.level]
    c.fill(circle(x, y, r), p.ink)
    with c.clip(circle(x, y, r)):
        for k in range(blades):
            a = math.tau * k / blades
            b = a + math.tau / blades
            hole = r * 0.46
            tip = (x + hole * math.cos(a), y + hole * math.sin(a))
            blade: Points = [
                tip,
                (x + hole * math.cos(b), y + hole * math.sin(b)),
                (x + 1.3 * r * math.cos(b + 0.9), y + 1.3 * r * math.sin(b + 0.9)),
                (x + 1.3 * r * math.cos(a + 0.9), y + 1.3 * r * math.sin(a + 0.9)),
            ]
            tone = mix(p.shade(0.1), p.shade(0.42), 0.5 + 0.5 * math.cos(a + 2.4))
            c.fill(blade, tone)
            c.stroke([blade[0], blade[3]], p.shade(0.5), 1.6)
    c.glow(x, y, r * 0.55, p.accent, 0.6)


def _element(
    s: Scene, x: float, y: float, half: float, bulge: tuple[float, float], tone: Colour
) -> None:
    """A lens seen from the side; a positive bulge points away from its middle."""
    c, p = s.canvas, s.palette
    left = graph(lambda v: -bulge[0] * (1 - (v / half) ** 2) - 12, -half, half)
    right = graph(lambda v: bulge[1] * (1 - (v / half) ** 2) + 12, -half, half)
    body = [(x + d, y + v) for v, d in left] + [(x + d, y + v) for v, d in reversed(right)]
    c.shadow(body, p.ink, 22, (14, 24), 0.35)
    c.fill(body, Gradient((mix(tone, p.paper, 0.55), tone, mix(tone, p.paper, 0.2)), 20), 0.72)
    c.stroke([*body, body[0]], mix(tone, p.paper, 0.7), 2.4)
    shine = [(px + 16, py) for px, py in body[6 : len(left) // 2]]
    c.stroke(shine, p.paper, 6, 0.7)


def _bench(s: Scene) -> None:
    """Rays that enter side by side, bend in the elements, cross, and part into colours."""
    c, p = s.canvas, s.palette
    y, lenses, focus = ((360, (330, 600), 900), (340, (420,), 820), (380, (250, 470, 690), 960))[
        s.level
    ]
    c.glow(focus, y, 460, p.accent, 0.5)
    c.stroke([(0, y), (1280, y)], p.contrast(0.4), 1.5, 0.6)
    for k in range(33):
        c.stroke([(k * 40, y + 270), (k * 40, y + (282 if k % 5 else 292))], p.contrast(0.5), 1.4)
    count = (11, 15, 9)[s.level]
    stops = (p.accent, mix(p.accent, p.paper, 0.5), p.second, p.contrast(0.8))
    for i in range(count):
        t = i / (count - 1)
        height = (t - 0.5) * 380
        way = [(-20.0, y + height)]
        for k, at in enumerate(lenses):
            way.append((at, y + height * (1 - 0.26 * k)))
        way += [(focus, y), (1400, y - height * 0.8 * (1400 - focus) / (focus - lenses[-1]))]
        c.stroke(way, along(stops, t), (3.4, 2.6, 5)[s.level])
    shapes = ((58, 58), (-26, 44), (40, 20))
    for k, at in enumerate(lenses):
        _element(s, at, y, 250 - 42 * k, shapes[k], p.second if k % 2 == 0 else p.shade(0.6))
    c.glow(focus, y, 120, p.paper, 0.9)
    c.dots([(focus, y)], p.paper, 9)
    for at in (*lenses, focus):
        c.fill([(at, y + 262), (at - 9, y + 284), (at + 9, y + 284)], p.accent)


def _pattern(s: Scene) -> None:
    """A page of figures for the magnifier to lie on, in the current frame."""
    c, p, rng = s.canvas, s.palette, s.rng
    tones = s.tokens()
    if s.level == 2:
        for i in range(-14, 15):
            for j in range(-9, 10):
                r = 9 + 7 * math.sin(i * 0.5) * math.cos(j * 0.6)
                c.fill(circle(i * 46, j * 46, r), along((p.second, p.accent), (i + 14) / 28))
        return
    for j in range(-9, 10):
        x = -640.0
        while x < 640:
            w = rng.choice((34, 60, 90, 130))
            if rng.random() < 0.85:
                bar = rounded(x, j * 42, w, 18, 9 if s.level == 0 else 2)
                c.fill(bar, mix(rng.choice(tones), p.sky[1], 0.25))
            x += w + 14


def _magnifier(s: Scene) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    x, y, r, turn = ((600, 320, 210, 45), (760, 300, 235, 128), (560, 330, 225, 60))[s.level]
    state = rng.getstate()
    with c.frame(place(640, 360, (-8, 10, 0)[s.level])):
        _pattern(s)
    c.fill(box(0, 0, 1280, 720), Gradient(p.sky), 0.45)
    with c.frame(place(x, y, turn)):
        handle = rounded(r + 8, -30, 360, 60, 30)
        c.shadow(handle, p.ink, 24, (16, 30), 0.5)
        c.fill(box(r - 4, -18, 70, 36), p.shade(0.6))
        c.fill(rounded(r + 44, -32, 340, 64, 32), Gradient((p.shade(0.45), p.shade(0.12)), 60))
        c.fill(box(r + 70, -32, 14, 64), p.accent)
    c.shadow(circle(x, y, r + 22), p.ink, 34, (20, 36), 0.55)
    c.fill(circle(x, y, r + 22), Gradient((p.shade(0.85), p.shade(0.4), p.shade(0.12)), 55))
    c.fill(circle(x, y, r), Gradient((mix(p.sky[0], p.paper, 0.16), mix(p.sky[-1], p.paper, 0.1))))
    # The same chance again, so that the glass shows the figures that lie under it.
    rng.setstate(state)
    with c.clip(circle(x, y, r)):
        with c.frame(
            place(640 - (x - 640) * 0.8, 360 - (y - 360) * 0.8, (-8, 10, 0)[s.level], 1.8)
        ):
            _pattern(s)
        c.glow(x - r * 0.5, y - r * 0.55, r, p.paper, 0.5)
        c.fill([*circle(x, y, r + 10), *reversed(circle(x + 8, y + 10, r - 6))], p.ink, 0.22)
    c.stroke(arc((x, y), r - 22, r - 22, 195, 250), p.paper, 9, 0.75)
    c.stroke(arc((x, y), r - 22, r - 22, 258, 268), p.paper, 9, 0.75)


def _bokeh(s: Scene) -> None:
    """Lights out of focus round a lens that is cut by the edge of the page."""
    c, p, rng = s.canvas, s.palette, s.rng
    x, y, r = ((1010, 560, 400), (1080, 260, 360), (640, 790, 470))[s.level]
    tints = (p.accent, p.second, p.paper if p.dark else p.shade(0.6), p.accent)
    for _ in range((34, 24, 46)[s.level]):
        bx, by = rng.uniform(0, 1280), rng.uniform(0, 720)
        size, tint = rng.uniform(16, (84, 120, 60)[s.level]), rng.choice(tints)
        sides = 6 if s.level == 1 else 60
        angles = [math.tau * k / sides for k in range(sides)]
        disc = [(bx + size * math.cos(a), by + size * math.sin(a)) for a in angles]
        c.fill(disc, tint, rng.uniform(0.08, 0.3))
        c.stroke([*disc, disc[0]], mix(tint, p.paper, 0.4), 2, 0.35)
    _barrel(s, x, y, r)
    _glass(s, x, y, r * 0.68)
    for k in range(5):
        t = 0.25 + 0.2 * k
        at = (x + (200 - x) * t * 1.1, y + (120 - y) * t * 1.1)
        c.fill(circle(*at, 16 + 15 * (k % 3)), tints[k % 2], 0.2)
