"""Import plans at the desk: looking at a rehearsal, applying it, discarding it."""

from pathlib import PurePath
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin import columns
from articles.admin.base import DeskAdmin, ReadOnlyAdmin
from articles.admin.jobs import job_url, start
from articles.importer import uploads
from articles.importer.planning import top_of
from articles.models import ImportPlan, Status

from .beginning import PERMISSION, plan_again
from .plan_jobs import MOVES_SHOWN
from .planned import context_of
from .running import APPLY, job_of_plan

TEMPLATE = "admin/articles/importplan/apply.html"


class WaitingFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("waiting", _("not applied")), ("applied", _("applied"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "waiting":
                return queryset.filter(applied_as=None)
            case "applied":
                return queryset.exclude(applied_as=None)
        return queryset


@admin.register(ImportPlan)
class ImportPlanAdmin(ReadOnlyAdmin):
    list_display = ["name", "made", "made_by", "new", "changed", "conflicts", "refused", "became"]
    list_select_related = ["made_by", "applied_as"]
    list_filter = [WaitingFilter]
    ordering = ["-pk"]
    readonly_fields = ["folder", "folder_name", "made", "told_to", "became"]
    change_form_template = "admin/articles/importplan/change_form.html"

    @property
    def media(self):
        return super().media + Media(
            css={"all": ["articles/admin/history.css", "articles/admin/plans.css"]}
        )

    def has_delete_permission(self, request: HttpRequest, obj: ImportPlan | None = None) -> bool:
        return super(DeskAdmin, self).has_delete_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: ImportPlan | None = None) -> list:
        """Where things lie on the server, and how it is told to read them, is for who runs it."""
        if request.user.is_superuser:
            return ["root", "folder", ("made", "made_by"), "told_to", "became"]
        return ["root", "folder_name", ("made", "made_by"), "became"]

    def has_apply_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    def get_urls(self) -> list:
        def at(address: str, view: Any, name: str) -> Any:
            name = f"articles_importplan_{name}"
            return path(address, self.admin_site.admin_view(view), name=name)

        return [
            at("<int:pk>/apply/", self.apply_view, "apply"),
            at("<int:pk>/again/", self.again_view, "again"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        plan = kwargs["obj"]
        context |= context_of(plan, request) | self.doors(request, plan)
        context["show_delete"] = False  # “Discard” does it
        return super().render_change_form(request, context, *args, **kwargs)

    def doors(self, request: HttpRequest, plan: ImportPlan) -> dict[str, Any]:
        """What may be done with the plan, what is being done, and what kept it from being done."""
        job = None if plan.applied_as_id else job_of_plan(plan)
        going_on = job is not None and not job.is_over
        moves = job.result.get("moves", []) if job and job.is_over else []
        may_import = self.has_apply_permission(request)
        return {
            "job": job_url(job) if going_on else "",
            "moves": moves[:MOVES_SHOWN],
            "rest": (job.result["moved"] - MOVES_SHOWN) if moves else 0,
            "failure": job.error if job and job.is_over and not moves else "",
            "may_apply": may_import and not plan.applied_as_id and not going_on and not moves,
            "may_plan_again": may_import and not going_on,
            "may_discard": self.has_delete_permission(request, plan) and not going_on,
        }

    # Applying -----------------------------------------------------------------------------------

    def apply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks first; then a job does it. Loaded again, or after a login, it leads to the plan."""
        if request.method != "POST":
            return redirect("admin:articles_importplan_change", pk)
        plan = self.asked_for(request, pk)
        if plan.applied_as_id:
            self.message_user(request, _("The plan was applied already."), messages.ERROR)
            return redirect("admin:articles_importplan_change", plan.pk)
        if address := self.doors(request, plan)["job"]:  # pressed twice
            return redirect(address)
        if request.POST.get("post") == "yes":
            return redirect(job_url(start(APPLY, request.user, {"plan": plan.pk})))
        context = self.admin_site.each_context(request) | {
            "title": _("Apply the plan?"),
            "opts": self.opts,
            "plan": plan,
            "counts": plan.counts["outcomes"],
        }
        return TemplateResponse(request, TEMPLATE, context)

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return redirect("admin:articles_importplan_change", pk)
        return redirect(job_url(plan_again(request, self.asked_for(request, pk))))

    def asked_for(self, request: HttpRequest, pk: int) -> ImportPlan:
        if not self.has_apply_permission(request):
            raise PermissionDenied
        return get_object_or_404(ImportPlan, pk=pk)

    # What is shown ------------------------------------------------------------------------------

    @admin.display(description=_("plan"))
    def name(self, plan: ImportPlan) -> str:
        return str(plan)

    @admin.display(description=_("folder"))
    def folder(self, plan: ImportPlan) -> str:
        return format_html('<span class="desk-path">{}</span>', plan.options["path"])

    @admin.display(description=_("folder"))
    def folder_name(self, plan: ImportPlan) -> str:
        """Its own; of files that were uploaded without one the name that they were given."""
        top = top_of(plan)
        upload = uploads.holding(top)
        name = plan.root if upload and upload.folder == top else PurePath(plan.options["path"]).name
        return format_html('<span class="desk-path">{}</span>', name)

    @admin.display(description=_("how it is run"))
    def told_to(self, plan: ImportPlan) -> str:
        """As the page that begins an import words it."""
        dialect, zone, status = (plan.options[name] for name in ("dialect", "naive_tz", "status"))
        found_out = _("Dialect: found out file by file") if dialect == "auto" else dialect
        said = [found_out, zone, status and Status(status).label]
        return " · ".join(str(word) for word in said if word)

    @admin.display(description=_("made at"))
    def made(self, plan: ImportPlan) -> str:
        return columns.when_html(plan.made_at)

    @admin.display(description=_("applied as"))
    def became(self, plan: ImportPlan) -> str:
        if plan.applied_as is None:
            return columns.mark("unsure", _("not applied"))
        address = reverse("admin:articles_importbatch_change", args=[plan.applied_as_id])
        return format_html('<a href="{}">{}</a>', address, plan.applied_as)

    @admin.display(description=_("created"))
    def new(self, plan: ImportPlan) -> int:
        return plan.counts["outcomes"]["created"]

    @admin.display(description=_("updated"))
    def changed(self, plan: ImportPlan) -> int:
        return plan.counts["outcomes"]["updated"]

    @admin.display(description=_("conflicts"))
    def conflicts(self, plan: ImportPlan) -> int:
        return plan.counts["outcomes"]["conflicts"]

    @admin.display(description=_("refused"))
    def refused(self, plan: ImportPlan) -> int:
        return plan.counts["outcomes"]["refused"]
