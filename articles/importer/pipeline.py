"""The way through the house: file → SourceFile → ParsedDocument → CleanedArticle → Article.

`run` walks a folder, chunk by chunk: read, set aside what has not changed, parse and clean the
rest, decide, store. A file's failure is its own; a chunk is stored whole or not at all.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from pathlib import Path

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import ImportBatch, Sighting, Status

from . import archive, decide, files, frontmatter
from .build import Settings, build
from .problems import Problem, Refused
from .report import Report
from .store import Entry, Store

CHUNK = 250
MANY = 1_000
MAX_PATH_BYTES = 1_900  # with the root: what a PostgreSQL index row holds


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for. `status`: published or inbox."""

    dialect: str = "auto"
    naive_tz: tzinfo | None = None
    status: str = Status.PUBLISHED
    dry_run: bool = False
    user_id: int | None = None


class _DryRun(Exception):
    """Takes the whole run back."""


def run(
    top: Path,
    root: str,
    options: Options,
    prefix: str = "",
    progress: Callable[[int], None] = lambda files: None,
) -> Report:
    """Import everything below `top` as `root`; `prefix` is put before the relative paths.

    `progress` is called with the number of files done since the last call. A dry run does
    everything and takes it back. Raises what the database raises; what was stored before stays.
    """
    report = Report(root, dry_run=options.dry_run)
    if not options.dry_run:
        _run(top, root, options, prefix, progress, report)
    else:
        try:
            with transaction.atomic():
                _run(top, root, options, prefix, progress, report)
                raise _DryRun
        except _DryRun:
            report.batch = None
    report.finish()
    return report


def _run(
    top: Path,
    root: str,
    options: Options,
    prefix: str,
    progress: Callable[[int], None],
    report: Report,
) -> None:
    described: dict[str, object] = {
        "path": files.shown(os.fsencode(top)),
        "dialect": options.dialect,
        "naive_tz": str(options.naive_tz or "UTC"),
        "status": options.status,
    }
    store = Store(root, options.status, described, options.user_id)
    settings = Settings(
        root=root,
        now=timezone.now(),
        dialect=options.dialect,
        naive_tz=options.naive_tz,
        homepages=store.filing.homepages,
    )
    state = ImportBatch.State.FAILED
    try:
        for chunk in _chunks(files.walk(top)):
            entries = _entries(chunk, root, prefix, settings)
            _store(entries, store, settings)
            for entry in entries:
                report.take(entry)
            progress(len(entries))
        state = ImportBatch.State.DONE
        if report.counts["created"] >= MANY and not options.dry_run:
            _tell_the_planner()
    finally:
        report.notes = store.notes
        report.batch = store.batch.pk if store.batch else None
        if state == ImportBatch.State.DONE or not connection.in_atomic_block:
            store.finish(state)


def _tell_the_planner() -> None:
    """Fresh statistics: after a bulk load the old ones would lead queries off their indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")


def _chunks(found: Iterator[files.Found]) -> Iterator[list[files.Found]]:
    while chunk := list(islice(found, CHUNK)):
        yield chunk


def _entries(chunk: list[files.Found], root: str, prefix: str, settings: Settings) -> list[Entry]:
    """Read and, where something is new, parse and clean."""
    known = archive.known_files(root, [prefix + found.path for found in chunk])
    entries = []
    for found in chunk:
        path = prefix + found.path
        entry = Entry(path, known=known.get(path))
        entries.append(entry)
        try:
            if len(path) > files.MAX_PATH or len(path.encode()) > MAX_PATH_BYTES:
                entry.path = path[: files.MAX_PATH // 2]
                raise Refused("E_PATH_TOO_LONG", limit=files.MAX_PATH)
            entry.file = files.read(found, root)
            if not _is_unchanged(entry):
                document = frontmatter.parse(entry.file.data, entry.path)
                entry.cleaned = build(document, settings)
                entry.problems.extend(entry.cleaned.problems)
        except Refused as refused:
            entry.problems.append(refused.problem)
    _recall(entries, settings)
    return entries


def _recall(entries: list[Entry], settings: Settings) -> None:
    """What changed files said before, read anew from their kept originals."""
    changed = {
        entry.known.pk: entry
        for entry in entries
        if entry.cleaned and entry.known and entry.known.article_id
    }
    rows = Sighting.objects.filter(pk__in=changed) if changed else ()
    for row in rows:
        with suppress(Refused):
            changed[row.pk].said = build(frontmatter.parse(row.raw, row.path), settings)


def _is_unchanged(entry: Entry) -> bool:
    """Whether the bytes are those of the last time. Refused files are always read again: newsdesk
    may have learned to read them."""
    known, file = entry.known, entry.file
    if known is None or file is None or known.refused or known.sha256 != file.sha256:
        return False
    entry.outcome = "unchanged"
    return True


def _store(entries: list[Entry], store: Store, settings: Settings) -> None:
    """A chunk in one transaction. If the database refuses a value in it, file by file: then the
    failure is that file's own."""
    batch = store.batch
    try:
        _store_together(entries, store, settings)
    except (DataError, IntegrityError) as error:
        store.start_over(batch)
        for entry in entries:
            entry.start_over()
        if len(entries) > 1:
            for entry in entries:
                _store([entry], store, settings)
        else:
            refusal = Problem("E_NOT_STORED", detail={"reason": str(error).split("\n")[0]})
            entries[0].refuse(refusal)
            _store_together(entries, store, settings)


def _store_together(entries: list[Entry], store: Store, settings: Settings) -> None:
    pending = [entry for entry in entries if not entry.outcome]
    if not pending:
        store.write(entries)
        return
    # One transaction from the look-up to the write: what an editor saves meanwhile waits its turn.
    with transaction.atomic():
        found = archive.look_up(pending, store.filing)
        for entry in pending:
            decide.decide(entry, found, store.status, settings)
        store.write(entries)
