"""The archive: years, months and days that have stories, in the site's time zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import compress
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Article

from .keyset import Walk
from .presence import filled

YEARS = range(1900, 2200)


@dataclass(frozen=True)
class Span:
    """The days from `start` up to, not including, `end`."""

    start: date
    end: date

    @property
    def holds(self) -> Q:
        return Q(published_at__gte=_midnight(self.start), published_at__lt=_midnight(self.end))


@dataclass(frozen=True)
class Shelf:
    """A year with those of its months that have stories."""

    start: date
    months: list[Span]


def index(request: HttpRequest) -> HttpResponse:
    years = _filled(_years_between_oldest_and_newest())
    months = _filled([month for span in years for month in _months(span.start.year)])
    shelves = [
        Shelf(span.start, [month for month in months if month.start.year == span.start.year])
        for span in reversed(years)
    ]
    return render(request, "archive.html", {"shelves": shelves})


def year(request: HttpRequest, year: int) -> HttpResponse:
    span = _year(year)
    context = {"parts": _filled(_months(year)), "scale": "year"}
    return render(request, "archive_list.html", _listed(request, span) | context)


def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    span = _month(year, month)
    days = [_day(span.start + timedelta(days=n)) for n in range((span.end - span.start).days)]
    context = {"parts": _filled(days), "scale": "month"}
    return render(request, "archive_list.html", _listed(request, span) | context)


def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    span = _day(_date(year, month, day))
    context = {"parts": [], "scale": "day"} | _neighbours(span)
    return render(request, "archive_list.html", _listed(request, span) | context)


def _listed(request: HttpRequest, span: Span) -> dict[str, Any]:
    walk = Walk(Article.objects.published().for_lists().filter(span.holds))
    return {"span": span, "page": walk.page(request.GET)}


def _neighbours(span: Span) -> dict[str, date | None]:
    """The nearest days before and after that have stories."""
    moments = Article.objects.published().values_list("published_at", flat=True)
    before = moments.filter(published_at__lt=_midnight(span.start)).order_by("-published_at", "-pk")
    after = moments.filter(published_at__gte=_midnight(span.end)).order_by("published_at", "pk")
    return {"day_before": _local_date(before.first()), "day_after": _local_date(after.first())}


def _years_between_oldest_and_newest() -> list[Span]:
    moments = Article.objects.published().values_list("published_at", flat=True)
    newest = _local_date(moments.order_by("-published_at", "-pk").first())
    oldest = _local_date(moments.order_by("published_at", "pk").first())
    if newest is None or oldest is None:
        return []
    return [_year(year) for year in range(oldest.year, newest.year + 1) if year in YEARS]


def _filled(spans: list[Span]) -> list[Span]:
    return list(compress(spans, filled(span.holds for span in spans)))


def _months(year: int) -> list[Span]:
    return [_month(year, month) for month in range(1, 13)]


def _year(year: int) -> Span:
    return Span(_date(year, 1, 1), _date(year + 1, 1, 1))


def _month(year: int, month: int) -> Span:
    start = _date(year, month, 1)
    return Span(start, (start + timedelta(days=31)).replace(day=1))


def _day(start: date) -> Span:
    return Span(start, start + timedelta(days=1))


def _date(year: int, month: int, day: int) -> date:
    if year not in YEARS and (year, month, day) != (YEARS.stop, 1, 1):
        raise Http404("no such year")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404("no such date") from error


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def _local_date(moment: datetime | None) -> date | None:
    return timezone.localdate(moment, timezone.get_default_timezone()) if moment else None
