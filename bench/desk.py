"""What the desk's pages cost: `python -m bench desk`.

An archive is made (desk_archive.py), and every page of the desk is asked for through Django's test
client (desk_pages.py): lists plain, with each filter, search and order, forms, and the rooms beside
them. CPU time is that of the process and of the PostgreSQL process that works for it, with the test
client's own. Beside the stories' lists stand those of a plain Django admin (desk_plain.py).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.databases import available
from bench.importing import ENVIRONMENT
from bench.measure import table

HEADS = ("ms", "p95", "queries", "kB", "plain admin", "ratio", "")
LIST_LIMIT, FORM_LIMIT = 0.3, 0.4  # CPU seconds at 100,000 stories
FORMS = ("form", "saved")
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
    add("--stories", type=int, default=100_000, help="of the archive (default: 100000)")
    add("--runs", type=int, default=5, help="of each page (default: 5)")
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
    print(f"{len(figures['pages'])} pages, {len(slow)} over the limit")
    for page in slow:
        print(f"  {page['page']}: {page['slowest'].get('sql', '')[:300]}")
    sys.stdout.flush()


def is_slow(page: Figures) -> bool:
    is_form = any(word in page["page"] for word in FORMS)
    return page["p95"] > (FORM_LIMIT if is_form else LIST_LIMIT)


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
