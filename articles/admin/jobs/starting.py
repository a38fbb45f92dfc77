"""Beginning a job: its row is the queue, and a process of its own does it beside the server."""

import logging
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from articles.importer import lock
from articles.models import Job

from . import beside
from .registry import kind_named

LOCK = (0x6A6F6273, "work-lock")  # "jobs"; and the file, on SQLite
log = logging.getLogger(__name__)


def start(name: str, user: Any, params: Mapping[str, Any], undoes: Job | None = None) -> Job:
    """Store a job of this kind; once that is committed, see to it that somebody does it."""
    assert kind_named(name), f"no kind of work is called {name}"
    job = Job.objects.create(
        kind=name,
        params=dict(params),
        made_by=user,
        language=get_language() or settings.LANGUAGE_CODE,
        undoes=undoes,
    )
    # Robust: the job is stored, and waits for whoever works next.
    transaction.on_commit(ensure_worker, robust=True)
    return job


def again(job: Job) -> bool:
    """Let a job that was stopped, or has failed, go on from where it is; not what another job is
    taking back."""
    broken_off = [Job.State.STOPPED, Job.State.FAILED]
    over = Job.objects.filter(pk=job.pk, state__in=broken_off, undone_by__isnull=True)
    fresh = {"is_asked_to_stop": False, "tries": 0, "error": "", "finished_at": None}
    waits = over.update(state=Job.State.WAITING, alive_at=timezone.now(), **fresh)
    if waits:
        transaction.on_commit(ensure_worker, robust=True)
    return bool(waits)


def ask_to_stop(job: Job) -> None:
    """One that nobody has begun yet never begins; one that its process left behind ends when the
    next one takes it up."""
    if is_working() and beside.ask_to_stop(job):
        return
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    if not waiting.update(state=Job.State.STOPPED):
        Job.objects.filter(pk=job.pk).update(is_asked_to_stop=True)


def job_url(job: Job) -> str:
    """Where it is watched."""
    return reverse("admin:articles_job_change", args=[job.pk])


def is_working() -> bool:
    """Whether a process does the jobs of this database."""
    return bool(lock.holder(*LOCK))


def ensure_worker() -> None:
    """The lock tells better than any sign of life: it ends with its process. A worker that is
    about to end looks once more for jobs when it has let go of it."""
    if settings.START_WORKER and not _is_in_memory() and not is_working():
        spawn()


def _is_in_memory() -> bool:
    """A database that no other process could open."""
    return connection.vendor == "sqlite" and connection.is_in_memory_db()


def spawn() -> None:
    """`manage.py work` in a session of its own, so that a server that restarts leaves it alone.
    Where that is impossible, the job waits, and its page says for what."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--until-idle"]
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603  # our own words
            command, cwd=settings.BASE_DIR, stdin=quiet, stdout=quiet, start_new_session=True
        )
    except OSError:
        log.warning("jobs wait for manage.py work: it could not be started", exc_info=True)
        return
    # Somebody has to take note of its end, or it stays in the table of processes.
    threading.Thread(target=partial(process.wait), name="worker's end", daemon=True).start()
