"""phone: one phone among cards, a fan of three, a family of devices, an exploded screen."""

from __future__ import annotations

import math
from collections.abc import Callable

from .canvas import Gradient
from .geometry import Matrix, Points, apply, box, circle, compose, graph, place, rounded
from .palettes import Colour, mix
from .scene import Scene


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.layout((_single, _fan, _family, _exploded))


def _page(s: Scene) -> Colour:
    """The screen's ground: paper by night, ink by day, so that the device stands out."""
    p = s.palette
    return mix(p.paper, p.shade(0.75), 0.2) if (p.dark ^ (s.level == 1)) else p.shade(0.1)


def _text(s: Scene) -> Colour:
    p = s.palette
    return p.shade(0.5) if sum(_page(s)) > 380 else p.shade(0.55)


def _device(s: Scene, w: float, h: float, screen: Callable[[Scene, float, float], None],
            radius: float = 44) -> None:  # fmt: skip
    """A slab of glass at the frame's origin, with a screen inside."""
    c, p = s.canvas, s.palette
    body = rounded(0, 0, w, h, radius)
    c.shadow(body, p.ink, 40, (22, 40), 0.55)
    c.fill(
        rounded(-2.5, -2.5, w + 5, h + 5, radius + 3), Gradient((p.shade(0.8), p.shade(0.3)), 40)
    )
    c.fill(body, p.shade(0.0))
    glass = rounded(11, 11, w - 22, h - 22, radius - 10)
    c.fill(glass, Gradient((mix(_page(s), p.paper, 0.1), mix(_page(s), p.sky[-1], 0.18)), 70))
    with c.clip(glass), c.frame(place(11, 11)):
        screen(s, w - 22, h - 22)
    with c.clip(glass):
        c.fill([(w * 0.62, 0), (w, 0), (w, h * 0.2), (w * 0.1, h), (-w * 0.3, h)], p.paper, 0.05)


def _notch(s: Scene, w: float) -> None:
    s.canvas.fill(rounded(w / 2 - 44, 12, 88, 22, 11), s.palette.shade(0.0))


def _feed(s: Scene, w: float, h: float) -> None:
    """A picture on top, then cards with a thumbnail and lines of text."""
    c, p, rng = s.canvas, s.palette, s.rng
    c.fill(rounded(18, 58, w * 0.5, 15, 7), p.accent)
    hero = rounded(18, 92, w - 36, w * 0.56, 18)
    c.fill(hero, Gradient((p.accent, p.second), 40))
    with c.clip(hero):
        c.fill(circle(w * 0.7, 92 + w * 0.2, w * 0.1), p.paper, 0.9)
        c.fill([(0, 92 + w * 0.6), (w * 0.35, 92 + w * 0.22), (w * 0.75, 92 + w * 0.6)], p.ink, 0.5)
        c.fill([(w * 0.3, 92 + w * 0.6), (w * 0.7, 92 + w * 0.32), (w, 92 + w * 0.6)], p.ink, 0.4)
    y, k = 92 + w * 0.56 + 22, 0
    while y < h - 40:
        thumb = rounded(18, y, 66, 66, 12)
        c.fill(thumb, (p.second, p.shade(0.5), p.accent, p.shade(0.7))[k % 4])
        for j, share in enumerate((1.0, rng.uniform(0.5, 0.9), 0.4)):
            bar = rounded(98, y + 8 + 20 * j, (w - 120) * share, 9, 4.5)
            c.fill(bar, mix(_page(s), _text(s), 1 if j == 0 else 0.5))
        y, k = y + 86, k + 1
    _notch(s, w)


def _player(s: Scene, w: float, h: float) -> None:
    """A record, a wave of sound, three buttons."""
    c, p, rng = s.canvas, s.palette, s.rng
    cx, cy, r = w / 2, h * 0.32, w * 0.34
    c.fill(circle(cx, cy, r), Gradient((p.accent, p.second), 60))
    for k in range(4):
        c.stroke(circle(cx, cy, r * (0.88 - 0.16 * k)), p.paper, 1.3, 0.5)
    c.fill(circle(cx, cy, r * 0.2), _page(s))
    bars = int((w - 48) / 9)
    for k in range(bars):
        tall = 8 + 52 * abs(math.sin(k * 0.5)) * rng.uniform(0.4, 1)
        colour = p.accent if k < bars * 0.55 else mix(_page(s), _text(s), 0.6)
        c.fill(rounded(24 + 9 * k, h * 0.64 - tall / 2, 5, tall, 2.5), colour)
    for k, size in ((-1, 17), (0, 34), (1, 17)):
        c.fill(circle(cx + k * w * 0.26, h * 0.83, size), p.accent if k == 0 else _text(s))
    c.fill([(cx - 9, h * 0.83 - 13), (cx + 15, h * 0.83), (cx - 9, h * 0.83 + 13)], p.paper)
    _notch(s, w)


def _chart(s: Scene, w: float, h: float) -> None:
    """A curve in a card, two tiles, a list of bars."""
    c, p, rng = s.canvas, s.palette, s.rng
    c.fill(rounded(18, 58, w * 0.36, 14, 7), mix(_page(s), _text(s), 0.8))
    c.fill(rounded(18, 84, w * 0.58, 24, 8), p.accent)
    base, phase = h * 0.44, rng.uniform(0, 6)
    line = graph(lambda x: base - 60 - x * 0.12 + 30 * math.sin(x / 38 + phase), 18, w - 18, 5)
    c.fill([*line, (w - 18, base + 30), (18, base + 30)], Gradient((p.second, _page(s))), 0.75)
    c.stroke(line, p.second, 4)
    c.dots([line[-8]], p.accent, 8)
    for k in range(2):
        tile = rounded(18 + k * (w / 2 - 12), h * 0.52, w / 2 - 26, h * 0.15, 16)
        c.fill(tile, (p.accent, p.shade(0.45))[k])
    for k in range(int((h * 0.26) / 30)):
        c.fill(rounded(18, h * 0.72 + 30 * k, w - 36, 12, 6), mix(_page(s), _text(s), 0.25))
        long = (w - 36) * rng.uniform(0.3, 0.9)
        c.fill(rounded(18, h * 0.72 + 30 * k, long, 12, 6), (p.second, p.accent)[k % 2])
    _notch(s, w)


def _desk(s: Scene, w: float, h: float) -> None:
    """A wide screen: side bar, hero, columns of cards."""
    c, p, rng = s.canvas, s.palette, s.rng
    c.fill(box(0, 0, w * 0.2, h), mix(_page(s), _text(s), 0.25))
    for k in range(7):
        c.fill(rounded(w * 0.035, 34 + 34 * k, w * 0.12 * rng.uniform(0.5, 1), 9, 4), _text(s))
    hero = rounded(w * 0.24, 26, w * 0.72, h * 0.36, 14)
    c.fill(hero, Gradient((p.second, p.accent), 20))
    with c.clip(hero):
        wave = graph(lambda x: h * 0.25 + 16 * math.sin(x / 42), 0, w, 8)
        c.fill([*wave, (w, h), (0, h)], p.ink, 0.35)
    for k in range(3):
        x = w * (0.24 + 0.247 * k)
        c.fill(
            rounded(x, h * 0.48, w * 0.226, h * 0.24, 12), (p.shade(0.5), p.accent, p.shade(0.7))[k]
        )
        for j in range(3):
            long = w * 0.226 * (1, 0.8, 0.5)[j]
            c.fill(rounded(x, h * 0.77 + 18 * j, long, 7, 3.5), mix(_page(s), _text(s), 0.6))


def _stage(s: Scene, x: float, y: float, r: float) -> None:
    """A disc and a halo to set the devices against."""
    c, p = s.canvas, s.palette
    c.glow(x, y, r * 2.2, p.accent if p.dark else p.paper, 0.45)
    c.fill(circle(x, y, r), Gradient((p.second, p.sky[-1]), 60), 0.6)
    c.stroke(circle(x, y, r * 1.16), p.contrast(0.45), 1.5, 0.5)


def _single(s: Scene) -> None:
    c, p = s.canvas, s.palette
    x, y, turn = ((690, 25, 9), (460, 40, -12), (520, 70, 0))[s.level]
    _stage(s, 640, 370, (270, 300, 240)[s.level])
    with c.frame(place(x - 20, y, turn, (0.98, 0.95, 1.25)[s.level])):
        _device(s, 330, 680, (_feed, _chart, _player)[s.level])
    cards = (((250, 180), (300, 460), (1010, 420)), ((180, 330), (900, 160), (930, 460)),
             ((180, 250), (960, 180), (990, 480)))[s.level]  # fmt: skip
    for k, (cx, cy) in enumerate(cards):
        card = rounded(cx - 90, cy - 50, 230, 104, 22)
        c.shadow(card, p.ink, 26, (12, 24), 0.4)
        c.fill(card, Gradient((p.paper, p.shade(0.85)), 60))
        c.fill(circle(cx - 42, cy + 2, 27), (p.accent, p.second, p.accent)[k])
        c.fill(rounded(cx, cy - 18, 110, 11, 5), p.shade(0.3))
        c.fill(rounded(cx, cy + 8, 72, 9, 4), p.shade(0.62))


def _fan(s: Scene) -> None:
    c = s.canvas
    _stage(s, 640, 400, (310, 250, 340)[s.level])
    spread, lift = ((15, 280), (10, 310), (22, 255))[s.level]
    for k, screen in ((-1, _chart), (1, _player), (0, _feed)):
        top = 60 + abs(k) * (70, 40, 110)[s.level]
        with c.frame(place(640 + k * lift, top, k * spread, 0.94)), c.frame(place(-150, 0)):
            _device(s, 300, 620, screen)


def _family(s: Scene) -> None:
    """A laptop, a tablet and a phone on one table."""
    c, p = s.canvas, s.palette
    _stage(s, 640, 330, 300)
    c.fill(box(0, 600, 1280, 120), Gradient((p.haze(0.55), p.haze(0.9))))
    left, tablet, phone = ((250, 860, 130), (360, 120, 960), (190, 900, 760))[s.level]
    with c.frame(place(left, 130)):
        _device(s, 700, 450, _desk, 22)
        deck: Points = [(-70, 596), (770, 596), (740, 622), (-40, 622)]
        deck = [(x, y - 130 + 120) for x, y in deck]
        c.shadow(deck, p.ink, 20, (4, 16), 0.5)
        c.fill(
            [(0, 452), (700, 452), (770, 490), (-70, 490)], Gradient((p.shade(0.5), p.shade(0.75)))
        )
        c.fill(rounded(-70, 488, 840, 16, 8), p.shade(0.35))
    with c.frame(place(tablet, 270)):
        _device(s, 290, 370, _chart, 26)
    with c.frame(place(phone, 300, 0, 0.52)):
        _device(s, 300, 620, _feed)


def _exploded(s: Scene) -> None:
    """The layers of an interface float above a phone that lies on the floor."""
    c, p = s.canvas, s.palette
    c.glow(640, 360, 640, p.accent if p.dark else p.paper, 0.5)
    skew: Matrix = ((0.87, -0.80, 0, 0.42, 0.46, 0), (0.80, 0.87, 0, -0.46, 0.42, 0),
                    (0.95, -0.62, 0, 0.30, 0.55, 0))[s.level]  # fmt: skip
    # The phone's middle, (160, 300), comes to lie below the middle of the page.
    ((mx, my),) = apply(skew, [(160, 300)])
    x, y, zoom = 640 - 1.26 * mx, 435 - 1.26 * my, 1.26
    with c.frame(compose(place(x, y, 0, zoom), skew)):
        _device(s, 320, 600, _player if s.level == 2 else _chart)
    gap = (105, 85, 120)[s.level]
    sheets: tuple[tuple[float, float, float, float, Colour], ...] = (
        (20, 50, 280, 170, p.accent),
        (20, 240, 280, 110, p.second),
        (20, 370, 130, 190, p.shade(0.85)),
    )
    for k, (u, v, w, h, colour) in enumerate(sheets):
        lift = gap * (0.6 + 0.5 * k)
        frame = compose(place(x, y - lift, 0, zoom), skew)
        for px, py in apply(frame, box(u + 8, v + 8, w - 16, h - 16)):
            c.stroke([(px, py), (px, py + lift)], p.contrast(0.7), 1.2, 0.5)
        with c.frame(frame):
            card = rounded(u, v, w, h, 20)
            c.shadow(card, p.ink, 16, (0, 40), 0.4)
            c.fill(card, Gradient((mix(colour, p.paper, 0.35), colour), 30), 0.95)
            for j in range(int(h / 34) - 1):
                long = (w - 40) * (0.9, 0.6, 0.75)[j % 3]
                c.fill(rounded(u + 20, v + 24 + 30 * j, long, 11, 5), mix(colour, p.ink, 0.45))
