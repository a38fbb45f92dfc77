"""Files that look like pictures, and pictures that are no good, made of numbers."""

import io
import struct
import zlib

from PIL import Image, ImageDraw

SIZE = (300, 200)


def drawn(size: tuple[int, int] = SIZE, mode: str = "RGB", number: int = 0) -> Image.Image:
    """A picture of something; another one for each number."""
    picture = Image.new("RGB", size, (30, 90, 120 + number % 100))
    draw = ImageDraw.Draw(picture)
    for step in range(0, max(size), 37):
        draw.line((step, 0, size[0] - step, size[1]), fill=(step % 255, 200, number % 255), width=9)
    return picture if mode == "RGB" else picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    into = io.BytesIO()
    picture.save(into, kind, **options)
    return into.getvalue()


JPEG = saved(drawn(), "JPEG")
GIF = saved(drawn(mode="P"), "GIF")
PNG = saved(drawn(), "PNG")

# ------------------------------------------------------------------------------------------ JPEG


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg_with(marker: int, data: bytes, jpeg: bytes = JPEG) -> bytes:
    """A JPEG with one more segment at its beginning."""
    return jpeg[:2] + segment(marker, data) + jpeg[2:]


def many_scans(size: tuple[int, int], scans: int) -> bytes:
    """A progressive JPEG of one colour whose shortest scan comes again and again: the decoder goes
    over the whole picture each time."""
    jpeg = saved(Image.new("L", size, 90), "JPEG", progressive=True)
    head, *pieces = jpeg.removesuffix(b"\xff\xd9").split(b"\xff\xda")
    shortest = min(pieces, key=len)
    return b"\xff\xda".join([head, *pieces, *[shortest] * scans]) + b"\xff\xd9"


def jpeg_of_size(width: int, height: int) -> bytes:
    """The JPEG, saying that it is so large."""
    at = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:at] + struct.pack(">HH", height, width) + JPEG[at + 4 :]


def exif(orientation: int = 1, *, gps: bool = False) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    if gps:
        tags[0x8825] = {1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 12.0)}
        tags[0x010E] = "GPS-SECRET"
    return tags.tobytes()


# ------------------------------------------------------------------------------------------- PNG


def png_chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png(width: int, height: int, *chunks: bytes, bits: int = 8, colours: int = 2) -> bytes:
    """A PNG of these chunks between its header and its end."""
    header = struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + b"".join(chunks) + END


def png_16_bit(side: int) -> bytes:
    """Grey in 16 bits, from black to white."""
    step = 65535 // side
    row = b"\0" + b"".join(struct.pack(">H", step * column) for column in range(side))
    return png(side, side, png_chunk(b"IDAT", zlib.compress(row * side)), bits=16, colours=0)


END = png_chunk(b"IEND", b"")


def png_with(*chunks: bytes, image: bytes = PNG) -> bytes:
    """A PNG with more chunks behind its header."""
    return image[:33] + b"".join(chunks) + image[33:]


def zeros(megabytes: int) -> bytes:
    """That many megabytes of zeros, in a thousandth of the room."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)  # may be repeated
    last = packer.flush()[:-4]
    return head + block * megabytes + last + struct.pack(">HH", megabytes * 2**20 % 65521, 1)


# ------------------------------------------------------------------------------------------- GIF


def gif_frame(size: tuple[int, int], at: tuple[int, int] = (0, 0)) -> bytes:
    """One frame with a graphic control block before it, and one pixel in it."""
    descriptor = struct.pack("<BHHHHB", 0x2C, *at, *size, 0)
    return b"\x21\xf9\x04\x04\x05\0\0\0" + descriptor + b"\x02\x02\x44\x01\0"


def gif(screen: tuple[int, int], *frames: bytes) -> bytes:
    head = struct.pack("<6sHHBBB", b"GIF89a", *screen, 0x80, 0, 0)
    return head + b"\0\0\0\xff\xff\xff" + b"".join(frames) + b";"


# ------------------------------------------------------------------------------- others by name


def box(kind: bytes, *contents: bytes) -> bytes:
    """A box of the ISO file format: HEIC, AVIF, MP4."""
    data = b"".join(contents)
    return struct.pack(">I", len(data) + 8) + kind + data


def frames(count: int, size: tuple[int, int] = (120, 80)) -> list[Image.Image]:
    return [drawn(size, number=number * 20) for number in range(count)]


def animated(kind: str, count: int = 3) -> bytes:
    first, *others = frames(count)
    return saved(first, kind, save_all=True, append_images=others, duration=100, loop=0)


def avif_of_size(avif: bytes, width: int, height: int) -> bytes:
    """The same AVIF, saying that it is so large."""
    at = avif.index(b"ispe") + 8
    return avif[:at] + struct.pack(">II", width, height) + avif[at + 8 :]


def webp_of_size(width: int, height: int) -> bytes:
    """A WebP whose canvas is so large, and its picture small."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunks = riff(b"VP8X", b"\0" * 4 + canvas) + saved(drawn((64, 64)), "WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def riff(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
