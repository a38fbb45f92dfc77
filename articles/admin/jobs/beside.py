"""Progress of work that is one transaction: what it writes nobody sees before it ends, and on
SQLite nobody else can write meanwhile. So it is told in a file, and asked to stop by another.
"""

import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from django.conf import settings

from articles.models import Job

from .telling import SELDOM, Interrupted, Stopped, Tell


def _path(job: Job, suffix: str) -> Path:
    return Path(settings.UPLOADS_ROOT) / f"job-{job.pk}.{suffix}"


class Beside:
    """To be called like Tell, inside the transaction: what it raises takes all back."""

    def __init__(self, job: Job, tell: Tell) -> None:
        self.job, self.tell = job, tell
        self.written_at = 0.0

    def __enter__(self) -> Self:
        _path(self.job, "progress").parent.mkdir(parents=True, exist_ok=True)
        _path(self.job, "stop").unlink(missing_ok=True)
        return self

    def __exit__(self, *_error: object) -> None:
        for suffix in ("progress", "stop"):
            _path(self.job, suffix).unlink(missing_ok=True)

    def __call__(self, done: int, total: int | None = None) -> None:
        self.job.done = done
        self.job.total = total if total is not None else self.job.total
        if self.tell.is_ending():
            raise Interrupted
        if time.monotonic() - self.written_at >= SELDOM:
            self.written_at = time.monotonic()
            new = _path(self.job, "new")
            new.write_text(f"{done} {self.job.total or 0}")
            new.replace(_path(self.job, "progress"))
            if _path(self.job, "stop").exists():
                raise Stopped


def heard(job: Job) -> Job:
    """The job with what was told of it beside the database."""
    with suppress(OSError, ValueError):
        told = _path(job, "progress")
        done, total = map(int, told.read_text().split())
        job.done, job.total = done, total or job.total
        job.alive_at = datetime.fromtimestamp(told.stat().st_mtime, UTC)
        job.is_asked_to_stop |= _path(job, "stop").exists()
    return job


def ask_to_stop(job: Job) -> bool:
    """Whether it tells beside the database, and has been asked there."""
    if job.is_over or not _path(job, "progress").exists():
        return False
    _path(job, "stop").touch()
    return True
