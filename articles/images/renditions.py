"""The files that pages show of a decoded picture: which widths, in which formats. Pure."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isqrt
from pathlib import Path
from typing import Any

from PIL import Image

WIDTHS = (320, 640, 960, 1280)
FALLBACK_WIDTH = 640  # beside the largest
STEP = 1.1  # a width is left out where the picture's own is hardly more
MOST_PIXELS = 4_500_000  # of all the widths together: the time that they take
LONGEST_SIDE = 16_383  # of a WebP
# Alike in SSIM on drawings, as `python -m bench images` measures.
JPEG = {"quality": 78, "progressive": True, "optimize": True}
WEBP = {"quality": 72}
AVIF = {"quality": 60, "advanced": {"tune": "ssim"}, "max_threads": 1}
FILM: dict[str, Any] = {"quality": 70, "method": 0, "kmin": 0, "kmax": 0}  # played from the start
# WebP's method 4 makes files 5 % smaller than 2 and takes so many seconds a million pixels.
METHOD_4 = 0.2
AVIF_PIXELS = 2_500_000  # of one rendition: its encoder takes 30 bytes for each
# What AVIF's speeds take at most, in times of what the same picture took as WebP.
AVIF_SPEEDS = {8: 5.5, 9: 1.5}
RESERVE = 0.3  # seconds of CPU time that nothing is planned for


@dataclass(slots=True)
class Film:
    """Pictures in the largest size that we show, one after the other; mostly one."""

    frames: list[Image.Image]
    durations: list[int] = field(default_factory=list)
    loop: int = 0


def height_for(width: int, size: tuple[int, int]) -> int:
    return max(1, round(size[1] * width / size[0]))


def widths_for(size: tuple[int, int]) -> list[int]:
    """The usual ones below its own, and that as the largest if it is less than the usual largest.
    Of a tall picture the largest are left out, then the smallest: it must stay legible."""
    largest = min(size[0], WIDTHS[-1])
    chosen = [width for width in WIDTHS if width * STEP < largest] + [largest]
    while len(chosen) > 1 and sum(_pixels(width, size) for width in chosen) > MOST_PIXELS:
        chosen.pop(-1 if chosen[-1] > FALLBACK_WIDTH else 0)
    most = min(isqrt(MOST_PIXELS * size[0] // size[1]), LONGEST_SIDE * size[0] // size[1])
    return sorted({min(width, most) for width in chosen})


def _pixels(width: int, size: tuple[int, int]) -> int:
    return width * height_for(width, size)


def make(film: Film, into: Path, until: float) -> tuple[str, dict[str, list[int]]]:
    """Writes the renditions into a folder before the process has used CPU time `until`. Returns
    the mean colour and the widths by extension."""
    if len(film.frames) > 1:
        return _mean(film.frames[0]), _write_film(film, into)
    pictures = _sizes(film.frames[0])
    return _mean(pictures[0]), _write_stills(pictures, into, until)


def _sizes(largest: Image.Image) -> list[Image.Image]:
    """In ascending order, each made from the next larger: as good, and a third of the work."""
    pictures = [largest]
    for width in widths_for(largest.size)[-2::-1]:
        size = (width, height_for(width, largest.size))
        pictures.insert(0, pictures[0].resize(size, Image.Resampling.LANCZOS))
    return pictures


def _mean(image: Image.Image) -> str:
    pixel = image.resize((1, 1), Image.Resampling.BOX).convert("RGBA").getpixel((0, 0))
    assert isinstance(pixel, tuple)
    *colour, alpha = pixel
    over_white = ((value * alpha + 255 * (255 - alpha)) / 255 for value in colour)
    return "".join(f"{round(value / 17):x}" for value in over_white)


def _fallback(image: Image.Image) -> tuple[str, dict[str, Any]]:
    """The format for browsers that know neither WebP nor AVIF, with the encoder's settings."""
    return ("png", {}) if image.mode == "RGBA" else ("jpg", JPEG)


def _write_film(film: Film, into: Path) -> dict[str, list[int]]:
    first, *rest = film.frames
    extension, settings = _fallback(first)
    timing: dict[str, Any] = {"duration": film.durations, "loop": film.loop}
    first.save(into / f"{first.width}.webp", save_all=True, append_images=rest, **timing, **FILM)
    first.save(into / f"{first.width}.{extension}", **settings)
    return {"webp": [first.width], extension: [first.width]}


def _write_stills(
    pictures: Sequence[Image.Image], into: Path, until: float
) -> dict[str, list[int]]:
    largest = pictures[-1]
    extension, settings = _fallback(largest)
    fallbacks = [each for each in pictures if each.width == FALLBACK_WIDTH or each is largest]
    for picture in fallbacks:
        picture.save(into / f"{picture.width}.{extension}", **settings)
    made = {extension: [picture.width for picture in fallbacks]}
    for name, chosen in _modern(pictures, until):
        written = _save(pictures, into, name, chosen, until)
        is_whole = len(written) == len(pictures)
        if is_whole and _is_smaller(name, extension, made[extension], into):
            made[name] = [picture.width for picture in pictures]
        else:
            for path in written:
                path.unlink()
    return dict(sorted(made.items()))


def _modern(pictures: Sequence[Image.Image], until: float) -> Iterator[tuple[str, dict[str, Any]]]:
    """The formats of today with their encoders' efforts, as the CPU time left allows. WebP first:
    what it takes tells what AVIF will."""
    pixels = sum(each.width * each.height for each in pictures) / 1e6
    started = time.process_time()
    # AVIF takes about as long again, at its fastest.
    method = 4 if 2.5 * pixels * METHOD_4 < _left(until) else 2
    yield "webp", {**WEBP, "method": method}
    seconds = time.process_time() - started
    speed = avif_speed(pictures[-1], seconds, until)
    if speed is not None:
        yield "avif", {**AVIF, "speed": speed}


def avif_speed(largest: Image.Image, seconds: float, until: float) -> int | None:
    """AVIF's slowest speed that the CPU time left allows, as told by what WebP took."""
    if largest.width * largest.height > AVIF_PIXELS:
        return None
    left = _left(until)
    return next((speed for speed, times in AVIF_SPEEDS.items() if times * seconds < left), None)


def _left(until: float) -> float:
    return until - RESERVE - time.process_time()


def _save(
    pictures: Sequence[Image.Image],
    into: Path,
    extension: str,
    settings: dict[str, Any],
    until: float,
) -> list[Path]:
    """The files written, smallest first; not all, where the next would take too long."""
    written: list[Path] = []
    started, done = time.process_time(), 0
    for picture in pictures:
        pixels = picture.width * picture.height
        spent = time.process_time() - started
        if done and spent / done * pixels > _left(until):
            break
        written.append(into / f"{picture.width}.{extension}")
        picture.save(written[-1], **settings)
        done += pixels
    return written


def _is_smaller(name: str, fallback: str, widths: Sequence[int], into: Path) -> bool:
    """Whether a format is worth having; for all widths together, as a page asks for one format."""

    def total(extension: str) -> int:
        return sum((into / f"{width}.{extension}").stat().st_size for width in widths)

    return total(name) < total(fallback)
