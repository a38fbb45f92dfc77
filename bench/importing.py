"""The cost of an import, against the least that any importer must do (floor.py).

Each measurement runs in a fresh process on a fresh database, that of a second run excepted; the
floor and our import take turns, round by round. CPU time is user and system time of the process,
of its workers and of the PostgreSQL server's processes. The peak of memory is an upper bound: the
process's own, and for each worker that of the largest; the server's is not in it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from bench.databases import Database, available
from bench.measure import table

# What is measured and how it is called, in the order of a round. "again" needs what "1" leaves.
STEPS = {
    "floor": "floor",
    "1": "ours, one process",
    "again": "ours again, nothing new",
    "floor bulk": "floor with articles.importer.bulk",
    "2": "ours, two workers",
}
SHOWN = ("floor", "floor bulk", "1", "2", "again")
HEADS = ("wall s", "/s", "CPU s", "server's", "/CPU s", "x floor", "peak MB")
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "newsdesk.settings",
    "ENV_FILE": os.devnull,
    "DEBUG": "false",
    "SECRET_KEY": "only-for-measuring",
    "ALLOWED_HOSTS": "localhost",
    "SITE_URL": "http://localhost",
}
Figures = dict[str, Any]


def report(sizes: list[int], runs: int) -> list[Figures]:
    """Measure and print. Returns every figure, a dictionary for each database, size and step."""
    found: list[Figures] = []
    with (
        tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder,
        available(Path(folder), _migrate) as databases,
    ):
        for size in sizes:
            corpus = Path(folder) / f"corpus-{size}"
            _job("corpus", corpus, str(size))
            for database in databases:
                results = _measure(database, corpus, size, runs)
                _print(database, size, runs, results)
                found += results.values()
            shutil.rmtree(corpus)
    _compare_sizes(found, sizes)
    return found


def _measure(database: Database, corpus: Path, size: int, runs: int) -> dict[str, Figures]:
    """The medians of all steps, by step."""
    taken: dict[str, list[Figures]] = {step: [] for step in STEPS}
    for _ in range(runs):
        for step in STEPS:
            name = f"bench_{'1' if step == 'again' else step.replace(' ', '_')}"
            url = database.address(name) if step == "again" else database.fresh(name)
            figures = json.loads(_job("1" if step == "again" else step, corpus, url=url))
            figures["cpu"] += figures["server"]
            taken[step].append(figures)
            print(
                f"  {database.name}, {size:,}: {step}, {figures['cpu']:.1f} CPU s", file=sys.stderr
            )
            if step != "1":
                database.drop(name)
    return {
        step: {
            "database": database.name,
            "files": size,
            "step": STEPS[step],
            **{key: median(run[key] for run in each) for key in ("wall", "cpu", "server", "peak")},
            "rows": each[0]["rows"],
            "runs": each,
        }
        for step, each in taken.items()
    }


def _job(what: str, folder: Path, *more: str, url: str = "sqlite://:memory:") -> str:
    """What a process of its own prints (job.py)."""
    return subprocess.run(
        [sys.executable, "-m", "bench.job", what, folder, *more],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **ENVIRONMENT, "DATABASE_URL": url},
    ).stdout


def _migrate(url: str) -> None:
    _job("migrate", Path(), url=url)


# What is printed ----------------------------------------------------------------------------------


def _print(database: Database, size: int, runs: int, results: dict[str, Figures]) -> None:
    floor, bulk, first = results["floor"], results["floor bulk"], results["1"]
    print(f"\n{database.name}: {size:,} articles, medians of {runs}\n({database.settings})\n")
    rows = [
        (
            STEPS[step], f"{it['wall']:.1f}", f"{size / it['wall']:,.0f}", f"{it['cpu']:.1f}",
            f"{it['server']:.1f}", f"{size / it['cpu']:,.0f}", f"{it['cpu'] / floor['cpu']:.2f}",
            f"{it['peak'] / 2**20:,.0f}",
        )
        for step in SHOWN
        for it in [results[step]]
    ]  # fmt: skip
    print(table(HEADS, rows))
    print(f"CPU per article / floor: {first['cpu'] / floor['cpu']:.2f}")
    print(f"CPU per article / floor with articles.importer.bulk: {first['cpu'] / bulk['cpu']:.2f}")
    print(f"CPU, 2 workers / 1: {results['2']['cpu'] / first['cpu']:.2f}")
    print(f"wall, 2 workers / 1: {results['2']['wall'] / first['wall']:.2f}")
    print(f"second run / first: {results['again']['cpu'] / first['cpu']:.2f} (CPU)")
    for it in results.values():
        if it["rows"] != floor["rows"]:
            print(f"Not the floor's rows: {it['step']} {it['rows']}, floor {floor['rows']}")


def _compare_sizes(found: list[Figures], sizes: list[int]) -> None:
    """How the cost of an article grows with the archive."""
    cost = {(it["database"], it["step"], it["files"]): it["cpu"] / it["files"] for it in found}
    for small, large in pairwise(sizes):
        print()
        for name in dict.fromkeys(it["database"] for it in found):
            for step in SHOWN:
                ratio = cost[name, STEPS[step], large] / cost[name, STEPS[step], small]
                print(
                    f"CPU per article at {large:,} / at {small:,}: {ratio:.2f}"
                    f" ({name}, {STEPS[step]})"
                )
