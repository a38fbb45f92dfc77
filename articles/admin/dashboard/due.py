"""Stories that have a day: what is meant by due, once for the numbers and the lists behind them."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Status
from articles.models.workflow import OPEN

SOON = timedelta(days=7)
PASSED = sorted({*Status} - OPEN)
UNFINISHED = sorted({*OPEN, Status.APPROVED})
NAMES = {
    "mine": _("Assigned to me, and not finished"),
    "approved": _("Approved, and due"),
    "late": _("Due within a day, and not approved"),
    "appears": _("Appears within 7 days"),
    "expires": _("Expires within 7 days"),
}


def stories(name: str, found: QuerySet, user: Any, now: datetime) -> QuerySet:
    """Of these stories those that are meant. Each condition begins where an index does."""
    match name:
        case "mine":
            return found.filter(assigned_to=user.pk, status__in=UNFINISHED)
        case "approved":
            due = Q(publish_at__isnull=True) | Q(publish_at__lte=now)
            return found.filter(due, status=Status.APPROVED).exclude(status=Status.PUBLISHED)
        case "late":
            # Both said so that SQLite begins with the few stories that have such a time at all.
            planned = {"publish_at__isnull": False, "publish_at__lte": now + timedelta(days=1)}
            return found.filter(**planned).exclude(status__in=PASSED)
        case "appears":
            soon = {"publish_at__gt": now, "publish_at__lte": now + SOON}
            return found.filter(status=Status.PUBLISHED, **soon)
        case "expires":
            soon = {"expire_at__gt": now, "expire_at__lte": now + SOON}
            return found.filter(status=Status.PUBLISHED, **soon)
    return found


class DueFilter(admin.SimpleListFilter):
    """Beside the list of articles, and where the front page's numbers lead."""

    title, parameter_name = _("due"), "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(NAMES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return stories(self.value() or "", queryset, request.user, timezone.now())
