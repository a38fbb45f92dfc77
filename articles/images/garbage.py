"""What nobody needs any more: pictures that no story shows, copies that we may not keep, and files
that no row tells of. Everything else is put in order on the way (`stocktaking`).

Each picture goes in a transaction of its own that looks again: a run may be stopped and repeated,
while stories are saved and pictures fetched and uploaded.
"""

import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from articles.models import (
    Article,
    Conflict,
    Image,
    ImageUse,
    Revision,
    Sighting,
)
from articles.models.grants import COPIES, granting
from articles.models.images import OWN

from . import registering, shelves, stocktaking
from .registering import FOLDER

# Storages may know full seconds only, and their clock is not ours.
CLOCKS = timedelta(seconds=1)


@dataclass
class Collected:
    """What a run did, or would do."""

    dry_run: bool
    counts: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    lost: list[dict[str, Any]] = field(default_factory=list)  # pictures that nothing brings back
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        return 1 if self.lost else 0

    def as_json(self) -> dict[str, Any]:
        return {
            "dry_run": self.dry_run,
            **{name: self.counts[name] for name in COUNTED},
            "bytes": self.bytes,
            "lost_pictures": self.lost,
            "seconds": round(self.seconds, 3),
        }


COUNTED = ("unused", "withdrawn", "stray", "kept", "mended", "refetch", "lost", "no_original")


def collect(
    older_than: timedelta,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Callable[[int], None] = lambda pictures: None,
) -> Collected:
    """`older_than`: for how long nothing must have shown a picture. `progress` is called with the
    number of pictures whose files were looked at since the last call. Raises `NothingThere`."""
    now, started = now or timezone.now(), time.monotonic()
    report = Collected(dry_run)
    stocktaking.refuse_empty()
    if not dry_run:
        _mark(now)
    _take("withdrawn", withdrawn(now), report, now)
    _take("unused", _long_unused(now, now - older_than), report, now)
    left = unused().count()
    report.counts += Counter(kept=left - report.counts["unused"] if dry_run else left)
    stocktaking.compare(report, now - CLOCKS, progress)
    report.seconds = time.monotonic() - started
    return report


def _take(name: str, found: QuerySet[Image], report: Collected, now: datetime) -> None:
    for pk in list(found.order_by("pk").values_list("pk", flat=True)):
        freed = _measured(pk) if report.dry_run else take_away(pk, found, now)
        if freed is not None:
            report.counts[name] += 1
            report.bytes += freed


def take_away(pk: int, found: QuerySet[Image], now: datetime) -> int | None:
    """Delete this picture if it still is one of these; how many bytes its files had."""
    with transaction.atomic():
        # Nobody finds out meanwhile that a story shows it.
        registering.take_turn()
        image = found.filter(pk=pk).first()
        if image is None:
            return None
        image.delete()
    return shelves.remove_files(image, before=now - CLOCKS)


def _measured(pk: int) -> int | None:
    image = Image.objects.filter(pk=pk).first()
    return shelves.size_of(image) if image else None


# Which --------------------------------------------------------------------------------------------


def unused() -> QuerySet[Image]:
    """No story shows them. What an editor rejected stays: it must be known again."""
    uses = ImageUse.objects.filter(address__image=OuterRef("pk"))
    return Image.objects.filter(~Exists(uses), is_rejected=False)


def withdrawn(now: datetime | None = None) -> QuerySet[Image]:
    """Copies of sources that do not let us copy any more, or show the text that they belong to: all
    of those that show them."""
    uses = ImageUse.objects.filter(address__image=OuterRef("pk"))
    allowed = uses.filter(granting(*COPIES, moment=now, via="article__source__"))
    found = Image.objects.filter(Exists(uses), ~Exists(allowed), is_upload=False)
    return found.exclude(renditions={})  # taken down: nothing is left but what must be known again


def _mark(now: datetime) -> None:
    """Write down since when nothing shows a picture, as far as collections know."""
    unused().filter(unused_since__isnull=True).update(unused_since=now)
    used = Image.objects.filter(unused_since__isnull=False).exclude(pk__in=unused().values("pk"))
    used.update(unused_since=None)


def _long_unused(now: datetime, limit: datetime) -> QuerySet[Image]:
    """Nobody can give an uploaded picture back: it stays while an editor may still restore a text
    with it. That is asked only if it matters, for the answer lies in whatever was ever said."""
    long = unused().alias(since=Coalesce("unused_since", Value(now))).filter(since__lte=limit)
    # The story that it was stored for may not be saved yet.
    long = long.filter(created_at__lt=now - stocktaking.A_DAY)
    uploads = dict(long.filter(is_upload=True).values_list("pk", "digest"))
    if not uploads:
        return long
    said = _mentions()
    return long.exclude(pk__among=[pk for pk, digest in uploads.items() if digest[:32] in said])


def _mentions() -> set[str]:
    """The uploaded pictures that any text names, of today, of before, or as it came."""
    return {folder for text in _texts() for folder in FOLDER.findall(text)}


def _texts() -> Iterator[str]:
    for table, names in (
        (Article, ("body", "lead_image")),
        (Conflict, ("base", "ours", "theirs")),
    ):
        for name in names:
            found = table.objects.order_by().filter(**{f"{name}__contains": OWN})
            yield from found.values_list(name, flat=True).iterator(100)
    before = Revision.objects.order_by().annotate(text=Cast("before", TextField()))
    yield from before.filter(text__contains=OWN).values_list("text", flat=True).iterator(100)
    yield from Revision.objects.bodies()
    for original in Sighting.objects.order_by().values_list("original", flat=True).iterator(500):
        yield zlib.decompress(original).decode("utf-8", "replace")
