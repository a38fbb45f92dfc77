"""A picture decoded, and made in the sizes and formats that pages show. Pure.

Strangers' files are decoded here, so this runs in a process of its own: `workshop.py` starts it.
"""

from dataclasses import dataclass
from pathlib import Path


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
    """Makes the renditions `<width>.<extension>` in the folder `into`. Raises Refusal."""
    raise NotImplementedError
