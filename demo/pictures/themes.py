"""From a picture's name to the picture."""

from __future__ import annotations

import random
from importlib import import_module

from PIL import Image

from .canvas import Canvas, Gradient
from .palettes import PALETTES
from .scene import Scene

# The order decides which palettes a theme's numbers get.
THEMES = (
    "chip", "city", "orbit", "waves", "code", "leaf",
    "robot", "phone", "server", "chart", "map", "lens",
)  # fmt: skip
NUMBERS = range(1, 13)


def picture(theme: str, number: int) -> Image.Image:
    """Draw one picture; the same name always gives the same picture."""
    rng = random.Random(f"{theme}-{number:02d}")
    # 5 and 12 share no divisor, so the twelve numbers of a theme get twelve palettes.
    palette = PALETTES[(number * 5 + THEMES.index(theme) * 7) % len(PALETTES)]
    sky = Gradient(palette.sky, rng.choice((70, 90, 110)))
    scene = Scene(Canvas(sky), palette, rng, number)
    import_module(f".{theme}", __package__).draw(scene)
    return scene.canvas.finish(rng, scene.mirror)
