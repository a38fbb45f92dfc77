"""What search costs, and how true it is: `python -m bench search`.

An archive is made (search_archive.py) and asked queries of every class (search_queries.py), newest
first, by relevance and for facets; beside it the plain way that a site without an index goes: words
in the titles and summaries of the newest 10,000. CPU time is that of the process and of the
PostgreSQL process that works for it; of a query the quickest of three runs counts. Before that,
what the index costs while it is made, and its share of an import.

`--oracle --files DIR` imports the front-matter files of a folder instead, and puts what is found
beside a brute-force look at every story (search_oracle.py).
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

from bench import corpus
from bench.databases import available
from bench.importing import ENVIRONMENT
from bench.measure import table

IMPORTED = 2_000  # files, for the index's share
HEADS = ("found", "newest", "p95", "ranked", "p95", "facets", "p95", "plain", "p95")
WAYS = ("newest", "ranked", "facets", "plain")
Figures = dict[str, Any]


def main(arguments: list[str]) -> list[Figures]:
    given = _parser().parse_args(arguments)
    found = []
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        for name, url, spare in _databases(given, Path(folder)):
            print(f"\n{name}")
            if given.oracle:
                found.append(_oracle(url, given.files, given.each))
            else:
                found.append(_costs(name, url, spare, given))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return found


def _costs(name: str, url: str, spare: str, given: argparse.Namespace) -> Figures:
    """Measured and printed. `spare`: a database for an import, if one is to be measured."""
    files = [str(given.files.resolve())] if given.files else []
    making = _job("fill", str(given.stories), str(given.size), *files, url=url)
    figures: Figures = {"database": name, "size": given.size, "making": making}
    if spare:
        with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
            corpus.write(Path(folder), IMPORTED)
            figures["share"] = _job("share", folder, url=spare)
    figures |= _job("measure", url=url)
    _print(figures)
    return figures


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench search", description=__doc__)
    add = parser.add_argument
    add("--stories", type=int, default=100_000, help="of the archive (default: 100000)")
    add("--size", type=int, default=7_000, help="bytes of the usual story (default: 7000)")
    add("--files", type=Path, help="a folder of front-matter files to make the stories of")
    add("--database", help="address of a database to use, and keep, instead of new ones")
    add("--db", choices=("sqlite", "postgresql"), help="only this one")
    add("--oracle", action="store_true", help="is everything found that must be? needs --files")
    add("--each", type=int, default=10, help="queries of a kind, for the oracle (default: 10)")
    add("--json", type=Path, help="write the figures to this file")
    return parser


def _databases(given: argparse.Namespace, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Name, address, and the address of another one for what leaves rows, where there is one."""
    if given.database:
        yield given.database.rpartition("/")[2], given.database, ""
        return
    with available(folder, _migrate) as databases:
        for database in databases:
            if given.db in (None, database.name.lower()):
                yield database.name, database.fresh("search"), database.fresh("import")


def _migrate(url: str) -> None:
    _job("migrate", url=url)


def _job(*what: str, url: str) -> Figures:
    """What a process of its own prints (search_job.py)."""
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as originals:
        said = subprocess.run(
            [sys.executable, "-m", "bench.search_job", *what],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **ENVIRONMENT, "DATABASE_URL": url, "ORIGINALS_ROOT": originals},
        ).stdout
    return json.loads(said)


# What is printed ----------------------------------------------------------------------------------


def _oracle(url: str, files: Path, each: int) -> Figures:
    figures = _job("oracle", str(files.resolve()), str(each), url=url)
    print(f"{figures['stories']:,} stories; recall and precision by kind of query\n")
    rows = [
        (
            it["kind"], f"{it['asked']}", f"{it['wanted']:,}", f"{it['recall']:.4f}",
            f"{it['precision']:.4f}", f"{it['disordered']}",
        )
        for it in figures["kinds"]
    ]  # fmt: skip
    print(table(("queries", "stories", "recall", "precision", "out of order"), rows))
    return figures


def _print(figures: Figures) -> None:
    sizes, words = figures["sizes"], figures["tokenising"]
    print(f"{figures['stories']:,} stories, {sizes['texts'] / 2**20:,.0f} MB of text")
    for name in ("index", "folded"):
        print(
            f"{name}: {sizes[name] / 2**20:,.0f} MB, {sizes[name] / sizes['texts']:.2f} × the text"
        )
    print(
        f"tokenising: {words['ours'] * 1e6:,.0f} µs for {words['bytes'] / 1e3:.1f} kB,"
        f" {words['ours'] / words['regex']:.2f} × a regular expression"
    )
    if making := figures["making"]:
        told = ", ".join(f"{what} {seconds * 1e3:.2f} ms" for what, seconds in making.items())
        print(f"while it was made, CPU a story: {told}")
    if share := figures.get("share"):
        part = (share["tokenise"] + share["index"]) / share["all"]
        print(f"of an import's CPU: {part:.0%}")
    print("\nCPU milliseconds a query: median and p95\n")
    print(table(HEADS, [_line(it) for it in figures["classes"]]))
    sys.stdout.flush()


def _line(it: Figures) -> tuple[str, ...]:
    times = (it[way][key] * 1e3 for way in WAYS for key in ("median", "p95"))
    return (it["kind"], f"{it['found']:.0f}", *(f"{time:.1f}" for time in times))
