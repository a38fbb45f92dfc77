"""Moving stories along their way: the one door for the form, the lists, bulk work and triage."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Job, Status, refresh_listings
from articles.models.workflow import may_edit, may_move
from articles.provenance.history import record_statuses

from .scope import visible_to

CHUNK = 500
NO_DATE = _("It has no date. Enter when the source published it.")
NOT_ALLOWED = _("You may not take it from “%(was)s” to “%(to)s”.")
GONE = _("It is gone, or it is none of yours.")
CHANGED = _("It has changed since you saw it.")
CLOSED_BY = {
    Status.APPROVED: _("It is approved: only those who may approve stories change it now."),
    Status.PUBLISHED: _("It is published: only those who may publish stories change it now."),
    Status.ARCHIVED: _("It is archived: only those who may approve stories change it now."),
}


@dataclass(slots=True)
class Moved:
    """The numbers of the stories that moved, and of those that may not, each with the reason."""

    changed: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def refusal(user: Any, was: str, to: str, published_at: datetime | None) -> str:
    """Why this user may not make a story of the status `was` one of `to`; empty: he may."""
    if was != to and not may_move(user, was, to):
        return str(NOT_ALLOWED) % {"was": Status(was).label, "to": Status(to).label}
    if to == Status.PUBLISHED and published_at is None:
        return str(NO_DATE)
    return ""


@transaction.atomic
def move(
    articles: Sequence[Article], to: Status, user: Any, *, job: Any = None, seen: str | None = None
) -> Moved:
    """Give these stories the status, with timeline, listings and log; stories that stand there
    already are passed over in silence.

    `seen`: when the user saw them (ISO 8601; what follows a blank is not read, so a form's version
    will do): what has changed since is refused.
    """
    moment = datetime.fromisoformat(seen.split(" ")[0]) if seen else None
    ids = sorted({article.pk for article in articles})
    moved = Moved()
    for at in range(0, len(ids), CHUNK):
        _move_chunk(moved, ids[at : at + CHUNK], Status(to), user, job, moment)
    return moved


def _move_chunk(
    moved: Moved, ids: list[int], to: Status, user: Any, job: Job | None, seen: datetime | None
) -> None:
    # In the order of their numbers: two who move the same stories wait, and do not deadlock.
    rows = visible_to(user, Article.objects.filter(pk__in=ids)).select_for_update()
    rows = rows.order_by("pk").only("title", "status", "published_at", "modified_at")
    found = {article.pk: article for article in rows}
    moved.refused += [(pk, str(GONE)) for pk in ids if pk not in found]
    moving = []
    for article in found.values():
        if article.status == to:
            continue
        if seen and article.modified_at > seen:
            moved.refused.append((article.pk, str(CHANGED)))
        elif reason := refusal(user, article.status, to, article.published_at):
            moved.refused.append((article.pk, reason))
        else:
            moving.append(article)
    _write(moving, to, user, job)
    moved.changed += [article.pk for article in moving]


def _write(articles: Sequence[Article], to: Status, user: Any, job: Job | None) -> None:
    if not articles:
        return
    record_statuses(articles, user, job=job)
    ids = [article.pk for article in articles]
    Article.objects.filter(pk__in=ids).update(status=to, modified_at=timezone.now())
    refresh_listings(ids)
    words = [{"changed": {"fields": ["status"]}}]
    LogEntry.objects.log_actions(user.pk, articles, CHANGE, words)


def why_closed(user: Any, article: Article) -> str:
    """Why this user may not change the story where it stands; empty if he may."""
    if may_edit(user, article.status):
        return ""
    return str(CLOSED_BY.get(Status(article.status), ""))
