"""The files that an import refused, read once more from the folder that it read."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from articles.models import ImportBatch, ImportProblem, Sighting

from . import pipeline
from .chosen import folders_above, is_folder
from .entry import Entry
from .files import shown
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
    """The files that this import refused and that stand refused: their paths below the root.

    A refusal is written down once, by the first import that meets it. So all of the root's are
    asked up to this one, as far as this one read; what was read well later is in.
    """
    if not batch.refused:
        return frozenset()
    prefix, root = batch.options.get("prefix", ""), batch.root
    latest = Sighting.objects.filter(root=root, superseded=False)
    kept = latest.filter(~Q(refused=""), batch__lte=batch, path__startswith=prefix)
    good = latest.filter(path=OuterRef("path"), refused="", batch__gt=OuterRef("batch"))
    told = ImportProblem.objects.filter(
        ~Exists(good), root=root, batch__lte=batch, path__startswith=prefix, code__startswith="E_"
    )
    told = told.exclude(code__in=SKIPPED).order_by()
    problems = dict(told.values("path").annotate(last=Max("batch")).values_list("path", "last"))
    for path in _opened(latest, {path: n for path, n in problems.items() if is_folder(path)}):
        del problems[path]
    paths = frozenset(problems).union(kept.order_by().values_list("path", flat=True))
    top = Path(batch.options.get("path", ""))
    return paths & {prefix + shown(os.fsencode(top.name))} if top.is_file() else paths


def _opened(latest: QuerySet[Sighting], folders: dict[str, int]) -> set[str]:
    """Those of the folders below which an import has stored files since the one that told last
    that the folder could not be opened."""
    opened: set[str] = set()
    if not folders:
        return opened
    since = latest.filter(refused="", batch__gt=min(folders.values())).order_by()
    for path, number in since.values_list("path", "batch").iterator():
        above = folders.keys() & set(folders_above(path))
        opened.update(folder for folder in above if number > folders[folder])
    return opened


def retry(
    number: int,
    user_id: int | None = None,
    *,
    most: int | None = None,
    progress: Callable[[int], None] = lambda files: None,
) -> Retried | None:
    """Import the refused files of this import again, as an import of their own; None if none of
    them stands refused. Raises CannotRetryError, also where there are more than `most`, and what a
    run raises."""
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
    missing = set(paths)

    def see(entries: Sequence[Entry]) -> None:
        for entry in entries:
            missing.difference_update((entry.path, *folders_above(entry.path)))

    options = replace(options_of(batch, user_id), only=paths)
    prefix = batch.options.get("prefix", "")
    top = _folder(batch)
    report = pipeline.run(top, batch.root, options, prefix, progress, see)
    gone = (path for path in missing if not _is_empty(top, path.removeprefix(prefix)))
    return Retried(report, tuple(sorted(gone)))


def _is_empty(top: Path, path: str) -> bool:
    """A folder that opens by now, and holds no article: nothing was seen of it, yet it is there."""
    return is_folder(path) and (top / path).is_dir()


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
