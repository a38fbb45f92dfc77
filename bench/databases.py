"""Fresh databases to measure on: each a copy of one that holds the empty tables."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

Migrate = Callable[[str], None]


class Database(Protocol):
    name: str
    settings: str

    def address(self, name: str) -> str: ...
    def fresh(self, name: str) -> str:
        """A database of this name, with empty tables; its address."""

    def drop(self, name: str) -> None: ...


class SQLite:
    name = "SQLite"
    settings = "as in production: WAL, synchronous=NORMAL"

    def __init__(self, folder: Path, migrate: Migrate) -> None:
        self.folder = folder
        migrate(self.address("empty"))

    def address(self, name: str) -> str:
        return f"sqlite:///{self._file(name)}"

    def fresh(self, name: str) -> str:
        self.drop(name)
        shutil.copy(self._file("empty"), self._file(name))
        return self.address(name)

    def drop(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.sqlite3*"):
            path.unlink()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"


class PostgreSQL:
    name = "PostgreSQL"

    def __init__(self, url: str, migrate: Migrate) -> None:
        import psycopg2

        from tests.databases import FAST_AND_FORGETFUL, USER

        self.url = url.removesuffix("/postgres")
        self.settings = "a server of our own: " + ", ".join(FAST_AND_FORGETFUL[:4])
        home = self.url.partition("@/")[2]
        self.connection = psycopg2.connect(host=home, user=USER, dbname="postgres")
        self.connection.autocommit = True
        self._do('CREATE DATABASE "empty"')
        migrate(self.address("empty"))

    def address(self, name: str) -> str:
        return f"{self.url}/{name}"

    def fresh(self, name: str) -> str:
        self.drop(name)
        self._do(f'CREATE DATABASE "{name}" TEMPLATE "empty"')
        return self.address(name)

    def drop(self, name: str) -> None:
        self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _do(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)


@contextlib.contextmanager
def available(folder: Path, migrate: Migrate) -> Iterator[list[Database]]:
    """SQLite, and PostgreSQL on a server of our own if one can be started."""
    found: list[Database] = [SQLite(folder, migrate)]
    try:
        from tests import databases

        databases.binaries()
        cluster = databases.Cluster()
    except (ImportError, RuntimeError, SystemExit) as error:
        print(f"PostgreSQL is left out: {error}")
        yield found
        return
    try:
        yield [*found, PostgreSQL(cluster.url, migrate)]
    finally:
        cluster.stop()
