"""Who did what at the desk of late."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.workflow.scope import is_bound

SHOWN = 12


def activity(request: HttpRequest) -> list[Any]:
    """Everybody's for those who may read the log, and have no beats: it names stories. Otherwise
    one's own."""
    found: QuerySet = LogEntry.objects.select_related("user", "content_type").order_by("-pk")
    if not request.user.has_perm("admin.view_logentry") or is_bound(request.user):
        found = found.filter(user=request.user)
    return list(found[:SHOWN])
