"""What needs a person now: a number for each kind of work, and the way to exactly that list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin import licences
from articles.models import (
    Article,
    Conflict,
    HeldFile,
    Image,
    ImageAddress,
    RefusedFile,
    Source,
    Status,
    Verdict,
)

from . import due
from .counting import counts, words

Rows = Callable[[QuerySet, Any, datetime], QuerySet]


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of it: the list of `model` with `query`, which shows `rows`."""

    name: str
    title: Any
    model: type[Model]
    query: str
    rows: Rows
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    title: Any
    url: str
    count: int
    is_urgent: bool

    @property
    def number(self) -> str:
        return words(self.count)


def at(status: Status) -> Rows:
    """Says “not published” outright, as the list's filter does: then SQLite uses the index."""
    return lambda found, *_rest: found.filter(status=status).exclude(status=Status.PUBLISHED)


def where(condition: Q) -> Rows:
    return lambda found, *_rest: found.filter(condition)


def every(found: QuerySet, *_rest: Any) -> QuerySet:
    return found


def dated(name: str) -> Rows:
    return partial(due.stories, name)


def ending(name: str) -> Rows:
    """Of a source that is not shown at all, nothing ends."""
    return lambda found, _user, now: licences.sources(name, found.filter(is_public=True), now)


def quarantined(found: QuerySet, *_rest: Any) -> QuerySet:
    return found.filter(held=Verdict.HOLD)


WORK = (
    Work("mine", _("Assigned to me"), Article, "due=mine", dated("mine")),
    Work("inbox", _("In the inbox"), Article, "status__exact=inbox", at(Status.INBOX)),
    Work("review", _("Waiting for review"), Article, "status__exact=review", at(Status.REVIEW)),
    Work("approved", _("Approved, and due"), Article, "due=approved", dated("approved")),
    Work("late", _("Due, and not approved"), Article, "due=late", dated("late"), True),
    Work("appears", _("Appear within 7 days"), Article, "due=appears", dated("appears")),
    Work("expires", _("Expire within 7 days"), Article, "due=expires", dated("expires")),
    Work(
        "ending", _("Licences that end within 30 days"), Source,
        "licence=soon&is_public__exact=1", ending("soon"),
    ),
    Work(
        "ended", _("Licences that have ended"), Source,
        "licence=ended&is_public__exact=1", ending("ended"), True,
    ),
    Work("conflicts", _("Conflicts with sources"), Conflict, "", where(Q(choice="")), True),
    Work("refused", _("Refused files"), RefusedFile, "", every, True),
    Work("held", _("Files in quarantine"), HeldFile, "", quarantined),
    Work(
        "failed", _("Pictures that failed"), ImageAddress, "state__exact=failed",
        where(Q(state=ImageAddress.State.FAILED)), True,
    ),
    Work(
        "alt", _("Pictures without alternative text"), Image, "alt=yes",
        where(Q(alt="", is_decorative=False, is_rejected=False)),
    ),
)  # fmt: skip


def waiting(site: AdminSite, request: HttpRequest) -> list[Waiting]:
    """What this person may see of it, in the order of the day; one query."""
    now = timezone.now()
    rows, shown = {}, []
    for work in WORK:
        desk = site.get_model_admin(work.model)
        if desk.has_view_or_change_permission(request):
            shown.append(work)
            found = desk.get_queryset(request)
            rows[work.name] = work.rows(found, request.user, now)
    found = counts(request.user, rows)
    return [
        Waiting(work.title, address(work.model, work.query), found[work.name], work.is_urgent)
        for work in shown
    ]


def address(model: type[Model], query: str) -> str:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{url}?{query}" if query else url
