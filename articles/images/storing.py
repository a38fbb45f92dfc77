"""A picture's files and its row, under its content's digest: the same content is stored once.

Files first, then the row: no row ever lacks its files. What a run that was killed left of them is
written over.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages
from django.db.models import Q

from articles.models import Image
from articles.models.images import folder_of

from .develop import Developed


def originals() -> Storage:
    """Where the files lie as they came."""
    return storages["originals"]


def find(digest: str, *, is_upload: bool = False) -> Image | None:
    """The row of this content, if we have it. What was rejected or taken down is so however it
    comes: then the row that says it, of either kind."""
    found = Image.objects.filter(Q(is_upload=is_upload) | Q(is_rejected=True), digest=digest)
    return found.order_by("-is_rejected", "-pk").first()


def store(
    original: Path,
    digest: str,
    developed: Developed,
    made: Path,
    *,
    is_upload: bool = False,
    user: Any = None,
) -> Image:
    """The row of this content; new unless we have it already, and then nothing is written."""
    known = find(digest, is_upload=is_upload)
    if known:
        return known
    write_files(original, digest, developed, made, is_upload=is_upload)
    return write_row(original.stat().st_size, digest, developed, is_upload=is_upload, user=user)


def write_files(
    original: Path, digest: str, developed: Developed, made: Path, *, is_upload: bool = False
) -> None:
    """Without the database, so that any thread may wait for a slow storage."""
    folder = folder_of(digest, is_upload)
    for name in _renditions(developed):
        _put(default_storage, f"{folder}/{name}", made / name)
    _put(originals(), f"{folder}.{developed.format}", original)


def write_row(
    length: int, digest: str, developed: Developed, *, is_upload: bool = False, user: Any = None
) -> Image:
    """The row for files that are there. Of two at once one writes it, and both have it."""
    values = {
        "format": developed.format,
        "bytes": length,
        "width": developed.width,
        "height": developed.height,
        "frames": developed.frames,
        "colour": developed.colour,
        "renditions": developed.renditions,
        "uploaded_by": user,
    }
    return Image.objects.get_or_create(digest=digest, is_upload=is_upload, defaults=values)[0]


def _renditions(developed: Developed) -> Iterator[str]:
    for extension, widths in developed.renditions.items():
        yield from (f"{width}.{extension}" for width in widths)


def _put(storage: Storage, name: str, path: Path) -> None:
    """Under exactly this name, whatever lies there: a name stands for its content. Storages
    themselves would give it another one."""
    if isinstance(storage, FileSystemStorage):
        _place(storage, Path(storage.path(name)), path)
    else:
        _upload(storage, name, path)


def _place(storage: FileSystemStorage, target: Path, path: Path) -> None:
    """Whole or not at all: readers may be looking."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{uuid4().hex}")
    try:
        shutil.copyfile(path, beside)
        beside.chmod(storage.file_permissions_mode or 0o644)
        beside.replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            beside.unlink()
        raise


def _upload(storage: Storage, name: str, path: Path) -> None:
    if storage.exists(name):
        storage.delete(name)
    with path.open("rb") as file:
        saved = storage.save(name, File(file))
    if saved != name:  # somebody has stored the same content at the same moment
        storage.delete(saved)
