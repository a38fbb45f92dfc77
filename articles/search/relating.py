"""The related stories of stored articles: reads what related.py compares."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from articles.models import Article, Status, Tagging

from .related import Story, Window

EARLIER, LATER = 2_000, 200  # stories of the archive that others are compared with as well
MARGIN = 200  # of EARLIER, where there are enough to compare with each other
DAY = 86_400.0
FILED = Article.categories.through


def related_of(ids: Sequence[int]) -> dict[int, list[int]]:
    """Of each of these articles the numbers of those to read after it, best first.

    They are compared with each other and with published ones of about that time. Cost and memory
    follow their number: ask for some thousands at once, of neighbouring dates.
    """
    dates = Article.objects.filter(pk__among=ids).order_by()
    newest = max(filter(None, dates.values_list("published_at", flat=True)), default=None)
    window = Window(_stories(set(ids).union(_around(newest, len(ids)))))
    return {pk: window.related(pk) for pk in ids if pk in window.at}


def _around(newest: datetime | None, count: int) -> Iterator[int]:
    """Published stories: some before the newest of `count`, more than these, and some after it."""
    published = Article.objects.filter(status=Status.PUBLISHED).values_list("pk", flat=True)
    earlier = published.filter(published_at__lte=newest) if newest else published
    yield from earlier.order_by("-published_at", "-pk")[: max(EARLIER, count + MARGIN)]
    if newest:
        later = published.filter(published_at__gt=newest)
        yield from later.order_by("published_at", "pk")[:LATER]


def _stories(ids: set[int]) -> list[Story]:
    among = sorted(ids)
    tags = _numbers(Tagging, "content_object", "tag", among)
    channels = _numbers(FILED, "article", "category", among)
    rows = Article.objects.filter(pk__among=among).order_by()
    found = list(rows.values_list("pk", "published_at", "title", "summary"))
    dates = [published.timestamp() for _pk, published, _title, _summary in found if published]
    undated = max(dates, default=0.0)  # drafts: they will come out after the others
    return [
        Story(
            pk,
            (published.timestamp() if published else undated) / DAY,
            title,
            summary,
            sorted(tags.get(pk, ())),
            channels.get(pk, frozenset()),
        )
        for pk, published, title, summary in found
    ]


def _numbers(model, article: str, other: str, ids: Sequence[int]) -> dict[int, frozenset[int]]:
    rows = model.objects.filter(**{f"{article}__pk__among": ids}).order_by(article, other)
    grouped = groupby(rows.values_list(article, other), itemgetter(0))
    return {pk: frozenset([number for _pk, number in group]) for pk, group in grouped}
