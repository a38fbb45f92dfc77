"""city: a skyline on the water, isometric blocks, a street canyon, a suspension bridge."""

from __future__ import annotations

import math
from itertools import pairwise

from .canvas import Gradient
from .geometry import Point, Points, apply, box, graph, iso, rounded, sine
from .palettes import Colour, mix
from .scene import Scene
from .solids import slab


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.mirror = s.rng.random() < 0.4
    s.layout((_skyline, _blocks, _canyon, _bridge))


def _skyline(s: Scene) -> None:
    p, rng = s.palette, s.rng
    shore = (610, 560, 720)[s.level]
    s.sun(*((860, 300, 120), (430, 330, 165), (960, 220, 90))[s.level])
    _clouds(s, 4)
    layers = (4, 3, 5)[s.level]
    for i in range(layers):
        near = i / (layers - 1)
        top = shore - 290 + 120 * near + rng.uniform(-20, 20)
        _row(s, top, shore, 58 + 60 * near, near)
    if shore < 720:
        _water(s, shore)
    s.canvas.fill(box(0, shore - 3, 1280, 3), p.haze(1))


def _clouds(s: Scene, count: int) -> None:
    for _ in range(count):
        x, y, w = s.rng.uniform(0, 1100), s.rng.uniform(60, 300), s.rng.uniform(140, 320)
        for k in range(3):
            bar = rounded(x + k * w * 0.2, y + 15 * k, w * (1 - 0.2 * k), 13, 7)
            s.canvas.fill(bar, s.palette.paper, 0.2)


def _row(s: Scene, top: float, shore: float, width: float, near: float) -> None:
    """One layer of towers, from edge to edge; its middle stands taller."""
    c, p, rng = s.canvas, s.palette, s.rng
    tone = p.haze(0.25 + 0.75 * near)
    x, peak = -30.0, rng.uniform(250, 1000)
    while x < 1280:
        w = width * rng.uniform(0.55, 1.25)
        lift = 150 * math.exp(-(((x - peak) / 300) ** 2)) * rng.uniform(0.3, 1.2)
        y = top - lift + rng.uniform(-50, 90)
        body = _tower(s, x, y, w, shore)
        c.fill(body, Gradient((tone, mix(tone, p.sky[-1], 0.32 * (1 - near) + 0.1))))
        if near > 0.3:
            c.fill(box(x + w * 0.72, y, w * 0.28, shore - y), p.ink, 0.22)
            _windows(s, x + 7, y + 14, w * 0.72 - 10, shore - y - 26, near)
        x += w + rng.choice((0, 0, 5, 22))


def _tower(s: Scene, x: float, y: float, w: float, shore: float) -> Points:
    kind = s.rng.randrange(6)
    roofs: dict[int, Points] = {
        0: [(x, y), (x + w * 0.46, y), (x + w / 2, y - 70), (x + w * 0.54, y), (x + w, y)],
        1: [(x, y), (x + w * 0.2, y), (x + w * 0.2, y - 22), (x + w * 0.8, y - 22),
            (x + w * 0.8, y), (x + w, y)],
        2: [(x, y), (x + w, y - w * 0.4)],
        3: [(x, y), (x + w * 0.25, y - 26), (x + w * 0.75, y - 26), (x + w, y)],
    }  # fmt: skip
    return [*roofs.get(kind, [(x, y), (x + w, y)]), (x + w, shore), (x, shore)]


def _windows(s: Scene, x: float, y: float, w: float, h: float, near: float) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    size, pitch = 3.5 + 3 * near, 9 + 6 * near
    tone = p.haze(0.25 + 0.75 * near)
    lit = mix(tone, p.accent if p.dark else p.second, 0.55 + 0.45 * near)
    bias = rng.uniform(0.12, 0.5)
    for j in range(int(h / (pitch * 1.3))):
        for i in range(int(w / pitch)):
            if rng.random() < bias:
                spot = box(x + i * pitch, y + j * pitch * 1.3, size, size * 1.5)
                c.fill(spot, lit if rng.random() < 0.7 else mix(lit, p.paper, 0.6))


def _water(s: Scene, shore: float) -> None:
    """Flip the town into the water, then break it up with streaks of light."""
    c, p, rng = s.canvas, s.palette, s.rng
    c.reflect(shore)
    c.fill(box(0, shore, 1280, 720 - shore), Gradient((p.sky[1], p.haze(0.9))), 0.5)
    for _ in range(46):
        y = shore + 6 + (720 - shore) * rng.random() ** 1.3
        w = rng.uniform(30, 190)
        streak = rounded(rng.uniform(-60, 1280), y, w, 2.6, 1.3)
        c.fill(streak, rng.choice((p.paper, p.accent, p.sky[-1])), rng.uniform(0.15, 0.5))


def _blocks(s: Scene) -> None:
    """Towers on an isometric grid, higher towards a centre, far ones first."""
    c, p, rng = s.canvas, s.palette, s.rng
    count, pitch, lot = ((7, 84, 60), (11, 132, 84), (6, 100, 72))[s.level]
    x, y = 640, (395, 330, 395)[s.level] - count * pitch / 2
    ground = mix(p.sky[-1], p.shade(0.25), 0.55)
    c.glow(640, 330, 700, p.accent if p.dark else p.paper, 0.4)
    slab(s, x, y, (-30, -30, count * pitch + 30, count * pitch + 30), -26, 26, ground)
    centre = (rng.uniform(0.3, 0.55) * count, rng.uniform(0.3, 0.55) * count)
    for total in range(2 * count - 1):
        for i in range(max(0, total - count + 1), min(count, total + 1)):
            j = total - i
            away = math.dist((i, j), centre) / count
            height = 24 + 230 * math.exp(-7 * away * away) * rng.uniform(0.45, 1.1)
            _block(s, (x, y), (i * pitch, j * pitch), lot, height * rng.choice((0.6, 1, 1)))


def _block(s: Scene, at: Point, corner: Point, lot: float, height: float) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    u, v = corner
    if height < 34 and rng.random() < 0.6:
        park = mix(p.second, p.shade(0.4), 0.3)
        top = slab(s, *at, (u, v, lot, lot), 0, 5, park, shadow=False)
        with c.frame(top):
            c.dots([(u + lot * rng.random(), v + lot * rng.random()) for _ in range(7)],
                   mix(park, p.ink, 0.35), 4)  # fmt: skip
        return
    tone = mix(p.shade(0.42), p.shade(0.86), rng.random())
    if rng.random() < 0.13:
        tone = rng.choice((p.accent, p.accent, p.second))
    slab(s, *at, (u, v, lot, lot), 0, height, tone, shadow=False)
    _facades(s, at, (u, v, lot), height, mix(tone, p.ink, 0.78))
    if height > 90:
        inset = lot * 0.22
        rect = (u + inset, v + inset, lot - 2 * inset, lot - 2 * inset)
        slab(s, *at, rect, height, rng.uniform(10, 34), mix(tone, p.paper, 0.15), shadow=False)


def _facades(
    s: Scene, at: Point, lot: tuple[float, float, float], height: float, dark: Colour
) -> None:
    """Bands of windows round the two visible sides, some of them lit."""
    c, p, rng = s.canvas, s.palette, s.rng
    u, v, w = lot
    pane = w / 5
    for level in range(10, int(height) - 10, 15 if s.level != 1 else 19):
        low, high = iso(*at, level), iso(*at, level + (8 if s.level != 1 else 10))
        for k in range(4):
            a = (k + 0.65) * pane
            for edge in (((u + a, v + w), (u + a + pane * 0.7, v + w)),
                         ((u + w, v + a), (u + w, v + a + pane * 0.7))):  # fmt: skip
                lit = rng.random() < 0.2
                quad = [*apply(low, edge), *reversed(apply(high, edge))]
                c.fill(quad, mix(p.accent, p.paper, 0.4) if lit else dark)


def _canyon(s: Scene) -> None:
    """Between two rows of towers, towards the light at the end of the street."""
    c, p, rng = s.canvas, s.palette, s.rng
    eye = ((640, 520), (820, 560), (500, 470))[s.level]
    s.sun(eye[0], eye[1] - 70, (110, 150, 90)[s.level])
    street = [(eye[0] - 6, eye[1]), (eye[0] + 6, eye[1]), (4200, 1100), (-3000, 1100)]
    c.fill(street, Gradient((mix(p.sky[-1], p.paper, 0.3), p.haze(0.95))))
    for k in range(14):
        z, back = 0.55 * 1.28**k, 0.55 * 1.28 ** (k + 0.45)
        if z > 0.5:
            c.fill(_quad(eye, 0, z, back, 0.035), p.paper, 0.6)
    depths = [7.0, 5.2, 3.9, 2.9, 2.15, 1.6, 1.18, 0.85, 0.55]
    for i, (far, near) in enumerate(pairwise(depths)):
        for side in (-1, 1):
            if i == len(depths) - 2 and side == 1 and s.level == 1:
                continue
            _canyon_tower(s, eye, side, far, near * rng.uniform(1.0, 1.1), i / (len(depths) - 2))


def _quad(eye: Point, x: float, near: float, far: float, half: float) -> Points:
    """A stripe on the ground between two depths."""

    def at(u: float, z: float) -> Point:
        return eye[0] + 420 * u / z, eye[1] + 130 / z

    return [at(x - half, near), at(x + half, near), at(x + half, far), at(x - half, far)]


def _canyon_tower(
    s: Scene, eye: Point, side: int, far: float, near: float, closeness: float
) -> None:
    """One tower: a wall along the street, a front that faces us, windows in both."""
    c, p, rng = s.canvas, s.palette, s.rng
    height = rng.uniform(1.2, 2.7) + (1 - closeness) * 1.4
    tone = p.haze(0.2 + 0.8 * closeness)

    def at(z: float, y: float, x: float = 0.62) -> Point:
        return eye[0] + side * 420 * x / z, eye[1] + (130 - y * 250) / z

    wall = [at(far, 0), at(far, height), at(near, height), at(near, 0)]
    front = [at(near, 0), at(near, height), at(near, height, 6), at(near, 0, 6)]
    light = mix(tone, p.accent, 0.35 * (1 - closeness) + 0.1)
    c.fill(wall, Gradient((light, tone) if side > 0 else (tone, light), 0))
    c.fill(front, Gradient((tone, mix(tone, p.ink, 0.4))))
    lamp = mix(tone, p.accent if p.dark else p.paper, 0.75)
    floors = int(height * 7)
    for j in range(1, floors):
        low, high = height * (j + 0.15) / floors, height * (j + 0.7) / floors
        for k in range(5):
            a, b = (1 / (1 / far + (1 / near - 1 / far) * (k + d) / 5) for d in (0.22, 0.8))
            pane = [at(a, low), at(a, high), at(b, high), at(b, low)]
            c.fill(pane, lamp if rng.random() < 0.28 else mix(tone, p.ink, 0.35))
        for k in range(8):
            u, v = 0.62 + 0.09 * (k + 0.3), 0.62 + 0.09 * (k + 0.75)
            pane = [at(near, low, u), at(near, high, u), at(near, high, v), at(near, low, v)]
            dim = mix(tone, p.accent, 0.6) if rng.random() < 0.1 else mix(tone, p.paper, 0.1)
            c.fill(pane, dim)


def _bridge(s: Scene) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    shore, deck = 590, (520, 500, 530)[s.level]
    s.sun(*((420, 330, 130), (900, 380, 170), (640, 300, 105))[s.level])
    _clouds(s, 5)
    for i in range(3):
        phase, tall = rng.uniform(0, 6), 150 - 45 * i
        hills = graph(sine(shore - 0.6 * tall, 0.4 * tall, 190, phase), 0, 1280)
        c.fill([*hills, (1280, shore), (0, shore)],
               Gradient((p.haze(0.2 + 0.16 * i), mix(p.haze(0.1), p.sky[-1], 0.6))))  # fmt: skip
    _row(s, shore - 70, shore, 44, 0.45)
    c.fill(box(0, shore, 1280, 130), p.haze(0.5))
    _water(s, shore)
    left, right = ((330, 1050), (180, 820), (420, 1120))[s.level]
    _cables(s, left, right, deck)
    for x in (left, right):
        _pylon(s, x, deck)
    c.fill(box(0, deck, 1280, 15), p.haze(1))
    c.fill(box(0, deck, 1280, 4), p.accent)


def _cables(s: Scene, left: float, right: float, deck: float) -> None:
    c, p = s.canvas, s.palette
    top, span = deck - 340, right - left
    for start, end in ((left - span, left), (left, right), (right, right + span)):
        steps = [k / 40 for k in range(-40, 41)]
        curve = [((start + end + span * t) / 2, deck - 18 - 322 * t * t) for t in steps]
        c.stroke(curve, p.haze(1), 4.5)
        for x, y in curve[::2]:
            c.stroke([(x, y), (x, deck)], p.haze(0.95), 1.3)
    c.dots([(left, top), (right, top)], p.accent, 7)


def _pylon(s: Scene, x: float, deck: float) -> None:
    c, p = s.canvas, s.palette
    steel = Gradient((p.accent, mix(p.accent, p.ink, 0.55))) if s.level != 1 else p.haze(1)
    for side in (-1, 1):
        foot, head = x + side * 34, x + side * 22
        c.fill([(head - 8, deck - 345), (head + 8, deck - 345), (foot + 11, 660), (foot - 11, 660)],
               steel)  # fmt: skip
    for y in (deck - 322, deck - 215, deck - 100):
        c.fill(box(x - 28, y, 56, 13), steel)
