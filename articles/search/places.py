"""Where stories stand in the order of lists: each a short walk along the lists' index."""

from datetime import UTC, date, datetime, timedelta

from django.db.models import QuerySet, Subquery

from articles.models import Article, Status
from articles.models.compiled import Compiled

SAMPLE = 60  # newest stories by whose dates it is judged how many there are in a time
WALK = 100  # stories that are given at once
AFTER_ALL = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

Place = tuple[datetime, int]  # a story's date and number
Ends = tuple[datetime, datetime | None, datetime]  # dates: the newest, the SAMPLE-th, the oldest


def place_of(number: int) -> Place:
    return Article.objects.values_list("published_at", "pk").get(pk=number)


def start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def just_after(place: Place) -> datetime:
    return min(place[0] + timedelta(microseconds=1), AFTER_ALL) if place[1] else place[0]


def ends(moment: datetime) -> Ends | None:
    """Between which dates stories were published before a moment."""
    return ENDS.one(moment=moment)


def next_after(place: Place) -> list[Place]:
    """The next stories, whoever may see them."""
    moment, number = place
    nearest = SAME_MOMENT(moment=moment, number=number) if number else []
    return [*nearest, *NEXT(moment=moment)][:WALK]


def _listed() -> QuerySet:
    listed = Article.objects.filter(status=Status.PUBLISHED, published_at__isnull=False)
    return listed.order_by("-published_at", "-pk").values_list("published_at")


def _before(moment: datetime) -> QuerySet:
    return _listed().filter(published_at__lt=moment)


def _ends(moment: datetime) -> QuerySet:
    newer = _before(moment)
    sample, oldest = newer[SAMPLE : SAMPLE + 1], _listed().reverse()[:1]
    return newer.values_list("published_at", Subquery(sample), Subquery(oldest))[:1]


def _next(moment: datetime) -> QuerySet:
    return _before(moment).values_list("published_at", "pk")[:WALK]


def _same_moment(moment: datetime, number: int) -> QuerySet:
    listed = Article.objects.filter(status=Status.PUBLISHED, published_at=moment, pk__lt=number)
    return listed.order_by("-pk").values_list("published_at", "pk")[:WALK]


ENDS = Compiled(_ends)
NEXT = Compiled(_next)
SAME_MOMENT = Compiled(_same_moment)
