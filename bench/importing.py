"""The cost of an import, against the least that any importer must do (floor.py).

Each measurement runs in a fresh process on a fresh database, that of a second run excepted; the
floor and our import take turns, round by round, and ratios are taken within a round, because a
machine is seldom as fast for an hour. CPU time is user and system time of the process,
of its workers and of the PostgreSQL server's processes. The peak of memory is an upper bound: the
process's own, and for each worker that of the largest; the server's is not in it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from bench import corpus
from bench.databases import Database, available
from bench.measure import table

# What is measured and how it is called, in the order of a round. "again" needs what "1" leaves.
STEPS = {
    "floor": "floor",
    "1": "ours, one process",
    "again": "ours again, nothing new",
    "floor bulk": "floor with articles.models.bulk",
    "2": "ours, two workers",
}
SHOWN = ("floor", "floor bulk", "1", "2", "again")
RATIOS = (
    ("CPU per article / floor", "1", "floor", "cpu"),
    ("CPU per article / floor with articles.models.bulk", "1", "floor bulk", "cpu"),
    ("CPU, 2 workers / 1", "2", "1", "cpu"),
    ("wall, 2 workers / 1", "2", "1", "wall"),
    ("CPU, second run / first", "again", "1", "cpu"),
    ("wall, second run / first", "again", "1", "wall"),
)
HEADS = ("wall s", "articles/s", "CPU s", "server's", "articles/CPU s", "x floor", "peak MB")
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
            files = Path(folder) / f"corpus-{size}"
            _job("corpus", files, str(size))
            for database in databases:
                results = _measure(database, files, size, runs)
                _print(database, size, runs, results)
                found += results.values()
            shutil.rmtree(files)
    _compare_sizes(found, sizes)
    return found


def _measure(database: Database, folder: Path, size: int, runs: int) -> dict[str, Figures]:
    """The medians of all steps, by step."""
    taken: dict[str, list[Figures]] = {step: [] for step in STEPS}
    for _ in range(runs):
        for step, label in STEPS.items():
            name = f"bench_{'1' if step == 'again' else step.replace(' ', '_')}"
            url = database.address(name) if step == "again" else database.fresh(name)
            figures = json.loads(_job("1" if step == "again" else step, folder, url=url))
            figures["cpu"] += figures["server"]
            taken[step].append(figures)
            print(
                f"  {database.name}, {size:,}: {label}, {figures['cpu']:.1f} CPU s",
                file=sys.stderr,
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
    kinds = Counter(corpus.shape(number).kind for number in range(size))
    print(f"\n{database.name}: {size:,} articles, medians of {runs}")
    print("(" + ", ".join(f"{count:,} {kind}" for kind, count in kinds.items()) + ")")
    print(f"({database.settings})\n")
    print(table(HEADS, [_line(results, step, size) for step in SHOWN]))
    for label, step, base, key in RATIOS:
        print(f"{label}: {_ratio(results, step, base, key):.2f}")
    for it in results.values():
        if it["rows"] != results["floor"]["rows"]:
            print(f"Not the floor's rows: {it['step']} {it['rows']}: {results['floor']['rows']}")
    sys.stdout.flush()


def _line(results: dict[str, Figures], step: str, size: int) -> tuple[str, ...]:
    it = results[step]
    figures = (
        f"{it['wall']:.1f}", f"{size / it['wall']:,.0f}", f"{it['cpu']:.1f}",
        f"{it['server']:.1f}", f"{size / it['cpu']:,.0f}",
        f"{_ratio(results, step, 'floor', 'cpu'):.2f}", f"{it['peak'] / 2**20:,.0f}",
    )  # fmt: skip
    return STEPS[step], *figures


def _ratio(results: dict[str, Figures], step: str, base: str, key: str) -> float:
    pairs = zip(results[step]["runs"], results[base]["runs"], strict=True)
    return median(ours[key] / theirs[key] for ours, theirs in pairs)


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
