"""A picture: its largest file that everybody can show, and all others beside it."""

from dataclasses import dataclass
from typing import Any

from articles.reading.illustrating import Picture

from .catalogue import LICENCE, licence_of
from .shapes import LINK, NUMBER, TEXT, Field, Shape, listed, maybe, public

TYPES = {"jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Rendition:
    url: str
    type: str
    width: int
    height: int


def renditions_of(picture: Picture) -> list[dict[str, Any]]:
    """Those of one type stand together, the smallest first."""
    return [
        RENDITION.of(
            Rendition(
                url=public(picture.at(f"{width}.{ending}")),
                type=TYPES.get(ending, f"image/{ending}"),
                width=width,
                height=picture.height_of(width),
            )
        )
        for ending in picture.endings
        for width in picture.widths[ending]
    ]


RENDITION = Shape(
    "Rendition",
    "A file of a picture.",
    (
        Field("url", LINK, lambda file: file.url, "Its address."),
        Field("type", TEXT, lambda file: file.type, "Its media type, such as image/avif."),
        Field("width", NUMBER, lambda file: file.width, "In pixels."),
        Field("height", NUMBER, lambda file: file.height, "In pixels."),
    ),
)
IMAGE = Shape(
    "Image",
    "A picture: a copy on this site, or where it lies, as its source lets us show it.",
    (
        Field("url", LINK, lambda picture: public(picture.address), "Of its largest file."),
        Field("alt", TEXT, lambda picture: picture.alt, "What it shows, if anybody said so."),
        Field("width", maybe(NUMBER), lambda picture: picture.width, "In pixels, if known."),
        Field("height", maybe(NUMBER), lambda picture: picture.height, "In pixels, if known."),
        Field(
            "credit",
            maybe(TEXT),
            lambda picture: picture.credit or None,
            "Who made it, if it is not for the story's source to say.",
        ),
        Field(
            "licence",
            maybe(LICENCE.ref),
            licence_of,
            "On what terms it may be shown; null where the story's own hold.",
        ),
        Field(
            "renditions",
            listed(RENDITION),
            renditions_of,
            "All its files on this site; none where it is shown from where it lies.",
        ),
    ),
)
