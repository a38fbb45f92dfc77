"""waves: a paper-cut sea, ribbons of threads, a field of ridges, flowing folds."""

from __future__ import annotations

import math

from .canvas import Gradient
from .geometry import Curve, Points, box, circle, graph, place
from .palettes import Colour, along, mix
from .scene import Scene


def draw(s: Scene) -> None:
    """Draw the layout of this number."""
    s.layout((_sea, _threads, _ridges, _folds))


def _swell(s: Scene, height: float, length: float, base: float = 0) -> Curve:
    """Two sines that never quite repeat."""
    rng = s.rng
    phase, beat = rng.uniform(0, 6.28), rng.uniform(0, 6.28)
    long = rng.uniform(0.8, 1.25) * length

    def curve(x: float) -> float:
        slow = math.sin(x / long * 6.28 + phase)
        return base + height * (slow + 0.4 * math.sin(x / long * 15 + beat))

    return curve


def _sea(s: Scene) -> None:
    c, p = s.canvas, s.palette
    count = (7, 9, 6)[s.level]
    s.sun(*((900, 250, 120), (380, 270, 150), (640, 235, 175))[s.level])
    tones = [*(p.haze(0.15 + 0.85 * i / (count - 1)) for i in range(count))]
    tones[2] = mix(p.second, tones[2], 0.3)
    tones[4] = mix(p.accent, tones[4], 0.25)
    for i in range(count):
        base = 300 + 400 * (i / count) ** 1.1
        crest = graph(_swell(s, 20 + 5 * i, (620, 900, 1250)[s.level], base), -20, 1300)
        body = [*crest, (1300, 800), (-20, 800)]
        c.shadow(body, p.ink, 16, (0, -10), 0.35)
        c.fill(body, Gradient((mix(tones[i], p.paper, 0.22), tones[i], mix(tones[i], p.ink, 0.3))))
        c.stroke(crest, mix(tones[i], p.paper, 0.42), 1.6)


def _between(upper: Curve, lower: Curve, t: float) -> Curve:
    """The thread at ``t`` of a bundle that opens and closes between two waves."""
    spread = (t - 0.5) * 120
    return lambda x: upper(x) * (1 - t) + lower(x) * t + spread * math.sin(x / 420)


def _threads(s: Scene) -> None:
    """Bundles of threads, each spun between two waves; near bundles are brighter."""
    c, p, rng = s.canvas, s.palette, s.rng
    bundles = (2, 3, 2)[s.level]
    threads = (46, 34, 64)[s.level]
    c.glow(rng.uniform(300, 980), 360, 620, p.accent if p.dark else p.paper, 0.5)
    strong: tuple[Colour, ...] = (p.accent, p.second) if p.dark else (p.ink, p.accent)
    for k in range(bundles):
        height = (120, 85, 170)[s.level]
        base = 360 + (k - (bundles - 1) / 2) * 150
        upper, lower = _swell(s, height, 1100, base), _swell(s, height, 1500, base)
        ends = (p.contrast(0.25), strong[k % 2], p.contrast(0.55))
        for i in range(threads):
            t = i / (threads - 1)
            line = graph(_between(upper, lower, t), -20, 1300, 12)
            c.stroke(line, along(ends, t), 1.4 if i % 6 else 2.6)
    c.glow(640, 360, 420, p.accent, 0.16)


def _ridges(s: Scene) -> None:
    """Stacked traces of a signal, each one hiding what lies behind it."""
    c, p, rng = s.canvas, s.palette, s.rng
    count = (30, 22, 40)[s.level]
    middle, spread = ((640, 400), (430, 330), (860, 300))[s.level]
    s.sun(middle + 90, 230, (150, 120, 175)[s.level])
    for i in range(count):
        t = i / (count - 1)
        base = 330 + 370 * t**1.15
        peaks = [(middle + rng.gauss(0, spread * 0.6), rng.uniform(24, 90), rng.uniform(14, 62))
                 for _ in range(10)]  # fmt: skip
        line: Points = []
        for k in range(-4, 326):
            x = k * 4.0
            envelope = math.exp(-(((x - middle) / spread) ** 2))
            rise = sum(h * math.exp(-(((x - m) / w) ** 2)) for m, w, h in peaks)
            line.append((x, base - envelope * rise + rng.uniform(-1.6, 1.6)))
        c.fill(
            [*line, (1310, 760), (-20, 760)], mix(along(p.sky, 0.4 + t / 2), p.haze(1), t * 0.85)
        )
        tint = along((p.contrast(0.6), p.second, p.accent, p.paper), t)
        c.stroke(line, tint, 1.5 + 0.7 * t)


def _follow(curve: Curve, base: float, shift: float, gain: float) -> Curve:
    """The same curve again: lower down, a bit further on, and calmer."""
    return lambda x: base + gain * curve(x + shift)


def _folds(s: Scene) -> None:
    """Broad bands of cloth on a slant, from the far corner to the near one."""
    c, p, rng = s.canvas, s.palette, s.rng
    count = (8, 10, 6)[s.level]
    tones = (p.shade(0.85), p.accent, p.shade(0.55), p.second, p.shade(0.3), p.ink)
    if not p.dark:
        tones = (p.shade(0.9), p.shade(0.65), p.accent, p.shade(0.4), p.second, p.ink)
    with c.frame(place(640, 360, (-24, 28, -52)[s.level])):
        swell = _swell(s, (56, 44, 80)[s.level], (760, 980, 1100)[s.level])
        for i in range(count):
            t = i / (count - 1)
            edge = graph(_follow(swell, -430 + 900 * t, 70 * i, 1 - 0.4 * t), -900, 900, 12)
            body = [*edge, (900, 1000), (-900, 1000)]
            tone = mix(along(tones, t), p.sky[-1], rng.uniform(0, 0.12))
            c.shadow(body, p.ink, 22, (0, -12), 0.42)
            sheen = (mix(tone, p.paper, 0.3), tone, mix(tone, p.ink, 0.28), tone)
            c.fill(body, Gradient((*sheen, *sheen), 10))
            c.stroke(edge, mix(tone, p.paper, 0.4), 1.8)
    _drops(s)


def _drops(s: Scene) -> None:
    c, p = s.canvas, s.palette
    for x, y, r in ((180, 560, 26), (1080, 150, 40), (1165, 235, 14))[: 3 - s.level]:
        c.shadow(circle(x, y, r), p.ink, 12, (8, 14), 0.4)
        c.fill(circle(x, y, r), Gradient((mix(p.accent, p.paper, 0.6), p.accent), 50))
    c.fill(box(0, 0, 1280, 720), Gradient((p.paper, p.ink), 60), 0.1)
