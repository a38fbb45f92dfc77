"""The terminal: progress bars and tables. A bar on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from articles.importer.errors import explain
from articles.importer.report import Report

SHOWN_PROBLEMS = 20
SECONDS_BETWEEN_LINES = 10.0
ROWS = (
    ("created", "new articles"),
    ("drafts", "of them drafts, waiting for an editor"),
    ("updated", "articles that changed"),
    ("unchanged", "files that said nothing new"),
    ("duplicates", "known stories at a further path"),
    ("refused", "files that could not be read"),
    ("skipped", "things that are no article files"),
    ("held", "files that a rule put into quarantine"),
    ("dropped", "files that a rule keeps out"),
    ("conflicts", "changes that met an editor's, for a person to decide"),
)


class _Rate(ProgressColumn):
    """Files per second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:,.0f}/s")


def on(stream: Any) -> Console:
    """rich on Django's stream; a fixed width off the terminal keeps lines whole in logs."""
    terminal = bool(getattr(stream, "isatty", lambda: False)())
    target = getattr(stream, "_out", stream)
    return Console(file=target, width=None if terminal else 120, highlight=False)


@contextmanager
def progress(
    label: str, count: Callable[[], int], stream: Any, quiet: bool
) -> Iterator[Callable[[int], None]]:
    """Yields a function to call with the number of items done since the last call."""
    console = on(stream)
    if quiet:
        yield lambda done: None
    elif console.is_terminal:
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(),
            TimeRemainingColumn(),
        )  # fmt: skip
        with Progress(*columns, console=console) as bar:
            task = bar.add_task(escape(label), total=count())
            yield lambda done: bar.advance(task, done)
    else:
        yield _plain_progress(label, console)


def _plain_progress(label: str, console: Console) -> Callable[[int], None]:
    started = said = time.monotonic()
    total = 0

    def advance(done: int) -> None:
        nonlocal said, total
        total += done
        now = time.monotonic()
        if now - said >= SECONDS_BETWEEN_LINES:
            said = now
            rate = total / (now - started)
            console.print(f"{label}: {total:,} files, {rate:,.0f}/s", markup=False)

    return advance


def print_report(report: Report, stream: Any) -> None:
    """The counts, the problems by code, and the first problems in full."""
    console = on(stream)
    files = report.counts["files"]
    rate = files / report.seconds if report.seconds else 0.0
    title = f"{report.root}: {files:,} files in {report.seconds:.1f} s ({rate:,.0f}/s)"
    console.print(counts_table(title, report.counts, ROWS))
    _print_problems(report, console)
    if report.dry_run:
        console.print("A dry run: nothing was stored.")
    elif report.wrote_nothing and (refused := report.counts["refused"]):
        still = "1 file is" if refused == 1 else f"{refused:,} files are"
        where = "the desk lists them under “Import problems”"
        console.print(f"Nothing new to store. {still} still refused: {where}.")
    elif report.wrote_nothing:
        console.print("Nothing to do: everything was stored already.")
    else:
        console.print(f"Stored as import {report.batch}.")


def counts_table(title: str, counts: Mapping[str, int], rows: Iterable[tuple[str, str]]) -> Table:
    """How many of each, and what that means."""
    table = Table(title=escape(title), title_justify="left", show_header=False, box=None)
    table.add_column(justify="right")
    table.add_column()
    table.add_column(style="dim")
    for name, meaning in rows:
        table.add_row(f"{counts[name]:,}", name, meaning)
    return table


def printable(text: str) -> str:
    """A stranger's text may not steer the terminal."""
    return "".join(char if char.isprintable() else "�" for char in text)


def _print_problems(report: Report, console: Console) -> None:
    counted = {**report.refusals, **report.warnings}
    if not counted:
        return
    console.print()
    for code, count in sorted(counted.items()):
        console.print(f"{count:>7,} {code}", markup=False)
    console.print()
    ranked = sorted(report.problems, key=lambda item: not item[1].refuses)
    for path, problem in ranked[:SHOWN_PROBLEMS]:
        at = f"{path}:{problem.line}" if problem.line else path
        line = f"{at}: {problem.code} {explain(problem.code, problem.detail)}"
        console.print(printable(line), markup=False, soft_wrap=True)
    rest = len(ranked) - SHOWN_PROBLEMS
    if rest > 0:
        console.print(f"… and {rest:,} more: --json FILE writes all of them.")
    console.print()
