"""Jobs at the desk: everybody's own, and those of others for who may see them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import columns
from articles.admin.base import ReadOnlyAdmin, id_in
from articles.models import Job

from . import beside, reports, words
from .registry import Instead, kind_named
from .starting import again, ask_to_stop, ensure_worker, job_url, start

SEE_ALL, CHANGE_ALL = "articles.view_job", "articles.change_job"
PAGE, LIVE = "admin/articles/jobs/job.html", "admin/articles/jobs/_live.html"


def may_change(user: Any, job: Job) -> bool:
    return job.made_by_id == user.pk or user.has_perm(CHANGE_ALL)


def may_go_on(job: Job) -> bool:
    broken_off = job.state in (Job.State.STOPPED, Job.State.FAILED)
    return broken_off and not hasattr(job, "undone_by")


def page_of(job: Job) -> str:
    """Where there is more about it; none as long as there is nothing."""
    kind = kind_named(job.kind)
    return kind.page(job) if kind and kind.page else ""


def leads_to(job: Job) -> str:
    """Where whoever watched it wants to go when it is done."""
    kind = kind_named(job.kind)
    return page_of(job) if kind and kind.leads and job.state == Job.State.DONE else ""


def instead_of(job: Job, user: Any) -> Instead | None:
    """What there is in place of going on, where that would only fail again."""
    kind = kind_named(job.kind)
    return kind.instead(job, user) if kind and kind.instead and may_go_on(job) else None


def may_undo(user: Any, job: Job) -> bool:
    """Once, and only what has an end: what is taken back may not grow meanwhile."""
    found = kind_named(job.kind)
    return bool(
        found
        and found.undone_by
        and job.is_over
        and job.result.get("changed")
        and not hasattr(job, "undone_by")
        and may_change(user, job)
    )


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["title", "state_mark", "progress", "made_by", "began", "took"]
    list_select_related = ["made_by", "undoes"]
    list_filter = ["state"]
    ordering = ["-pk"]

    # Who may see it ----------------------------------------------------------------------------

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        user = request.user
        own = obj is None or obj.made_by_id == user.pk
        return user.is_active and user.is_staff and (own or user.has_perm(SEE_ALL))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        jobs = super().get_queryset(request)
        return jobs if request.user.has_perm(SEE_ALL) else jobs.filter(made_by=request.user)

    def job(self, request: HttpRequest, pk: int | None) -> Job:
        jobs = self.get_queryset(request).select_related("made_by", "undoes", "undone_by")
        return beside.heard(get_object_or_404(jobs, pk=pk))

    # Columns -----------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("job"))
    def title(self, job: Job) -> str:
        return words.title(job)

    @admin.display(description=gettext_lazy("state"))
    def state_mark(self, job: Job) -> str:
        return columns.mark(job.state, job.get_state_display())

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, job: Job) -> str:
        return words.progress(job)

    @admin.display(description=gettext_lazy("made at"))
    def began(self, job: Job) -> str:
        return columns.when_html(job.made_at)

    @admin.display(description=gettext_lazy("duration"))
    def took(self, job: Job) -> str:
        return words.duration(job) or columns.EMPTY

    # Pages -------------------------------------------------------------------------------------

    def get_urls(self) -> list:
        def at(address: str, view: Any, name: str) -> Any:
            return path(address, self.admin_site.admin_view(view), name=f"articles_job_{name}")

        return [
            at("<int:pk>/progress/", self.live, "progress"),
            at("<int:pk>/stop/", self.stop, "stop"),
            at("<int:pk>/again/", self.again, "again"),
            at("<int:pk>/undo/", self.undo, "undo"),
            at("<int:pk>/stories.csv", self.as_csv, "csv"),
            at("<int:pk>/stories.json", self.as_json, "json"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None):
        job = self.job(request, id_in(object_id))
        kind = kind_named(job.kind)
        changes = may_change(request.user, job)
        instead = instead_of(job, request.user)
        context = self.admin_site.each_context(request) | {
            "title": words.title(job),
            "opts": self.opts,
            "job": job,
            "live": words.live(job),
            "made": columns.when(job.made_at),
            "outcome": words.outcome(job),
            "page": page_of(job),
            "door": kind.door(job) if kind else "",
            "leads": leads_to(job) != "",
            "instead": instead,
            "stories": reports.told_of(job, request.user),
            "may_stop": changes and not job.is_over and not job.is_asked_to_stop,
            "may_go_on": changes and may_go_on(job) and not instead,
            "may_undo": may_undo(request.user, job),
            "undoing": getattr(job, "undone_by", None),
        }
        return TemplateResponse(request, PAGE, context)

    def live(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far it is, for the script of its page."""
        job = self.job(request, pk)
        html = render_to_string(LIVE, {"live": words.live(job), "job": job}, request)
        return JsonResponse({"html": html, "is_over": job.is_over, "next": leads_to(job)})

    def as_csv(self, request: HttpRequest, pk: int) -> HttpResponse:
        return reports.as_csv(self.job(request, pk), request.user)

    def as_json(self, request: HttpRequest, pk: int) -> HttpResponse:
        return reports.as_json(self.job(request, pk), request.user)

    # What can be done with it ------------------------------------------------------------------

    def stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._do(request, pk, ask_to_stop)

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Also for one that waits where nobody works: whoever is started does all that waits."""

        def go_on(job: Job) -> None:
            if not again(job):
                ensure_worker()

        return self._do(request, pk, go_on)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        def take_back(job: Job) -> Job:
            if not may_undo(request.user, job):
                messages.warning(request, _("This cannot be undone, or somebody was faster."))
                return job
            try:
                with transaction.atomic():
                    kind = kind_named(job.kind)
                    return start(kind.undone_by, request.user, {}, undoes=job)
            except IntegrityError:  # pressed twice
                return job

        return self._do(request, pk, take_back)

    def _do(self, request: HttpRequest, pk: int, deed: Any) -> HttpResponse:
        """`deed` may name another job, whose page then follows."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        job = self.job(request, pk)
        if not may_change(request.user, job):
            raise PermissionDenied
        return HttpResponseRedirect(job_url(deed(job) or job))
