"""How work tells how far it is, and hears that it should end."""

import time
from collections.abc import Callable

from django.utils import timezone

from articles.models import Job

PAUSE = 0.05  # seconds between two pieces of the work
SELDOM = 0.5  # seconds: what only counts on is written no more often


def rest() -> None:
    """Between two pieces: whoever waits for SQLite's one writer has his turn."""
    time.sleep(PAUSE)


class Stopped(Exception):
    """Somebody pressed “Stop”. What is done by now stays."""


class Interrupted(Exception):
    """The process has to end. Another one goes on from the job's position."""


class JobError(Exception):
    """Says in a sentence, to who began the job, why it cannot be done."""


class Tell:
    """Called between the pieces of the work, outside their transactions: each call is a sign of
    life, and the only place where the work is stopped."""

    def __init__(self, job: Job, is_ending: Callable[[], bool] = lambda: False) -> None:
        self.job, self.is_ending = job, is_ending
        self.written_at, self.began_with = 0.0, job.done
        self.noted = (job.position, job.result, job.total)

    def __call__(self, done: int, total: int | None = None) -> None:
        """So many are done, of so many where that is known; the job's `position` and `result` are
        stored with it. Raises Stopped and Interrupted."""
        self.job.done = done
        if total is not None:
            self.job.total = total
        is_ending = self.is_ending()
        if is_ending or self._is_due():
            self.write()
            if self._is_asked_to_stop():
                raise Stopped
        if is_ending:
            raise Interrupted

    def write(self) -> None:
        job, self.written_at = self.job, time.monotonic()
        self.noted = ({**job.position}, {**job.result}, job.total)
        job.alive_at = timezone.now()
        if job.done > self.began_with:
            job.tries = 1  # what comes on is no work that kills its processes
        Job.objects.filter(pk=job.pk).update(
            done=job.done,
            tries=job.tries,
            total=job.total,
            position=job.position,
            result=job.result,
            alive_at=job.alive_at,
        )

    def _is_due(self) -> bool:
        if time.monotonic() - self.written_at >= SELDOM:
            return True
        return self.noted != (self.job.position, self.job.result, self.job.total)

    def _is_asked_to_stop(self) -> bool:
        """A job whose row is gone is one that nobody wants any more."""
        asked = Job.objects.filter(pk=self.job.pk).values_list("is_asked_to_stop", flat=True)
        return asked.first() is not False
