"""What is said about a job: what it does, how far it is, how long it will take, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Job

from .registry import kind_named
from .runner import to_do
from .starting import is_working

State = Job.State
SOON = timedelta(seconds=5)  # of work; before that nobody can tell how long it will take
SILENCE = timedelta(seconds=15)  # that a process may need until it works


@dataclass(frozen=True, slots=True)
class Live:
    """The part of a job's page that changes while it is done. `value`: of 1, None if unknown."""

    words: str
    value: float | None = None
    note: str = ""
    is_forlorn: bool = False  # it is to be done, and nobody does anything


def title(job: Job) -> str:
    if job.undoes:
        return _("Undo: %(title)s") % {"title": title(job.undoes)}
    kind = kind_named(job.kind)
    return kind.title(job) if kind else job.kind


def outcome(job: Job) -> Sequence[str]:
    kind = kind_named(job.kind)
    return kind.outcome(job) if kind else ()


def progress(job: Job) -> str:
    """3,400 of 10,000; as far as it is known."""
    if not job.total:
        return f"{job.done:,}" if job.done else ""
    return _("%(done)s of %(total)s") % {"done": f"{job.done:,}", "total": f"{job.total:,}"}


def live(job: Job) -> Live:
    if job.is_over:
        return Live(progress(job), note=duration(job))
    value = min(1.0, job.done / job.total) if job.total else None
    if not is_working() and timezone.now() - (job.alive_at or job.made_at) > SILENCE:
        return Live(progress(job), value, _("Nobody does the desk's jobs now."), is_forlorn=True)
    if job.state == State.WAITING:
        return Live(_("It begins in a moment."), note=_queue(job))
    return Live(progress(job) or _("It begins."), value, _remaining(job))


def _queue(job: Job) -> str:
    ahead = to_do().filter(pk__lt=job.pk).count()
    words = ngettext("%(n)s job is done before it.", "%(n)s jobs are done before it.", ahead)
    return words % {"n": ahead} if ahead else ""


def _remaining(job: Job) -> str:
    if job.is_asked_to_stop:
        return _("It stops after the piece at hand.")
    if not job.total or not job.done or not job.started_at or not job.alive_at:
        return ""
    spent = job.alive_at - job.started_at
    if spent < SOON:
        return ""
    left = spent * (job.total - job.done) / job.done
    return _("about %(time)s left") % {"time": _in_words(left)}


def duration(job: Job) -> str:
    if not job.started_at or not job.finished_at:
        return ""
    return _in_words(job.finished_at - job.started_at)


def _in_words(time: timedelta) -> str:
    seconds = max(1, round(time.total_seconds()))
    if seconds < 90:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
