"""The files that an import refused, read once more from the folder that it read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.db.models import Q
from django.utils.translation import gettext

from articles.models import ImportBatch, ImportProblem, Sighting

from . import pipeline
from .entry import Entry
from .problems import SKIPPED
from .release import options_of
from .report import Report


class CannotRetryError(Exception):
    """Says in a sentence why the files cannot be read again. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of the files, and those that are not in the folder any more."""

    report: Report
    missing: tuple[str, ...] = ()


def refused_paths(batch: ImportBatch) -> frozenset[str]:
    """The files that the import refused: their paths below the root."""
    problems = ImportProblem.objects.filter(batch=batch, code__startswith="E_")
    told = problems.exclude(code__in=SKIPPED).values_list("path", flat=True)
    kept = Sighting.objects.filter(~Q(refused=""), batch=batch).values_list("path", flat=True)
    return frozenset(told.iterator()).union(kept.iterator())


def retry(
    number: int,
    user_id: int | None = None,
    *,
    most: int | None = None,
    progress: Callable[[int], None] = lambda files: None,
) -> Retried | None:
    """Import the refused files of this import again, as an import of their own; None if it refused
    none. Raises CannotRetryError, also where there are more than `most`, and what a run raises."""
    batch = ImportBatch.objects.filter(pk=number).first()
    if batch is None:
        raise CannotRetryError(gettext("There is no import %(number)s.") % {"number": number})
    paths = refused_paths(batch)
    if not paths:
        return None
    if most is not None and len(paths) > most:
        sentence = gettext(
            "Import %(number)s refused %(n)s files, too many to wait for here. Run: manage.py"
            " retry_import %(number)s"
        )
        raise CannotRetryError(sentence % {"number": number, "n": len(paths)})
    seen: set[str] = set()

    def see(entries: Sequence[Entry]) -> None:
        seen.update(entry.path for entry in entries)

    options = replace(options_of(batch, user_id), only=paths)
    prefix = batch.options.get("prefix", "")
    report = pipeline.run(_folder(batch), batch.root, options, prefix, progress, see)
    return Retried(report, tuple(sorted(paths - seen)))


def _folder(batch: ImportBatch) -> Path:
    """Where the import found its files."""
    path = batch.options.get("path")
    if not path:
        sentence = gettext("Import %(number)s read no folder but files that were kept.")
        raise CannotRetryError(sentence % {"number": batch.pk})
    if not Path(path).exists():
        sentence = gettext("%(path)s: there is no such file or folder any more.")
        raise CannotRetryError(sentence % {"path": path})
    return Path(path)
