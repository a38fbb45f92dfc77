"""One import at a time, among processes; and whoever ends, however, leaves the lock free."""

import errno
import fcntl
import os
import re
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from articles.importer import lock
from tests.importer import processes
from tests.importer.corpus import Folder, counted
from tests.importer.processes import Databases, path_of, run, start

pytestmark = pytest.mark.own_databases
HOLDER = re.compile(
    r"process (\d+) on (\S+)(?: \([^)]*\))?, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"
)


@pytest.fixture(scope="module")
def databases(tmp_path_factory, migrated) -> Databases:
    return Databases(tmp_path_factory.mktemp("lock"), os.environ["DATABASE_URL"], migrated)


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path)
    folder.write("one.md")
    return folder


@contextmanager
def holding(address: str):
    """A process that holds the lock; without the block's doing it lets go at its end."""
    with start(address, "holds") as holder:
        assert holder.stdout.readline() == "waiting\n", holder.stderr.read()
        yield holder
        holder.communicate(timeout=processes.PATIENCE)


class TestAmongProcesses:
    def test_the_second_import_ends_at_once_and_names_the_first(self, databases, folder):
        address = databases.fresh()

        with holding(address) as holder:
            second = run(address, "imports", folder=str(folder.top))

        assert second.returncode == 2, second.stderr
        # Who waited would do so for ever; a busy machine gets time.
        assert processes.told(second)["seconds"] < 20
        number, machine = HOLDER.search(second.stderr).groups()
        assert int(number) == holder.pid
        assert machine.startswith(os.uname().nodename[:16])
        assert "nothing was changed" in second.stderr
        assert processes.state(address) == processes.state(databases.fresh())

    def test_when_the_first_is_done_the_next_one_runs(self, databases, folder):
        address = databases.fresh()
        with holding(address):
            pass

        assert run(address, "imports", folder=str(folder.top)).returncode == 0

    def test_a_killed_holder_holds_nothing(self, databases, folder):
        address = databases.fresh()
        with holding(address) as holder:
            holder.send_signal(signal.SIGKILL)
            holder.wait()
            following = run(address, "imports", folder=str(folder.top))

        assert following.returncode == 0, following.stderr

    def test_what_a_killed_holder_left_behind_does_not_mislead(self, databases, folder):
        address = databases.fresh()
        with holding(address) as killed:
            killed.send_signal(signal.SIGKILL)

        with holding(address) as holder:
            second = run(address, "imports", folder=str(folder.top))

        assert f"process {holder.pid} " in second.stderr
        assert f"process {killed.pid} " not in second.stderr

    def test_imports_into_two_databases_do_not_mind_each_other(self, databases, folder):
        with holding(databases.fresh()):
            other = run(databases.fresh(), "imports", folder=str(folder.top))

        assert other.returncode == 0, other.stderr

    @pytest.mark.sqlite
    def test_a_database_by_another_name_is_the_same_one(self, databases, folder, tmp_path):
        address = databases.fresh()
        (tmp_path / "alias").symlink_to(path_of(address).parent)
        alias = f"sqlite:///{tmp_path}/alias/{path_of(address).name}"

        with holding(alias):
            assert run(address, "imports", folder=str(folder.top)).returncode == 2

    @pytest.mark.sqlite
    def test_a_lock_that_cannot_be_written_is_told_and_nothing_is_imported(self, databases, folder):
        address = databases.fresh()
        Path(f"{path_of(address)}.import-lock").mkdir()

        refused = run(address, "imports", folder=str(folder.top))

        assert refused.returncode == 2
        assert f"{path_of(address)}.import-lock: Is a directory." in refused.stderr
        assert "beside the database" in refused.stderr
        assert "Traceback" not in refused.stderr


@pytest.mark.django_db(transaction=True)
class TestWithinAProcess:
    def test_whoever_holds_it_may_take_it_again(self, folder):
        with lock.held():
            assert counted(folder.run()) == {"created": 1}
            assert counted(folder.run()) == {"unchanged": 1}

    def test_a_dry_run_takes_it_too_and_lets_go(self, folder):
        folder.run(dry_run=True)

        assert counted(folder.run()) == {"created": 1}

    def test_a_failed_run_lets_go(self, folder, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr("articles.importer.rows.sighting", lambda *args: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                folder.run()

        assert counted(folder.run()) == {"created": 1}
        assert not lock._mine.held

    @pytest.mark.postgres
    def test_the_session_has_its_own_name_back(self, folder):
        def name() -> str:
            with connection.cursor() as cursor:
                cursor.execute("SHOW application_name")
                return cursor.fetchone()[0]

        before = name()
        with lock.held():
            assert name().startswith(f"process {os.getpid()} on ")
        assert name() == before

    @pytest.mark.postgres
    def test_a_lost_connection_does_not_hide_what_broke(self):
        def break_all() -> None:
            with lock.held():
                connection.connection.close()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            break_all()
        connection.close()

    @pytest.mark.sqlite
    def test_a_database_in_memory_needs_no_lock(self, monkeypatch):
        monkeypatch.setattr(os, "open", lambda *args: 1 / 0)

        with lock.held():
            pass


@pytest.mark.sqlite
def test_a_folder_that_may_not_be_written_is_named(monkeypatch):
    def refuse(*args):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(PermissionError, match=r"denied.*beside the database") as told:
        lock._open("/srv/news.sqlite3.import-lock")
    assert told.value.filename == "/srv/news.sqlite3.import-lock"


@pytest.mark.parametrize("written", ["process 2 on b, since now", ""])
def test_a_dead_holders_name_is_not_taken_for_the_new_ones(tmp_path, monkeypatch, written):
    """It stays in the file until the new holder has written its own, a moment after locking."""
    path = tmp_path / "import-lock"
    path.write_text("process 1 on a, since long ago")
    monkeypatch.setattr("time.sleep", lambda seconds: path.write_text(written))

    with path.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(lock.Locked) as told, lock._on_file(str(path)):
            pass

    assert told.value.holder == (written or lock.IN_BETWEEN)


def test_a_command_whose_name_is_no_utf_8_has_a_name(monkeypatch):
    monkeypatch.setattr("sys.argv", ["/opt/\udcff/manage\udcff.py", "import_articles"])

    assert lock.myself().encode().decode().endswith("(manage?.py import_articles)")


def test_a_name_for_postgresql_fits(monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "a-machine-with-a-very-long-name.example")

    assert len(lock._short()) <= 63
