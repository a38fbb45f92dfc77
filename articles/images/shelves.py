"""The files of pictures, in whatever storage they lie: which there are, and away with them."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from django.core.files.storage import Storage, default_storage

from articles.models import Image

from .storing import originals


def files_of(image: Image) -> list[str]:
    """The names of its renditions."""
    return [
        f"{image.folder}/{width}.{extension}"
        for extension, widths in image.renditions.items()
        for width in widths
    ]


def size_of(image: Image) -> int:
    """How many bytes its files have, the one as it came included."""
    sizes = [_size(default_storage, name) for name in walk(default_storage, image.folder)]
    return sum(sizes) + _size(originals(), image.original)


def remove_files(image: Image, before: datetime | None = None) -> int:
    """Everything in its folder, and the file as it came; how many bytes that was. What was written
    since `before` stays: somebody has stored the same content again."""
    names = list(walk(default_storage, image.folder))
    freed = sum(remove(default_storage, name, before) for name in names)
    return freed + remove(originals(), image.original, before)


def remove(storage: Storage, name: str, before: datetime | None = None) -> int:
    """How many bytes that was; 0 if there is no such file, or if it was written since."""
    try:
        if before and storage.get_modified_time(name) >= before:
            return 0
        size = storage.size(name)
    except FileNotFoundError:
        return 0
    storage.delete(name)
    with suppress(OSError):  # an empty folder goes, one with files in it stays
        storage.delete(name.rpartition("/")[0])
    return size


def walk(storage: Storage, folder: str) -> Iterator[str]:
    """The names of all files below it. A bucket lists them without asking folder by folder."""
    if hasattr(storage, "walk"):
        yield from storage.walk(folder)
        return
    with suppress(FileNotFoundError):
        folders, files = storage.listdir(folder)
        yield from (f"{folder}/{name}" for name in sorted(files))
        for name in sorted(folders):
            yield from walk(storage, f"{folder}/{name}")


def _size(storage: Storage, name: str) -> int:
    try:
        return storage.size(name)
    except FileNotFoundError:
        return 0
