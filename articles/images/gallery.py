"""What pages must know of a picture to show it: an Image's row as a small JSON value, and back."""

from typing import TypedDict

from articles.models import Image


class Entry(TypedDict, total=False):
    """A picture that pages may show. Sizes in pixels, `focus` in per cent from the left and top.
    Without any of these: one that they may not show, by an editor's word."""

    folder: str
    width: int
    height: int
    widths: dict[str, list[int]]
    colour: str
    focus: list[int]
    alt: str
    credit: str
    licence: str
    licence_url: str


def entry_of(image: Image) -> Entry:
    return {
        "folder": image.folder,
        "width": image.width,
        "height": image.height,
        "widths": image.renditions,
        "colour": image.colour,
        "focus": [image.focal_x, image.focal_y],
        "alt": image.alt,
        "credit": image.credit,
        "licence": image.licence,
        "licence_url": image.licence_url,
    }
