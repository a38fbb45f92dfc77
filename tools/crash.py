"""Kill imports at random moments and see that running them again makes all of it good.

`make crash` runs it on SQLite and on a PostgreSQL of its own: a line for each kill, and a verdict.
Each round starts from a database that knows a third of the files, kills the import with SIGKILL one
to three times, lets it end, and compares all tables with those of an undisturbed import.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import ENVIRONMENT  # noqa: E402  # the tests are no installed package
from tests.databases import running  # noqa: E402

os.environ.update(ENVIRONMENT)

import django  # noqa: E402  # it wants the environment

django.setup()

from tests.importer import mixed, processes  # noqa: E402
from tests.importer.processes import Databases, run, start, told  # noqa: E402

REFUSED = 1  # the exit code: some of the corpus is broken on purpose
WORKERS = ("--workers", "2")


class Soak:
    """Rounds on one kind of database."""

    def __init__(self, kind: str, folder: Path, server: str, chance: random.Random) -> None:
        self.kind = kind
        self.chance = chance
        self.archive, earlier = folder / "archive", folder / "earlier" / "archive"
        self.databases = Databases(folder, server)
        self.before = self.databases.fresh()
        assert self.run(self.before, earlier).returncode == REFUSED
        calm = self.run(self.databases.fresh(self.before), self.archive)
        assert calm.returncode == REFUSED, calm.stderr
        self.seconds: float = told(calm)["seconds"]
        self.after = told(calm)["state"]
        self.kills = 0

    def run(self, address: str, folder: Path):
        return run(
            address, "imports", folder=str(folder), arguments=WORKERS, chunk=100, then_state=True
        )

    def round(self, most: int) -> bool:
        """Kill at most `most` times, then let the import end. Whether all is as it should be."""
        address = self.databases.fresh(self.before)
        for _ in range(min(most, self.chance.randint(1, 3))):
            self.kill(address)
        ended = self.run(address, self.archive)
        found = told(ended).get("state", {})
        wrong = [table for table, rows in self.after.items() if found.get(table) != rows]
        same = ended.returncode == REFUSED and not wrong
        print(f"{self.kind}: run to its end: {'identical' if same else f'DIFFERS {wrong}'}")
        if ended.returncode != REFUSED:
            print(ended.stderr)
        self.databases.drop(address)
        return same

    def kill(self, address: str) -> None:
        delay = self.chance.uniform(0, self.seconds)
        with start(
            address, "imports", folder=str(self.archive), arguments=WORKERS, chunk=100,
            announced=True,
        ) as process:  # fmt: skip
            assert process.stdout.readline() == "begun\n", process.stderr.read()
            time.sleep(delay)
            workers = processes.children(process.pid)
            process.kill()
        processes.wait_for_the_end_of(workers)
        if process.returncode == -signal.SIGKILL:  # else it was done already
            self.kills += 1
            files = processes.stored(address)
            print(f"{self.kind}: kill {self.kills}: after {delay:.2f} s, {files} files stored")


def soak(kind: str, server: str, given: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory(prefix="newsdesk-crash-") as name:
        write_corpus(Path(name), given.files)
        one = Soak(kind, Path(name), server, random.Random(given.seed))
        print(f"{kind}: {given.files} files; an undisturbed import takes {one.seconds:.1f} s")
        right = []
        while one.kills < given.kills:
            right.append(one.round(given.kills - one.kills))
    good = all(right)
    print(f"{kind}: {one.kills} kills, {sum(right)} of {len(right)} rounds identical:"
          f" {'PASSED' if good else 'FAILED'}", flush=True)  # fmt: skip
    return good


def write_corpus(folder: Path, count: int) -> None:
    contents = mixed.contents(count)
    known = contents[: count // 3]
    known[1::3] = mixed.contents(count, seed=2)[1 : count // 3 : 3]
    mixed.write(folder / "archive", contents)
    mixed.write(folder / "earlier" / "archive", known, parts_of=count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--db", choices=("all", "sqlite", "postgres"), default="all")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--files", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    good = True
    if given.db != "postgres":
        good = soak("SQLite", "", given)
    if given.db != "sqlite":
        with running() as server:
            good = soak("PostgreSQL", server, given) and good
    sys.exit(not good)


if __name__ == "__main__":
    main()
