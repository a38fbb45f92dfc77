"""Import plans at the desk: looking at a rehearsal, applying it, discarding it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import Error
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin import columns
from articles.admin.base import DeskAdmin, ReadOnlyAdmin, list_some
from articles.importer import applying
from articles.importer.applying import Applied, AppliedAlready, Moved
from articles.importer.lock import Locked
from articles.models import ImportPlan

from .planned import context_of

# More than this keeps the editor's browser, and a process of the server, waiting for too long.
MOST_FILES = 2_000
MOVES_SHOWN = 20
APPLY = "admin/articles/importplan/apply.html"


@admin.register(ImportPlan)
class ImportPlanAdmin(ReadOnlyAdmin):
    list_display = ["name", "made", "made_by", "new", "changed", "conflicts", "refused", "became"]
    list_select_related = ["made_by", "applied_as"]
    ordering = ["-pk"]
    fields = ["root", "folder", ("made", "made_by"), "told_to", "became"]
    readonly_fields = ["folder", "made", "told_to", "became"]
    change_form_template = "admin/articles/importplan/change_form.html"

    @property
    def media(self):
        return super().media + Media(
            css={"all": ["articles/admin/history.css", "articles/admin/plans.css"]}
        )

    def has_delete_permission(self, request: HttpRequest, obj: ImportPlan | None = None) -> bool:
        return super(DeskAdmin, self).has_delete_permission(request, obj)

    def has_apply_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.add_importbatch")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.apply_view)
        name = "articles_importplan_apply"
        return [path("<int:pk>/apply/", view, name=name), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        plan = kwargs["obj"]
        context |= context_of(plan, request) | self.doors(request, plan)
        context["show_delete"] = False  # “Discard” does it
        return super().render_change_form(request, context, *args, **kwargs)

    def doors(self, request: HttpRequest, plan: ImportPlan) -> dict[str, Any]:
        """What may be done with the plan, and where."""
        may_apply = not plan.applied_as_id and self.has_apply_permission(request)
        is_small = files_of(plan) <= MOST_FILES
        return {
            "may_apply": may_apply and is_small,
            "apply_url": reverse("admin:articles_importplan_apply", args=[plan.pk]),
            "command": f"manage.py apply_import {plan.pk}" if may_apply and not is_small else "",
            "most_files": MOST_FILES,
            "may_discard": self.has_delete_permission(request, plan),
        }

    # Applying -----------------------------------------------------------------------------------

    def apply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks first, and then applies; where something moved, the page says what."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        plan = get_object_or_404(ImportPlan, pk=pk)
        if not self.has_apply_permission(request):
            raise PermissionDenied
        if files_of(plan) <= MOST_FILES and request.POST.get("post") == "yes":
            return self.apply(request, plan)
        return self.page(request, plan)

    def page(self, request: HttpRequest, plan: ImportPlan, **more: Any) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("Apply the plan?"),
            "opts": self.opts,
            "plan": plan,
            "counts": plan.counts["outcomes"],
        }
        return TemplateResponse(request, APPLY, context | self.doors(request, plan) | more)

    def apply(self, request: HttpRequest, plan: ImportPlan) -> HttpResponse:
        try:
            applied = applying.apply(plan.pk, user_id=request.user.pk)
        except Moved as error:
            moves = error.moves
            rest = moves.count - MOVES_SHOWN
            title = {"title": _("The plan does not hold any more")}
            return self.page(request, plan, moves=moves.told[:MOVES_SHOWN], rest=rest, **title)
        except AppliedAlready:
            self.message_user(request, _("The plan was applied already."), messages.ERROR)
        except Locked as locked:
            text = gettext("Another import is running: %(holder)s. Try again when it is done.")
            self.message_user(request, text % {"holder": locked.holder}, messages.ERROR)
        except (Error, OSError) as error:
            text = gettext("The import stopped early: %(reason)s. What was stored stays.")
            self.message_user(request, text % {"reason": error}, messages.ERROR)
        else:
            self.log_change(request, plan, gettext("Applied."))
            self.tell(request, applied)
        return redirect("admin:articles_importplan_change", plan.pk)

    def tell(self, request: HttpRequest, applied: Applied) -> None:
        batch = applied.report.batch
        text = _("Nothing to do: everything was stored already.")
        if batch:
            address = reverse("admin:articles_importbatch_change", args=[batch])
            link = format_html('<a href="{}">#{}</a>', address, batch)
            text = format_html(gettext("The plan was applied as import {}."), link)
        self.message_user(request, text, messages.SUCCESS)
        if applied.count:
            text = ngettext(
                "%(n)s file became something else than planned, for somebody was at work"
                " meanwhile: %(paths)s.",
                "%(n)s files became something else than planned, for somebody was at work"
                " meanwhile: %(paths)s.",
                applied.count,
            )
            paths = list_some([each.path for each in applied.differences])
            said = {"n": applied.count, "paths": paths}
            self.message_user(request, text % said, messages.WARNING)

    # What is shown ------------------------------------------------------------------------------

    @admin.display(description=_("plan"))
    def name(self, plan: ImportPlan) -> str:
        return str(plan)

    @admin.display(description=_("folder"))
    def folder(self, plan: ImportPlan) -> str:
        return format_html('<span class="desk-path">{}</span>', plan.options["path"])

    @admin.display(description=_("how it is run"))
    def told_to(self, plan: ImportPlan) -> str:
        said = [plan.options[name] for name in ("dialect", "naive_tz", "status")]
        return " · ".join(filter(None, said))

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


def files_of(plan: ImportPlan) -> int:
    return plan.counts["outcomes"]["files"]
