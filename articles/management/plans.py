"""A plan on the terminal and as JSON: the counts, the sources, and each file with its changes."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.dateparse import parse_datetime
from rich.console import Console
from rich.text import Text

from articles.importer.errors import explain
from articles.models import ImportPlan, PlannedFile

from . import console

FILES_SHOWN = 10
AT_ONCE = 500
COUNTED = (*console.ROWS, ("gone", "known files that are not there: nothing happens to them"))
# What a person wants to see first.
OUTCOMES = (
    "updated", "refused", "held", "dropped", "created", "duplicates", "skipped", "unchanged",
)  # fmt: skip
REMOVED, ADDED, QUIET, WARNING = "red", "green", "dim", "yellow"


def print_plan(plan: ImportPlan, stream: Any, *, everything: bool = False) -> None:
    """The summary, and of each outcome the first files, or every one."""
    terminal = console.on(stream)
    outcomes = plan.counts["outcomes"]
    title = f"Plan {plan.pk} for {plan.root}: {outcomes['files']:,} files"
    terminal.print(console.counts_table(title, outcomes, COUNTED))
    for code, count in plan.counts["problems"].items():
        terminal.print(f"{count:>7,} {code}", markup=False)
    _print_sources(plan.sources, terminal)
    for outcome in OUTCOMES:
        _print_outcome(plan, outcome, terminal, None if everything else FILES_SHOWN)
    terminal.print()
    terminal.print("Nothing was stored but the plan.")
    terminal.print(f"Apply it with: manage.py apply_import {plan.pk}")


def _print_sources(sources: dict[str, Any], terminal: Console) -> None:
    if sources["new"]:
        terminal.print("\nSources never seen before:")
        for name, count in sorted(sources["new"].items(), key=lambda each: -each[1]):
            terminal.print(console.printable(f"{count:>7,} {name}"), markup=False)
    if sources["silent"]:
        terminal.print("\nSources none of whose files is there any more:")
        for name, last in sources["silent"].items():
            date = f"{parse_datetime(last):%Y-%m-%d}" if last else "no date"
            terminal.print(console.printable(f"        {name} (last: {date})"), markup=False)
    if sources["unnamed"]:
        terminal.print(f"… and {sources['unnamed']:,} more.")


def _print_outcome(plan: ImportPlan, outcome: str, terminal: Console, most: int | None) -> None:
    files = plan.files.filter(outcome=outcome).order_by("pk")
    total = files.count()
    if not total:
        return
    terminal.print(f"\n{outcome} ({total:,})", style="bold")
    for file in files[:most].iterator(AT_ONCE):
        for line in _lines(file):
            terminal.print(line, soft_wrap=True)
    if most and total > most:
        terminal.print(f"… and {total - most:,} more: -v 2 shows all of them.", style=QUIET)


def _lines(file: PlannedFile) -> Iterator[Text]:
    """One file: its name, and what would change."""
    detail = file.detail
    story = f" #{file.article_number}" if file.article_number else ""
    if "made_by" in detail:
        story = f" the story of {detail['made_by']}"
    arrow = f" →{story} {file.title}" if story or file.title else ""
    yield _line(f"  {file.path}{arrow}")
    if file.outcome != "created":
        for name, (before, after) in detail.get("fields", {}).items():
            yield _line(f"    {name}", QUIET)
            yield from _exchange(before, after)
    yield from _body(detail.get("body"))
    for kind in ("categories", "tags"):
        for name in detail.get(kind, ()):
            yield _line(f"    + {kind}: {name}", ADDED)
    for each in detail.get("conflicts", ()):
        yield _line(f"    conflict: {each['field']}, ours and theirs", WARNING)
        yield from _exchange(each["ours"], each["theirs"])
    if "rule" in detail:
        yield _line(f"    rule: {detail['rule']}", WARNING)
    for code, found in detail.get("problems", {}).items():
        for problem in found:
            at = f" line {problem['line']}:" if problem["line"] else ""
            yield _line(f"    {code}{at} {explain(code, problem['detail'])}", WARNING)


def _body(body: dict[str, Any] | None) -> Iterator[Text]:
    if not body:
        return
    yield _line("    body", QUIET)
    for stayed, before, after in body["passages"]:
        if stayed:
            yield _line(f"      {stayed} as before", QUIET)
        yield from _exchange(before, after)
    if body["more"] or body["cut"]:
        left_out = f"{body['more']} more passages, and {body['cut']:,} characters of these"
        yield _line(f"      left out: {left_out}", QUIET)


def _exchange(before: Any, after: Any) -> Iterator[Text]:
    for sign, value, style in (("-", before, REMOVED), ("+", after, ADDED)):
        if value not in (None, ""):
            for line in str(value).splitlines():
                yield _line(f"    {sign} {line}", style)


def _line(text: str, style: str = "") -> Text:
    return Text(console.printable(text), style=style)


def as_json(plan: ImportPlan) -> Iterator[str]:
    """The whole plan for programs, piece by piece; docs/import.md describes it."""
    head = {
        "plan": plan.pk,
        "root": plan.root,
        "made_at": plan.made_at.isoformat(),
        "options": plan.options,
        "counts": plan.counts["outcomes"],
        "problems": plan.counts["problems"],
        "notes": plan.counts["notes"],
        "sources": plan.sources,
    }
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "files": ['
    before = "\n  "
    for file in plan.files.order_by("pk").iterator(AT_ONCE):
        yield before + json.dumps(_file(file), ensure_ascii=False)
        before = ",\n  "
    yield "\n ]\n}"


def _file(file: PlannedFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "outcome": file.outcome,
        "sha256": file.sha256,
        "title": file.title,
        "source": file.source_name,
        "article": file.article_number,
        "version": file.version.isoformat() if file.version else None,
        **file.detail,
    }
