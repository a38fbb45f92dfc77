"""A picture decoded, and made in the sizes and formats that pages show. Pure.

Strangers' files are decoded here, so this runs in a process of its own: `workshop.py` starts it.
What a file claims is checked before it is decoded, and holds little memory while it is.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from errno import EINVAL
from math import isqrt
from pathlib import Path
from typing import cast

from PIL import Image

from .colours import plain, to_srgb
from .headers import DAMAGES, Header, check_size, read_header, webp_size
from .reasons import Refusal
from .renditions import Film, height_for, make, widths_for
from .signatures import HEAD, format_of

SECONDS = 2  # of CPU time, for all of a picture
MEMORY = 150  # MB
# An animation that is larger, or takes longer to decode, is shown as its first picture.
MOST_FILMED, MOST_CANVAS = 50_000_000, 4_000_000
FILM_WIDTH, FILM_PIXELS, FILM_FRAMES = 640, 12_000_000, 150  # as we show it; pixels of them all
FILM_SECONDS = 0.85  # to decode it; as much again is needed to encode it
# A picture is first brought near its size by means, which is fast: still so many times larger.
GAP = 1.5
ROOMY = 4_000_000  # pixels; with transparency each resizing takes a copy, so larger come nearer
STRIP = 1_000_000  # pixels converted at once


@dataclass(frozen=True, slots=True)
class Developed:
    """What a file held: a picture in `format`, upright `width` × `height`, its mean colour as three
    hexadecimal digits, and the widths of its renditions by file extension, in ascending order."""

    format: str
    width: int
    height: int
    frames: int
    colour: str
    renditions: dict[str, list[int]]


def develop(path: Path, into: Path) -> Developed:
    """Makes the renditions `<width>.<extension>` in the folder `into`. Raises Refusal; OSError with
    a number where a file cannot be read or written."""
    until = time.process_time() + SECONDS
    try:
        header, film = _decode(path)
        colour, renditions = make(film, into, until)
    except MemoryError as error:
        raise Refusal("I_TOO_MUCH_MEMORY", most=MEMORY) from error
    return Developed(header.format, *header.size, len(header.frames), colour, renditions)


def _decode(path: Path) -> tuple[Header, Film]:
    with path.open("rb") as file:
        head = file.read(HEAD)
    name = format_of(head)
    if name == "webp":  # its decoder takes the memory for a whole picture as the file is opened
        check_size(name, *webp_size(head))
    try:
        with Image.open(path, formats=[name.upper()]) as image:
            header = read_header(image, name)
            film = _film(image, header) or _still(image, header)
    except OSError as error:
        if error.errno not in (None, EINVAL):
            raise
        raise Refusal("I_BROKEN") from error
    except DAMAGES as error:
        if "memory" in str(error).lower():
            raise MemoryError from error
        raise Refusal("I_BROKEN") from error
    if all(_is_blank(frame) for frame in film.frames):
        raise Refusal("P_BLANK")
    return header, film


# From its pixels to ours -------------------------------------------------------------------------


def _still(image: Image.Image, header: Header) -> Film:
    width = widths_for(header.size)[-1]
    size = (width, height_for(width, header.size))
    if header.turn is not None and header.size != image.size:
        size = size[::-1]
    image.draft(None, (round(size[0] * GAP), round(size[1] * GAP)))
    if len(header.frames) > 1:
        image.seek(header.frames.start)
    image.load()
    picture = _nearer(image, size)
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return Film([_finished(picture, header)])


def _film(image: Image.Image, header: Header) -> Film | None:
    """All pictures of an animation, or every second where they are very many. None where it is
    too large, or takes too long."""
    width, height = header.size
    filmed = width * height * len(header.frames)
    if len(header.frames) == 1 or width * height > MOST_CANVAS or filmed > MOST_FILMED:
        return None
    step = -(-len(header.frames) // FILM_FRAMES)
    count = -(-len(header.frames) // step)
    width = min(width, FILM_WIDTH, isqrt(FILM_PIXELS * width // (height * count)) or 1)
    film = Film([], loop=_plays(image, header.format))
    until = time.process_time() + FILM_SECONDS
    for number in header.frames:
        image.seek(number)
        image.load()
        shown = round(image.info.get("duration") or 0)
        film.durations.append(shown if shown > 10 else 100)  # as browsers take it
        if len(film.durations) % step == 1 % step:
            film.frames.append(_frame(image, width, header))
        if time.process_time() > until:
            return None
    film.durations = [sum(film.durations[i : i + step]) for i in range(0, len(header.frames), step)]
    return film


def _frame(image: Image.Image, width: int, header: Header) -> Image.Image:
    size = (width, height_for(width, header.size))
    size = size if header.size == image.size else size[::-1]
    picture = plain(image)
    picture = picture.copy() if picture is image else picture  # the next one overwrites it
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=1)
    return _finished(picture, header)


def _plays(image: Image.Image, name: str) -> int:
    """How often an animation is played, 0: for ever. A GIF counts the repetitions."""
    loop = image.info.get("loop")
    if name == "gif":
        return 1 if loop is None else loop and loop + 1
    return loop or 0


def _nearer(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Shrunk by a whole number to not less than the size, strip by strip: beside the decoded
    picture there is no second one as large."""
    scale = min(image.width / size[0], image.height / size[1])
    is_tight = image.has_transparency_data and image.width * image.height > ROOMY
    factor = max(1, int(scale / (1 if is_tight else GAP)))
    rows = max(1, STRIP // image.width // factor) * factor
    made = None
    for top, bottom in _strips(image.height, rows):
        strip = plain(image.crop((0, top, image.width, bottom)))
        if factor > 1:
            strip = strip.reduce(factor)
        if made is None:
            whole = (strip.width, -(-image.height // factor))
            made = Image.new(strip.mode, whole)
        made.paste(strip, (0, top // factor))
    assert made is not None, "a picture has rows"
    return made


def _strips(height: int, rows: int) -> Iterator[tuple[int, int]]:
    for top in range(0, height, rows):
        yield top, min(top + rows, height)


def _finished(image: Image.Image, header: Header) -> Image.Image:
    """In sRGB, upright, without any note, and opaque if it may be."""
    image = to_srgb(image, header.profile)
    if header.turn is not None:
        image = image.transpose(header.turn)
    if image.mode == "RGBA" and _extremes(image)[3] == (255, 255):
        image = image.convert("RGB")
    image.info = {}
    return image


def _is_blank(image: Image.Image) -> bool:
    """Whether there is nothing to see: one colour all over, or nothing but transparency."""
    extremes = _extremes(image)
    return all(low == high for low, high in extremes) or extremes[3:] == ((0, 0),)


def _extremes(image: Image.Image) -> tuple[tuple[int, int], ...]:
    """The least and the most of each band."""
    return cast("tuple[tuple[int, int], ...]", image.getextrema())
