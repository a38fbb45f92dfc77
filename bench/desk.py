"""What the desk's pages cost: `python -m bench desk`.

An archive is made (desk_archive.py), and every page of the desk is asked for through Django's test
client (desk_pages.py): lists plain, with each filter, search and order, forms, and the rooms beside
them. CPU time is that of the process and of the PostgreSQL process that works for it, with the test
client's own. Beside the stories' lists stand those of a plain Django admin (desk_plain.py) on the
same archive. The end tells the p95 of each kind of page.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench.databases import available
from bench.importing import ENVIRONMENT
from bench.measure import p95, table

KIND_HEADS = ("pages", "median", "p95", "limit", "")
HEADS = ("ms", "p95", "queries", "kB", "plain admin", "ratio", "")
LIST_LIMIT, FORM_LIMIT = 0.3, 0.4  # CPU seconds at 100,000 stories
Figures = dict[str, Any]


def main(arguments: list[str]) -> list[Figures]:
    given = _parser().parse_args(arguments)
    found = []
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        for name, url in _databases(given, Path(folder)):
            _job("fill", str(given.stories), url=url)
            found.append({"database": name, **_job("measure", str(given.runs), url=url)})
            _print(found[-1])
    if given.json:
        given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench desk", description=__doc__)
    add = parser.add_argument
    add("--stories", type=int, default=10_000, help="of the archive (default: 10000)")
    add("--runs", type=int, default=3, help="of each page (default: 3)")
    add("--database", help="address of a database to use, and keep: its newest story is changed")
    add("--db", choices=("sqlite", "postgresql"), help="only this one")
    add("--json", type=Path, help="write the figures to this file")
    return parser


def _databases(given: argparse.Namespace, folder: Path) -> Iterator[tuple[str, str]]:
    if given.database:
        yield given.database.rpartition("/")[2], given.database
        return
    with available(folder, lambda url: _job("migrate", url=url)) as databases:
        for database in databases:
            if given.db in (None, database.name.lower()):
                yield database.name, database.fresh("desk")


def _job(*what: str, url: str) -> Figures:
    """What a process of its own prints (desk_job.py)."""
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as kept:
        own = {
            "DATABASE_URL": url, "ORIGINALS_ROOT": kept, "MEDIA_ROOT": kept, "UPLOADS_ROOT": kept,
            "START_WORKER": "false", "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        said = subprocess.run(
            [sys.executable, "-m", "bench.desk_job", *what],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **ENVIRONMENT, **own},
        ).stdout
    return json.loads(said)


# What is printed ----------------------------------------------------------------------------------


def _print(figures: Figures) -> None:
    print(f"\n{figures['database']}: {figures['stories']:,} stories, CPU milliseconds a request\n")
    plain = figures["plain"]
    print(table(HEADS, [_line(page, plain.get(page["page"])) for page in figures["pages"]]))
    slow = [page for page in figures["pages"] if is_slow(page)]
    print(table(KIND_HEADS, list(_kinds(figures["pages"]))))
    print(f"{len(figures['pages'])} pages, {len(slow)} over the limit")
    for page in slow:
        print(f"  {page['page']}: {page['slowest'].get('sql', '')[:300]}")
    sys.stdout.flush()


def _kinds(pages: list[Figures]) -> Iterator[tuple[str, ...]]:
    """Of each kind of page all times together."""
    taken: dict[str, list[float]] = {}
    for page in pages:
        taken.setdefault(page["kind"], []).extend(page["taken"])
    for kind, times in taken.items():
        figures = {"page": kind, "kind": kind, "p95": p95(times)}
        yield (
            kind, f"{sum(page['kind'] == kind for page in pages)}", f"{median(times) * 1e3:.0f}",
            f"{figures['p95'] * 1e3:.0f}", f"{limit_of(kind) * 1e3:.0f}",
            "!" if is_slow(figures) else "",
        )  # fmt: skip


def limit_of(kind: str) -> float:
    return FORM_LIMIT if kind == "form" else LIST_LIMIT


def is_slow(page: Figures) -> bool:
    return page["p95"] > limit_of(page["kind"])


def _line(page: Figures, plain: Figures | None) -> tuple[str, ...]:
    beside = ("", "")
    if plain:
        ratio = page["median"] / plain["median"]
        beside = (f"{plain['median'] * 1e3:,.0f}", f"{ratio:.2f}")
    return (
        page["page"], f"{page['median'] * 1e3:.0f}", f"{page['p95'] * 1e3:.0f}",
        f"{page['queries']}", f"{page['bytes'] / 1e3:.0f}", *beside,
        "!" if is_slow(page) else "",
    )  # fmt: skip
