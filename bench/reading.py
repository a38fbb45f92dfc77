"""The cost of pages, against the least that Django, and that nginx, does for the same bytes.

For each size an archive is made (archive.py) and asked for pages in a process of its own
(visits.py). Baselines (bare.py): "data" is a view without middlewares that asks the database for
what the page shows and returns the page's bytes; "bytes" one that only returns them. Requests a
CPU second, medians; ratios are taken within a round, because a machine is seldom as fast for an
hour. Behind them the same over sockets: granian and nginx (servers.py).
"""

import json
import os
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median

from bench import servers
from bench.databases import Database, available
from bench.importing import ENVIRONMENT
from bench.measure import table

HEADS = (
    "bytes",
    "data/s",
    "uncached/s",
    "ratio",
    "bytes/s",
    "cached/s",
    "ratio",
    "304/s",
    "p99 ms",
)
Figures = dict


def report(sizes: list[int], runs: int, names: list[str]) -> list[Figures]:
    """Measure and print; every figure, a dictionary for each database and size."""
    found = []
    with (
        tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder,
        available(Path(folder), _migrate) as databases,
    ):
        for database in databases:
            if names and database.name.lower() not in names:
                continue
            for size in sizes:
                found.append(_measure(database, size, runs))
                _print(found[-1])
            for small, large in pairwise(found[-len(sizes) :]):
                _compare(small, large)
        servers.report(databases[0].address("reading"), runs)
    return found


def _measure(database: Database, size: int, runs: int) -> Figures:
    url = database.fresh("reading")
    print(f"  {database.name}: making {size:,} stories", file=sys.stderr)
    _job("fill", str(size), url=url)
    pages = json.loads(_job("measure", str(runs), url=url))
    return {"database": database.name, "size": size, "runs": runs, "pages": pages}


def _migrate(url: str) -> None:
    _job("fill", "0", url=url)


def _job(*what: str, url: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "bench.visits", *what],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **ENVIRONMENT, "DATABASE_URL": url},
    ).stdout


# What is printed ----------------------------------------------------------------------------------


def _print(found: Figures) -> None:
    print(f"\n{found['database']}: {found['size']:,} stories, medians of {found['runs']}")
    print("requests a CPU second; p99: of the uncached page, in milliseconds\n")
    print(table(HEADS, [_line(page) for page in found["pages"]]))
    sys.stdout.flush()


def _line(page: Figures) -> tuple[str, ...]:
    def rate(way: str) -> str:
        return f"{1 / _cpu(page, way):,.0f}" if page[way] else ""

    return (
        page["page"], f"{page['weight']:,}",
        rate("data"), rate("uncached"), _ratio(page, "data", "uncached"),
        rate("bytes"), rate("cached"), _ratio(page, "bytes", "cached"),
        rate("304"), f"{median(run['p99'] for run in page['uncached']) * 1e3:.1f}",
    )  # fmt: skip


def _cpu(page: Figures, way: str) -> float:
    return median(run["cpu"] for run in page[way])


def _ratio(page: Figures, base: str, way: str) -> str:
    """How many of the baseline's requests a CPU second the page comes to."""
    pairs = list(zip(page[base], page[way], strict=False))
    return f"{median(bare['cpu'] / ours['cpu'] for bare, ours in pairs):.2f}" if pairs else ""


def _compare(small: Figures, large: Figures) -> None:
    """How the cost of a page grows with the archive."""
    for before, after in zip(small["pages"], large["pages"], strict=True):
        ratios = (
            f"{way} {_cpu(after, way) / _cpu(before, way):.2f}"
            for way in ("uncached", "cached", "304")
        )
        print(
            f"CPU at {large['size']:,} / at {small['size']:,}, {after['page']}: {', '.join(ratios)}"
        )
    sys.stdout.flush()
