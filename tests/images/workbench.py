"""Uploads for tests: small files, and a workshop that develops them without decoding anything."""

import io
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles.images.develop import Developed
from articles.images.reasons import Refusal

SIZES = {"avif": [320, 640], "webp": [320, 640], "jpg": [640]}


def picture(colour: str = "teal", size: tuple[int, int] = (64, 36)) -> bytes:
    """A PNG file with something on it; each colour is another one."""
    file, drawn = io.BytesIO(), Pillow.new("RGB", size, colour)
    drawn.paste(Pillow.linear_gradient("L").resize((size[0] // 2, size[1])))
    drawn.save(file, "PNG")
    return file.getvalue()


def uploaded(content: bytes | str = "teal", name: str = "photo.png") -> SimpleUploadedFile:
    body = picture(content) if isinstance(content, str) else content
    return SimpleUploadedFile(name, body, "image/png")


class Shop:
    """In the workshop's place. `shape` is what it makes of a file, `refusal` why it makes none."""

    def __init__(self) -> None:
        self.developed = 0
        self.shape = (640, 360)
        self.refusal: Refusal | None = None

    def develop(self, path: Path, into: Path) -> Developed:
        if self.refusal:
            raise self.refusal
        self.developed += 1
        for extension, widths in SIZES.items():
            for width in widths:
                (into / f"{width}.{extension}").write_bytes(b"0123456789")
        return Developed("png", *self.shape, 1, "088", {key: [*SIZES[key]] for key in SIZES})
