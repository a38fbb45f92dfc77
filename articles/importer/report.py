"""What a run did, for people and for programs."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .entry import Entry
from .errors import explain
from .problems import Problem
from .store import COUNTS

KEPT_PROBLEMS = 100_000


@dataclass(slots=True)
class Report:
    """Counts by outcome, problems, and the clock. `drafts` are among `created`."""

    root: str
    batch: int | None = None
    dry_run: bool = False
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    warnings: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    notes: dict[str, int] = field(default_factory=dict)
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def take(self, entry: Entry) -> None:
        self.counts["files"] += 1
        self.counts[entry.outcome] += 1
        self.counts["conflicts"] += len(entry.clashes)
        if entry.outcome == "created" and entry.cleaned and entry.cleaned.draft:
            self.counts["drafts"] += 1
        for problem in entry.problems:
            (self.refusals if problem.refuses else self.warnings)[problem.code] += 1
            if len(self.problems) < KEPT_PROBLEMS:
                self.problems.append((entry.path, problem))

    def finish(self) -> None:
        self.seconds = time.monotonic() - self.started

    @property
    def wrote_nothing(self) -> bool:
        return self.batch is None

    @property
    def exit_code(self) -> int:
        """0: clean. 1: done, but files were refused."""
        return 1 if self.counts["refused"] else 0

    def as_json(self) -> dict[str, Any]:
        """The report for programs; docs/import.md describes it."""
        return {
            "batch": self.batch,
            "root": self.root,
            "dry_run": self.dry_run,
            **self.counts,
            "warnings": dict(sorted(self.warnings.items())),
            "notes": dict(sorted(self.notes.items())),
            "problems": [
                {
                    "path": path,
                    "line": problem.line,
                    "code": problem.code,
                    "message": explain(problem.code, problem.detail),
                }
                for path, problem in self.problems
            ],
            "seconds": round(self.seconds, 3),
            "articles_per_second": round(self.counts["files"] / self.seconds, 1)
            if self.seconds
            else 0.0,
        }
