"""Moving many stories at once; a story that may not follow is named, with the reason."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Article, Status

from .base import list_some
from .workflow.moving import CHUNK, NO_DATE, Moved, move


def moving(name: str, to: Status, permission: str, description: Any) -> Callable:
    """The list action of this name, for those who may do it to some story at least."""

    @admin.action(permissions=[permission], description=description)
    def act(modeladmin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
        chosen = list(queryset.order_by().select_related(None).only("pk"))
        moved = move(chosen, to, request.user)
        report(modeladmin, request, moved, to)

    act.__name__ = name
    return act


to_inbox = moving("to_inbox", Status.INBOX, "change", _("Back to the inbox"))
to_draft = moving("to_draft", Status.DRAFT, "change", _("Make a draft"))
to_review = moving("to_review", Status.REVIEW, "change", _("Send to review"))
approve = moving("approve", Status.APPROVED, "approve", _("Approve"))
publish = moving("publish", Status.PUBLISHED, "publish", _("Publish"))
archive = moving("archive", Status.ARCHIVED, "approve", _("Archive"))
MOVES = [to_inbox, to_draft, to_review, approve, publish, archive]


def report(modeladmin: admin.ModelAdmin, request: HttpRequest, moved: Moved, to: Status) -> None:
    report_changed(modeladmin, request, len(moved.changed), to)
    by_reason: dict[str, list[int]] = {}
    for pk, reason in moved.refused:
        by_reason.setdefault(reason, []).append(pk)
    for reason, ids in by_reason.items():
        report_refused(modeladmin, request, reason, ids)
    if to == Status.PUBLISHED:
        report_hidden(modeladmin, request, moved.changed)


def chunks(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK)]


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


def report_refused(modeladmin, request: HttpRequest, reason: str, ids: list[int]) -> None:
    """Named as far as the list shows them: what is none of his stays unnamed."""
    named = modeladmin.get_queryset(request).filter(pk__in=ids[:CHUNK]).order_by("pk")
    titles = list(named.values_list("title", flat=True))
    titles += ["…"] * (len(ids) - len(titles))
    if reason == str(NO_DATE):
        text = ngettext(
            "%(n)s story was not published, because it has no date: %(titles)s."
            " Open it and enter when the source published it.",
            "%(n)s stories were not published, because they have no date: %(titles)s."
            " Open them and enter when the source published them.",
            len(ids),
        )
    else:
        text = ngettext(
            "%(n)s story did not move: %(titles)s. %(reason)s",
            "%(n)s stories did not move: %(titles)s. %(reason)s",
            len(ids),
        )
    values = {"n": len(ids), "titles": list_some(titles), "reason": reason}
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
