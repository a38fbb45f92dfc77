"""A run's folder for passing files. Those of runs that were killed go when the next one starts.

A run holds a lock on its folder, which the system lets go of however the run ends: numbers of
processes would deceive where containers share a folder.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "newsdesk-images-"
NEW = 60  # seconds that a folder may have no lock yet


@contextmanager
def folder() -> Iterator[Path]:
    _sweep()
    with TemporaryDirectory(prefix=PREFIX) as name, _locked(name):
        yield Path(name)


def _sweep() -> None:
    for path in Path(gettempdir()).glob(f"{PREFIX}*"):
        # Not ours to open, or its run is alive.
        with suppress(OSError), _locked(path) as mark:
            if time.time() - os.fstat(mark).st_mtime > NEW:
                shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _locked(path: Path | str) -> Iterator[int]:
    mark = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield mark
    finally:
        os.close(mark)
