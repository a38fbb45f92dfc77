"""Pictures drawn and forged for tests: ordinary ones, and such as a stranger may send."""

import io
import struct
import zlib
from collections.abc import Sequence
from random import Random
from typing import Any

from PIL import Image, ImageCms, ImageDraw

RED, GREEN, BLUE, WHITE = (220, 30, 30), (20, 160, 40), (30, 60, 200), (255, 255, 255)


def corners(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """A quarter each of red, green, blue and white: no two of its eight orientations are alike."""
    image = Image.new("RGB", (2, 2))
    image.putdata([RED, GREEN, BLUE, WHITE])
    return image.resize((width, height), Image.Resampling.NEAREST).convert(mode)


def photo(width: int, height: int) -> Image.Image:
    """As photos are: as much contrast at every scale, and edges. The same at every call."""
    bands = []
    for seed in (1, 2, 3):
        band = Image.new("L", (width, height), 128)
        for number, scale in enumerate((256, 128, 64, 32, 16, 8, 4, 2)):
            size = (width // scale + 2, height // scale + 2)
            noise = Image.frombytes(
                "L", size, Random(seed * 9 + number).randbytes(size[0] * size[1])
            )
            layer = noise.resize((width, height), Image.Resampling.BICUBIC)
            band = Image.blend(band, layer, 1 / (number + 2))
        bands.append(band.point(lambda value: max(0, min(255, (value - 128) * 3 + 128))))
    bands[1:] = [Image.blend(bands[0], band, 0.4) for band in bands[1:]]
    image = Image.merge("RGB", bands)
    draw = ImageDraw.Draw(image)
    for left, colour in ((0.1, RED), (0.45, GREEN), (0.7, BLUE)):
        box = (left * width, 0.3 * height, (left + 0.2) * width, (left + 0.25) * height)
        draw.ellipse((*box[:2], box[2], max(box[1] + 1, box[3])), fill=colour)
    return image


def encoded(image: Image.Image, kind: str, **settings: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **settings)
    return file.getvalue()


def film(count: int, width: int = 64, height: int = 48) -> list[Image.Image]:
    """Frames of a bar that wanders."""
    frames = []
    for number in range(count):
        frame = Image.new("RGB", (width, height), WHITE)
        left = number * 5 % width
        ImageDraw.Draw(frame).rectangle((left, 0, left + 8, height), fill=RED)
        frames.append(frame)
    return frames


def animated(frames: Sequence[Image.Image], kind: str, **settings: Any) -> bytes:
    rest = list(frames[1:])
    return encoded(frames[0], kind, save_all=True, append_images=rest, **settings)


def display_p3() -> bytes:
    """The colour profile of wide screens: sRGB's with other red, green and blue."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    primaries = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    for number in range(struct.unpack_from(">I", profile, 128)[0]):
        name, start, _ = struct.unpack_from(">4sII", profile, 132 + number * 12)
        if name in primaries:
            fixed = (round(value * 65_536) for value in primaries[name])
            struct.pack_into(">iii", profile, start + 8, *fixed)
        if name == b"desc":  # it must not call itself sRGB
            profile[start + 28 : start + 32] = "P3".encode("utf-16-be")
    return bytes(profile)


# Forged ------------------------------------------------------------------------------------------


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, rows: bytes, *, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG that claims this size, whatever the rows hold."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def bomb(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG of a few kB that is as large as it claims, all black."""
    packer = zlib.compressobj(9)
    line = bytes(1 + width * depth // 8 * {0: 1, 2: 3, 6: 4}[colour])
    rows = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    return png(width, height, rows, depth=depth, colour=colour)


def packed(length: int) -> bytes:
    """So many zero bytes, deflated: a thousandth."""
    packer = zlib.compressobj(9)
    piece = bytes(1_000_000)
    return b"".join(packer.compress(piece) for _ in range(length // len(piece))) + packer.flush()


def gif(width: int, height: int, frames: int, *, frame: tuple[int, int] | None = None) -> bytes:
    """A GIF of so many frames, all of one pixel's data, of the size that `frame` claims."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    one = b"\x21\xf9\x04\0\1\0\0\0" + b"\x2c\0\0\0\0" + struct.pack("<HH", *(frame or (1, 1)))
    return head + (one + b"\0\2\2\x44\1\0") * frames + b"\x3b"


def flipped(data: bytes, places: Sequence[int], by: int) -> bytes:
    """With some bytes changed."""
    forged = bytearray(data)
    for place in places:
        forged[place % len(forged)] ^= by
    return bytes(forged)
