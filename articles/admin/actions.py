"""Changing many stories' status at once; a story that may not follow is named, with the reason."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Article, Status, refresh_listings
from articles.provenance.history import record_statuses

from .base import list_some

CHUNK = 500


@admin.action(permissions=["change"], description=_("Publish"))
def publish(modeladmin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    ids = list(queryset.values_list("pk", flat=True))
    undated = [
        title
        for chunk in chunks(ids)
        for title in Article.objects.filter(pk__in=chunk, published_at__isnull=True)
        .exclude(status=Status.PUBLISHED)
        .values_list("title", flat=True)
    ]
    changed = change_status(request, ids, Status.PUBLISHED)
    report_changed(modeladmin, request, len(changed), Status.PUBLISHED)
    report_undated(modeladmin, request, undated)
    report_hidden(modeladmin, request, changed)


@admin.action(permissions=["change"], description=_("Back to the inbox"))
def to_inbox(modeladmin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    changed = change_status(request, list(queryset.values_list("pk", flat=True)), Status.INBOX)
    report_changed(modeladmin, request, len(changed), Status.INBOX)


@admin.action(permissions=["change"], description=_("Archive"))
def archive(modeladmin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    changed = change_status(request, list(queryset.values_list("pk", flat=True)), Status.ARCHIVED)
    report_changed(modeladmin, request, len(changed), Status.ARCHIVED)


def chunks(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK)]


@transaction.atomic
def change_status(request: HttpRequest, ids: Sequence[int], status: Status) -> list[int]:
    """Give these stories the status, listings and log included; the ids of those that changed."""
    changed: list[int] = []
    for chunk in chunks(ids):
        others = Article.objects.filter(pk__in=chunk).exclude(status=status)
        if status == Status.PUBLISHED:
            others = others.filter(published_at__isnull=False)
        articles = list(others.select_for_update().order_by("pk").only("title", "status"))
        moved = [article.pk for article in articles]
        record_statuses(articles, request.user)
        Article.objects.filter(pk__in=moved).update(status=status, modified_at=timezone.now())
        refresh_listings(moved)
        LogEntry.objects.log_actions(
            request.user.pk, articles, CHANGE, [{"changed": {"fields": ["status"]}}]
        )
        changed += moved
    return changed


def report_changed(modeladmin, request: HttpRequest, changed: int, status: Status) -> None:
    if not changed:
        text = _("No story changed: none of them could become “%(status)s”, or all were.")
        modeladmin.message_user(request, text % {"status": status.label}, messages.INFO)
        return
    text = ngettext(
        "%(n)s story is “%(status)s” now.", "%(n)s stories are “%(status)s” now.", changed
    )
    modeladmin.message_user(
        request, text % {"n": changed, "status": status.label}, messages.SUCCESS
    )


def report_undated(modeladmin, request: HttpRequest, titles: list[str]) -> None:
    if not titles:
        return
    text = ngettext(
        "%(n)s story was not published, because it has no date: %(titles)s."
        " Open it and enter when the source published it.",
        "%(n)s stories were not published, because they have no date: %(titles)s."
        " Open them and enter when the source published them.",
        len(titles),
    )
    values = {"n": len(titles), "titles": list_some(titles)}
    modeladmin.message_user(request, text % values, messages.ERROR)


def report_hidden(modeladmin, request: HttpRequest, changed: list[int]) -> None:
    """Published is not yet visible: an embargo, an end, or a source that is not shown."""
    visible = Article.objects.published()
    hidden = sum(
        len(chunk) - len(visible.filter(pk__in=chunk).values_list("pk"))
        for chunk in chunks(changed)
    )
    if not hidden:
        return
    text = ngettext(
        "%(n)s of them is not visible now: see its times, or whether its source is shown.",
        "%(n)s of them are not visible now: see their times, or whether their source is shown.",
        hidden,
    )
    modeladmin.message_user(request, text % {"n": hidden}, messages.WARNING)
