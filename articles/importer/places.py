"""Folders of the server that may be imported from: those of the settings, and what lies below.

Paths are bytes in addresses, percent-encoded: a folder's name may be no text.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from django.conf import settings

from . import files

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A folder: `number` of the allowed one that it lies in, and where below that."""

    number: int
    top: Path
    below: str = ""  # percent-encoded; "" is the allowed folder itself

    @property
    def path(self) -> Path:
        return self.top / os.fsdecode(unquote_to_bytes(self.below))

    @property
    def shown(self) -> str:
        return files.shown(os.fsencode(self.path))

    @property
    def name(self) -> str:
        """The last part, for people."""
        return files.shown(os.fsencode(self.path.name or self.path))

    @property
    def above(self) -> "Place | None":
        if not self.below:
            return None
        return Place(self.number, self.top, self.below.rpartition("/")[0])

    def inner(self, name: str) -> "Place":
        encoded = quote_from_bytes(os.fsencode(name), safe="")
        return Place(self.number, self.top, f"{self.below}/{encoded}".lstrip("/"))


@dataclass(frozen=True, slots=True)
class Content:
    """What a folder holds: `articles` files directly in it, and the folders."""

    folders: Sequence[Place]
    articles: int
    more: bool


def allowed() -> list[Place]:
    """The folders of the settings that are there."""
    tops = [Path(os.path.realpath(each)) for each in settings.IMPORT_FOLDERS]
    return [Place(number, top) for number, top in enumerate(tops) if top.is_dir()]


def find(number: str, below: str) -> Place | None:
    """The folder that an address names; None if there is none, or a link leads out of it."""
    top = next((place.top for place in allowed() if str(place.number) == number), None)
    if top is None or "\0" in os.fsdecode(unquote_to_bytes(below)):
        return None
    place = Place(int(number), top, below.strip("/"))
    real = Path(os.path.realpath(place.path))
    # No link at all: what is imported is known by its path, which shall be one.
    return place if real == place.path and real.is_relative_to(top) and real.is_dir() else None


def content(place: Place) -> Content:
    """Raises OSError."""
    folders: list[str] = []
    articles = 0
    with os.scandir(place.path) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif os.path.splitext(entry.name)[1].lower() in files.SUFFIXES:
                articles += 1
    shown = sorted(folders)[:MOST_SHOWN]
    return Content([place.inner(name) for name in shown], articles, len(folders) > MOST_SHOWN)
