"""The timeline of one story: what imports and people changed, newest first, and putting it back."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.db.models import Min, Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles.cleaning import text
from articles.models import Article, Category, DateConfidence, Revision, Source, Status
from articles.provenance.history import (
    FIELDS,
    RELATIONS,
    TIMES,
    CannotRestoreError,
    differs,
    restore,
    snapshot,
)

from . import columns, diffs
from .base import id_in

TEMPLATE = "admin/articles/article/timeline.html"
REVISIONS_A_PAGE = 15
MERGED_CHARS = 4_000
CHOICES = {"status": Status, "date_confidence": DateConfidence}
NAMED = {"source": Source, "categories": Category, "tags": Tag}


@dataclass(slots=True)
class Change:
    """One field before and after: a text with marks in it, or a body paragraph by paragraph."""

    label: str
    parts: list[diffs.Part] = field(default_factory=list)
    paragraphs: list[diffs.Paragraph] = field(default_factory=list)

    @property
    def shortened(self) -> bool:
        return len(self.paragraphs) >= diffs.MOST_ROWS


@dataclass(slots=True)
class Event:
    """A revision as the page shows it."""

    revision: Revision
    changes: list[Change]
    merged: dict[str, Any] | None = None

    @property
    def merged_text(self) -> str:
        """The beginning of what the merged story said."""
        assert self.merged is not None
        return Truncator(text.plain_text(self.merged["body"])).chars(MERGED_CHARS)


def timeline(modeladmin: ModelAdmin, request: HttpRequest, article: Article) -> HttpResponse:
    """A page of the story's revisions; `?before=` is the number of the oldest one shown so far."""
    before = id_in(request.GET.get("before", ""))
    found = article.revisions.filter(is_visible=True).select_related("user", "batch")
    revisions = list((found.filter(pk__lt=before) if before else found)[: REVISIONS_A_PAGE + 1])
    shown = revisions[:REVISIONS_A_PAGE]
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Timeline"),
        "subtitle": str(article),
        "opts": modeladmin.opts,
        "article": article,
        "events": events(article, shown, is_newest=not before),
        "older": shown[-1].pk if len(revisions) > REVISIONS_A_PAGE else None,
        "is_first_page": not before,
        "may_restore": modeladmin.has_change_permission(request, article),
        "made": columns.when(article.created_at),
    }
    return TemplateResponse(request, TEMPLATE, context)


def events(article: Article, revisions: list[Revision], *, is_newest: bool) -> list[Event]:
    """The revisions, newest first, each with what it changed the fields to."""
    if not revisions:
        return []
    after = snapshot(article, FIELDS)
    if not is_newest:
        after |= values_after(article, revisions[0])
    names = names_of([after, *(revision.before for revision in revisions)])
    found = []
    for revision in revisions:
        was = {name: revision.before[name] for name in FIELDS if name in revision.before}
        changes = [
            change
            for name, value in was.items()
            if (change := change_of(name, value, after[name], names))
        ]
        found.append(Event(revision, changes, revision.before.get("merged")))
        after |= was
    return found


def values_after(article: Article, revision: Revision) -> dict[str, Any]:
    """What the fields were right after this revision, where a newer one has changed them."""
    newer = article.revisions.filter(is_visible=True, pk__gt=revision.pk).order_by()
    first = {name: Min("pk", filter=Q(before__has_key=name)) for name in FIELDS}
    numbers = {name: pk for name, pk in newer.aggregate(**first).items() if pk is not None}
    if not numbers:
        return {}
    rows = newer.in_bulk({*numbers.values()})
    return {name: rows[pk].before[name] for name, pk in numbers.items()}


def names_of(values: list[dict[str, Any]]) -> dict[str, dict[int, str]]:
    """The names behind the numbers in these snapshots: three queries at most."""
    found = {}
    for name, model in NAMED.items():
        numbers = {number for each in values for number in as_list(each.get(name))}
        rows = model.objects.in_bulk(numbers) if numbers else {}
        found[name] = {pk: str(row) for pk, row in rows.items()}
    return found


def as_list(value: Any) -> list[int]:
    return value if isinstance(value, list) else [] if value is None else [value]


def change_of(name: str, before: Any, after: Any, names: dict) -> Change | None:
    if not differs(name, before, after):
        return None
    label = capfirst(str(label_for_field(name, Article)))
    if name == "body":
        return Change(label, paragraphs=diffs.paragraphs(before, after))
    if name in RELATIONS:
        return Change(
            label, diffs.exchanged(*(names_in(name, each, names) for each in (before, after)))
        )
    words = [in_words(name, value, names) for value in (before, after)]
    if name in TIMES or name in CHOICES or name in NAMED:
        return Change(label, diffs.exchanged(*([each] if each else [] for each in words)))
    return Change(label, diffs.parts(*words))


def names_in(name: str, numbers: list[int], names: dict) -> list[str]:
    """What is deleted by now has no name any more."""
    return sorted(names[name].get(pk, f"#{pk}") for pk in as_list(numbers))


def in_words(name: str, value: Any, names: dict) -> str:
    """A stored value as the desk writes it elsewhere."""
    if value in (None, "", []):
        return ""
    if name in TIMES:
        moment = parse_datetime(value)
        return columns.when(moment) if moment else value
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    return names_in(name, value, names)[0] if name in NAMED else str(value)


def put_back(modeladmin: ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """“Restore these fields”: itself a change, and on the timeline."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = get_object_or_404(Article, pk=pk)
    if not modeladmin.has_change_permission(request, article):
        raise PermissionDenied
    revision = get_object_or_404(Revision, pk=number, article=article)
    try:
        made = restore(revision, request.user)
    except CannotRestoreError as error:
        words = _("Nothing was restored: %(reason)s") % {"reason": error}
        modeladmin.message_user(request, words, messages.ERROR)
    else:
        report(modeladmin, request, article, made)
    return HttpResponseRedirect(reverse("admin:articles_article_history", args=[pk]))


def report(modeladmin: ModelAdmin, request: HttpRequest, article: Article, made: Revision | None):
    if made is None:
        words = _("Nothing was restored: the fields stand like that already.")
        modeladmin.message_user(request, words, messages.INFO)
        return
    changed = [{"changed": {"fields": sorted(made.before)}}]
    modeladmin.log_change(request, article, changed)
    modeladmin.message_user(request, _("The fields were restored."), messages.SUCCESS)
