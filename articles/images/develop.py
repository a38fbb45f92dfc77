"""A picture decoded, and made in the sizes and formats that pages show. Pure.

Strangers' files are decoded here, so this runs in a process of its own: `workshop.py` starts it.
What a file claims is checked before it is decoded, and holds little memory while it is.
"""

import struct
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from errno import EINVAL
from math import isqrt
from pathlib import Path
from typing import cast

from PIL import Image

from .colours import plain, to_srgb
from .reasons import Refusal
from .renditions import Film, height_for, make, widths_for
from .signatures import HEAD, format_of

SECONDS = 2  # of CPU time, for all of a picture
MEMORY = 150  # MB
# Most pixels: measured, so that what the decoder holds at its peak stays within MEMORY. libjpeg
# scales while it decodes; libwebp and libavif hold the picture several times over.
MOST_PIXELS: Mapping[str, int] = {
    "jpeg": 64_000_000, "png": 16_000_000, "gif": 30_000_000, "webp": 6_000_000, "avif": 10_000_000,
}  # fmt: skip
MOST_COEFFICIENTS = 90_000_000  # bytes: of a progressive JPEG all of them are held, unscaled
# A side of so few pixels makes a counting pixel or a spacer. Emoji in a text have 16 and more.
TINY = 3
LINE = 200  # times longer than wide: no picture either
MOST_FRAMES = 300
# An animation larger than this is shown as its first picture.
MOST_FILMED, MOST_CANVAS = 50_000_000, 4_000_000
FILM_WIDTH, FILM_PIXELS = 640, 16_000_000  # as we show it; all its pictures together
# A picture is first brought near its size by means, which is fast: still so many times larger.
GAP = 1.5
ROOMY = 4_000_000  # pixels; with transparency each resizing takes a copy, so larger come nearer
STRIP = 1_000_000  # pixels converted at once
ORIENTATION = 0x0112  # EXIF
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What decoders raise for damaged files, beside OSError without a number.
DAMAGES = (
    ArithmeticError, AttributeError, EOFError, LookupError, RuntimeError, SyntaxError, TypeError,
    ValueError, struct.error, zlib.error,
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Header:
    """What a file claims. `size` is upright; `turn` is how to get there."""

    format: str
    size: tuple[int, int]
    frames: range
    turn: Image.Transpose | None
    profile: bytes


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
        _check_size(name, *_webp_size(head))
    try:
        with Image.open(path, formats=[name.upper()]) as image:
            header = _read_header(image, name)
            film = _film(image, header) if _is_filmed(header) else _still(image, header)
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


# What the file claims ----------------------------------------------------------------------------


def _check_size(name: str, width: int, height: int) -> None:
    short, long = sorted((width, height))
    if short <= TINY or long > LINE * short:
        raise Refusal("P_TINY", width=width, height=height)
    if width * height > MOST_PIXELS[name]:
        raise Refusal("I_TOO_MANY_PIXELS", width=width, height=height)


def _webp_size(head: bytes) -> tuple[int, int]:
    """Width and height as a WebP file's first chunk tells them."""
    if len(head) < 30:
        raise Refusal("I_BROKEN")
    match head[12:16]:
        case b"VP8X":
            packed = int.from_bytes(head[24:30], "little")
            return (packed & 0xFFFFFF) + 1, (packed >> 24) + 1
        case b"VP8L":
            packed = int.from_bytes(head[21:25], "little")
            return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
        case _:
            width, height = struct.unpack("<HH", head[26:30])
            return width & 0x3FFF, height & 0x3FFF


def _read_header(image: Image.Image, name: str) -> Header:
    _check_size(name, *image.size)
    _check_coefficients(image)
    # A second picture in a JPEG is a preview. The first in a PNG may be none of its animation.
    count = 1 if name == "jpeg" else getattr(image, "n_frames", 1)
    frames = range(getattr(image, "default_image", 0) if count > 1 else 0, count)
    if len(frames) > MOST_FRAMES:
        raise Refusal("I_TOO_MANY_FRAMES", most=MOST_FRAMES)
    profile = image.info.get("icc_profile") or b""
    orientation = _orientation(image)
    size = image.size[::-1] if orientation > 4 else image.size
    return Header(name, size, frames, TURNS.get(orientation), profile)


def _check_coefficients(image: Image.Image) -> None:
    if image.info.get("progressive"):
        layers = [(across, down) for _, across, down, _ in getattr(image, "layer", [])]
        most = max(across for across, _ in layers) * max(down for _, down in layers)
        share = sum(across * down for across, down in layers) / most
        if 2 * share * image.width * image.height > MOST_COEFFICIENTS:
            raise Refusal("I_TOO_MANY_PIXELS", width=image.width, height=image.height)


def _orientation(image: Image.Image) -> int:
    """How the camera was held. A damaged note of it damages no picture."""
    try:
        noted = image.getexif().get(ORIENTATION, 1)
    except (OSError, *DAMAGES):
        return 1
    return noted if noted in TURNS else 1


def _is_filmed(header: Header) -> bool:
    pixels = header.size[0] * header.size[1]
    return (
        len(header.frames) > 1
        and pixels <= MOST_CANVAS
        and pixels * len(header.frames) <= MOST_FILMED
    )


# From its pixels to ours -------------------------------------------------------------------------


def _still(image: Image.Image, header: Header) -> Film:
    width = widths_for(header.size)[-1]
    size = (width, height_for(width, header.size))
    if header.turn is not None and header.size != image.size:
        size = size[::-1]
    image.draft(None, (round(size[0] * GAP), round(size[1] * GAP)))
    if header.frames.start:
        image.seek(header.frames.start)
    image.load()
    return Film([_finished(_nearer(image, size), size, header)])


def _film(image: Image.Image, header: Header) -> Film:
    width, height = header.size
    count = len(header.frames)
    width = min(width, FILM_WIDTH, isqrt(FILM_PIXELS * width // (height * count)) or 1)
    size = (width, height_for(width, header.size))
    film = Film([], loop=_plays(image, header.format))
    for number in header.frames:
        image.seek(number)
        image.load()
        film.frames.append(_finished(plain(image), size, header))
        shown = round(image.info.get("duration") or 0)
        film.durations.append(shown if shown > 10 else 100)  # as browsers take it
    return film


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


def _finished(image: Image.Image, size: tuple[int, int], header: Header) -> Image.Image:
    """In its size, in sRGB, upright, without any note, and opaque if it may be."""
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS)
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
