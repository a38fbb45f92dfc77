"""robot: a portrait, an arm at work, a small walker, a row of heads."""

from __future__ import annotations

import math

from .canvas import Gradient
from .geometry import Point, Points, arc, box, circle, ellipse, place, rounded
from .palettes import Colour, mix
from .scene import Scene


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.mirror = s.rng.random() < 0.4
    s.layout((_portrait, _arm, _walker, _row))


def _metal(s: Scene, tone: Colour, angle: float = 55) -> Gradient:
    """A surface lit from the upper left."""
    p = s.palette
    return Gradient((mix(tone, p.paper, 0.45), tone, mix(tone, p.ink, 0.42)), angle)


def _body_tone(s: Scene) -> Colour:
    p = s.palette
    return p.shade(0.72) if p.dark else p.shade(0.9)


def _portrait(s: Scene) -> None:
    c, p = s.canvas, s.palette
    x, y = ((640, 350), (760, 360), (500, 350))[s.level]
    c.fill(circle(x, 340, 300), Gradient((p.second, p.sky[-1])), 0.55)
    c.stroke(circle(x, 340, 336), p.contrast(0.5), 1.6, 0.5)
    c.glow(x, y, 560, p.accent if p.dark else p.paper, 0.35)
    for k, r in enumerate((5, 9, 6, 12)):
        at = arc((x, 340), 336, 336, 40 + 83 * k, 41 + 83 * k)[0]
        c.dots([at], p.accent if k % 2 else p.contrast(0.9), r)
    with c.frame(place(x, y, (0, 5, -7)[s.level], 1.12)):
        shoulders = rounded(-250, 235, 500, 300, 120)
        c.shadow(shoulders, p.ink, 30, (10, 10), 0.4)
        c.fill(shoulders, _metal(s, p.shade(0.4)))
        c.fill(rounded(-64, 170, 128, 110, 20), Gradient((p.shade(0.2), p.shade(0.45)), 0))
        for k in range(3):
            c.stroke([(-60, 196 + 22 * k), (60, 196 + 22 * k)], p.ink, 3, 0.5)
        c.fill(circle(0, 330, 34), p.ink)
        c.glow(0, 330, 80, p.accent, 0.7)
        c.fill(circle(0, 330, 22), p.accent)
        _head(s, _body_tone(s), p.accent, s.level)


def _head(s: Scene, tone: Colour, light: Colour, kind: int, mood: int = 0) -> None:
    """A head about 380 wide round the frame's origin; three kinds, three moods."""
    c, p = s.canvas, s.palette
    for side in (-1, 1):
        ear = rounded(side * 205 - 30, -58, 60, 132, 24)
        c.fill(ear, _metal(s, p.shade(0.42)))
        c.fill(circle(side * 212, 8, 15), light)
    _antenna(s, light, kind)
    skull = (
        rounded(-195, -165, 390, 345, 110),
        rounded(-195, -150, 390, 330, 46),
        [*arc((0, 10), 195, 195, 180, 360), *rounded(-195, -20, 390, 200, 70)[:40]],
    )[kind]
    c.shadow(skull, p.ink, 28, (12, 24), 0.5)
    c.fill(skull, _metal(s, tone))
    visor = (rounded(-150, -86, 300, 176, 80), rounded(-158, -92, 316, 150, 30),
             rounded(-155, -60, 310, 140, 70))[kind]  # fmt: skip
    c.fill(visor, Gradient((p.shade(0.02), p.shade(0.22)), 60))
    with c.clip(visor):
        c.fill([(-150, -100), (-40, -100), (-130, 100), (-240, 100)], p.paper, 0.09)
    _face(s, light, mood)
    for side in (-1, 1):
        c.fill(circle(side * 165, 140 if kind else 122, 6), p.ink, 0.4)


def _antenna(s: Scene, light: Colour, kind: int) -> None:
    c, p = s.canvas, s.palette
    tips: tuple[Points, ...] = ([(0, -250)], [(-90, -235), (90, -235)], [(60, -255)])
    for x, y in tips[kind]:
        c.stroke([(x * 0.8, -150), (x, y)], p.shade(0.4), 8)
        c.glow(x, y, 64, light, 0.6)
        c.fill(circle(x, y, 17), Gradient((mix(light, p.paper, 0.5), light), 50))


def _face(s: Scene, light: Colour, mood: int) -> None:
    c, p = s.canvas, s.palette
    for side in (-1, 1):
        x, y = side * 74, -16
        c.glow(x, y, 92, light, 0.6)
        if mood == 1:
            c.stroke(arc((x, y + 12), 30, 30, 200, 340), light, 11)
        elif mood == 2:
            c.fill(rounded(x - 30, y - 12, 60, 24, 12), light)
        else:
            c.fill(circle(x, y, 33), light)
            c.fill(circle(x + 8, y - 9, 12), p.paper)
    c.stroke(arc((0, 22), 34, 22, 25, 155), light, 6)


def _arm(s: Scene) -> None:
    """An industrial arm that sets a block on a conveyor of blocks."""
    c, p = s.canvas, s.palette
    c.fill(circle(760, 330, 270), Gradient((p.second, p.sky[-1])), 0.4)
    c.glow(760, 320, 520, p.accent if p.dark else p.paper, 0.4)
    c.fill(box(0, 610, 1280, 110), Gradient((p.shade(0.3), p.shade(0.08))))
    c.fill(box(0, 606, 1280, 7), p.shade(0.55))
    base: Point = (330, 560)
    elbow, wrist = (((400, 190), (800, 210)), ((250, 240), (640, 130)), ((520, 200), (880, 280)))[
        s.level
    ]
    hand = (wrist[0] + (60, 90, 30)[s.level], 400.0)
    _belt(s, hand)
    foot: Points = [(200, 612), (240, 520), (420, 520), (460, 612)]
    c.shadow(foot, p.ink, 22, (12, 10), 0.5)
    c.fill(foot, _metal(s, p.shade(0.3)))
    for a, b, wide, tone in (
        (base, elbow, 82, _body_tone(s)),
        (elbow, wrist, 62, p.accent),
        (wrist, hand, 40, _body_tone(s)),
    ):
        _limb(s, a, b, wide, tone)
    for (x, y), r in ((base, 62), (elbow, 50), (wrist, 38)):
        c.fill(circle(x, y, r), _metal(s, p.shade(0.34)))
        c.fill(circle(x, y, r * 0.55), p.shade(0.12))
        c.fill(circle(x, y, r * 0.28), p.second)
    _grip(s, hand)


def _limb(s: Scene, a: Point, b: Point, wide: float, tone: Colour) -> None:
    c, p = s.canvas, s.palette
    length, turn = math.dist(a, b), math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
    with c.frame(place(*a, turn)):
        h0, h1 = wide * 0.62, wide * 0.44
        bar = [*arc((0, 0), h0, h0, 90, 270), *arc((length, 0), h1, h1, -90, 90)]
        c.shadow(bar, p.ink, 18, (12, 18), 0.4)
        c.fill(bar, _metal(s, tone))
        c.fill(rounded(length * 0.24, -wide * 0.14, length * 0.5, wide * 0.28, 9), p.ink, 0.3)
        c.stroke([(length * 0.1, -wide * 0.36), (length * 0.9, -wide * 0.28)], p.paper, 2, 0.6)


def _grip(s: Scene, hand: Point) -> None:
    c, p = s.canvas, s.palette
    with c.frame(place(*hand)):
        _block(s, (-50, 46), 100, p.second)
        c.fill(rounded(-62, -22, 124, 40, 12), _metal(s, p.shade(0.3)))
        for side in (-1, 1):
            claw = [
                (side * 58, 0),
                (side * 76, 30),
                (side * 60, 96),
                (side * 46, 96),
                (side * 54, 40),
            ]
            c.fill(claw, _metal(s, p.shade(0.42)))


def _block(s: Scene, corner: Point, side: float, tone: Colour) -> None:
    c, p = s.canvas, s.palette
    x, y = corner
    cube = rounded(x, y, side, side, 12)
    c.shadow(cube, p.ink, 14, (8, 12), 0.4)
    c.fill(cube, _metal(s, tone))
    c.fill(rounded(x + side * 0.28, y + side * 0.28, side * 0.44, side * 0.44, 8), p.ink, 0.22)


def _belt(s: Scene, hand: Point) -> None:
    c, p = s.canvas, s.palette
    for k in range(-3, 5):
        if k:
            tone = (p.shade(0.5), p.accent, p.shade(0.68))[k % 3]
            _block(s, (hand[0] - 50 + 150 * k, 506), 100, tone)
    for k in range(26):
        c.fill(circle(24 + 50 * k, 664, 19), p.shade(0.5))
        c.fill(circle(24 + 50 * k, 664, 8), p.shade(0.1))


def _walker(s: Scene) -> None:
    """A small robot on a hill of the horizon, with a sprout in its hand."""
    c, p = s.canvas, s.palette
    x = (610, 760, 480)[s.level]
    s.sun(x + (260, -300, 330)[s.level], 250, (110, 140, 90)[s.level])
    for k in range(3):
        c.fill(ellipse(200 + 430 * k, 770 + 10 * k, 620, 190), Gradient((p.haze(0.3 + 0.25 * k),
               p.haze(0.15 + 0.2 * k))))  # fmt: skip
    c.fill(ellipse(640, 850, 1100, 250), Gradient((p.shade(0.28), p.ink)))
    tone = _body_tone(s)
    with c.frame(place(x, 372, 0, 0.98)):
        c.fill(ellipse(0, 258, 190, 26), p.ink, 0.45)
        for side in (-1, 1):
            c.stroke([(side * 52, 120), (side * 58, 226)], p.shade(0.52), 26)
            c.fill(rounded(side * 62 - 52, 214, 104, 46, 23), _metal(s, p.shade(0.42)))
        c.stroke(arc((-150, 40), 62, 74, 20, 160), p.shade(0.52), 22)
        c.stroke([(92, 30), (176, 66), (214, 4)], p.shade(0.52), 22)
        c.fill(circle(216, 0, 24), _metal(s, tone))
        trunk = rounded(-105, -20, 210, 170, 58)
        c.shadow(trunk, p.ink, 18, (8, 16), 0.4)
        c.fill(trunk, _metal(s, tone))
        c.fill(rounded(-56, 18, 112, 74, 16), p.shade(0.1))
        for k, h in enumerate((20, 40, 28, 48)):
            c.fill(rounded(-42 + 22 * k, 84 - h, 14, h, 4), p.accent if k % 2 else p.second)
        _sprout(s, 216, -24)
        with c.frame(place(0, -142, (0, -6, 6)[s.level], 0.72)):
            _head(s, tone, p.accent if p.dark else p.second, s.level, 1)


def _sprout(s: Scene, x: float, y: float) -> None:
    c, p = s.canvas, s.palette
    green = p.second if p.dark else p.accent
    c.stroke([(x, y), (x + 4, y - 66)], green, 5)
    for side in (-1, 1):
        shape = ((4, -44), (side * 30, -84), (side * 74, -76), (side * 50, -48))
        leaf = [(x + u, y + v) for u, v in shape]
        c.fill(leaf, Gradient((mix(green, p.paper, 0.4), green)))


def _row(s: Scene) -> None:
    """Rows of heads; one of them is another colour and in another mood."""
    c, p, rng = s.canvas, s.palette, s.rng
    columns, rows, scale = ((4, 2, 0.56), (5, 3, 0.42), (3, 2, 0.62))[s.level]
    chosen = (rng.randrange(1, columns), rng.randrange(rows))
    tones = (0.42, 0.56, 0.7) if p.dark else (0.5, 0.74, 0.92)
    for j in range(rows):
        shift = 0.5 if j % 2 else 0.0
        for i in range(-1, columns + 1):
            star = (i, j) == chosen
            x = 1280 * (i + 0.5 + shift - 0.25) / columns
            y = 720 * (j + 0.6) / rows
            tone = p.accent if star else p.shade(rng.choice(tones))
            light = (
                p.paper if star else rng.choice((p.second, p.second, mix(p.second, p.paper, 0.5)))
            )
            with c.frame(place(x, y, rng.uniform(-5, 5), scale)):
                if star:
                    c.glow(0, 0, 420, p.accent, 0.7)
                c.fill(rounded(-205, 214, 410, 800, 110), _metal(s, mix(tone, p.ink, 0.25)))
                c.fill(rounded(-52, 150, 104, 96, 16), Gradient((p.shade(0.15), p.shade(0.4)), 0))
                _head(s, tone, light, (i + j) % 3, 1 if star else rng.choice((0, 0, 2)))
