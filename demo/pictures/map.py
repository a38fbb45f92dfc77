"""map: paper-cut contours, a street plan, a dotted world, a folded map with a pin."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageFilter

from .canvas import HEIGHT, WIDTH, Gradient
from .geometry import Matrix, Point, Points, arc, bezier, box, circle, place, rounded, smooth
from .palettes import Colour, along, mix
from .scene import Scene

STEEP = 40_000


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.layout((_contours, _streets, _world, _folded))


def _field(rng: random.Random, bumps: int, size: float) -> Image.Image:
    """Smooth hills and hollows; each value is the share of the land that lies lower."""
    spots = [(rng.uniform(-4, 84), rng.uniform(-4, 49), rng.uniform(0.6, 1.4) * size,
              rng.choice((-0.8, 1, 1))) for _ in range(bumps)]  # fmt: skip
    heights = [
        sum(h * math.exp(-((x - u) ** 2 + 1.4 * (y - v) ** 2) / w**2) for u, v, w, h in spots)
        for y in range(45)
        for x in range(80)
    ]
    ranks = {height: k / len(heights) for k, height in enumerate(sorted(heights))}
    field = Image.new("F", (80, 45))
    field.putdata([ranks[height] for height in heights])
    return field.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _pin(s: Scene, x: float, y: float, size: float, colour: Colour) -> None:
    """A pin that stands on (x, y)."""
    c, p = s.canvas, s.palette
    with c.frame(place(x, y, 0, size)):
        c.fill(circle(6, 0, 15), p.ink, 0.25)
        drop = [*arc((0, -62), 36, 36, 155, 385), (0, 0)]
        c.shadow(drop, p.ink, 10, (10, 14), 0.45)
        c.fill(drop, Gradient((mix(colour, p.paper, 0.35), colour, mix(colour, p.ink, 0.25)), 50))
        c.fill(circle(0, -62, 15), p.paper)


def _dashes(s: Scene, way: Sequence[Point], colour: Colour, width: float) -> None:
    """A dashed line whose dashes follow the way."""
    gone, dash = 0.0, [way[0]]
    for a, b in pairwise(way):
        gone += math.dist(a, b)
        dash.append(b)
        if gone > 20:
            s.canvas.stroke(dash[: max(2, int(len(dash) * 0.6))], colour, width)
            gone, dash = 0.0, [b]


def _contours(s: Scene) -> None:
    """Sheets of paper, each with the land above one height, stacked with their shadows."""
    c, p, rng = s.canvas, s.palette, s.rng
    levels = (8, 11, 7)[s.level]
    field = _field(rng, *((14, 13), (24, 9), (9, 17))[s.level])
    sheet = c.image.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    stops = (p.shade(0.22), p.shade(0.4), p.second, p.shade(0.72), p.paper)
    if not p.dark:
        stops = (p.sky[-1], p.shade(0.8), p.accent, p.shade(0.5), p.shade(0.3))
    for k in range(levels):
        height = 0.12 + 0.84 * k / levels
        # So steep a ramp round the height leaves the edge about a pixel of softness.
        land = field.point(lambda v, h=height: v * STEEP + (128 - h * STEEP)).convert("L")
        _cut(sheet, land, along(stops, k / (levels - 1)), p.ink)
    c.underlay(sheet)
    spans = ((-30, 300, 620), (260, 380, 600), (520, 260, 460), (800, 300, 520), (1010, 190, 300))
    way = smooth([(x, rng.uniform(low, high)) for x, low, high in spans], 60)
    ink = p.paper if p.dark else p.ink
    _dashes(s, way, ink, 4.5)
    c.dots([way[120]], ink, 10)
    c.dots([way[120]], p.accent, 5)
    _pin(s, *way[-1], 1.5, p.accent)


def _cut(sheet: Image.Image, land: Image.Image, tone: Colour, ink: Colour) -> None:
    small = land.reduce(4)
    small = small.crop((-3, -5, small.width - 3, small.height - 5))
    small = small.filter(ImageFilter.GaussianBlur(4))
    shadow = small.resize(land.size, Image.Resampling.BILINEAR).point(
        [v * 0.42 for v in range(256)]
    )
    sheet.paste(ink, (0, 0), shadow)
    sheet.paste(tone, (0, 0), land)


def _streets(s: Scene) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    turn = (-18, 31, -40)[s.level]
    pitch = (118, 92, 150)[s.level]
    ground = mix(p.sky[1], p.paper, 0.5) if not p.dark else p.shade(0.1)
    c.fill(box(0, 0, 1280, 720), ground)
    with c.frame(place(640, 360, turn)):
        xs, ys = _cuts(rng, pitch), _cuts(rng, pitch * 0.72)
        for x0, x1 in pairwise(xs):
            for y0, y1 in pairwise(ys):
                _city_block(s, x0 + 7, y0 + 7, x1 - x0 - 14, y1 - y0 - 14)
        bend = rng.uniform(-160, 160)
        river = bezier((-900, -330 + bend), (-300, 330), (200, -330), (900, 260 - bend), 60)
        c.stroke(river, ground, 104)
        c.stroke(river, mix(p.second, ground, 0.25), 82)
        c.stroke([(x, y - 16) for x, y in river], mix(p.second, p.paper, 0.25), 3)
        c.stroke([(-900, ys[3]), (900, ys[3] + 380)], ground, 26)
        c.stroke([(-900, ys[3]), (900, ys[3] + 380)], mix(ground, p.contrast(0.6), 0.5), 3)
        way = _errand(rng, xs, ys)
        c.stroke([(x + 4, y + 7) for x, y in way], p.ink, 12, 0.3)
        c.stroke(way, p.accent, 10)
        c.stroke(way, mix(p.accent, p.paper, 0.6), 2.4)
        start, end = (_turned(way[k], turn) for k in (0, -1))
    c.dots([start], p.paper, 17)
    c.dots([start], p.accent, 10)
    _pin(s, *end, 1.55, p.accent)
    c.fill(box(0, 0, 1280, 720), Gradient((p.paper, p.ink), 55), 0.12)


def _turned(at: Point, turn: float) -> Point:
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return 640 + at[0] * cos - at[1] * sin, 360 + at[0] * sin + at[1] * cos


def _cuts(rng: random.Random, pitch: float) -> list[float]:
    """Where the streets of one direction run."""
    cuts = [-900.0]
    while cuts[-1] < 900:
        cuts.append(cuts[-1] + pitch * rng.choice((0.7, 1, 1, 1.3)))
    return cuts


def _city_block(s: Scene, x: float, y: float, w: float, h: float) -> None:
    c, p, rng = s.canvas, s.palette, s.rng
    fields = (
        (p.shade(0.22), p.shade(0.3), p.shade(0.3)) if p.dark else (p.shade(0.8), p.shade(0.88))
    )
    if rng.random() < 0.1:
        c.fill(rounded(x, y, w, h, 12), mix(p.second, fields[0], 0.45))
        trees = [(x + w * rng.random(), y + h * rng.random()) for _ in range(9)]
        c.dots(trees, mix(p.second, p.ink, 0.3), 4.5)
        return
    c.fill(rounded(x, y, w, h, 5), rng.choice(fields))
    for k in range(max(1, int(w / 34))):
        tall = h * rng.uniform(0.3, 0.44)
        for top in (y + 5, y + h - 5 - tall):
            house = box(x + 5 + k * 34, top, min(27, w - 12), tall)
            tone = p.shade(rng.uniform(0.36, 0.52) if p.dark else rng.uniform(0.58, 0.76))
            if rng.random() < 0.04:
                tone = p.accent
            c.fill([(u + 3, v + 4) for u, v in house], mix(fields[0], p.ink, 0.35))
            c.fill(house, tone)


def _errand(rng: random.Random, xs: list[float], ys: list[float]) -> Points:
    """A way along the streets, from the lower left to the upper right."""
    columns = [x for x in xs if -350 < x < 370]
    rows = [y for y in ys if -100 < y < 190]
    i, j = 0, len(rows) - 1
    way: Points = [(columns[i], rows[j])]
    while i < len(columns) - 1 or j > 0:
        across = j == 0 or (i < len(columns) - 1 and rng.random() < 0.6)
        i, j = (i + 1, j) if across else (i, j - 1)
        way.append((columns[i], rows[j]))
    return way


def _world(s: Scene) -> None:
    """Land as a grid of dots, places that glow, and arcs between them."""
    c, p, rng = s.canvas, s.palette, s.rng
    c.glow(rng.uniform(400, 900), 320, 680, p.second if p.dark else p.paper, 0.45)
    land = _dotted_land(s)
    inner = [q for q in land if 110 < q[0] < 1170 and 150 < q[1] < 640] or [(640.0, 400.0)]
    hubs: list[Point] = []
    for hub in rng.sample(inner, min(len(inner), 60)):
        if len(hubs) < (10, 15, 8)[s.level] and all(math.dist(hub, q) > 110 for q in hubs):
            hubs.append(hub)
    home = min(hubs, key=lambda q: math.dist(q, (640, 400)))
    for k, hub in enumerate(hubs):
        other = home if k % 3 else rng.choice(hubs)
        lift = math.dist(hub, other) * 0.42
        way = bezier(hub, (hub[0], hub[1] - lift), (other[0], other[1] - lift), other, 40)
        if lift:
            c.stroke(way, p.accent if k % 2 else p.contrast(0.95), 3)
            c.dots([way[22]], p.paper if p.dark else p.ink, 4.5)
    for hub in hubs:
        c.glow(*hub, 60, p.accent, 0.65)
        c.stroke(circle(*hub, 17), p.accent, 2)
        c.dots([hub], p.accent, 8)
    _pin(s, *home, 1.3, p.accent)


def _dotted_land(s: Scene) -> Points:
    """Draw big dots on land and small ones at sea; return the big ones."""
    c, p = s.canvas, s.palette
    pitch, bumps, size = ((17, 22, 9), (13, 34, 7), (22, 15, 12))[s.level]
    heights, land = _field(s.rng, bumps, size), []
    for j in range(int(HEIGHT / pitch)):
        for i in range(int(WIDTH / pitch)):
            x, y = (i + 0.5 * (j % 2) + 0.25) * pitch, (j + 0.5) * pitch
            height = heights.getpixel((min(WIDTH - 1, int(x)), int(y)))
            assert isinstance(height, float)
            # Towards the upper and the lower edge of the world, the sea prevails.
            if height * min(1, (720 - abs(2 * y - 720)) / 260) > 0.6:
                c.dots([(x, y)], mix(p.contrast(0.3), p.contrast(0.75), height), pitch * 0.32)
                land.append((x, y))
            elif (i + j) % 2 == 0:
                c.dots([(x, y)], p.contrast(0.12), pitch * 0.1)
    return land


def _folded(s: Scene) -> None:
    """A paper map with four folds, and a great pin on it."""
    c, p, rng = s.canvas, s.palette, s.rng
    c.glow(640, 330, 660, p.accent if p.dark else p.paper, 0.5)
    panels, wide, tall = ((4, 235, 430), (5, 200, 400), (3, 300, 450))[s.level]
    slope = (0.22, 0.3, 0.17)[s.level]
    span = wide * panels
    left, top = 640 - span / 2, 180.0
    river = smooth([(span * k / 6, tall * rng.uniform(0.25, 0.8)) for k in range(7)])
    stops = ((0.05, 0.8), (0.25, 0.45), (0.5, 0.68), (0.68, 0.36))
    way = smooth([(span * u, tall * v) for u, v in stops], 60)
    hills = [(rng.uniform(0, span), rng.uniform(0, tall), rng.uniform(50, 130)) for _ in range(7)]
    frames: list[Matrix] = []
    for k in range(panels):
        tilt = slope if k % 2 == 0 else -slope
        shift = 0 if k % 2 == 0 else slope * wide
        frames.append((1, 0, left, tilt, 1, top + shift - tilt * k * wide))
    for k, frame in enumerate(frames):
        with c.frame(frame):
            c.shadow(box(k * wide, 0, wide, tall), p.ink, 30, (16, 44), 0.4)
    for k, frame in enumerate(frames):
        with c.frame(frame):
            _panel(s, box(k * wide, 0, wide + 0.5, tall), k, river, way, hills)
    end, k = way[-1], min(panels - 1, int(way[-1][0] / wide))
    a, b, e, d, f, g = frames[k]
    _pin(s, a * end[0] + b * end[1] + e, d * end[0] + f * end[1] + g, 2.5, p.accent)


def _panel(
    s: Scene,
    page: Points,
    k: int,
    river: Points,
    way: Points,
    hills: list[tuple[float, float, float]],
) -> None:
    c, p = s.canvas, s.palette
    paper = mix(p.paper, p.shade(0.75), 0.25)
    with c.clip(page):
        c.fill(page, paper)
        for x, y, r in hills:
            for j in range(4):
                ring = [(x + (u - x) * 1.5, v) for u, v in circle(x, y, r * (1 - 0.24 * j))]
                c.fill(ring, mix(paper, p.shade(0.6), 0.2 + 0.16 * j))
        c.stroke(river, mix(p.second, paper, 0.2), 34)
        for j in range(1, 9):
            c.stroke(
                [(page[0][0], j * 56), (page[1][0], j * 56)], mix(paper, p.shade(0.5), 0.35), 1
            )
        _dashes(s, way, p.accent, 7)
        c.dots([way[0]], p.accent, 12)
        shade = Gradient((p.ink, mix(p.ink, p.shade(0.5), 0.5)), 0 if k % 2 else 180)
        c.fill(page, shade, 0.26 if k % 2 else 0.07)
