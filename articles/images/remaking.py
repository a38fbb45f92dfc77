"""Renditions made anew from the files as they came: of one picture that has lost them, or of all,
where a new version of newsdesk makes better ones."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.db.models import QuerySet

from articles.models import Image

from . import registering, storing
from .develop import Developed
from .reasons import Refusal
from .workshop import Workshop

PIECE = 64 * 1024
BATCH = 100  # pictures whose rows are read at once


def remake(
    images: QuerySet[Image],
    workers: int,
    progress: Callable[[int], None] = lambda pictures: None,
) -> Counter[str]:
    """How many were `remade`, and of how many there is `no_original`. What was remade stays when
    the run is stopped."""
    counts: Counter[str] = Counter()
    with Workshop(workers) as shop, ThreadPoolExecutor(workers) as threads:
        for batch in _batches(images):
            made = threads.map(lambda image: make_again(image, shop), batch)
            for image, developed in zip(batch, made, strict=True):
                counts["remade" if developed else "no_original"] += 1
                if developed:
                    write_down(image, developed)
                progress(1)
    return counts


def _batches(images: QuerySet[Image]) -> Iterator[list[Image]]:
    """The newest first. A picture that was taken down has nothing to be made of."""
    left = images.exclude(renditions={}).order_by("-pk")
    while batch := list(left[:BATCH]):
        yield batch
        left = left.filter(pk__lt=batch[-1].pk)


def make_again(image: Image, shop: Workshop) -> Developed | None:
    """Its files, written over; None if the file as it came is not there, or not sound. Asks the
    database for nothing, so that threads may do it."""
    with TemporaryDirectory(prefix="newsdesk-again-") as name:
        original, made = Path(name, "original"), Path(name, "made")
        made.mkdir()
        if not _bring_original(image, original):
            return None
        try:
            developed = shop.develop(original, made)
        except Refusal:
            return None
        storing.write_files(original, image.digest, developed, made, is_upload=image.is_upload)
    return developed


def write_down(image: Image, developed: Developed) -> None:
    """In its row, unless it was taken down or deleted meanwhile: then a collection finds the files.
    Saving tells the stories that show it."""
    with transaction.atomic():
        registering.take_turn()
        there = Image.objects.filter(pk=image.pk).exclude(renditions={}).first()
        if there:
            there.colour, there.renditions = developed.colour, developed.renditions
            there.save(update_fields=["colour", "renditions"])


def _bring_original(image: Image, into: Path) -> bool:
    """Whether the file as it came is there, and is that file."""
    digest = hashlib.sha256()
    try:
        with storing.originals().open(image.original) as file, into.open("wb") as out:
            while piece := file.read(PIECE):
                digest.update(piece)
                out.write(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == image.digest
