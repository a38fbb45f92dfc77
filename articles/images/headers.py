"""What a picture's file claims, checked before it is decoded. Pure."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from .reasons import Refusal

# Most pixels: measured, so that what the decoder holds at its peak stays within MEMORY. libjpeg
# scales while it decodes; libwebp and libavif hold the picture several times over.
MOST_PIXELS: Mapping[str, int] = {
    "jpeg": 64_000_000, "png": 16_000_000, "gif": 30_000_000, "webp": 6_000_000, "avif": 10_000_000,
}  # fmt: skip
MOST_COEFFICIENTS = 80_000_000  # bytes: of a progressive JPEG all of them are held, unscaled
# A side of so few pixels makes a counting pixel or a spacer. Emoji in a text have 16 and more.
TINY = 3
LINE = 200  # times longer than wide: no picture either
MOST_FRAMES = 300
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
class Header:
    """What a file claims. `size` is upright; `turn` is how to get there."""

    format: str
    size: tuple[int, int]
    frames: range
    turn: Image.Transpose | None
    profile: bytes


def check_size(name: str, width: int, height: int) -> None:
    short, long = sorted((width, height))
    if short <= TINY or long > LINE * short:
        raise Refusal("P_TINY", width=width, height=height)
    if width * height > MOST_PIXELS[name]:
        raise Refusal("I_TOO_MANY_PIXELS", width=width, height=height)


def webp_size(head: bytes) -> tuple[int, int]:
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


def read_header(image: Image.Image, name: str) -> Header:
    check_size(name, *image.size)
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
    if image.format == "PNG":  # the note may follow the pixels, and those may be damaged
        image.load()
    try:
        noted = image.getexif().get(ORIENTATION, 1)
    except (OSError, *DAMAGES):
        return 1
    return noted if noted in TURNS else 1
