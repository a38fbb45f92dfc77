"""An import taken back: afterwards the tables hold what they held before it, but for the import's
own row, and for what people or later imports have touched since (since.py tells).

All in one transaction, in chunks of articles, under the lock that imports hold.
"""

import time
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Case, Exists, F, Max, OuterRef, When
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from articles.images import registering
from articles.models import (
    Article,
    Conflict,
    ImportBatch,
    ImportProblem,
    OldAddress,
    Revision,
    Sighting,
    forget_stories,
)
from articles.models.touching import touch_all

from . import deriving, lock, made, since
from .restore import restore

CHUNK = 500
MOST_KEPT = 100_000  # that the report names
MOST_NAMED = 20  # of the imports to undo first
State = ImportBatch.State
COUNTS = ("removed", "restored", "files", "conflicts", "sources", "categories", "tags", "kept")


class CannotUndoError(Exception):
    """Says in a sentence why the import cannot be taken back. Nothing was changed."""


class BuiltOnError(CannotUndoError):
    """Names the later imports that have built on this one, in the order of undoing them. Undone
    before them, it would leave their stories behind, which nothing could take back any more."""

    def __init__(self, batch: ImportBatch, later: Sequence[ImportBatch]) -> None:
        names = ", ".join(map(str, later[:MOST_NAMED]))
        if (rest := len(later) - MOST_NAMED) > 0:
            more = ngettext("and %(n)s more", "and %(n)s more", rest)
            names = f"{names}, {more % {'n': rest}}"
        sentence = gettext(
            "Later imports have built on stories of import %(number)s. Undo these first, in this"
            " order: %(names)s."
        )
        super().__init__(sentence % {"number": batch.pk, "names": names})


@dataclass(slots=True)
class Undone:
    """What was taken back, or would be, and what stays: `removed` articles that the import had
    made, `restored` ones that it had changed, `files` that are not known any more."""

    batch: int
    root: str
    dry_run: bool
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(COUNTS, 0)))
    kept: list[since.Kept] = field(default_factory=list)
    seconds: float = 0.0

    def keep(self, one: since.Kept) -> None:
        self.counts["kept"] += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(one)

    @property
    def exit_code(self) -> int:
        """0: all is taken back. 1: done, but something stays."""
        return 1 if self.counts["kept"] else 0

    def as_json(self) -> dict[str, Any]:
        """The report for programs; docs/undo.md describes it."""
        return {
            "batch": self.batch,
            "root": self.root,
            "dry_run": self.dry_run,
            **{name: self.counts[name] for name in COUNTS},
            "kept_stories": [one.as_json() for one in self.kept],
            "seconds": round(self.seconds, 3),
        }


def undo(
    number: int,
    user_id: int | None = None,
    *,
    dry_run: bool = False,
    keep_built_on: bool = False,
    progress: Callable[[int], None] = lambda articles: None,
) -> Undone:
    """Take back the import of this number. Where later imports have built on it these must be
    undone first, unless `keep_built_on` leaves such stories as they are, for good. `progress` is
    called with the number of articles done since the last call. Raises CannotUndoError,
    BuiltOnError, Locked, and what the database raises: then nothing was changed."""
    started = time.monotonic()
    with lock.held():
        batch = _undoable(number)
        if not keep_built_on and (later := list(since.later(batch))):
            raise BuiltOnError(batch, later)
        undoing = _Undo(batch, dry_run, progress)
        if dry_run:
            undoing.go()
        else:
            with transaction.atomic():
                registering.take_turn()  # before any row: who has it may want the rows next
                undoing.go()
                touch_all()
                ImportBatch.objects.filter(pk=batch.pk).update(
                    state=State.UNDONE, undone_at=timezone.now(), undone_by=user_id
                )
    undoing.report.seconds = time.monotonic() - started
    return undoing.report


def articles_of(number: int) -> int:
    """How many articles the import touched: what `progress` counts up to."""
    touched = models.Count("article_id", distinct=True)
    return Sighting.objects.filter(batch=number).aggregate(n=touched)["n"]


def _undoable(number: int) -> ImportBatch:
    """We hold the lock: what still says that it runs was killed, and can be undone."""
    batch = ImportBatch.objects.filter(pk=number).select_related("undone_by").first()
    if batch is None:
        raise CannotUndoError(gettext("There is no import %(number)s.") % {"number": number})
    if batch.state == State.UNDONE:
        local = timezone.localtime(batch.undone_at)
        sentence = gettext("Import %(number)s was undone already, on %(when)s.")
        when = f"{local:%Y-%m-%d %H:%M} {local.tzname()}"
        raise CannotUndoError(sentence % {"number": number, "when": when})
    if batch.created and "first_article" not in batch.made:
        sentence = gettext("Import %(number)s is older than undoing: it did not note what it made.")
        raise CannotUndoError(sentence % {"number": number})
    return batch


class _Undo:
    """One batch on its way back."""

    def __init__(self, batch: ImportBatch, dry_run: bool, progress: Callable[[int], None]) -> None:
        self.batch = batch
        self.dry_run = dry_run
        self.progress = progress
        self.report = Undone(batch.pk, batch.root, dry_run)
        self.retold: list[int] = []  # the articles that tell again what they told before

    def go(self) -> None:
        ids = self._articles()
        for at in range(0, len(ids), CHUNK):
            self._chunk(list(ids[at : at + CHUNK]))
        for one in since.gone(self.batch):
            self.report.keep(one)
        self._files(since.own(self.batch).filter(article__isnull=True))
        if not self.dry_run:
            self._problems()
            self._uncover()
            deriving.derive(Article.objects.none(), self.retold)
        self.report.counts.update(made.remove(self.batch, dry_run=self.dry_run))

    def _articles(self) -> array:
        """In order; numbers only, for there may be a million."""
        rows = since.own(self.batch).filter(article__isnull=False)
        numbers = rows.order_by("article_id").values_list("article_id", flat=True).distinct()
        return array("q", numbers.iterator(10_000))

    def _chunk(self, ids: Sequence[int]) -> None:
        found = since.look(self.batch, ids, locking=not self.dry_run)
        for one in found.kept.values():
            self.report.keep(one)
        free = found.free
        older = [pk for pk in free if found.pasts[pk].is_older]
        new = [pk for pk in free if not found.pasts[pk].is_older]
        self.report.counts["removed"] += len(new)
        self._older(older)
        self._files(since.own(self.batch).filter(article_id__in=free))
        if not self.dry_run:
            _delete(new)
        self.progress(len(ids))

    def _older(self, ids: list[int]) -> None:
        """As they were before; conflicts that the batch's ones had replaced wait again."""
        revisions = Revision.objects.filter(batch=self.batch, article_id__in=ids)
        changed = revisions.order_by().values("article_id").distinct()
        self.report.counts["restored"] += changed.count()
        conflicts = Conflict.objects.filter(batch=self.batch, article_id__in=ids).order_by()
        self.report.counts["conflicts"] += conflicts.filter(choice="").count()
        if self.dry_run:
            return
        self.retold += deriving.retold_by(revisions)
        restore(revisions)
        revisions.delete()
        replaced = Conflict.objects.filter(replaced_by__in=conflicts).exclude(batch=self.batch)
        replaced.update(choice="", replaced_by=None)
        conflicts.delete()

    def _files(self, sightings: models.QuerySet[Sighting]) -> None:
        self.report.counts["files"] += sightings.count()
        if not self.dry_run:
            # With what hangs on them, but without reading all the originals for it.
            OldAddress.objects.filter(sighting__in=sightings).delete()
            sightings._raw_delete(sightings.db)  # noqa: SLF001

    def _problems(self) -> None:
        """But those of files that stay."""
        staying = Sighting.objects.filter(batch=self.batch).order_by().values("path")
        ImportProblem.objects.filter(batch=self.batch).exclude(path__in=staying).delete()

    def _uncover(self) -> None:
        """Of each path the latest version that is left is the one that counts. A file that this
        run had let in from quarantine waits there again."""
        root = self.batch.root
        current = Sighting.objects.filter(
            root=OuterRef("root"), path=OuterRef("path"), superseded=False
        )
        covered = Sighting.objects.filter(~Exists(current), root=root, superseded=True)
        latest = covered.order_by().values("path").annotate(latest=Max("pk")).values("latest")
        Sighting.objects.filter(pk__in=latest).update(
            superseded=False, released=Case(When(held="", then=F("released")), default=False)
        )


def _delete(ids: list[int]) -> None:
    """Articles that never were: without the tombstones that deleting leaves, and in bulk."""
    forget_stories(ids)
    for relation in made.relations(Article):
        rows = relation.related_model.objects.filter(**{f"{relation.field.name}__in": ids})
        if relation.on_delete is models.CASCADE:
            rows.order_by().delete()
        elif relation.on_delete is models.SET_NULL:
            rows.order_by().update(**{relation.field.name: None})
    articles = Article.objects.filter(pk__in=ids).order_by()
    articles._raw_delete(articles.db)  # noqa: SLF001  # the way past pre_delete, which buries
