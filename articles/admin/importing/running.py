"""What the jobs of imports share: their names, what stops them, how they tell how far they are."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import DatabaseError, OperationalError
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.jobs import JobError
from articles.importer.crew import WorkersDied
from articles.importer.lock import Locked
from articles.importer.retry import CannotRetryError
from articles.importer.undo import CannotUndoError
from articles.models import ImportBatch, ImportPlan, Job

PLAN, APPLY, GO_ON = "plan_import", "apply_plan", "go_on_with_import"
UNDO, REHEARSE, RETRY = "undo_import", "rehearse_undo", "retry_import"
KINDS = (PLAN, APPLY, GO_ON, UNDO, REHEARSE, RETRY)


@contextmanager
def stops() -> Iterator[None]:
    """What ends a run early, as a sentence."""
    try:
        yield
    except Locked as locked:
        text = _("Another import is running: %(holder)s. Try again when it is done.")
        raise JobError(text % {"holder": locked.holder}) from locked
    except (CannotUndoError, CannotRetryError) as error:
        raise JobError(str(error)) from error
    except OperationalError:  # which may pass: the worker tries again
        raise
    except DatabaseError as error:
        text = _("The database stopped it: %(error)s.")
        raise JobError(text % {"error": str(error).strip().split("\n")[0]}) from error
    except (WorkersDied, OSError) as error:
        text = _("The import stopped early: %(reason)s. What was stored stays.")
        raise JobError(text % {"reason": error}) from error


def workers() -> int:
    """One processor is left to those who read and write meanwhile."""
    return max(1, len(os.sched_getaffinity(0)) - 1)


def counter(tell: Callable[..., None], total: int | None) -> Callable[[int], None]:
    """What runs call with the number of files done since the last call."""
    done = 0

    def progress(some: int) -> None:
        nonlocal done
        done += some
        tell(done, max(total, done) if total is not None else None)

    tell(0, total)
    return progress


def log(job: Job, about: Model, words: str) -> None:
    if job.made_by_id:
        LogEntry.objects.log_actions(job.made_by_id, [about], CHANGE, words, single_object=True)


def plan_page(job: Job) -> str:
    number = job.result.get("plan") or job.params.get("plan")
    return reverse("admin:articles_importplan_change", args=[number]) if number else ""


def to_the_plan(job: Job) -> str:
    return _("Open the plan")


def batch_page(job: Job) -> str:
    number = job.result.get("batch") or job.params.get("batch")
    return reverse("admin:articles_importbatch_change", args=[number]) if number else ""


def to_the_import(job: Job) -> str:
    return _("Open the import")


def said(job: Job) -> list[str]:
    return job.result.get("said", [])


def jobs_now() -> QuerySet[Job]:
    """Jobs of imports that wait or run."""
    return Job.objects.filter(
        kind__in=KINDS, state__in=[Job.State.WAITING, Job.State.RUNNING]
    ).order_by("pk")


def job_of_batch(batch: ImportBatch) -> Job | None:
    """The job that does this import now."""
    of = Q(result__batch=batch.pk) | Q(params__batch=batch.pk)
    return jobs_now().filter(of).first()


def job_of_plan(plan: ImportPlan) -> Job | None:
    """The last one that was to apply it."""
    return Job.objects.filter(kind=APPLY, params__plan=plan.pk).order_by("-pk").first()


def batch_of(job: Job) -> ImportBatch:
    batch = ImportBatch.objects.filter(pk=job.params["batch"]).first()
    if batch is None:
        raise JobError(_("There is no import %(number)s.") % {"number": job.params["batch"]})
    return batch
