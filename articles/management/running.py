"""What the commands that run imports share: arguments, what stops a run, and the report's file.

Exit code 2 means that the command could not run, or not to its end; 1 that it did, and that a
person should look.
"""

import errno
import os
import signal
import sqlite3
import sys
import threading
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import Error, InterfaceError, OperationalError

from articles.importer import files
from articles.importer.crew import WorkersDied
from articles.importer.lock import Locked

GO_ON = "What was stored stays; run it again to go on."
NOTHING = "Nothing was stored."
# PostgreSQL's own (SQLSTATE): connections that fail, and a server that shuts down.
LOST = ("08", "57P0")
DISK_FULL = "53100"


def add_workers(parser: ArgumentParser, doing: str = "that read and clean files") -> None:
    parser.add_argument(
        "--workers", type=_number, default=len(os.sched_getaffinity(0)), metavar="N",
        help=f"processes {doing} (default: one for each processor, %(default)s here)",
    )  # fmt: skip


def _number(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 256:
        return int(text)
    raise ArgumentTypeError(f"{text} is no number of processes; try 1.")


# What stops a run ---------------------------------------------------------------------------------


@contextmanager
def stops(after: str = GO_ON) -> Iterator[None]:
    """What ends a run early, in words, as exit code 2; `after` says what that leaves."""
    try:
        with _terminated_as_interrupted():
            yield
    except Locked as error:
        raise CommandError(str(error), returncode=2) from error
    except WorkersDied as error:
        raise CommandError(f"{error} {after}", returncode=2) from error
    except (Error, sqlite3.Error) as error:
        raise CommandError(f"{_of_database(error)} {after}", returncode=2) from error
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise CommandError(f"The disk is full. {after}", returncode=2) from error
    except KeyboardInterrupt:
        raise CommandError(f"Stopped. {after}", returncode=2) from None


def _of_database(error: Exception) -> str:
    reason = str(error).strip().split("\n")[0]
    code = getattr(error.__cause__, "pgcode", None)
    if code == DISK_FULL or "disk is full" in reason or "disk I/O error" in reason:
        return f"The database's disk is full: {reason}."
    is_lost = code.startswith(LOST) if code else "server closed the connection" in reason
    if isinstance(error, InterfaceError) or (isinstance(error, OperationalError) and is_lost):
        return f"The connection to the database was lost: {reason}."
    return f"The database stopped this run: {reason}."


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM, which service managers send, is handled like Ctrl-C: with a tidy end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_args: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


# Paths and the report's file ----------------------------------------------------------------------


@contextmanager
def told_of(path: Path | str = "") -> Iterator[None]:
    """What the system refuses ends the run with the path and 2: Python's own 1 means that files
    were refused and all else is done."""
    try:
        yield
    except (OSError, UnicodeError) as error:
        named = getattr(error, "filename", None) or path
        reason = getattr(error, "strerror", None) or error
        message = f"{shown(named)}: {reason}" if named else str(reason)
        raise CommandError(message, returncode=2) from error


def shown(path: Path | str | bytes) -> str:
    return files.shown(os.fsencode(path))


def refuse_unwritable(target: str | None) -> None:
    """Before the run, not after an hour of it. Nothing is created: the run may fail yet."""
    if not target or target == "-":
        return
    with told_of(target):
        path = Path(target)
        free = not path.is_dir() and os.access(path if path.exists() else path.parent, os.W_OK)
    if not free:
        message = f"The report could not be written to {shown(target)}: nothing was done."
        raise CommandError(message, returncode=2)


def write_json(pieces: Iterable[str], target: str | None, stdout: Any) -> None:
    """A report for programs, in pieces for it may be long."""
    if target == "-":
        try:
            for piece in pieces:
                stdout.write(piece, ending="")
            stdout.write("")
            stdout.flush()
        except BrokenPipeError as error:
            # Whoever reads it has enough. Python would complain once more as it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            message = "The report was not read to its end. The run itself was completed."
            raise CommandError(message, returncode=2) from error
    elif target:
        # What UTF-8 cannot hold is escaped the way JSON escapes it.
        with (
            told_of(target),
            Path(target).open("w", encoding="utf-8", errors="backslashreplace") as file,
        ):
            file.writelines(pieces)
            file.write("\n")
