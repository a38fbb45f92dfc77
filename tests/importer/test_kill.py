"""An import that is killed, or loses its disk or its database, is made good by running it again.

In processes of their own. `tools/crash.py` does the same for longer, at random moments.
"""

import os
import random
import signal
from pathlib import Path

import pytest

from tests.importer import mixed, processes
from tests.importer.processes import Databases, run, start, state, told

pytestmark = pytest.mark.own_databases
FILES = 200
REFUSED = 1  # the exit code: some of the corpus is broken, and all else is done
CANNOT = 2


class Setting:
    """An archive's folder, a database to import it into, and what an undisturbed import makes."""

    def __init__(self, databases: Databases, folder: Path, before: str) -> None:
        self.databases = databases
        self.folder = folder
        self.before = before
        calm = told(self.run(self.fresh(), then_state=True))
        self.statements: int = calm["statements"]
        self.after: dict[str, list[str]] = calm["state"]

    def fresh(self) -> str:
        return self.databases.fresh(self.before)

    def run(self, address: str, **order):
        return run(address, "imports", folder=str(self.folder), **order)

    def disturbed(self, how: int, **order) -> str:
        """The address of a database where an import ended with this code; what it said is kept."""
        address = self.fresh()
        finished = self.run(address, **order)
        assert finished.returncode == how, (order, self.statements, finished.stderr)
        assert "Traceback" not in finished.stderr
        self.said = finished.stderr
        return address

    def assert_made_good(self, address: str, **order) -> None:
        """The same command once more, and all tables are those of an undisturbed import."""
        again = self.run(address, then_state=True, **order)
        assert again.returncode == REFUSED, again.stderr
        assert_same(told(again)["state"], self.after)


@pytest.fixture(scope="module")
def databases(tmp_path_factory, migrated) -> Databases:
    return Databases(tmp_path_factory.mktemp("databases"), os.environ["DATABASE_URL"], migrated)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    top = tmp_path_factory.mktemp("corpus") / "archive"
    mixed.write(top, mixed.contents(FILES))
    return top


@pytest.fixture(scope="module")
def first(databases, folder) -> Setting:
    """An import into an empty database."""
    return Setting(databases, folder, databases.template)


@pytest.fixture(scope="module")
def second(databases, folder, tmp_path_factory) -> Setting:
    """An import that finds a third of its files known, a third of them in another version."""
    earlier = tmp_path_factory.mktemp("earlier") / "archive"
    known = mixed.contents(FILES)[: FILES // 3]
    known[1::3] = mixed.contents(FILES, seed=2)[1 : FILES // 3 : 3]
    mixed.write(earlier, known, parts_of=FILES)
    address = databases.fresh()
    assert run(address, "imports", folder=str(earlier)).returncode == REFUSED
    return Setting(databases, folder, address)


def assert_same(found: dict[str, list[str]], wanted: dict[str, list[str]]) -> None:
    """Table by table, so that a difference can be read."""
    for table, rows in wanted.items():
        assert set(found[table]) ^ set(rows) == set(), table
    assert found == wanted


def test_the_corpus_has_everything_that_an_import_can_meet(second):
    (batch,) = [row for row in second.after["articles.ImportBatch"] if f"files={FILES + 2};" in row]

    for outcome in (
        "created",
        "updated",
        "unchanged",
        "duplicates",
        "drafts",
        "refused",
        "skipped",
    ):
        assert f"; {outcome}=" in batch
        assert f"; {outcome}=0;" not in batch
    assert "state=done" in batch


@pytest.mark.parametrize(("name", "moment"), [("first", 1), ("second", 2)])
def test_a_killed_import_that_is_run_again_ends_as_if_nothing_had_been(request, name, moment):
    """Killed in the first, second or last third of its statements, at one drawn by lot."""
    setting = request.getfixturevalue(name)
    third = setting.statements // 3
    at = random.Random(name).randrange(1, third) + third * moment

    address = setting.disturbed(-signal.SIGKILL, at=at)

    setting.assert_made_good(address)


def test_killed_with_workers_it_leaves_neither_workers_nor_other_rows(second):
    address = second.fresh()
    with start(
        address, "imports", folder=str(second.folder), arguments=["--workers", "2"],
        at=second.statements // 2, action="waits",
    ) as process:  # fmt: skip
        assert "waiting" in process.stdout.readline()
        workers = processes.children(process.pid)
        process.kill()

    processes.wait_for_the_end_of(workers)
    assert len(workers) >= 2
    second.assert_made_good(address, arguments=["--workers", "2"])


def test_a_stopped_import_says_so_and_goes_on_from_there(second):
    address = second.fresh()
    with start(
        address, "imports", folder=str(second.folder), at=second.statements // 2, action="waits"
    ) as process:
        assert "waiting" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=processes.PATIENCE)

    assert process.returncode == CANNOT
    assert "Stopped. What was stored stays; run it again to go on." in said
    assert "Traceback" not in said
    second.assert_made_good(address)


def test_a_full_disk_is_told_and_the_next_run_goes_on(second):
    address = second.disturbed(CANNOT, at=second.statements // 2, action="fills")

    assert "disk is full" in second.said
    assert any("state=failed" in row for row in state(address)["articles.ImportBatch"])
    second.assert_made_good(address)


@pytest.mark.postgres
@pytest.mark.parametrize("between", [False, True], ids=["in a chunk", "between chunks"])
def test_a_lost_connection_is_told_and_the_next_run_goes_on(second, between):
    address = second.disturbed(CANNOT, at=second.statements // 2, action="cuts", between=between)

    assert "connection to the database was lost" in second.said
    second.assert_made_good(address)


def test_an_import_that_was_killed_can_be_taken_back(second):
    address = second.disturbed(-signal.SIGKILL, at=second.statements // 2)
    assert second.run(address).returncode == REFUSED

    undone = told(run(address, "undoes", number=2))

    after = undone["state"]
    after["articles.ImportBatch"] = [
        row for row in after["articles.ImportBatch"] if "state=undone" not in row
    ]
    assert undone["kept"] == 0
    before = state(second.before)
    for found in (after, before):  # worked out again from what is left; ties may fall otherwise
        del found["articles.Related"]
    assert_same(after, before)
