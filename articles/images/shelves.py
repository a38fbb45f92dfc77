"""The files of pictures, in whatever storage they lie: which there are, and away with them."""

from collections.abc import Iterator
from contextlib import suppress

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


def remove_files(image: Image) -> int:
    """Everything in its folder, and the file as it came; how many bytes that was."""
    freed = sum(remove(default_storage, name) for name in list(walk(default_storage, image.folder)))
    default_storage.delete(image.folder)  # empty now; buckets know no folders
    return freed + remove(originals(), image.original)


def remove(storage: Storage, name: str) -> int:
    """How many bytes the file had; 0 if there was none."""
    try:
        size = storage.size(name)
    except FileNotFoundError:
        return 0
    storage.delete(name)
    return size


def walk(storage: Storage, folder: str) -> Iterator[str]:
    """The names of all files below it."""
    with suppress(FileNotFoundError):
        folders, files = storage.listdir(folder)
        yield from (f"{folder}/{name}" for name in sorted(files))
        for name in sorted(folders):
            yield from walk(storage, f"{folder}/{name}")
