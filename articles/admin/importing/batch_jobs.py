"""Imports that are there: gone on with, taken back, and what they refused read again, as jobs."""

from dataclasses import replace
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.jobs import JobError, Tell, kind
from articles.admin.jobs.beside import Beside
from articles.importer import files, pipeline
from articles.importer.release import options_of
from articles.importer.retry import refused_paths, retry
from articles.importer.undo import articles_of, undo
from articles.models import ImportBatch, Job

from .running import (
    GO_ON,
    REHEARSE,
    RETRY,
    UNDO,
    batch_of,
    batch_page,
    counter,
    log,
    said,
    stops,
    to_the_import,
    workers,
)  # fmt: skip
from .words import kept_in_words, report_in_words, retried_in_words, undone_in_words

KEPT_SHOWN = 100
# Django writes a bare text to the log as it is, so it has to be in one language.
UNDONE = "Undone: {removed} articles removed, {restored} put back, {kept} kept."
RETRIED = "Refused files retried: {refused} refused again."


def _title_of_going_on(job: Job) -> str:
    return _("Go on with import #%(number)s") % {"number": job.params["batch"]}


@kind(GO_ON, title=_title_of_going_on, outcome=said, page=batch_page, door=to_the_import)
def go_on(job: Job, tell: Tell) -> None:
    go_on_with(job, tell, batch_of(job))


def go_on_with(job: Job, tell: Tell, batch: ImportBatch) -> None:
    """Run it again: what is stored is passed over, and the rest goes into the same import."""
    path = batch.options.get("path")
    if not path or not Path(path).exists():
        raise JobError(_("%(path)s is not there any more.") % {"path": f"“{batch.root}”"})
    top = Path(path)
    chosen = refused_paths(batch) if "only" in batch.options else None
    options = replace(options_of(batch, job.made_by_id), workers=workers(), only=chosen)
    with stops():
        progress = counter(tell, files.count(top))
        report = pipeline.run(top, batch.root, options, batch.options["prefix"], progress)
    job.result = {"batch": report.batch or batch.pk, "said": [report_in_words(report.counts)]}


def _title_of_retry(job: Job) -> str:
    return _("Retry the refused files of import #%(number)s") % {"number": job.params["batch"]}


@kind(RETRY, title=_title_of_retry, outcome=said, page=batch_page, door=to_the_import)
def retry_refused(job: Job, tell: Tell) -> None:
    batch = batch_of(job)
    with stops():
        total = len(refused_paths(batch))
        retried = retry(batch.pk, job.made_by_id, progress=counter(tell, total))
    if retried is None:
        job.result["said"] = [_("Nothing to retry: no file of this import is refused.")]
        return
    log(job, batch, RETRIED.format(**retried.report.counts))
    job.result = {"batch": retried.report.batch, "said": [retried_in_words(retried)]}


def _title_of_undo(job: Job) -> str:
    return _("Undo import #%(number)s") % {"number": job.params["batch"]}


@kind(UNDO, title=_title_of_undo, outcome=said, page=batch_page, door=to_the_import)
def take_back(job: Job, tell: Tell) -> None:
    """In one transaction: whatever stops it, nothing was changed."""
    batch = batch_of(job)
    with stops(), Beside(job, tell) as beside:
        report = undo(batch.pk, job.made_by_id, progress=counter(beside, articles_of(batch.pk)))
    log(job, batch, UNDONE.format(**report.counts))
    kept = [kept_in_words(report)] if report.kept else []
    job.result = {"batch": batch.pk, "said": [undone_in_words(report), *kept]}


def _title_of_rehearsal(job: Job) -> str:
    return _("See what undoing import #%(number)s would do") % {"number": job.params["batch"]}


def _undo_page(job: Job) -> str:
    address = reverse("admin:articles_importbatch_undo", args=[job.params["batch"]])
    return f"{address}?rehearsal={job.pk}"


@kind(REHEARSE, title=_title_of_rehearsal, outcome=said, page=_undo_page)
def rehearse(job: Job, tell: Tell) -> None:
    """Reads only, and keeps what it found for the page that asks."""
    batch = batch_of(job)
    with stops():
        progress = counter(tell, articles_of(batch.pk))
        report = undo(batch.pk, job.made_by_id, dry_run=True, progress=progress)
    job.result = {
        "counts": dict(report.counts),
        "kept": [
            {"number": one.number, "title": one.title, "is_gone": one.is_gone, "why": one.why}
            for one in report.kept[:KEPT_SHOWN]
        ],
        "said": [_("Nothing was changed yet: look at it, and then decide.")],
    }
