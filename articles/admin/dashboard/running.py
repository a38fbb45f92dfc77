"""What runs now: imports and other long work, with how far they are."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.importing.batches import is_alive
from articles.admin.jobs import job_url
from articles.admin.jobs.registry import kind_named
from articles.models import ImportBatch, Job

LATEST = 20  # of all imports, those that could be running
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Run:
    title: Any
    url: str
    done: int
    total: int | None
    words: str


def running(site: AdminSite, request: HttpRequest) -> list[Run]:
    """What this person may see of it; two queries."""
    found: list[Run] = []
    imports, jobs = site.get_model_admin(ImportBatch), site.get_model_admin(Job)
    if imports.has_view_or_change_permission(request):
        latest = imports.get_queryset(request).order_by("-pk").defer("notes", "made", "options")
        found += [_import(batch) for batch in latest[:LATEST] if is_alive(batch)]
    if jobs.has_view_or_change_permission(request):
        waiting = jobs.get_queryset(request).filter(
            state__in=(Job.State.WAITING, Job.State.RUNNING)
        )
        found += [_job(job) for job in waiting.order_by("pk")[:SHOWN]]
    return found


def _import(batch: ImportBatch) -> Run:
    url = reverse("admin:articles_importbatch_change", args=[batch.pk])
    title = _("Import %(name)s") % {"name": batch}
    return Run(title, url, batch.files, batch.total, _how_far(batch.files, batch.total))


def _job(job: Job) -> Run:
    kind = kind_named(job.kind)
    title = kind.title(job) if kind else job.kind
    is_running = job.state == Job.State.RUNNING
    words = _how_far(job.done, job.total) if is_running else job.get_state_display()
    return Run(title, job_url(job), job.done, job.total, words)


def _how_far(done: int, total: int | None) -> str:
    if not total:
        return f"{done:,}"
    return _("%(done)s of %(total)s") % {"done": f"{done:,}", "total": f"{total:,}"}
