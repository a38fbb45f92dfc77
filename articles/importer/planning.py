"""A rehearsal: an import that is run and taken back, and what it would have done kept as a plan.

apply_import does the plan later, exactly (applying.py), as long as nothing has moved since.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Max

from articles.models import (
    ImportBatch,
    ImportPlan,
    ImportRule,
    PlannedFile,
    Sighting,
    Source,
    Tombstone,
    bulk,
)

from . import files, lock, pipeline
from .details import as_json
from .entry import Entry
from .report import Report
from .scratch import open_scratch
from .witness import Row, Witness

COLUMNS = ("plan_id", *Row._fields)
ROWS_AT_ONCE = 1_000
# Of the sources that are new or fell silent a plan names no more; who has that many has another
# problem.
MOST_SOURCES = 1_000
SCHEMA = """
CREATE TABLE walked (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE row (number INTEGER PRIMARY KEY, version TEXT, said TEXT);
"""


@dataclass(slots=True)
class Sources:
    """Names never seen before with their files, and known ones of the root none of whose files is
    there any more, with their last date. `gone`: files that are not there any more."""

    new: Counter[str] = field(default_factory=Counter)
    silent: dict[str, str | None] = field(default_factory=dict)
    gone: int = 0

    def as_json(self) -> dict[str, Any]:
        new = self.new.most_common(MOST_SOURCES)
        silent = sorted(self.silent)[:MOST_SOURCES]
        return {
            "new": {as_json(name): count for name, count in new},
            "silent": {name: self.silent[name] for name in silent},
            "unnamed": len(self.new) - len(new) + len(self.silent) - len(silent),
        }


def plan(
    top: Path,
    root: str,
    options: pipeline.Options,
    prefix: str = "",
    progress: Callable[[int], None] = lambda files: None,
) -> tuple[ImportPlan, Report]:
    """Rehearse the import of everything below `top`. Writes the plan and nothing else.

    Raises what a run raises.
    """
    with lock.held():
        made_on = horizon()
        draft = _Draft()
        rehearsed = replace(options, dry_run=True)
        report = pipeline.run(top, root, rehearsed, prefix, progress, draft.see)
        if not top.is_file():  # then nothing was asked about the other files
            _missing(root, prefix, draft)
        described = {
            "path": files.shown(os.fsencode(top)),
            "top": quote_from_bytes(os.fsencode(top)),
            "prefix": prefix,
            "root": root,
            "dialect": options.dialect,
            "naive_tz": str(options.naive_tz or ""),
            "status": str(options.status),
        }
        new_plan = ImportPlan(
            root=root,
            made_by_id=options.user_id,
            options=described,
            counts=_counts(report, draft.sources.gone),
            sources=draft.sources.as_json(),
            horizon=made_on,
        )
        with transaction.atomic():
            new_plan.save()
            for rows in draft.rows(new_plan.pk):
                bulk.insert(PlannedFile, COLUMNS, rows)
    return new_plan, report


def options_of(plan: ImportPlan) -> pipeline.Options:
    """What the plan was made with."""
    said = plan.options
    return pipeline.Options(
        dialect=said["dialect"],
        naive_tz=ZoneInfo(said["naive_tz"]) if said["naive_tz"] else None,
        status=said["status"],
    )


def top_of(plan: ImportPlan) -> Path:
    """The folder, or the file, that the plan is about: a name may be no text."""
    return Path(os.fsdecode(unquote_to_bytes(plan.options["top"])))


def horizon() -> dict[str, Any]:
    """What decisions rest on beside files and articles: imports, rules, and what was deleted."""
    batches = ImportBatch.objects.aggregate(last=Max("pk"), undone=Max("undone_at"))
    rules = ImportRule.objects.aggregate(changed=Max("changed_at"), count=Count("pk"))
    buried = Tombstone.objects.aggregate(last=Max("pk"), count=Count("pk"))
    return {
        "batch": batches["last"] or 0,
        "undone": as_json(batches["undone"]),
        "rules": [as_json(rules["changed"]), rules["count"]],
        "tombstones": [buried["last"] or 0, buried["count"]],
    }


def _counts(report: Report, gone: int) -> dict[str, dict[str, int]]:
    problems = {**report.refusals, **report.warnings}
    return {
        "outcomes": {**report.counts, "gone": gone},
        "problems": dict(sorted(problems.items())),
        "notes": dict(sorted(report.notes.items())),
    }


class _Draft:
    """What is to be the plan, beside the database: rows in it would be taken back too."""

    def __init__(self) -> None:
        self.witness = Witness()
        self.scratch = open_scratch(SCHEMA)
        self.sources = Sources()
        self.known = {*Source.objects.values_list("name", flat=True)}

    def see(self, entries: Sequence[Entry]) -> None:
        paths = [(entry.path,) for entry in entries]
        self.scratch.executemany("INSERT OR IGNORE INTO walked VALUES (?)", paths)
        for entry, row in self.witness.rows(entries):
            if entry.cleaned and entry.cleaned.source not in self.known:
                self.sources.new[entry.cleaned.source] += 1
            if row:
                version = row.version.isoformat() if row.version else None
                said = json.dumps(row._replace(version=None))
                self.scratch.execute(
                    "INSERT INTO row (version, said) VALUES (?, ?)", [version, said]
                )

    def is_there(self, path: str) -> bool:
        found = self.scratch.execute("SELECT 1 FROM walked WHERE path = ?", [path])
        return found.fetchone() is not None

    def rows(self, plan: int) -> Iterator[list[tuple[Any, ...]]]:
        """As bulk.py takes them, in the order of the walk."""
        found = self.scratch.execute("SELECT version, said FROM row ORDER BY number")
        while some := found.fetchmany(ROWS_AT_ONCE):
            yield [_planned(plan, *each) for each in some]


def _planned(plan: int, version: str | None, said: str) -> tuple[Any, ...]:
    row = Row(*json.loads(said))
    detail = json.dumps(row.detail, ensure_ascii=False)
    at = datetime.fromisoformat(version) if version else None
    return (plan, *row._replace(version=at, detail=detail))


def _missing(root: str, prefix: str, draft: _Draft) -> None:
    """Files that are known and not there. That deletes nothing, but a person may wonder."""
    sources = draft.sources
    told: set[str] = set()
    last: dict[str, str | None] = {}
    rows = Sighting.objects.filter(root=root, superseded=False).order_by()
    if prefix:
        rows = rows.filter(path__startswith=prefix)
    for path, source, date in rows.values_list("path", "source_name", "published_at").iterator():
        sources.new.pop(source, None)
        if draft.is_there(path):
            told.add(source)
        else:
            sources.gone += 1
            last[source] = max(filter(None, (last.get(source), as_json(date))), default=None)
    sources.silent = {name: date for name, date in last.items() if name and name not in told}
