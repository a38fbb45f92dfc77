"""The quarantine: files that a rule keeps out, and an editor's word on each."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin import columns
from articles.admin.base import DeskList, ReadOnlyAdmin, id_in
from articles.admin.held_list import (
    HeldList,
    RuleFilter,
    SectionFilter,
    SourceThenFilter,
    VerdictFilter,
)
from articles.importer import release
from articles.importer.lock import Locked
from articles.models import HeldFile, ImportBatch, Sighting, Status, Verdict
from articles.models.workflow import may_move

from .held_story import preview_of, read
from .imports import by_path

# Each is parsed, cleaned and stored while the editor waits.
AT_ONCE = 500
PREVIEW = "desk/quarantine.html"
OUTCOMES = ("created", "updated", "unchanged", "duplicates", "refused", "skipped")


@admin.register(HeldFile)
class HeldFileAdmin(ReadOnlyAdmin):
    list_display = ["heading", "origin", "kept_by_rule", "look"]
    list_filter = [VerdictFilter, SourceThenFilter, SectionFilter, RuleFilter]
    ordering = ["-pk"]
    search_fields = ["path"]
    search_help_text = _("The beginning of the file's path, below the imported folder.")
    actions = ["let_in", "drop_for_good"]
    fieldsets = [
        (None, {"fields": ["story_title", "verdict", "rule", "story_source", "story_date"]}),
        (_("Story"), {"fields": ["story_filing", "story_text", "look"]}),
        (_("File"), {"fields": ["root", "path", "batch", "size", "seen", "sha256"]}),
    ]
    readonly_fields = [
        "story_title", "verdict", "story_source", "story_date", "story_filing", "story_text",
        "look", "seen",
    ]  # fmt: skip

    # Who may do what is a matter of sightings: a proxy has no permissions of its own.

    def has_view_permission(self, request: HttpRequest, obj: HeldFile | None = None) -> bool:
        return request.user.has_perm("articles.view_sighting") or self.has_decide_permission(
            request
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_sighting")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        held = super().get_queryset(request).in_quarantine()
        return held.select_related("rule").defer("original")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return by_path(queryset, search_term), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        return HeldList

    # Decisions ----------------------------------------------------------------------------------

    @admin.action(permissions=["decide"], description=_("Let in"))
    def let_in(self, request: HttpRequest, queryset: QuerySet) -> None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True))
        chosen, later = ids[:AT_ONCE], len(ids[AT_ONCE:])
        try:
            may_publish = may_move(request.user, Status.INBOX, Status.PUBLISHED)
            released = release.release(chosen, request.user.pk, may_publish=may_publish)
        except Locked as locked:
            text = gettext("Another import is running: %(holder)s. Try again when it is done.")
            self.message_user(request, text % {"holder": locked.holder}, messages.ERROR)
            return
        log(request, chosen, gettext("Let in from quarantine."))
        self.message_user(request, in_words(released), messages.SUCCESS)
        if later:
            text = ngettext(
                "%(n)s more is still here: at most %(limit)s are let in at once.",
                "%(n)s more are still here: at most %(limit)s are let in at once.",
                later,
            )
            self.message_user(request, text % {"n": later, "limit": AT_ONCE}, messages.WARNING)

    @admin.action(permissions=["decide"], description=_("Drop for good"))
    def drop_for_good(self, request: HttpRequest, queryset: QuerySet) -> None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True))
        dropped = 0
        for at in range(0, len(ids), AT_ONCE):
            dropped += release.drop(ids[at : at + AT_ONCE])
            log(request, ids[at : at + AT_ONCE], gettext("Dropped for good."))
        text = ngettext(
            "%(n)s file was dropped. It stays in the list of what was dropped.",
            "%(n)s files were dropped. They stay in the list of what was dropped.",
            dropped,
        )
        self.message_user(request, text % {"n": dropped}, messages.SUCCESS)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One file; its two buttons do what the list's actions do."""
        decide = next((name for name in self.actions if name in request.POST), None)
        if request.method != "POST" or decide is None:
            extra = {"can_decide": self.has_decide_permission(request)} | (extra_context or {})
            return super().changeform_view(request, object_id, form_url, extra)
        if not self.has_decide_permission(request):
            raise PermissionDenied
        chosen = self.get_queryset(request).filter(pk=id_in(object_id or ""))
        getattr(self, decide)(request, chosen)
        return redirect("admin:articles_heldfile_changelist")

    # What is shown ------------------------------------------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None):
        held = super().get_object(request, object_id, from_field)
        if held is not None:
            held.reading = read(held)
        return held

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.preview)
        name = "articles_heldfile_preview"
        return [path("<int:pk>/preview/", view, name=name), *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The story as readers would see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        held = get_object_or_404(self.get_queryset(request), pk=pk)
        story = read(held).story
        if story is None:
            return redirect("admin:articles_heldfile_change", held.pk)
        return TemplateResponse(request, PREVIEW, preview_of(held, story))

    @admin.display(description=_("title then"))
    def heading(self, held: HeldFile) -> str:
        return held.title or held.path

    @admin.display(description=_("source and category"))
    def origin(self, held: HeldFile) -> str:
        return format_html("<div>{}</div><div>{}</div>", held.source_name, held.channel)

    @admin.display(description=_("state"))
    def verdict(self, held: HeldFile) -> str:
        if held.held == Verdict.DROP:
            return columns.mark("lacking", _("dropped"))
        return columns.mark("unsure", _("waiting"))

    @admin.display(description=_("state and rule"))
    def kept_by_rule(self, held: HeldFile) -> str:
        return format_html("{} {}", self.verdict(held), held.rule or "")

    @admin.display(description=_("seen at"))
    def seen(self, held: HeldFile) -> str:
        return columns.when_html(held.seen_at)

    @admin.display(description=_("look"))
    def look(self, held: HeldFile) -> str:
        return format_html(
            '<a href="{}" target="_blank">{}</a> · <a href="{}" download>{}</a>',
            reverse("admin:articles_heldfile_preview", args=[held.pk]),
            _("Preview"),
            reverse("admin:articles_sighting_original", args=[held.pk]),
            _("Download"),
        )

    @admin.display(description=_("title"))
    def story_title(self, held: HeldFile) -> str:
        return held.reading.story.title if held.reading.story else held.title

    @admin.display(description=_("source"))
    def story_source(self, held: HeldFile) -> str:
        return held.reading.story.source if held.reading.story else held.source_name

    @admin.display(description=_("published at"))
    def story_date(self, held: HeldFile) -> str:
        if held.published_at is None:
            return held.date_raw or columns.EMPTY
        return columns.when(held.published_at)

    @admin.display(description=_("categories"))
    def story_filing(self, held: HeldFile) -> str:
        if held.reading.story is None:
            return held.channel or columns.EMPTY
        paths = [(" / ".join(names),) for names in held.reading.story.categories]
        return format_html_join("", "<div>{}</div>", paths) or columns.EMPTY

    @admin.display(description=_("text"))
    def story_text(self, held: HeldFile) -> str:
        return held.reading.text or columns.EMPTY


def in_words(released: release.Released) -> str:
    """12 files were let in: 10 created, 2 duplicates."""
    total = released.counts["files"]
    text = ngettext("%(n)s file was let in", "%(n)s files were let in", total) % {"n": total}
    said = [
        f"{label_for_field(name, ImportBatch)} {n}"
        for name in OUTCOMES
        if (n := released.counts[name])
    ]
    return f"{text}: {', '.join(said)}." if said else f"{text}."


def log(request: HttpRequest, ids: list[int], message: str) -> None:
    """With the sighting, which stays when the file has left the quarantine."""
    sightings = Sighting.objects.filter(pk__in=ids).only("root", "path")
    LogEntry.objects.log_actions(request.user.pk, sightings, CHANGE, message)
