"""Pictures for tests of the desk: rows, files as editors send them, and a workshop at hand."""

import hashlib
from io import BytesIO
from itertools import count

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles.images import registering, uploading
from articles.images.develop import Developed
from articles.images.reasons import Refusal
from articles.models import Article, Image, ImageAddress, ImageRights
from articles.models.images import key_of
from tests.factories import make_article, make_source

_numbers = count(1)


def picture(size=(8, 6), colour="red", kind="PNG", name="chip.png") -> SimpleUploadedFile:
    content = BytesIO()
    Pillow.new("RGB", size, colour).save(content, kind)
    return SimpleUploadedFile(name, content.getvalue(), f"image/{kind.lower()}")


class ShopAtHand:
    """Develops in this process, in one size: what the real one does has tests of its own."""

    def develop(self, path, into) -> Developed:
        try:
            with Pillow.open(path) as opened:
                width, height, kind = *opened.size, (opened.format or "").lower()
                for extension, made in (("webp", "WEBP"), ("jpg", "JPEG")):
                    opened.convert("RGB").save(into / f"{width}.{extension}", made)
        except OSError as error:
            raise Refusal("I_NOT_PICTURE", type="text") from error
        return Developed(kind, width, height, 1, "f00", {"webp": [width], "jpg": [width]})


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setattr(uploading, "workshop", ShopAtHand)


def make_image(**fields) -> Image:
    """A copy, without files."""
    digest = hashlib.sha256(str(next(_numbers)).encode()).hexdigest()
    values = {"digest": digest, "format": "jpeg", "bytes": 1000, "width": 640, "height": 480,
              "renditions": {"webp": [320, 640], "jpg": [640]}}  # fmt: skip
    return Image.objects.create(**values | fields)


def with_files(image: Image) -> Image:
    for extension, widths in image.renditions.items():
        for width in widths:
            default_storage.save(f"{image.folder}/{width}.{extension}", ContentFile(b"file"))
    return image


def copied_source(name: str = "Copied Wire"):
    return make_source(name, image_rights=ImageRights.COPY)


def address_for(image: Image | None, url: str = "", **fields) -> ImageAddress:
    """An address that was copied; without a picture, one that waits."""
    url = url or f"https://pics.example/{next(_numbers)}.jpg"
    state = ImageAddress.State.COPIED if image else ImageAddress.State.WAITING
    values = {"url": url, "key": key_of(url), "host": "pics.example", "state": state}
    return ImageAddress.objects.create(image=image, **values | fields)


def show(image: Image, *, alt: str = "", before: str = "", after: str = "", **fields) -> Article:
    """A story whose body shows the picture."""
    url = address_for(image).url
    body = f'{before}<p><img src="{url}" alt="{alt}"></p>{after}'
    story = make_article(**{"source": copied_source(), "body": body} | fields)
    registering.register([story.pk])
    return story
