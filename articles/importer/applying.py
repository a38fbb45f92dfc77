"""Doing what a plan says: exactly that, or nothing.

First everything is compared with what the plan was made on (moves.py), and nothing is written if
anything moved. Then the import runs, and each file is held to its row: what an editor saved in
the very meantime is told.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db import Error

from articles.models import ImportBatch, ImportPlan

from . import lock, moves, pipeline
from .entry import Entry
from .moves import Moves
from .planning import options_of, top_of
from .report import Report
from .scratch import open_scratch
from .witness import Row, Witness

AT_ONCE = 500
MOST_TOLD = 10_000
SCHEMA = """
CREATE TABLE planned (path TEXT PRIMARY KEY, outcome TEXT, digest TEXT, met INTEGER) WITHOUT ROWID
"""


class AppliedAlready(Exception):
    """A plan is applied once; `batch` is what it became."""

    def __init__(self, plan: ImportPlan) -> None:
        self.plan, self.batch = plan.pk, plan.applied_as_id
        super().__init__(
            f"Plan {self.plan} was applied already, as import {self.batch}. Make a new one."
        )


class Moved(Exception):
    """Something is not as the plan found it; nothing was written."""

    def __init__(self, found: Moves) -> None:
        self.moves = found
        super().__init__("Something moved since the plan was made: nothing was written.")


class Difference(NamedTuple):
    """A file that became something else than planned; "" stands for nothing."""

    path: str
    planned: str
    became: str


@dataclass(slots=True)
class Applied:
    """The import's report, and where it did not do what the plan said."""

    report: Report
    differences: list[Difference] = field(default_factory=list)
    count: int = 0

    @property
    def exit_code(self) -> int:
        return 1 if self.count else self.report.exit_code

    def add(self, path: str, planned: str, became: str) -> None:
        self.count += 1
        if len(self.differences) < MOST_TOLD:
            self.differences.append(Difference(path, planned, became))


def apply(
    pk: int,
    workers: int = 1,
    user_id: int | None = None,
    checking: Callable[[int], None] = lambda files: None,
    progress: Callable[[int], None] = lambda files: None,
) -> Applied:
    """Do what the plan says. Both callbacks are called with numbers of files.

    Raises ImportPlan.DoesNotExist, AppliedAlready, Moved, and what a run raises.
    """
    with lock.held():
        plan = ImportPlan.objects.get(pk=pk)
        if plan.applied_as_id:
            raise AppliedAlready(plan)
        if (found := moves.since(plan, checking)).count:
            raise Moved(found)
        options = replace(options_of(plan), workers=workers, user_id=user_id)
        applied = Applied(Report(plan.root))
        held_to = _Plan(plan, applied)
        prefix = plan.options["prefix"]
        before = _latest(plan.root)
        try:
            applied.report = pipeline.run(
                top_of(plan), plan.root, options, prefix, progress, held_to.see
            )
        finally:  # a run that stopped early has used the plan up as well
            with suppress(Error):
                _mark(plan, before)
        held_to.tell_missing()
    return applied


def _latest(root: str) -> ImportBatch | None:
    return ImportBatch.objects.filter(root=root).order_by("-pk").first()


def _mark(plan: ImportPlan, before: ImportBatch | None) -> None:
    """What was written since is ours, for we hold the lock: a new batch, or an interrupted one
    that went on."""
    latest = _latest(plan.root)
    if latest and (before is None or (latest.pk, latest.alive_at) != (before.pk, before.alive_at)):
        ImportPlan.objects.filter(pk=plan.pk).update(applied_as=latest)


class _Plan:
    """The planned rows, which the run is held to."""

    def __init__(self, plan: ImportPlan, applied: Applied) -> None:
        self.applied = applied
        self.witness = Witness()
        self.scratch = open_scratch(SCHEMA)
        rows = plan.files.order_by("pk").values_list(*Row._fields).iterator(AT_ONCE)
        self.scratch.executemany(
            "INSERT OR REPLACE INTO planned VALUES (?, ?, ?, FALSE)",
            ((row.path, row.outcome, row.digest) for row in map(Row._make, rows)),
        )

    def see(self, entries: Sequence[Entry]) -> None:
        met = [(entry.path,) for entry in entries]
        self.scratch.executemany("UPDATE planned SET met = TRUE WHERE path = ?", met)
        asked = "SELECT outcome, digest FROM planned WHERE path = ?"
        for entry, row in self.witness.rows(entries):
            planned, digest = self.scratch.execute(asked, [entry.path]).fetchone() or ("", None)
            if (row and row.digest) != digest:
                self.applied.add(entry.path, planned, entry.outcome)

    def tell_missing(self) -> None:
        for row in self.scratch.execute("SELECT path, outcome FROM planned WHERE NOT met"):
            self.applied.add(*row, "")
