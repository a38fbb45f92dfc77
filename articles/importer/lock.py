"""One import at a time: a lock that belongs to the process's connection and goes with it. What else
is done by one process at a time takes one of its own from here (`alone`).

On PostgreSQL a session-level advisory lock, whose holder the server itself can name; on SQLite a
lock on a file beside the database. However the process ends, the lock is free.
"""

import fcntl
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TextIO

from django.db import Error, connection
from django.utils import timezone

KEY = 0x6E657773  # "news"; advisory locks are told apart by numbers
FILE = "import-lock"  # behind the database's name
MOMENT = 0.1  # in seconds: until a new holder has written its name over that of a dead one
IN_BETWEEN = "a process that has just begun or ended"


class Locked(Exception):
    """Another import is running; `holder` says which process, where and since when."""

    def __init__(self, holder: str) -> None:
        self.holder = holder
        super().__init__(
            f"Another import is running: {holder}. Wait until it is done; nothing was changed."
        )


def myself() -> str:
    """This process, for people: number, machine, and what it runs."""
    command = " ".join(Path(part).name for part in sys.argv[:2])
    name = f"process {os.getpid()} on {socket.gethostname()} ({command})"
    return name.encode("utf-8", "replace").decode()  # a script's path may be no UTF-8


class _Mine(threading.local):
    """Whether this thread, which has a connection of its own, holds the lock."""

    held = False


_mine = _Mine()


@contextmanager
def held() -> Iterator[None]:
    """Hold the lock, or raise Locked at once. Whoever holds it may take it again: what checks
    first and imports then lets nobody in between."""
    if _mine.held:
        yield
        return
    with alone(KEY, FILE):
        _mine.held = True
        try:
            yield
        finally:
            _mine.held = False


def alone(key: int, file: str) -> AbstractContextManager[None]:
    """Hold the lock of this number, or of this file beside the database; or raise Locked at once.
    Not to be taken again by whoever holds it."""
    return _on_postgresql(key) if connection.vendor == "postgresql" else _on_sqlite(file)


def holder(key: int, file: str) -> str:
    """Who holds it, for people; empty if nobody does."""
    if connection.vendor == "postgresql":
        return _holder_on_postgresql(key)
    database = _sqlite_file()
    if not database:
        return ""
    with _open(f"{database}.{file}") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return lock.read().strip() or IN_BETWEEN
    return ""


@contextmanager
def _on_postgresql(key: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        # The name first: whoever finds the lock taken reads it.
        cursor.execute("SELECT set_config('application_name', %s, false)", [_short()])
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            cursor.execute("RESET application_name")
            raise Locked(_holder_on_postgresql(key) or IN_BETWEEN)
    try:
        yield
    finally:
        with suppress(Error), connection.cursor() as cursor:  # lost: then it is free
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
            cursor.execute("RESET application_name")


def _short() -> str:
    """Process, machine and time in the 63 characters that PostgreSQL keeps of a name."""
    machine = socket.gethostname()[:16]
    return f"process {os.getpid()} on {machine}, since {timezone.now():%Y-%m-%d %H:%M:%S}"


def _holder_on_postgresql(key: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = %s"
            " AND pg_locks.database = (SELECT oid FROM pg_database"
            " WHERE datname = current_database())",
            [key],
        )
        (name,) = cursor.fetchone() or ("",)
    return f"{name} UTC" if name else ""


def _on_sqlite(file: str) -> AbstractContextManager[None]:
    database = _sqlite_file()
    if not database:  # in memory: nobody else can see it
        return nullcontext()
    return _on_file(f"{database}.{file}")


def _sqlite_file() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")  # the file, whatever name it was opened by
        return cursor.fetchone()[2]


@contextmanager
def _on_file(path: str) -> Iterator[None]:
    with _open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(MOMENT)
            raise Locked(file.read().strip() or IN_BETWEEN) from None
        file.truncate(0)
        file.write(f"{myself()}, since {timezone.now():%Y-%m-%d %H:%M:%S} UTC\n")
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate(0)


def _open(path: str) -> TextIO:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        reason = f"{error.strerror}. An import must be able to write beside the database"
        raise OSError(error.errno, reason, path) from error
    return os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace")
