"""One import at a time: a lock that belongs to the process's connection and goes with it.

On PostgreSQL a session-level advisory lock, whose holder the server itself can name; on SQLite a
lock on a file beside the database. However the process ends, the lock is free.
"""

import fcntl
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import Error, connection
from django.utils import timezone

KEY = 0x6E657773  # "news"; advisory locks are told apart by numbers
SHOWN = 63  # what PostgreSQL keeps of an application's name


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
    return f"process {os.getpid()} on {socket.gethostname()} ({command})"


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
    lock = _on_postgresql() if connection.vendor == "postgresql" else _on_sqlite()
    with lock:
        _mine.held = True
        try:
            yield
        finally:
            _mine.held = False


@contextmanager
def _on_postgresql() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
        if not cursor.fetchone()[0]:
            raise Locked(_holder_on_postgresql())
        cursor.execute("SELECT set_config('application_name', %s, false)", [myself()[:SHOWN]])
    try:
        yield
    finally:
        with suppress(Error), connection.cursor() as cursor:  # lost: then it is free
            cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])
            cursor.execute("RESET application_name")


def _holder_on_postgresql() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name, backend_start FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = %s"
            " AND pg_locks.database = (SELECT oid FROM pg_database"
            " WHERE datname = current_database())",
            [KEY],
        )
        name, since = cursor.fetchone() or ("a process that has just ended", timezone.now())
    return f"{name}, since {since:%Y-%m-%d %H:%M:%S} UTC"


@contextmanager
def _on_sqlite() -> Iterator[None]:
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:  # nobody else can see that database
        yield
        return
    descriptor = os.open(f"{name}.import-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    with os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(file.read().strip() or "a process that has just begun") from None
        file.truncate(0)
        file.write(f"{myself()}, since {timezone.now():%Y-%m-%d %H:%M:%S} UTC\n")
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate(0)
