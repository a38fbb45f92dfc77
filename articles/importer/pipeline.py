"""The way through the house: file → SourceFile → ParsedDocument → CleanedArticle → Article.

`run` walks a folder; workers read, parse and clean its files (work.py, crew.py); one writer decides
and stores them, chunk by chunk, in the order of the walk. A file's failure is its own; a chunk is
stored whole or not at all.
"""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import chain, islice
from pathlib import Path

from django.db import DataError, Error, IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import ImportBatch, Sighting, Status, bulk

from . import archive, chosen, crew, decide, deriving, files, lock
from .build import Settings
from .entry import Entry, KnownFile
from .problems import Problem
from .report import Report
from .ruling import active_rules
from .store import Store
from .work import Kit, Prepared, Task, few_collections, pack, said

CHUNK = 500  # files in one transaction
MANY = 1_000  # articles after which the planner is told
FEW = 1_000  # files for which no workers are started
State = ImportBatch.State


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for. `status`: published or inbox. `only`: paths; the rest is left out.
    `workers`: processes that parse and clean; 1 does it all in this one."""

    dialect: str = "auto"
    naive_tz: tzinfo | None = None
    status: str = Status.PUBLISHED
    dry_run: bool = False
    user_id: int | None = None
    workers: int = 1
    only: frozenset[str] | None = None


class _DryRun(Exception):
    """Takes the whole run back."""


def run(
    top: Path,
    root: str,
    options: Options,
    prefix: str = "",
    progress: Callable[[int], None] = lambda files: None,
    see: Callable[[Sequence[Entry]], None] = lambda entries: None,
) -> Report:
    """Import everything below `top` as `root`; `prefix` is put before the relative paths.

    `progress` is called with the number of files done since the last call, `see` with each chunk's
    decided entries. A dry run does everything and takes it back. Raises Locked, WorkersDied, and
    what the database raises; what was stored before stays, and the next run goes on from there.
    """

    def found() -> Iterator[Task]:
        for each in files.walk(top):
            path = prefix + each.path
            if options.only is None or chosen.takes(options.only, path):
                yield Task(path, each)

    described = {"path": files.shown(os.fsencode(top)), "prefix": prefix, **_described(options)}
    if options.only is not None:  # so that it never passes for the rest of an interrupted run
        described["only"] = len(options.only)
    with lock.held():
        total = files.count(top) if options.only is None else len(options.only)
        return _Run(root, options, described, progress, see).go(found(), total)


def run_kept(root: str, sightings: Sequence[int], options: Options) -> Report:
    """Import files of `root` once more from their kept originals, by their sightings' numbers."""

    def found() -> Iterator[Task]:
        rows = Sighting.objects.filter(root=root, pk__in=sightings, superseded=False)
        for row in rows.order_by("pk").iterator(CHUNK):
            yield Task(row.path, kept=bytes(row.original))

    described = {"kept": len(sightings), **_described(options)}
    with lock.held():
        run = _Run(root, options, described, lambda files: None, lambda entries: None)
        return run.go(found(), len(sightings))


def run_mended(
    mended: Sighting,
    data: bytes,
    options: Options,
    see: Callable[[Sequence[Entry]], None] = lambda entries: None,
) -> Report:
    """Import `data`, a person's version of a refused file, in the file's place."""
    task = Task(mended.path, kept=pack(data), mends=mended.sha256)
    described = {"mended": mended.pk, **_described(options)}
    with lock.held():
        run = _Run(mended.root, options, described, lambda files: None, see)
        return run.go(iter([task]), 1)


def _described(options: Options) -> dict[str, object]:
    """How the run reads its files, as its batch remembers it."""
    zone = str(options.naive_tz or "UTC")
    return {"dialect": options.dialect, "naive_tz": zone, "status": str(options.status)}


class _Run:
    """One run: what it works with, and the loop."""

    def __init__(
        self,
        root: str,
        options: Options,
        described: dict[str, object],
        progress: Callable[[int], None],
        see: Callable[[Sequence[Entry]], None],
    ) -> None:
        self.root = root
        self.options = options
        self.progress = progress
        self.see = see
        self.report = Report(root, dry_run=options.dry_run)
        resumed = None if options.dry_run else _interrupted(root, described)
        holds = not options.dry_run
        self.store = Store(root, described, options.user_id, resumed, holds=holds)
        settings = Settings(
            root=root,
            now=timezone.now(),
            dialect=options.dialect,
            naive_tz=options.naive_tz,
            homepages=self.store.filing.homepages,
        )
        self.kit = Kit(settings, active_rules())

    def go(self, found: Iterator[Task], total: int) -> Report:
        with few_collections(), bulk.little_memory():
            if not self.options.dry_run:
                self._go(found, total)
            else:
                with suppress(_DryRun), transaction.atomic():
                    self._go(found, total)
                    raise _DryRun
                self.report.batch = None
        self.report.finish()
        return self.report

    def _go(self, found: Iterator[Task], total: int) -> None:
        store, state = self.store, State.FAILED
        store.total = total
        workers = self.options.workers if total >= FEW else 1
        known: dict[str, KnownFile] = {}
        pieces = self._pieces(found, known)
        try:
            for prepared in _chunks(crew.in_order(pieces, self.kit, workers)):
                self._store_chunk([Entry(it.path, it, known.pop(it.path, None)) for it in prepared])
            if store.batch and not self.options.dry_run:
                deriving.after_import(store.batch)
            state = State.DONE
            if self.report.counts["created"] >= MANY and not self.options.dry_run:
                _tell_the_planner()
        finally:
            self.report.notes = store.notes
            self.report.batch = store.batch.pk if store.batch else None
            if state == State.DONE:
                store.finish(state)
            elif not connection.in_atomic_block:
                with suppress(Error):  # it may be what stopped us; the next run sees to it
                    store.finish(state)

    def _pieces(
        self, found: Iterator[Task], known: dict[str, KnownFile]
    ) -> Iterator[Sequence[Task]]:
        """What the workers take at once, with what the database knows of each file."""
        while tasks := list(islice(found, crew.PIECE)):
            latest = archive.known_files(self.root, [task.path for task in tasks])
            known.update(latest)
            yield [_informed(task, latest.get(task.path)) for task in tasks]

    def _store_chunk(self, entries: list[Entry]) -> None:
        self._recall(entries)
        self._store(entries)
        for entry in entries:
            self.report.take(entry)
        self.see(entries)
        self.progress(len(entries))
        gc.collect()

    def _recall(self, entries: list[Entry]) -> None:
        """What changed files said before, read anew from their kept originals."""
        changed = {
            entry.known.pk: entry
            for entry in entries
            if entry.cleaned and entry.known and entry.known.article_id
            if not entry.prepared.verdict
        }
        latest = Sighting.objects.filter(pk__in=changed)
        for row in latest.only("original") if changed else ():
            entry = changed[row.pk]
            if entry.known and entry.known.held:  # these bytes were never let in
                row = self._latest_let_in(entry.path)  # noqa: PLW2901
            entry.said = said(bytes(row.original), entry.path, self.kit) if row else None

    def _latest_let_in(self, path: str) -> Sighting | None:
        older = Sighting.objects.filter(root=self.root, path=path, superseded=True)
        return older.filter(held="", refused="").order_by("-pk").first()

    def _store(self, entries: list[Entry], *, again: bool = True) -> None:
        """A chunk in one transaction. If the database refuses a value in it, once again, for an
        editor may have taken a name meanwhile; then file by file, where the failure is its own."""
        batch = self.store.batch
        try:
            self._store_together(entries)
        except (DataError, IntegrityError) as error:
            self.store.start_over(batch)
            for entry in entries:
                entry.start_over()
            if again:
                self._store(entries, again=False)
            elif len(entries) > 1:
                for entry in entries:
                    self._store([entry])
            else:
                reason = str(error).split("\n")[0]
                entries[0].refuse(Problem("E_NOT_STORED", detail={"reason": reason}))
                self._store_together(entries)

    def _store_together(self, entries: list[Entry]) -> None:
        """One transaction from the look-up to the write: what an editor saves meanwhile waits its
        turn, or is seen."""
        store = self.store
        pending = [entry for entry in entries if not entry.outcome]
        if not pending:
            store.write(entries)
            return
        with store.chunk():
            found = archive.look_up(pending, store.filing)
            for entry in pending:
                decide.decide(entry, found, self.options.status, self.kit)
            store.write(entries)


def _informed(task: Task, known: KnownFile | None) -> Task:
    if known is None:
        return task
    seen = known.digests if known.is_settled and task.kept is None else ()
    return replace(task, seen=seen, released=known.released)


def _chunks(pieces: Iterable[Sequence[Prepared]]) -> Iterator[list[Prepared]]:
    files = chain.from_iterable(pieces)
    while chunk := list(islice(files, CHUNK)):
        yield chunk


def _interrupted(root: str, described: dict[str, object]) -> ImportBatch | None:
    """The root's latest batch, if it is this very import and did not come to its end.

    Nobody else can be running: we hold the lock. So what still says that it runs was killed.
    """
    killed = ImportBatch.objects.filter(state=State.RUNNING)
    if killed.exists():
        killed.update(state=State.FAILED)
    batch = ImportBatch.objects.filter(root=root).order_by("-pk").first()
    if batch is None or batch.state != State.FAILED or batch.options != described:
        return None
    return batch


def _tell_the_planner() -> None:
    """Fresh statistics: after a bulk load the old ones would lead queries off their indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")
