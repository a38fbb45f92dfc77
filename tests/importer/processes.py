"""Importing processes that tests start, watch and kill, each on a database of its own.

Knows no Django: what the processes do stands in driven.py.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
DRIVER = "from tests.importer import driven; driven.main()"
PATIENCE = 120  # seconds, for a busy machine


class Databases:
    """Fresh databases with the tables in place, on SQLite below `folder` or on a server.

    `template`: the address of one that has them and that nobody is connected to, if there is one.
    """

    def __init__(self, folder: Path, server: str = "", template: str = "") -> None:
        self.folder = folder
        self.server = server if server.startswith("postgres") else ""
        self.template = template or self._new("")
        if template:
            return
        finished = run(self.template, "migrate")
        assert finished.returncode == 0, finished.stderr

    def fresh(self, like: str = "") -> str:
        """The address of a new one, empty or like another."""
        return self._new(like or self.template)

    def _new(self, template: str) -> str:
        name = f"crash_{uuid.uuid4().hex}"
        if not self.server:
            if template:
                shutil.copyfile(path_of(template), self.folder / name)
            return f"sqlite:///{self.folder / name}"
        like = f" TEMPLATE {name_of(template)}" if template else ""
        self._execute(f"CREATE DATABASE {name}{like}")
        return self.server.rpartition("/")[0] + "/" + name

    def drop(self, address: str) -> None:
        if self.server:
            self._execute(f"DROP DATABASE {name_of(address)} WITH (FORCE)")
        else:
            for path in self.folder.glob(f"{path_of(address).name}*"):
                path.unlink()

    def _execute(self, sql: str) -> None:
        with closing(connect(self.server)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)


def connect(address: str) -> Any:
    """A connection past Django, which commits each statement at once."""
    connection = psycopg2.connect(
        host=urlsplit(address).path.rpartition("/")[0].removeprefix("/"),
        user=urlsplit(address).username,
        dbname=name_of(address),
    )
    connection.autocommit = True
    return connection


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


def path_of(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))


def start(address: str, what: str, **order: Any) -> subprocess.Popen[str]:
    """A process that does `what` (a function of driven.py), in a session of its own, so that a
    signal to its group hits its workers as well."""
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, what, json.dumps(order)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": address},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run(address: str, what: str, **order: Any) -> subprocess.CompletedProcess[str]:
    with start(address, what, **order) as process:
        out, err = process.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def told(finished: subprocess.CompletedProcess[str]) -> Any:
    """What the process said in its last line."""
    assert finished.stdout, finished.stderr
    return json.loads(finished.stdout.splitlines()[-1])


def state(address: str) -> dict[str, list[str]]:
    """All tables as driven.py describes them."""
    found: dict[str, list[str]] = told(run(address, "state"))
    return found


def stored(address: str) -> int:
    """The number of versions of files that the database keeps."""
    found: int = told(run(address, "stored"))
    return found


def children(number: int) -> list[int]:
    """The processes that this one has started and that still run."""
    try:
        text = Path(f"/proc/{number}/task/{number}/children").read_text()
    except OSError:  # it has ended
        return []
    return [int(child) for child in text.split()]


def wait_for_the_end_of(numbers: list[int], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while alive := [number for number in numbers if Path(f"/proc/{number}").exists()]:
        assert time.monotonic() < deadline, f"still there: {alive}"
        time.sleep(0.05)
