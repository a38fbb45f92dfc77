"""A canvas in picture units (1280 x 720), painted at twice the size and scaled down at the end."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .geometry import Matrix, Point, apply, circle, compose, place
from .palettes import Colour

WIDTH, HEIGHT = 1280, 720
SCALE = 2
SIZE = (WIDTH * SCALE, HEIGHT * SCALE)
# Blurred shapes hold no detail: painting them this much smaller saves most of their time.
SOFT = 8
# How strongly the corners darken, and how far the grain strays from neutral (of 128).
VIGNETTE, GRAIN = 0.13, 8
# Pillow's radial gradient reaches 255 in its corners, and this much where it meets its sides.
RIM = 180

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Gradient:
    """A linear gradient over a figure's bounds: 0 degrees runs to the right, 90 downwards."""

    stops: tuple[Colour, ...]
    angle: float = 90

    def render(self, size: tuple[int, int]) -> Image.Image:
        """The gradient as an RGB picture of that size."""
        # A big ramp is smooth enough to be computed small.
        cut = 4 if size[0] * size[1] > 400_000 else 1
        width, height = (-(-side // cut) for side in size)
        ((dx, dy),) = apply(place(0, 0, self.angle), [(1, 0)])
        reach = abs(width * dx) + abs(height * dy)
        kx, ky = 255 * dx / reach, 255 * dy / reach
        # Each pixel reads the row of the 256-row ramp that its projection falls on.
        reader = (0, 0, 128, kx, ky, 127.5 - kx * width / 2 - ky * height / 2)
        ramp = Image.linear_gradient("L").transform(
            (width, height), Image.Transform.AFFINE, reader, Image.Resampling.BILINEAR
        )
        if cut > 1:
            ramp = ramp.resize(size, Image.Resampling.BILINEAR)
        ramp.putpalette(_lookup(self.stops))
        return ramp.convert("RGB")


@lru_cache(maxsize=256)
def _lookup(stops: tuple[Colour, ...]) -> bytes:
    """The 256 colours from the first stop to the last."""
    row = Image.new("RGB", (len(stops), 1))
    row.putdata(stops)
    middles = (0.5, 0, len(stops) - 0.5, 1)
    return row.resize((256, 1), Image.Resampling.BILINEAR, middles).tobytes()


Paint = Colour | Gradient


def _bounds(points: Sequence[Point], margin: float = 0, size: tuple[int, int] = SIZE) -> Box | None:
    """The whole pixels around the points that lie on an image of that size, or None."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, top = int(max(0, min(xs) - margin)), int(max(0, min(ys) - margin))
    right = int(min(size[0], max(xs) + margin + 2))
    bottom = int(min(size[1], max(ys) + margin + 2))
    return (left, top, right, bottom) if left < right and top < bottom else None


def _size(box: Box) -> tuple[int, int]:
    return box[2] - box[0], box[3] - box[1]


def _inside(box: Box, points: Sequence[Point], cut: float = 1) -> list[Point]:
    return [((x - box[0]) / cut, (y - box[1]) / cut) for x, y in points]


def _veil(mask: Image.Image, alpha: float) -> Image.Image:
    return mask if alpha >= 1 else mask.point([round(v * alpha) for v in range(256)])


class Canvas:
    """Figures are painted in the current frame; the light comes from the upper left."""

    def __init__(self, sky: Gradient) -> None:
        # The sky and the first lights are soft: they are painted small, which spares
        # much time. The first sharp figure asks for the full size.
        self._image = sky.render((SIZE[0] // SOFT * 2, SIZE[1] // SOFT * 2))
        self._matrix: Matrix = (SCALE, 0, 0, 0, SCALE, 0)

    @property
    def image(self) -> Image.Image:
        """The picture so far, at its full size."""
        if self._image.size != SIZE:
            self._image = self._image.resize(SIZE, Image.Resampling.BILINEAR)
        return self._image

    @image.setter
    def image(self, image: Image.Image) -> None:
        self._image = image

    @contextmanager
    def frame(self, matrix: Matrix) -> Iterator[None]:
        """Paint inside another coordinate system."""
        outer, self._matrix = self._matrix, compose(self._matrix, matrix)
        try:
            yield
        finally:
            self._matrix = outer

    @contextmanager
    def clip(self, points: Sequence[Point]) -> Iterator[None]:
        """Keep only what is painted inside the figure."""
        pixels = apply(self._matrix, points)
        before = self.image.copy()
        yield
        after, self.image = self.image, before
        if box := _bounds(pixels):
            self.image.paste(after.crop(box), box, self._mask(box, pixels))

    def fill(self, points: Sequence[Point], paint: Paint, alpha: float = 1) -> None:
        """Fill a figure; where its outline crosses itself, holes stay open."""
        pixels = apply(self._matrix, points)
        if alpha >= 1 and not isinstance(paint, Gradient):
            ImageDraw.Draw(self.image).polygon(pixels, fill=paint)
        elif box := _bounds(pixels):
            self._paste(box, paint, _veil(self._mask(box, pixels), alpha))

    def stroke(self, points: Sequence[Point], paint: Paint, width: float, alpha: float = 1) -> None:
        """Draw a line with round ends; its width does not follow the frame."""
        pixels = apply(self._matrix, points)
        if alpha >= 1 and not isinstance(paint, Gradient):
            self._line(ImageDraw.Draw(self.image), pixels, paint, width)
        elif box := _bounds(pixels, width * SCALE):
            mask = Image.new("L", _size(box))
            self._line(ImageDraw.Draw(mask), _inside(box, pixels), 255, width)
            self._paste(box, paint, _veil(mask, alpha))

    def dots(self, points: Sequence[Point], paint: Colour, radius: float) -> None:
        """Round dots of a fixed size, whatever the frame."""
        pen = ImageDraw.Draw(self.image)
        for x, y in apply(self._matrix, points):
            r = radius * SCALE
            pen.ellipse((x - r, y - r, x + r, y + r), fill=paint)

    def shadow(
        self,
        points: Sequence[Point],
        colour: Colour,
        blur: float = 18,
        drop: Point = (8, 16),
        alpha: float = 0.35,
    ) -> None:
        """The soft shadow of a figure that is painted next."""
        move = (1, 0, drop[0] * SCALE, 0, 1, drop[1] * SCALE)
        pixels = self._soft(apply(compose(move, self._matrix), points))
        cut = SOFT * self._image.width / SIZE[0]
        if box := _bounds(pixels, 3 * blur * SCALE * cut / SOFT, self._image.size):
            width, height = _size(box)
            small = Image.new("L", (int(width / cut) + 1, int(height / cut) + 1))
            ImageDraw.Draw(small).polygon(_inside(box, pixels, cut), fill=255)
            small = small.filter(ImageFilter.GaussianBlur(blur * SCALE / SOFT))
            mask = small.resize(_size(box), Image.Resampling.BILINEAR)
            self._image.paste(colour, box, _veil(mask, alpha))

    def glow(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 0.5) -> None:
        """A round light that fades out towards the radius."""
        pixels = self._soft(apply(self._matrix, circle(x, y, radius)))
        box = _bounds(pixels, 0, self._image.size)
        if box is None:
            return
        xs, ys = [p[0] for p in pixels], [p[1] for p in pixels]
        kx, ky = 256 / (max(xs) - min(xs)), 256 / (max(ys) - min(ys))
        source = (
            max(0, (box[0] - min(xs)) * kx),
            max(0, (box[1] - min(ys)) * ky),
            min(256, (box[2] - min(xs)) * kx),
            min(256, (box[3] - min(ys)) * ky),
        )
        fade = Image.radial_gradient("L").point(
            [round(255 * alpha * max(0, 1 - v / RIM) ** 2) for v in range(256)]
        )
        mask = fade.resize(_size(box), Image.Resampling.BILINEAR, source)
        self._image.paste(colour, box, mask)

    def underlay(self, image: Image.Image) -> None:
        """Replace everything by a picture of the final size."""
        self.image = image.resize(SIZE, Image.Resampling.NEAREST)

    def reflect(self, shore: float) -> None:
        """Mirror what stands above the waterline into the water below it."""
        line = round(shore * SCALE)
        depth = SIZE[1] - line
        strip = self.image.crop((0, line - 2 * depth, SIZE[0], line))
        strip = strip.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((SIZE[0], depth))
        self.image.paste(strip.filter(ImageFilter.BoxBlur((14, 3))), (0, line))

    def finish(self, rng: random.Random, mirror: bool = False) -> Image.Image:
        """The picture at its final size, with darker corners and grain."""
        image = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        if mirror:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        falloff = [round(255 * (1 - VIGNETTE * (v / 255) ** 3)) for v in range(256)]
        corners = Image.radial_gradient("L").resize((WIDTH, HEIGHT)).point(falloff)
        image = ImageChops.multiply(image, Image.merge("RGB", [corners] * 3))
        noise = Image.frombytes("L", (WIDTH, HEIGHT), rng.randbytes(WIDTH * HEIGHT))
        noise = noise.point([128 + round((v / 127.5 - 1) * GRAIN) for v in range(256)])
        return ImageChops.soft_light(image, Image.merge("RGB", [noise] * 3))

    def _soft(self, pixels: Sequence[Point]) -> list[Point]:
        """Where the pixels of the full size lie on the image as it is now."""
        part = self._image.width / SIZE[0]
        return [(x * part, y * part) for x, y in pixels]

    @staticmethod
    def _mask(box: Box, pixels: Sequence[Point]) -> Image.Image:
        mask = Image.new("L", _size(box))
        ImageDraw.Draw(mask).polygon(_inside(box, pixels), fill=255)
        return mask

    @staticmethod
    def _line(
        pen: ImageDraw.ImageDraw, pixels: Sequence[Point], ink: Colour | int, width: float
    ) -> None:
        thick = max(1, round(width * SCALE))
        pen.line(pixels, fill=ink, width=thick, joint="curve" if thick > 6 else None)
        r = thick / 2 - 0.5
        for x, y in (pixels[0], pixels[-1]) if thick > 4 else ():
            pen.ellipse((x - r, y - r, x + r, y + r), fill=ink)

    def _paste(self, box: Box, paint: Paint, mask: Image.Image) -> None:
        source = paint.render(_size(box)) if isinstance(paint, Gradient) else paint
        self.image.paste(source, box, mask)
