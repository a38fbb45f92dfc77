"""The archive as a calendar: which years, months and days have stories, in the site's time zone."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import compress
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format

from articles.models import Article
from articles.rights import KEEP_OUT

from .keyset import Walk
from .presence import filled
from .robots import answer

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
class Part:
    """A month in its year, or a day in its month; a link if it has stories."""

    start: date
    has_stories: bool


@dataclass(frozen=True)
class Shelf:
    """A year with its months."""

    start: date
    months: list[Part]


def index(request: HttpRequest) -> HttpResponse:
    spans = _years_between_oldest_and_newest()
    years = list(compress(spans, filled(span.holds for span in spans)))
    months = _parts([month for span in years for month in _months(span.start.year)])
    shelves = [
        Shelf(span.start, [month for month in months if month.start.year == span.start.year])
        for span in reversed(years)
    ]
    return render(request, "archive.html", {"shelves": shelves})


def year(request: HttpRequest, year: int) -> HttpResponse:
    return _list(request, _year(year), {"scale": "year", "months": _parts(_months(year))})


def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    span = _month(year, month)
    days = [_day(span.start + timedelta(days=n)) for n in range((span.end - span.start).days)]
    first = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # Django counts from Sunday
    context = {
        "scale": "month",
        "weekdays": [(WEEKDAYS[(first + n) % 7], WEEKDAYS_ABBR[(first + n) % 7]) for n in range(7)],
        "weeks": _weeks(_parts(days), first),
    }
    return _list(request, span, context)


def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    return _list(request, _day(_date(year, month, day)), {"scale": "day"})


def _weeks(days: list[Part], first: int) -> list[list[Part | None]]:
    """The month's days in rows of seven, with nothing where a week begins or ends outside it."""
    start = days[0].start
    weeks = Calendar(first).monthdayscalendar(start.year, start.month)
    return [[days[number - 1] if number else None for number in week] for week in weeks]


def _list(request: HttpRequest, span: Span, context: dict[str, Any]) -> HttpResponse:
    page = Walk(Article.objects.published().for_lists().filter(span.holds)).page(request.GET)
    context |= {"span": span, "page": page} | _neighbours(span)
    response = render(request, "archive_list.html", context)
    # There are many days, and a search engine is to know only those with something to read.
    return response if page.stories else answer(response, KEEP_OUT)


def _neighbours(span: Span) -> dict[str, date | None]:
    """The nearest days before and after that have stories."""
    moments = Article.objects.published().values_list("published_at", flat=True)
    before = moments.filter(published_at__lt=_midnight(span.start)).order_by("-published_at", "-pk")
    after = moments.filter(published_at__gte=_midnight(span.end)).order_by("published_at", "pk")
    return {"before": _local_date(before.first()), "after": _local_date(after.first())}


def _years_between_oldest_and_newest() -> list[Span]:
    moments = Article.objects.published().values_list("published_at", flat=True)
    newest = _local_date(moments.order_by("-published_at", "-pk").first())
    oldest = _local_date(moments.order_by("published_at", "pk").first())
    if newest is None or oldest is None:
        return []
    return [_year(year) for year in range(oldest.year, newest.year + 1) if year in YEARS]


def _parts(spans: list[Span]) -> list[Part]:
    found = filled(span.holds for span in spans)
    return [Part(span.start, has) for span, has in zip(spans, found, strict=True)]


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
