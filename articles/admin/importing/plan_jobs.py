"""Planning an import, and doing what a plan says, as jobs."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.base import list_some
from articles.admin.jobs import JobError, Tell, kind
from articles.admin.jobs.beside import Beside
from articles.admin.jobs.registry import Instead
from articles.importer import applying, files, pipeline, planning, uploads
from articles.importer.applying import Applied, AppliedAlready, Moved
from articles.models import ImportBatch, ImportPlan, Job

from .batch_jobs import go_on_with
from .beginning import PERMISSION
from .running import (
    APPLY,
    PLAN,
    batch_page,
    counter,
    log,
    plan_page,
    said,
    stops,
    to_the_import,
    to_the_plan,
    workers,
)
from .words import report_in_words

MOVES_KEPT, MOVES_SHOWN = 100, 20


def _title_of_plan(job: Job) -> str:
    return _("Plan the import of “%(root)s”") % {"root": job.params["root"]}


@kind(PLAN, title=_title_of_plan, outcome=said, page=plan_page, door=to_the_plan, leads=True)
def plan(job: Job, tell: Tell) -> None:
    """Begun again, it begins anew: what was rehearsed is gone."""
    given = job.params
    top = Path(os.fsdecode(unquote_to_bytes(given["top"])))
    options = pipeline.Options(
        dialect=given["dialect"],
        naive_tz=ZoneInfo(given["naive_tz"]) if given["naive_tz"] else None,
        status=given["status"],
        user_id=job.made_by_id,
        workers=workers(),
    )
    if not top.exists():
        text = _("%(path)s is not there any more.")
        raise JobError(text % {"path": f"“{given['root']}”"})
    with stops(), Beside(job, tell) as beside:
        progress = counter(beside, files.count(top))
        made, report = planning.plan(top, given["root"], options, given["prefix"], progress)
    job.result = {"plan": made.pk, "said": [report_in_words(report.counts)]}
    uploads.sweep()


def _title_of_apply(job: Job) -> str:
    return _("Apply the plan #%(number)s") % {"number": job.params["plan"]}


def page_of_applied(job: Job) -> str:
    """The import; as long as there is none, the plan, which says what moved."""
    return batch_page(job) or plan_page(job)


def door_of_applied(job: Job) -> str:
    return to_the_import(job) if batch_page(job) else to_the_plan(job)


def what_moved(job: Job, user: Any) -> Instead | None:
    """Applied once more the plan would meet the same: it has to be made anew."""
    moves = job.result.get("moves", [])
    if not moves:
        return None
    told = [(move["sentence"], _page_of_moved(move)) for move in moves[:MOVES_SHOWN]]
    heading = _("This moved since the plan was made")
    more = max(0, job.result["moved"] - len(told))
    number = job.params["plan"]
    if not user.has_perm(PERMISSION) or not ImportPlan.objects.filter(pk=number).exists():
        return Instead(heading, told, more)
    address = reverse("admin:articles_importplan_again", args=[number])
    return Instead(heading, told, more, _("Plan again"), address)


def _page_of_moved(move: dict[str, Any]) -> str:
    if move["kind"] != "article":
        return ""
    return reverse("admin:articles_article_change", args=[move["what"]])


@kind(
    APPLY,
    title=_title_of_apply,
    outcome=said,
    page=page_of_applied,
    door=door_of_applied,
    instead=what_moved,
)
def apply(job: Job, tell: Tell) -> None:
    """Begun again after an interruption, it goes on with the import that it had begun."""
    found = ImportPlan.objects.filter(pk=job.params["plan"]).first()
    if found is None:
        raise JobError(_("The plan is gone."))
    if batch := _begun(job, found):
        go_on_with(job, tell, batch)
        ImportPlan.objects.filter(pk=found.pk).update(applied_as=batch)
        return
    watch = _Watch(job, tell, found)
    try:
        with stops():
            applied = applying.apply(
                found.pk,
                workers=workers(),
                user_id=job.made_by_id,
                checking=watch.check,
                progress=watch.advance,
            )
    except AppliedAlready as error:
        raise JobError(_("The plan was applied already.")) from error
    except Moved as error:
        moves = error.moves
        told = [move._asdict() for move in moves.told[:MOVES_KEPT]]
        job.result = {"moves": told, "moved": moves.count}
        raise JobError(
            _("Nothing was written, because something moved since the plan was made.")
        ) from error
    log(job, found, _("Applied."))
    job.result = {"batch": applied.report.batch, "said": list(_told(applied))}


def _begun(job: Job, found: ImportPlan) -> ImportBatch | None:
    """The import that an earlier process began for this job, and did not end."""
    if "before" not in job.position:
        latest = ImportBatch.objects.filter(root=found.root).order_by("-pk").first()
        job.position = {"before": latest.pk if latest else 0}
        return None
    later = ImportBatch.objects.filter(root=found.root, pk__gt=job.position["before"])
    return later.exclude(state=ImportBatch.State.UNDONE).order_by("pk").first()


class _Watch:
    """Tells how far an import is, and notes which it is as soon as there is one."""

    def __init__(self, job: Job, tell: Tell, plan: ImportPlan) -> None:
        self.job, self.tell, self.root = job, tell, plan.root
        self.total = plan.counts["outcomes"]["files"]
        self.done = 0

    def check(self, _some: int) -> None:
        """First everything is compared; the bar is the import's own."""
        self.tell(0, self.total)

    def advance(self, some: int) -> None:
        """Called when a chunk is stored, never in its transaction."""
        if not self.job.result:
            later = ImportBatch.objects.filter(root=self.root, pk__gt=self.job.position["before"])
            if batch := later.first():
                self.job.result = {"batch": batch.pk}
        self.done += some
        self.tell(self.done, max(self.total, self.done))


def _told(applied: Applied) -> Iterator[str]:
    if not applied.report.batch:
        yield _("Nothing to do: everything was stored already.")
        return
    yield report_in_words(applied.report.counts)
    if applied.count:
        text = ngettext(
            "%(n)s file became something else than planned, for somebody was at work"
            " meanwhile: %(paths)s.",
            "%(n)s files became something else than planned, for somebody was at work"
            " meanwhile: %(paths)s.",
            applied.count,
        )
        paths = list_some([each.path for each in applied.differences])
        yield text % {"n": applied.count, "paths": paths}
