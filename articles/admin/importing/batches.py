"""Imports at the desk: watched while they run, taken back, and what they refused read again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin import columns
from articles.admin.base import DeskList, id_in
from articles.admin.jobs import job_url, start
from articles.importer.lock import Locked
from articles.importer.undo import CannotUndoError, undo
from articles.models import ImportBatch, Job

from . import beginning, hub, running
from .batch_jobs import KEPT_SHOWN
from .words import OUTCOMES, in_words

CONFIRMATION = "admin/articles/importbatch/undo_confirmation.html"
# Somebody waits meanwhile: of more files a job finds out what undoing would do.
MOST_REHEARSED = 5_000
REFRESH = 5  # seconds
SILENCE = timedelta(minutes=2)  # after which nobody believes that an import is still running
State = ImportBatch.State


def is_alive(batch: ImportBatch) -> bool:
    """Whether it says that it runs, and has written something lately."""
    seen = batch.alive_at or batch.started_at
    return batch.state == State.RUNNING and timezone.now() - seen < SILENCE


class LiveList(DeskList):
    """Above the imports: what is to be done. Looks anew as long as anything of it is running."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.hub = hub.of(request)
        is_live = self.hub.jobs or any(map(is_alive, self.result_list))
        self.refresh = REFRESH if is_live else None


class BatchDesk:
    """The columns of a running import, and the actions. Mixed into the admin of imports."""

    actions = ["undo_import", "retry_import"]

    class Media:
        sheets = ("history", "batches", "importing")
        css = {"all": [f"articles/admin/{name}.css" for name in sheets]}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LiveList]:
        return LiveList

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Imports are records that nobody edits; this permission lets people take them back."""
        return request.user.has_perm("articles.change_importbatch")

    def get_urls(self) -> list:
        def at(address: str, view: Any, name: str) -> Any:
            name = f"articles_importbatch_{name}"
            return path(address, self.admin_site.admin_view(view), name=name)

        return [
            at("<int:pk>/undo/", self.undo_view, "undo"),
            at("<int:pk>/go-on/", require_POST(self.go_on_view), "go_on"),
            at("new/", self.new_view, "new"),
            at("new/upload/", require_POST(beginning.piece_view), "upload"),
            at("new/folders/", self.folders_view, "folders"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        batch = kwargs["obj"]
        alive, may = is_alive(batch), self.has_undo_permission(request)
        job = running.job_of_batch(batch)
        stands = may and not alive and not job and batch.state != State.UNDONE
        context |= {
            "refresh": REFRESH if alive or job else None,
            "job": job_url(job) if job else "",
            "may_mend": request.user.has_perm(beginning.PERMISSION),
            "may_go_on": self.may_go_on(request, batch),
            "may_undo": stands,
            "may_retry": stands and batch.refused,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # Columns ------------------------------------------------------------------------------------

    @admin.display(description=_("state"))
    def state_mark(self, batch: ImportBatch) -> str:
        """Of a running import with its last sign of life."""
        mark = columns.mark(batch.state, batch.get_state_display())
        if batch.state != State.RUNNING:
            return mark
        seen = columns.when(batch.alive_at or batch.started_at)
        alive, silent = _("last sign of life %(when)s"), _("silent since %(when)s")
        words = (alive if is_alive(batch) else silent) % {"when": seen}
        return format_html('{} <span class="desk-live">{}</span>', mark, words)

    @admin.display(description=_("files"))
    def progress(self, batch: ImportBatch) -> str:
        """Of those in all, as long as they are not all."""
        if not batch.total or batch.state not in (State.RUNNING, State.FAILED):
            return f"{batch.files:,}"
        return format_html(
            '{} <progress value="{}" max="{}" aria-hidden="true"></progress>',
            gettext("%(files)s of %(total)s")
            % {"files": f"{batch.files:,}", "total": f"{batch.total:,}"},
            batch.files,
            batch.total,
        )

    @admin.display(description=_("outcome"))
    def outcome(self, batch: ImportBatch) -> str:
        """What there was at all."""
        found = in_words({name: getattr(batch, name) for name in OUTCOMES})
        return (
            format_html_join(" ", '<span class="desk-outcome">{}</span>', zip(found, strict=True))
            or columns.EMPTY
        )

    @admin.display(description=_("undone"))
    def taken_back(self, batch: ImportBatch) -> str:
        if not batch.undone_at:
            return columns.EMPTY
        who = f" · {batch.undone_by}" if batch.undone_by else ""
        return f"{columns.when(batch.undone_at)}{who}"

    # Actions ------------------------------------------------------------------------------------

    @admin.action(permissions=["undo"], description=_("Undo this import"))
    def undo_import(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Shows what would go and what would stay, and asks; then a job takes it back."""
        batch = self.only_one(request, queryset)
        if batch is None:
            return None
        if request.POST.get("post") == "yes":
            return redirect(job_url(start(running.UNDO, request.user, {"batch": batch.pk})))
        if batch.sightings.order_by()[: MOST_REHEARSED + 1].count() > MOST_REHEARSED:
            return redirect(job_url(start(running.REHEARSE, request.user, {"batch": batch.pk})))
        try:
            report = undo(batch.pk, request.user.pk, dry_run=True)
        except (CannotUndoError, Locked) as error:
            self.message_user(request, said(error), messages.ERROR)
            return None
        except DatabaseError as error:
            text = gettext("The database stopped it: %(error)s. Nothing was changed.")
            self.message_user(request, text % {"error": error}, messages.ERROR)
            return None
        return self.ask(request, batch, dict(report.counts), report.kept[:KEPT_SHOWN])

    def new_view(self, request: HttpRequest) -> HttpResponse:
        return beginning.new_view(self, request)

    def folders_view(self, request: HttpRequest) -> HttpResponse:
        return beginning.folders_view(self, request)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks with what a job has found out."""
        if not self.has_undo_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(ImportBatch, pk=pk)
        number = id_in(request.GET.get("rehearsal", ""))
        rehearsals = Job.objects.filter(kind=running.REHEARSE, state=Job.State.DONE, pk=number)
        rehearsal = rehearsals.first()
        if rehearsal is None or rehearsal.params["batch"] != batch.pk:
            return redirect("admin:articles_importbatch_change", batch.pk)
        return self.ask(request, batch, rehearsal.result["counts"], rehearsal.result["kept"])

    @admin.action(permissions=["undo"], description=_("Retry the refused files"))
    def retry_import(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        batch = self.only_one(request, queryset)
        if batch is None:
            return None
        return redirect(job_url(start(running.RETRY, request.user, {"batch": batch.pk})))

    def go_on_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Runs an import again that stopped early."""
        batch = get_object_or_404(ImportBatch, pk=pk)
        if not self.may_go_on(request, batch):
            raise PermissionDenied
        return redirect(job_url(start(running.GO_ON, request.user, {"batch": batch.pk})))

    def may_go_on(self, request: HttpRequest, batch: ImportBatch) -> bool:
        """Stopped early, with nobody at it, and the root's latest: it is that one that goes on."""
        if not request.user.has_perm("articles.add_importbatch") or is_alive(batch):
            return False
        stopped = batch.state in (State.FAILED, State.RUNNING) and batch.options.get("path")
        later = ImportBatch.objects.filter(root=batch.root, pk__gt=batch.pk)
        return bool(stopped) and not later.exists()

    def only_one(self, request: HttpRequest, queryset: QuerySet) -> ImportBatch | None:
        """The import that was chosen, if it is one."""
        if not self.has_undo_permission(request):
            raise PermissionDenied
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            text = gettext("Choose one import. Of several that built on each other, the newest.")
            self.message_user(request, text, messages.WARNING)
            return None
        return chosen[0]

    def ask(
        self, request: HttpRequest, batch: ImportBatch, counts: dict[str, int], kept: Sequence[Any]
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": gettext("Undo import %(number)s?") % {"number": batch.pk},
            "opts": self.opts,
            "batch": batch,
            "began": columns.when(batch.started_at),
            "counts": counts,
            "kept": kept,
            "more_kept": max(0, counts["kept"] - KEPT_SHOWN),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, CONFIRMATION, context)


def said(error: Exception) -> str:
    if isinstance(error, Locked):
        text = gettext("Another import is running: %(holder)s. Try again when it is done.")
        return text % {"holder": error.holder}
    return str(error)
