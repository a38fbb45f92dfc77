"""The curated palettes: each is a sky, five tones from ink to paper, and two accents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Colour = tuple[int, int, int]


def mix(a: Colour, b: Colour, t: float) -> Colour:
    """The colour ``t`` of the way from ``a`` to ``b``."""
    t = min(1.0, max(0.0, t))
    return (
        round(a[0] + (b[0] - a[0]) * t),
        round(a[1] + (b[1] - a[1]) * t),
        round(a[2] + (b[2] - a[2]) * t),
    )


def along(stops: Sequence[Colour], t: float) -> Colour:
    """The colour at ``t`` (0..1) of evenly spaced stops."""
    where = min(1.0, max(0.0, t)) * (len(stops) - 1)
    index = min(int(where), len(stops) - 2)
    return mix(stops[index], stops[index + 1], where - index)


@dataclass(frozen=True)
class Palette:
    """The few colours one picture may use."""

    name: str
    sky: tuple[Colour, ...]
    ramp: tuple[Colour, ...]
    accent: Colour
    second: Colour

    @property
    def ink(self) -> Colour:
        """The darkest tone."""
        return self.ramp[0]

    @property
    def paper(self) -> Colour:
        """The lightest tone."""
        return self.ramp[-1]

    @property
    def dark(self) -> bool:
        """Whether the picture is a night piece: figures are then lighter than the sky."""
        return sum(self.sky[0]) + sum(self.sky[-1]) < 3 * 255

    def shade(self, t: float) -> Colour:
        """A tone by its lightness: 0 is ink, 1 is paper."""
        return along(self.ramp, t)

    def contrast(self, t: float) -> Colour:
        """A tone by its distance from the sky: 0 almost melts into it, 1 stands out most."""
        return self.shade(0.2 + 0.8 * t if self.dark else 0.85 - 0.85 * t)

    def haze(self, t: float) -> Colour:
        """A layer of a landscape: 0 is far away in the haze, 1 is near and dark."""
        return along((self.sky[-1], *reversed(self.ramp[:2])), t)


# name: sky from top to bottom | ink ... paper | accent, second accent
_TABLE = """
midnight: 0a1330 1a3263 34598f | 0b1533 1f3c74 3f74b5 8fbbe0 f1ece0 | ffb454 f2786d
dusk:     2a1c46 7a3f6b dd7b6c | 21163a 55305f 9c4f72 e39a86 fdeed9 | ffc46b 6fb6b9
pine:     0b2426 164a46 3c7f6d | 0a2224 1a4f4a 3f8270 9cc7a5 f5efdb | f3b061 e6785a
ember:    1f1420 57262f a8493d | 1c111c 4f2230 9a4540 e0937a fbeedd | ffb35a 86b9bd
violet:   15122f 332a6b 6a55a8 | 120f2b 322868 6657ac b0a3e3 f4effa | ff9c85 8fdccf
lagoon:   05233a 0e5365 3c98a0 | 04203a 0f4d63 2f8793 93cfc8 f8f1e0 | ff8b6a f9c970
cream:    f8efe0 f4e3ca eccba4 | 232642 5d5568 a9826f e0bd97 fdf8ee | d9573f 2f7a82
mist:     eef3f5 d8e5ec b5cedb | 173552 3d6d8f 7fa8c1 c2d8e3 fbfcfb | ef8354 f2bf5e
blush:    fcefe8 f8d9cd eeb5a8 | 3a2143 84465f c9787a ecb5a6 fff8f2 | 25787f f4a857
sage:     f1f3e6 dfe8d0 bfd3b0 | 173c3f 42705f 82a581 bcd0aa fbfbf0 | dd6b52 edb94f
amber:    fdedc6 fad698 f2a96c | 392340 85424f cc7350 f0b878 fff8e6 | c43f3c 23727b
lilac:    f1edf8 ded6f0 bdb2e0 | 271f52 5a4d92 9488c6 cdc5e8 fcfaff | ee6f66 369d99
"""


def _colours(codes: str) -> tuple[Colour, ...]:
    return tuple((n >> 16, n >> 8 & 255, n & 255) for n in (int(c, 16) for c in codes.split()))


def _parse(line: str) -> Palette:
    name, _, codes = line.partition(":")
    sky, ramp, accents = (_colours(part) for part in codes.split("|"))
    return Palette(name, sky, ramp, *accents)


PALETTES: tuple[Palette, ...] = tuple(map(_parse, _TABLE.strip().splitlines()))
