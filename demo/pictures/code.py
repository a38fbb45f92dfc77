"""code: one editor, overlapping windows, a tilted stack of panes, giant brackets."""

from __future__ import annotations

from collections.abc import Sequence

from .canvas import Gradient
from .geometry import Matrix, Point, Points, box, circle, compose, place, rounded
from .palettes import Colour, mix
from .scene import Scene


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.layout((_editor, _windows, _panes, _brackets))


def _tones(s: Scene, bright: bool) -> tuple[Colour, Colour, Colour]:
    """A window's page, its frame, and the colour of plain text."""
    p = s.palette
    if bright:
        return mix(p.paper, p.shade(0.75), 0.12), mix(p.paper, p.shade(0.75), 0.5), p.shade(0.5)
    return p.shade(0.06), p.shade(0.2), p.shade(0.62)


def _window(s: Scene, w: float, h: float, bright: bool, tabs: int = 3) -> None:
    """An empty window with its title bar, at the frame's origin."""
    c, p = s.canvas, s.palette
    page, bar, text = _tones(s, bright)
    body = rounded(0, 0, w, h, 16)
    c.shadow(body, p.ink, 36, (10, 34), 0.55)
    c.fill(body, Gradient((page, mix(page, p.sky[-1], 0.12)), 60))
    with c.clip(body):
        c.fill(box(0, 0, w, 46), bar)
        for k in range(tabs):
            tab = rounded(112 + k * 150, 12, 142, 60, 9)
            with c.clip(box(0, 0, w, 46)):
                c.fill(tab, page if k == 0 else mix(bar, page, 0.4))
            c.fill(rounded(130 + k * 150, 26, 70 + 14 * (k % 2), 7, 3.5), mix(bar, text, 0.8))
    for k, colour in enumerate((p.accent, p.second, p.shade(0.6))):
        c.fill(circle(28 + 25 * k, 23, 7.5), colour)
    c.stroke([*body, body[0]], mix(bar, p.paper, 0.4), 1.2, 0.6)


def _lines(s: Scene, at: Point, width: float, count: int, bright: bool, pitch: float = 27) -> None:
    """Lines of token bars, indented as a program is."""
    c, p, rng = s.canvas, s.palette, s.rng
    page, _, text = _tones(s, bright)
    number = mix(page, text, 0.4)
    inks: Sequence[Colour] = (p.accent, p.second, text, text, mix(text, page, 0.35))
    indent, thick = 0, pitch * 0.37
    here = rng.randrange(3, max(4, count - 2))
    for i in range(count):
        y = at[1] + i * pitch
        if i == here:
            mark = box(at[0] - 8, y - pitch * 0.31, width + 10, pitch)
            c.fill(mark, p.accent, 0.16)
        c.fill(rounded(at[0], y, 16, thick, 3), p.accent if i == here else number)
        if i and rng.random() < 0.13:
            continue
        x = at[0] + 44 + indent * pitch * 1.15
        limit = at[0] + width - rng.uniform(10, width * 0.45)
        while x < limit - 30:
            w = min(rng.choice((24, 38, 56, 84, 120)) * pitch / 27, limit - x)
            c.fill(rounded(x, y, w, thick, thick / 2), rng.choice(inks))
            x += w + pitch * 0.4
        indent = max(0, min(4, indent + rng.choice((1, 1, 0, 0, -1, -1))))


def _backdrop(s: Scene) -> None:
    """Large soft discs behind the windows."""
    c, p, rng = s.canvas, s.palette, s.rng
    c.glow(rng.uniform(200, 1080), rng.uniform(100, 400), 640, p.accent if p.dark else p.paper, 0.5)
    for _ in range(3):
        disc = circle(rng.uniform(0, 1280), rng.uniform(0, 720), rng.uniform(120, 300))
        tone = rng.choice((p.second, p.shade(0.5), p.accent))
        c.fill(disc, Gradient((tone, p.sky[-1]), rng.uniform(0, 180)), 0.4)


def _editor(s: Scene) -> None:
    c, p = s.canvas, s.palette
    _backdrop(s)
    x, y, turn, w, h = ((170, 84, 0, 940, 560), (300, 130, -8, 900, 640), (110, 70, 5, 1000, 700))[
        s.level
    ]
    bright = s.level == 1
    with c.frame(place(x, y, turn)):
        _window(s, w, h, bright)
        page, bar, text = _tones(s, bright)
        c.fill(box(1, 46, 186, h - 64), mix(page, bar, 0.55))
        for k in range(12 if h < 600 else 16):
            nest = (0, 1, 1, 2, 2, 1, 0, 1, 1, 0, 1, 2, 2, 1, 0, 0)[k]
            y0 = 74 + 30 * k
            c.fill(rounded(22 + 18 * nest, y0 - 3, 13, 13, 3), p.second if nest == 0 else text)
            c.fill(rounded(44 + 18 * nest, y0, 46 + 31 * k % 53, 7, 3.5), mix(page, text, 0.6))
        _lines(s, (212, 78), w - 340, int((h - 90) / 27), bright)
        for k in range(int((h - 90) / 6)):
            c.fill(box(w - 96, 72 + 6 * k, s.rng.uniform(10, 70), 2.5), text, 0.45)
        c.fill(box(w - 104, 100, 90, 110), text, 0.14)


def _windows(s: Scene) -> None:
    c, p = s.canvas, s.palette
    _backdrop(s)
    spots = (
        ((90, 70, 620, 430, True), (520, 150, 660, 470, False), (150, 430, 430, 230, False)),
        ((600, 60, 560, 380, False), (100, 130, 640, 480, True), (640, 400, 520, 270, False)),
        ((130, 60, 500, 560, False), (480, 110, 480, 340, True), (620, 330, 520, 330, False)),
    )[s.level]
    for k, (x, y, w, h, bright) in enumerate(spots):
        with c.frame(place(x, y)):
            _window(s, w, h, bright, 2 if k < 2 else 1)
            if k == 2:
                _terminal(s, w, h)
            else:
                _lines(s, (26, 76), w - 50, int((h - 86) / 27), bright)
    c.glow(1100, 620, 200, p.accent, 0.12)


def _terminal(s: Scene, w: float, h: float) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    rows = int((h - 80) / 25)
    for k in range(rows):
        y = 72 + 25 * k
        if k % 3 == 0:
            c.stroke([(26, y - 3), (34, y + 4), (26, y + 11)], p.accent, 2.6)
            c.fill(rounded(48, y, rng.uniform(90, w * 0.5), 8, 4), p.shade(0.85))
        else:
            c.fill(rounded(48, y, rng.uniform(w * 0.3, w - 90), 8, 4), p.shade(0.42))
    c.fill(box(48, 72 + 25 * rows - 4, 12, 17), p.accent)


def _panes(s: Scene) -> None:
    """Panes afloat over one another, seen at an angle."""
    c, p = s.canvas, s.palette
    _backdrop(s)
    count, gap, zoom = ((3, 88, 0.98), (4, 66, 0.86), (2, 120, 1.1))[s.level]
    skew: Matrix = ((0.86, -0.52, 0, 0.36, 0.60, 0), (0.80, 0.5, 0, -0.40, 0.64, 0),
                    (0.92, -0.36, 0, 0.26, 0.68, 0))[s.level]  # fmt: skip
    for k in range(count):
        step = k - (count - 1) / 2
        middle = place(640 + step * 60, 365 - step * gap, 0, zoom)
        with c.frame(compose(compose(middle, skew), place(-320, -215))):
            bright = k == count - 2
            _window(s, 640, 430, bright, 2)
            _lines(s, (26, 78), 590, 13, bright)
    c.glow(640, 380, 520, p.accent, 0.08)


def _brackets(s: Scene) -> None:
    c, p = s.canvas, s.palette
    _backdrop(s)
    thick, wide = ((66, 190), (92, 150), (54, 200))[s.level]
    left: Points = [(250 + wide, 130), (250, 360), (250 + wide, 590)]
    right = [(1280 - x, y) for x, y in left]
    slash: Points = [(705, 120), (575, 600)]
    ways = ((left, p.accent), (right, p.second), (slash, p.contrast(0.9)))
    for way, colour in ways:
        for k in range(16, 0, -1):
            c.stroke([(x + k * 2.2, y + k * 2.2) for x, y in way], mix(colour, p.ink, 0.5), thick)
    for way, colour in ways:
        c.stroke(way, Gradient((mix(colour, p.paper, 0.35), colour), 60), thick)
    if s.level == 2:
        return
    with c.frame(place(*((905, 440, -6), (60, 470, 6))[s.level], 0.8)):
        _window(s, 400, 270, not p.dark, 1)
        _lines(s, (24, 74), 360, 7, not p.dark)
