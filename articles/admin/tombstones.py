"""Tombstones: the stories that imports leave where they are, and letting one come back."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import DELETION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Tombstone

from . import columns
from .base import DELETE_LIMIT, ReadOnlyAdmin, list_some, newest
from .words import words_in

CONFIRMATION = "admin/articles/tombstone/forget_confirmation.html"
# Django writes a bare text to the log as it is, so it has to be in one language.
LOGGED = "Let the story come back (#{number}, {reason})."
FILES_SHOWN = 50


@admin.register(Tombstone)
class TombstoneAdmin(ReadOnlyAdmin):
    list_display = ["title", "source_name", "reason_mark", "number", "buried", "buried_by"]
    list_filter = ["reason"]
    list_select_related = ["buried_by"]
    ordering = ["-pk"]
    search_fields = ["title"]
    search_help_text = _("Words of the last title, among the newest 100,000.")
    fields = ["title", "source_name", "reason_mark", "number", "buried", "buried_by"]
    readonly_fields = ["reason_mark", "number", "buried"]
    actions = ["let_come_back"]
    change_form_template = "admin/articles/tombstone/change_form.html"

    class Media:
        css = {"all": ["articles/admin/history.css"]}

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        term = search_term.strip()
        for word in words_in(term):
            queryset = queryset.filter(title__icontains=word)
        return (newest(queryset) if term else queryset), False

    def has_forget_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.forget_tombstone")

    @admin.action(permissions=["forget"], description=_("Let it come back"))
    def let_come_back(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Asks first, and then forgets; the page of one tombstone sends its button here."""
        if not self.has_forget_permission(request):
            raise PermissionDenied
        chosen = list(queryset[: DELETE_LIMIT + 1])
        if len(chosen) > DELETE_LIMIT:
            text = _("At most %(limit)s can come back at once. Nothing was changed.")
            self.message_user(request, text % {"limit": DELETE_LIMIT}, messages.ERROR)
            return None
        if request.POST.get("post") != "yes":
            return self.ask(request, chosen)
        forget(chosen, request.user)
        text = ngettext(
            "%(titles)s will come back with the next import that meets it.",
            "%(titles)s will come back with the next imports that meet them.",
            len(chosen),
        )
        titles = list_some([tombstone.title for tombstone in chosen])
        self.message_user(request, text % {"titles": titles}, messages.SUCCESS)
        return None

    def ask(self, request: HttpRequest, chosen: list[Tombstone]) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": _("Let it come back?"),
            "opts": self.opts,
            "tombstones": chosen,
            "merged": any(each.reason == Tombstone.Reason.MERGED for each in chosen),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, CONFIRMATION, context)

    def render_change_form(self, request: HttpRequest, context, *args, **kwargs):
        tombstone = kwargs["obj"]
        found = tombstone.sightings.filter(superseded=False).select_related("article")
        found = found.only("root", "path", "title", "article__title")[: FILES_SHOWN + 1]
        files = list(found)
        context |= {
            "files": files[:FILES_SHOWN],
            "more_files": len(files) > FILES_SHOWN,
            "may_forget": self.has_forget_permission(request),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("reason"))
    def reason_mark(self, tombstone: Tombstone) -> str:
        return columns.mark(tombstone.reason, tombstone.get_reason_display())

    @admin.display(description=_("number"))
    def number(self, tombstone: Tombstone) -> str:
        return f"#{tombstone.article_number}"

    @admin.display(description=_("buried at"))
    def buried(self, tombstone: Tombstone) -> str:
        return columns.when_html(tombstone.buried_at)


@transaction.atomic
def forget(tombstones: list[Tombstone], user) -> None:
    """Each with a line in the log that says who let it come back."""
    for tombstone in tombstones:
        words = LOGGED.format(number=tombstone.article_number, reason=tombstone.reason)
        LogEntry.objects.log_actions(user.pk, [tombstone], DELETION, words, single_object=True)
        tombstone.forget()
