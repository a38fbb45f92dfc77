"""The conflict queue: what a source changed and an editor had changed too, side by side."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Article, Conflict
from articles.provenance.conflicts import ConflictError, choices, decide

from . import columns
from .base import DELETE_LIMIT, DeskList, ReadOnlyAdmin, list_some
from .filters import SourceFilter
from .together import lists
from .versions import QUEUED, label, texts_of
from .workflow.moving import why_closed

TEXTS = "admin/articles/conflict/_texts.html"
WORDS = {
    Conflict.Choice.THEIRS: _("Take theirs"),
    Conflict.Choice.OURS: _("Keep ours"),
    Conflict.Choice.BOTH: _("Both, ours first"),
}


class WaitingFilter(admin.SimpleListFilter):
    """What waits, unless one asks for the rest."""

    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("decided", _("Decided"))]

    def choices(self, changelist):
        waiting, *others = super().choices(changelist)
        yield waiting | {"display": _("Waiting")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "decided":
            return queryset.exclude(choice="")
        return queryset.filter(choice="")


class FieldFilter(admin.SimpleListFilter):
    title, parameter_name = _("field"), "field"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [(name, label(name)) for name in QUEUED]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(field=self.value()) if self.value() else queryset


class StorySourceFilter(SourceFilter):
    """The source of the conflict's story."""

    def __init__(self, request: HttpRequest, params: dict, model, model_admin) -> None:
        stories = model_admin.admin_site.get_model_admin(Article)
        super().__init__(request, params, model, stories)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.chosen:
            return queryset
        stories = super().queryset(request, Article.objects.order_by())
        return queryset.filter(article__in=stories.values("pk"))


class ConflictList(DeskList):
    """Each row's buttons lead back to the list as it is."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        back = urlencode({"back": self.get_query_string().removeprefix("?")})
        for conflict in self.result_list:
            conflict.way_back = f"?{back}"


@admin.register(Conflict)
class ConflictAdmin(ReadOnlyAdmin):
    list_display = ["story", "texts"]
    list_select_related = ["article__source", "resolved_by"]
    list_filter = [WaitingFilter, FieldFilter, StorySourceFilter]
    list_per_page = 20
    ordering = ["-pk"]
    actions = ["take_theirs", "keep_ours", "keep_both"]
    fields = ["article_link", "found", "state"]
    readonly_fields = ["article_link", "found", "state"]
    change_form_template = "admin/articles/conflict/change_form.html"

    @property
    def media(self):
        own = Media(css={"all": ["articles/admin/history.css"]})
        return super().media + self.admin_site.get_model_admin(Article).media + own

    def has_view_permission(self, request: HttpRequest, obj: Conflict | None = None) -> bool:
        return self.has_decide_permission(request)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_article")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        return ConflictList

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request).select_related("article__source", "resolved_by")
        return found.defer("article__body", "article__edited_fields")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.decide_view)
        return [
            path("<int:pk>/decide/", view, name="articles_conflict_decide"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context=None):
        context = {
            "title": _("Changes of the source that met changes of ours"),
            "shown": lists.shown_now(),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        conflict = kwargs["obj"]
        context |= {
            "texts": texts_of(conflict),
            "buttons": [] if conflict.choice else buttons(conflict),
            "decide_url": decide_url(conflict),
            "shown": lists.shown_now(),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One button pressed; then back to the list, or on to the next one that waits."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_decide_permission(request):
            raise PermissionDenied
        conflict = get_object_or_404(self.get_queryset(request), pk=pk)
        try:
            settle(request, conflict, request.POST.get("choice", ""))
        except ConflictError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, decided(1), messages.SUCCESS)
        return HttpResponseRedirect(way_on(request, pk, self.get_queryset(request)))

    @admin.action(permissions=["decide"], description=_("Take theirs"))
    def take_theirs(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.settle_many(request, queryset, Conflict.Choice.THEIRS)

    @admin.action(permissions=["decide"], description=_("Keep ours"))
    def keep_ours(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.settle_many(request, queryset, Conflict.Choice.OURS)

    @admin.action(permissions=["decide"], description=_("Both, ours first (texts only)"))
    def keep_both(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.settle_many(request, queryset, Conflict.Choice.BOTH)

    def settle_many(self, request: HttpRequest, queryset: QuerySet, choice: str) -> None:
        """Each by itself: one that cannot be decided does not keep the others waiting."""
        chosen = list(queryset.order_by("pk")[: DELETE_LIMIT + 1])
        if len(chosen) > DELETE_LIMIT:
            text = _("At most %(limit)s can be decided at once. Nothing was changed.")
            self.message_user(request, text % {"limit": DELETE_LIMIT}, messages.ERROR)
            return
        refused: dict[str, list[str]] = {}
        for conflict in chosen:
            try:
                settle(request, conflict, choice)
            except ConflictError as error:
                refused.setdefault(str(error), []).append(conflict.article.title)
        done = len(chosen) - sum(map(len, refused.values()))
        if done:
            self.message_user(request, decided(done), messages.SUCCESS)
        for reason, titles in refused.items():
            self.message_user(request, f"{list_some(titles)}: {reason}", messages.ERROR)

    @admin.display(description=_("article"))
    def story(self, conflict: Conflict) -> str:
        article = conflict.article
        return format_html(
            '{}<span class="quiet desk-under">{} · {}</span>',
            article.title, article.source, columns.when_html(conflict.found_at),
        )  # fmt: skip

    @admin.display(description=_("what differs"))
    def texts(self, conflict: Conflict) -> str:
        versions = render_to_string(TEXTS, {"texts": texts_of(conflict), "heading": True})
        return format_html("{}{}", versions, self.decision(conflict))

    def decision(self, conflict: Conflict) -> str:
        """The list's buttons; of what is decided, how."""
        if conflict.choice:
            return format_html('<div class="desk-choices">{}</div>', self.state(conflict))
        address = decide_url(conflict) + conflict.way_back
        rows = [(address, choice, words, conflict.pk) for choice, words in buttons(conflict)]
        button = (
            '<button type="submit" class="button desk-choice" formaction="{}" name="choice"'
            ' value="{}">{}<span class="visually-hidden"> (#{})</span></button>'
        )
        return format_html('<div class="desk-choices">{}</div>', format_html_join("", button, rows))

    @admin.display(description=_("article"))
    def article_link(self, conflict: Conflict) -> str:
        address = reverse("admin:articles_article_change", args=[conflict.article_id])
        return format_html('<a href="{}">{}</a>', address, conflict.article)

    @admin.display(description=_("found at"))
    def found(self, conflict: Conflict) -> str:
        return columns.when_html(conflict.found_at)

    @admin.display(description=_("state"))
    def state(self, conflict: Conflict) -> str:
        if not conflict.choice:
            return columns.mark("unsure", _("waiting"))
        mark = columns.mark("done", conflict.get_choice_display())
        if conflict.resolved_at is None:
            return mark
        return format_html(
            "{} {} {}", mark, columns.when_html(conflict.resolved_at), conflict.resolved_by or ""
        )


def buttons(conflict: Conflict) -> list[tuple[str, str]]:
    return [(choice.value, WORDS[choice]) for choice in choices(conflict.field)]


def decide_url(conflict: Conflict) -> str:
    return reverse("admin:articles_conflict_decide", args=[conflict.pk])


@transaction.atomic
def settle(request: HttpRequest, conflict: Conflict, choice: str) -> None:
    """Decide, and say in the log who did. It is a change of the story, where that stands by now."""
    stories = Article.objects.select_for_update().filter(pk=conflict.article_id).order_by()
    story = stories.only("status").first()
    if story and (reason := why_closed(request.user, story)):
        raise ConflictError(reason)
    lists.refuse_stale(request, conflict)
    article = decide(conflict, choice, request.user)
    fields = [{"changed": {"fields": [conflict.field], "name": "conflict", "object": choice}}]
    LogEntry.objects.log_actions(request.user.pk, [article], CHANGE, fields, single_object=True)


def decided(count: int) -> str:
    text = ngettext("%(n)s conflict is decided.", "%(n)s conflicts are decided.", count)
    return text % {"n": count}


def way_on(request: HttpRequest, pk: int, conflicts: QuerySet) -> str:
    listed = reverse("admin:articles_conflict_changelist")
    if "back" in request.GET:
        query = request.GET["back"]
        return f"{listed}?{query}" if query else listed
    waiting = conflicts.filter(choice="").order_by("pk").values_list("pk", flat=True)
    following = waiting.filter(pk__gt=pk).first() or waiting.first()
    return reverse("admin:articles_conflict_change", args=[following]) if following else listed


def waiting_notice(article: Article) -> dict[str, Any]:
    """How many wait on this story, and where."""
    query = urlencode({"article__id__exact": article.pk})
    return {
        "waiting": article.conflicts.filter(choice="").count(),
        "waiting_url": f"{reverse('admin:articles_conflict_changelist')}?{query}",
    }
