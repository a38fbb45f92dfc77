"""Who did what at the desk of late."""

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.workflow.scope import is_bound

SHOWN, LOOKED_AT = 12, 300


def activity(request: HttpRequest) -> list[LogEntry]:
    """Everybody's for those who may read the log, and have no beats: it names stories. Otherwise
    one's own. What somebody did to many in a row is one entry, with `others` behind it."""
    found: QuerySet = LogEntry.objects.select_related("user", "content_type").order_by("-pk")
    if not request.user.has_perm("admin.view_logentry") or is_bound(request.user):
        found = found.filter(user=request.user)
    deeds = groupby(found[:LOOKED_AT], key=_deed)
    return [_first(rows) for _deed, rows in islice(deeds, SHOWN)]


def _deed(entry: LogEntry) -> tuple[Any, ...]:
    return entry.user_id, entry.content_type_id, entry.action_flag, entry.change_message


def _first(rows: Iterator[LogEntry]) -> LogEntry:
    entry = next(rows)
    entry.others = sum(1 for _other in rows)
    return entry
