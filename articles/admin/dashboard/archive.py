"""How the archive grows and what it is made of, as charts.

Counted anew for each look, each number bounded: the days along `article_newest`, the statuses along
that and `article_not_published`, the sources by the index of their stories alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst

from articles.models import Article, Source, Status

from . import charts
from .counting import BoundedCount, counts, words
from .waiting import address

DAYS = 30
A_DAY = 2_000  # stories that are counted: their rows are read for it
SOURCES = 10


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    count: str
    url: str
    column: charts.Column


@dataclass(frozen=True, slots=True)
class Days:
    """Published stories, day by day."""

    days: list[Day]
    chart: charts.Columns
    total: str
    busiest: Day | None


@dataclass(frozen=True, slots=True)
class Bar:
    name: Any
    count: str
    url: str
    length: int


def archive(request: HttpRequest, stories: QuerySet) -> dict[str, Any]:
    """Three charts of these stories; three queries."""
    edges = midnights(timezone.now())
    published = stories.filter(status=Status.PUBLISHED)
    asked = {
        f"day_{at}": published.filter(published_at__gte=first, published_at__lt=last)
        for at, (first, last) in enumerate(pairwise(edges))
    }
    found = counts(request.user, asked, A_DAY)
    standing = {status.value: _at(stories, status) for status in Status}
    at = counts(request.user, standing)
    return {
        "days": by_day(edges, list(found.values())),
        "statuses": _bars(
            (capfirst(status.label), at[status], {"status__exact": status.value})
            for status in Status
        ),
        "sources": _bars(by_source(stories)),
    }


def _at(stories: QuerySet, status: Status) -> QuerySet:
    """Says “not published” outright: then SQLite uses the index."""
    found = stories.filter(status=status)
    return found if status == Status.PUBLISHED else found.exclude(status=Status.PUBLISHED)


def midnights(now: datetime) -> list[datetime]:
    """The beginnings of the last days and of tomorrow, where the desk is."""
    zone = timezone.get_current_timezone()
    today = now.astimezone(zone).date()
    first = today - timedelta(days=DAYS - 1)
    return [
        datetime.combine(first + timedelta(days=n), time(), tzinfo=zone) for n in range(DAYS + 1)
    ]


def by_day(edges: list[datetime], found: list[int]) -> Days:
    chart = charts.columns(found)
    days = [
        Day(first.date(), words(count, A_DAY), _link(_range(first, last)), column)
        for (first, last), count, column in zip(pairwise(edges), found, chart.columns, strict=True)
    ]
    busiest = days[found.index(max(found))] if any(found) else None
    return Days(days, chart, _sum(found), busiest)


def _sum(found: list[int]) -> str:
    least = "+" if max(found, default=0) > A_DAY else ""
    return f"{sum(min(count, A_DAY) for count in found):,}{least}"


def _range(first: datetime, last: datetime) -> dict[str, str]:
    return {
        "status__exact": Status.PUBLISHED.value,
        "published_at__gte": first.isoformat(),
        "published_at__lt": last.isoformat(),
    }


def by_source(stories: QuerySet) -> list[tuple[str, int, dict[str, Any]]]:
    """The sources of the most stories, of any status: the index of sources tells these alone."""
    own = BoundedCount(stories.filter(source=OuterRef("pk")))
    found = Source.objects.annotate(count=own).order_by("-count", "name")
    return [
        (name, count, {"source__id__exact": pk})
        for pk, name, count in found.values_list("pk", "name", "count")[:SOURCES]
        if count
    ]


def _bars(rows: Iterable[tuple[Any, int, dict[str, Any]]]) -> list[Bar]:
    rows = list(rows)
    lengths = charts.bars([count for _name, count, _query in rows])
    return [
        Bar(name, words(count), _link(query), length)
        for (name, count, query), length in zip(rows, lengths, strict=True)
    ]


def _link(query: dict[str, Any]) -> str:
    return address(Article, urlencode(query))
