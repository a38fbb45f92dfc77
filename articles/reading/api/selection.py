"""Which stories a question means, a page at a time, at a cost that does not grow with the archive.

One of the filters, the first of LANES that is given, names a listing that an index holds in order.
What else is asked is tried story by story, in the next LOOKED_AT of that listing and no further: a
page may then hold fewer than `limit` stories, or none, and still lead on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from taggit.models import Tag

from articles.models import Article, Category, CategoryEntry, Source, Tagging
from articles.reading import walks
from articles.reading.keyset import Cursor, Page, Walk

from .parameters import Query
from .problems import Problem

LOOKED_AT = 500


@dataclass(frozen=True)
class Lane:
    """A listing: whose it is, by name; how it is walked; how it is told of a single story.

    The owner is a subquery: it is looked up within the query that needs it, at none of its own.
    """

    owners: Callable[[str], QuerySet]
    walk: Callable[[Any], Walk]
    holds: Callable[[Any], Q]

    def owner(self, name: str) -> Subquery:
        return Subquery(self.owners(name).order_by().values("pk")[:1])


LANES = {
    "tag": Lane(
        lambda slug: Tag.objects.filter(slug=slug),
        walks.with_tag,
        lambda tag: Q(Exists(Tagging.objects.filter(tag=tag, content_object=OuterRef("pk")))),
    ),
    "category": Lane(
        lambda path: Category.objects.filter(path=path),
        walks.in_category,
        lambda above: Q(
            Exists(CategoryEntry.objects.filter(category=above, article=OuterRef("pk")))
        ),
    ),
    "source": Lane(
        lambda slug: Source.objects.filter(slug=slug, is_public=True),
        walks.from_source,
        lambda source: Q(source=source),
    ),
}


def selected(query: Query) -> tuple[list[Article], str]:
    """The stories of the page, with their sources, and the cursor of the next ("" at the end)."""
    named = [name for name in LANES if query[name]]
    stories, following = _searched(named, query) if query["q"] else _listed(named, query)
    if not stories:
        _refuse_unknown(named, query)
    return stories, following


def _searched(named: list[str], query: Query) -> tuple[list[Article], str]:
    """The search has a bound of its own: where it ends, a page leads on from there."""
    stories = walks.stories().filter(_span(query) & _sieve(named, query))
    page = walks.Searched(query["q"], stories).page(
        {"before": query["cursor"] or ""}, query["limit"]
    )
    return page.stories, page.older.removeprefix("before=")


def _listed(named: list[str], query: Query) -> tuple[list[Article], str]:
    lane, *others = named or [""]
    walk = LANES[lane].walk(LANES[lane].owner(query[lane])) if lane else walks.every_story()
    walk = _between(walk, query)
    if sieve := _sieve(others, query):
        return _sifted(walk, sieve, query)
    page = _page(walk, query)
    return page.stories, _end(page)


def _sifted(walk: Walk, sieve: Q, query: Query) -> tuple[list[Article], str]:
    """Of the next stories in the lane those that the sieve lets through."""
    fits = ExpressionWrapper(sieve, output_field=BooleanField())
    bare = walk.stories.select_related(None).defer(None).only("published_at").annotate(fits=fits)
    page = _page(replace(walk, stories=bare), query, LOOKED_AT)
    fitting = [story for story in page.stories if story.fits]
    taken = fitting[: query["limit"]]
    whole = walk.stories.in_bulk([story.pk for story in taken])
    following = str(Cursor.at(taken[-1])) if len(fitting) > len(taken) else _end(page)
    return [whole[story.pk] for story in taken if story.pk in whole], following


def _page(walk: Walk, query: Query, size: int | None = None) -> Page:
    return walk.page({"before": query["cursor"] or ""}, size or query["limit"])


def _end(page: Page) -> str:
    return str(Cursor.at(page.stories[-1])) if page.older else ""


def _between(walk: Walk, query: Query) -> Walk:
    """The days that are asked for, on the column that the walk is sorted by."""
    return replace(walk, where=walk.where & _span(query, walk.prefix))


def _span(query: Query, prefix: str = "") -> Q:
    asked = {"published_at__gte": query["after"], "published_at__lt": query["before"]}
    return Q(**{f"{prefix}{name}": value for name, value in asked.items() if value})


def _sieve(named: list[str], query: Query) -> Q:
    """What no index is sorted by; empty if nothing of the kind is asked."""
    sieve = Q()
    for name in named:
        sieve &= LANES[name].holds(LANES[name].owner(query[name]))
    if language := query["language"]:
        sieve &= Q(language__iexact=language) | Q(language__istartswith=f"{language}-")
    return sieve


def _refuse_unknown(named: list[str], query: Query) -> None:
    """An empty answer to a misspelt name would be taken for the truth."""
    for name in named:
        if not LANES[name].owners(query[name]).exists():
            raise Problem(HTTPStatus.BAD_REQUEST, f"{name}: There is no such {name}.", name)
