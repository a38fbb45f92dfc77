"""Doing the jobs: one process at a time for each database, the oldest job first."""

import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from articles.importer import lock
from articles.models import Job

from .registry import kind_named
from .starting import LOCK
from .telling import Interrupted, JobError, Stopped, Tell

MOST_TRIES = 3  # processes that may die of one job
PATIENCE, GLANCE = 2.0, 0.2  # seconds: who only looks holds the lock for a moment
POLL = 2.0  # seconds between two looks of a service
KEPT = timedelta(days=90)
CLEANED_AT_ONCE = 20
STORED = ("done", "total", "position", "result")
State = Job.State
log = logging.getLogger(__name__)


def work(ending: threading.Event, *, until_idle: bool = True) -> Counter[str]:
    """Do what waits, until nothing does; or go on looking, as a service, until `ending` is set.
    Returns how many jobs came to each state. Raises Locked while another process works."""
    ends: Counter[str] = Counter()
    while not ending.is_set():
        with _alone(ending, PATIENCE if until_idle else math.inf):
            ends.update(_work_off(ending, until_idle=until_idle))
        # A job may have come while we held the lock and had looked for the last time: whoever
        # stored it saw us at work.
        if not to_do().exists():
            break
    clean_up()
    return ends


def to_do() -> QuerySet[Job]:
    return Job.objects.filter(state__in=[State.WAITING, State.RUNNING]).order_by("pk")


@contextmanager
def _alone(ending: threading.Event, patience: float) -> Iterator[None]:
    """The lock, if it is free within so many seconds."""
    until = time.monotonic() + patience
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(lock.alone(*LOCK))
                break
            except lock.Locked:
                if ending.is_set() or time.monotonic() >= until:
                    raise
                ending.wait(GLANCE)
        yield


def _work_off(ending: threading.Event, *, until_idle: bool) -> Iterator[str]:
    """The state that each job came to."""
    while not ending.is_set():
        if job := take():
            yield perform(job, ending)
        elif until_idle:
            return
        else:
            ending.wait(POLL)


def take() -> Job | None:
    """The oldest job to do, as ours. We hold the lock: one that says that it runs was left behind
    by a process that died."""
    for job in to_do().select_related("made_by"):
        if job.is_asked_to_stop:
            finish(job, State.STOPPED)
            continue
        if job.tries >= MOST_TRIES:
            _give_up(job)
            continue
        job.started_at = job.started_at or timezone.now()
        values = {"started_at": job.started_at, "alive_at": timezone.now()}
        mine = Job.objects.filter(pk=job.pk, state=job.state, tries=job.tries)
        if mine.update(state=State.RUNNING, tries=F("tries") + 1, holder=_myself(), **values):
            job.state, job.tries = State.RUNNING, job.tries + 1
            return job
    return None


def _give_up(job: Job) -> None:
    with translation.override(job.language or settings.LANGUAGE_CODE):
        words = gettext("It was broken off %(n)s times: its process ended without a word.")
        finish(job, State.FAILED, words % {"n": job.tries})


def _myself() -> str:
    return lock.myself()[: Job._meta.get_field("holder").max_length]


def perform(job: Job, ending: threading.Event) -> str:
    """Do one job, in the language of who began it; the state that it came to."""
    with translation.override(job.language or settings.LANGUAGE_CODE):
        state, error = _attempt(job, ending)
    finish(job, state, error)
    if state == State.WAITING and not ending.is_set():
        ending.wait(POLL)  # what failed for the moment may not fail in the next one
    return state


def _attempt(job: Job, ending: threading.Event) -> tuple[str, str]:
    """The state that the job comes to, and why it failed."""
    try:
        _run(job, Tell(job, ending.is_set))
    except Stopped:
        return State.STOPPED, ""
    except Interrupted:
        job.tries -= 1  # nothing is wrong with the job
        return State.WAITING, ""
    except JobError as error:
        return State.FAILED, str(error)
    except (OperationalError, InterfaceError) as error:
        log.warning("job %s: %s", job, error, exc_info=True)
        job.refresh_from_db(fields=STORED)  # what was counted may have been taken back
        words = gettext("The database could not do it: %(reason)s")
        failed = State.WAITING if job.tries < MOST_TRIES else State.FAILED
        return failed, words % {"reason": str(error).strip().split("\n")[0]}
    except Exception:  # a mistake in one kind of work must not keep the others waiting
        log.exception("job %s failed", job)
        return State.FAILED, gettext(
            "Something happened that newsdesk did not expect; the server's log says what. What was"
            " done before stays."
        )
    return State.DONE, ""


def _run(job: Job, tell: Tell) -> None:
    found = kind_named(job.kind)
    if found is None:
        raise JobError(gettext("This newsdesk does not know how to do this any more."))
    found.run(job, tell)


def finish(job: Job, state: str, error: str = "") -> None:
    job.state, job.error = state, error
    job.alive_at = timezone.now()
    job.finished_at = job.alive_at if job.is_over else None
    names = ("state", "error", "alive_at", "finished_at", "tries", *STORED)
    Job.objects.filter(pk=job.pk).update(**{name: getattr(job, name) for name in names})


def clean_up() -> None:
    """Records that nobody asks for any more, some at a time."""
    old = Job.objects.filter(finished_at__lt=timezone.now() - KEPT).order_by("pk")
    Job.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:CLEANED_AT_ONCE])).delete()
