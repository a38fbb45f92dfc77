"""Rows against files: files that no row tells of go, rows whose files are gone are put right.

A picture that lost its renditions is developed again from the file as it came. A copy that lost
both is forgotten, so that the next fetch brings it; an upload that did is reported.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.files.storage import Storage, default_storage
from django.db.models.functions import Substr

from articles.models import Image
from articles.models.images import COPIES, UPLOADS

from . import shelves, storing
from .remaking import make_again, write_down
from .uploading import workshop

if TYPE_CHECKING:
    from .garbage import Collected

A_DAY = timedelta(days=1)  # whoever stores a picture now is done by then, whatever it waits for
START = re.compile("[0-9a-f]{2}")
NAME = "[0-9a-f]{32}"
# Also what a process that was killed was just writing.
OURS = re.compile(rf"(?:{COPIES}|{UPLOADS})/[0-9a-f]{{2}}/(?:{NAME}[/.]|\.{NAME}$)")


class NothingThere(Exception):
    """There are rows, and no file of any: the storage is not the one that it should be."""


def refuse_empty() -> None:
    """Before anything is done. A volume that is not mounted must cost no row and no words."""
    newest = Image.objects.exclude(renditions={}).order_by("-pk")[:20]
    names = [name for image in newest for name in shelves.files_of(image)]
    if names and not any(map(default_storage.exists, names)):
        raise NothingThere(
            "None of the newest pictures' files is there. Is the storage that MEDIA_ROOT or"
            " STORAGE_URL names the right one? Nothing was changed."
        )


def compare(report: "Collected", before: datetime, progress: Callable[[int], None]) -> None:
    """All of both storages, folder by folder. Files written since `before` are left alone."""
    for is_upload in (False, True):
        for start in sorted(_starts(is_upload)):
            images = _images(start, is_upload)
            _compare(start, is_upload, images, report, before)
            progress(len(images))


def _starts(is_upload: bool) -> set[str]:
    """What digests begin with, of rows and of files: the folders that there may be."""
    start = Substr("digest", 1, 2)
    found = set(Image.objects.filter(is_upload=is_upload).values_list(start, flat=True).distinct())
    for storage in (default_storage, storing.originals()):
        with suppress(FileNotFoundError):
            found.update(storage.listdir(UPLOADS if is_upload else COPIES)[0])
    return {start for start in found if START.fullmatch(start)}


def _images(start: str, is_upload: bool) -> list[Image]:
    found = Image.objects.filter(is_upload=is_upload, digest__gte=start, digest__lt=f"{start}g")
    return list(found.order_by("pk"))


def _compare(
    start: str, is_upload: bool, images: list[Image], report: "Collected", before: datetime
) -> None:
    folder = f"{UPLOADS if is_upload else COPIES}/{start}"
    shown = set(shelves.walk(default_storage, folder))
    kept = set(shelves.walk(storing.originals(), folder))
    known = {name for image in images for name in shelves.files_of(image)}
    as_they_came = {image.original for image in images if image.renditions}
    _remove_strays(default_storage, shown - known, report, before - A_DAY)
    _remove_strays(storing.originals(), kept - as_they_came, report, before - A_DAY)
    for image in images:
        if not shown.issuperset(shelves.files_of(image)) and _is_broken(image):
            _put_right(image, report)
        elif image.renditions and image.original not in kept:
            report.counts["no_original"] += 1


def _remove_strays(
    storage: Storage, names: set[str], report: "Collected", before: datetime
) -> None:
    for name in sorted(filter(OURS.match, names)):
        try:
            young = storage.get_modified_time(name) >= before
            size = 0 if young else storage.size(name)
        except FileNotFoundError:
            continue
        if not young:
            report.counts["stray"] += 1
            report.bytes += size if report.dry_run else shelves.remove(storage, name, before)


# Rows whose files are gone ------------------------------------------------------------------------


def _is_broken(image: Image) -> bool:
    """Looked at again: it may have been stored, changed or deleted since the row was read."""
    now = Image.objects.filter(pk=image.pk).first()
    return now is not None and not all(
        default_storage.exists(name) for name in shelves.files_of(now)
    )


def _put_right(image: Image, report: "Collected") -> None:
    if report.dry_run:
        is_kept = storing.originals().exists(image.original)
        name = "mended" if is_kept else "lost" if image.is_upload else "refetch"
    elif _mend(image):
        name = "mended"
    elif image.is_upload:
        name = "lost"
    else:
        image.delete()  # its addresses wait again
        name = "refetch"
    report.counts[name] += 1
    if name == "lost":
        report.lost.append({"picture": image.pk, "folder": image.folder, "alt": image.alt})


def _mend(image: Image) -> bool:
    developed = make_again(image, workshop())
    if developed:
        write_down(image, developed)
    return developed is not None
