"""A search's filters as links: those it has, each to the search without it; and more of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.search import Facet, Facets
from articles.search.query import NAMED, Query


@dataclass(frozen=True, slots=True)
class Filter:
    """A link to another search: its words, and how many stories it has, where that is known."""

    name: str
    text: str
    count: int = 0
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    values: list[Filter]


def chosen(query: Query) -> list[Filter]:
    """The query's filters; each leads to the query without it."""
    return [Filter(name, str(without)) for name, without in _chosen(query)]


def topics(names: Iterable[str]) -> list[Filter]:
    """A search for each of these tags."""
    return [Filter(name, str(Query(tags=(name,)))) for name in names]


def _chosen(query: Query) -> Iterator[tuple[str, Query]]:
    kinds = (
        ("source", _("Source: %(name)s"), query.sources),
        ("category", _("Section: %(name)s"), query.categories),
        ("tag", _("Topic: %(name)s"), query.tags),
        ("author", _("Author: %(name)s"), [phrase.words for phrase in query.authors]),
    )
    for kind, label, values in kinds:
        for value in values:
            yield label % {"name": value}, query.without(kind, value)
    if (year := _year_of(query)) is not None:
        yield _("Year: %(year)s") % {"year": year}, query.without("after").without("before")
        return
    if query.after:
        yield _("From %(day)s on") % {"day": _day(query.after)}, query.without("after")
    if query.before:
        yield _("Before %(day)s") % {"day": _day(query.before)}, query.without("before")


def _year_of(query: Query) -> int | None:
    """The one year that its dates leave, if they leave one."""
    if not query.after or not query.before:
        return None
    first, last = query.after, query.before
    is_whole = (first.month, first.day, last.month, last.day) == (1, 1, 1, 1)
    return first.year if is_whole and last.year == first.year + 1 else None


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def narrower(query: Query, found: Facets) -> list[Group]:
    """More filters, by kind."""
    kinds = (
        (_("Section"), "category", found.sections, query.categories),
        (_("Source"), "source", found.sources, query.sources),
        (_("Topic"), "tag", found.tags, query.tags),
    )
    groups = [
        Group(name, [_named(query, kind, facet, facet.value in given) for facet in values])
        for name, kind, values, given in kinds
    ]
    groups.append(Group(_("Year"), [_year(query, facet) for facet in found.years]))
    return [group for group in groups if group.values]


def _named(query: Query, kind: str, facet: Facet, is_chosen: bool) -> Filter:
    if is_chosen:
        return Filter(facet.label, str(query.without(kind, facet.value)), facet.count, is_chosen)
    filter_ = Query(**{NAMED[kind]: (facet.value,)})
    return Filter(facet.label, f"{query} {filter_}".strip(), facet.count)


def _year(query: Query, facet: Facet) -> Filter:
    year, bare = int(facet.value), query.without("after").without("before")
    is_chosen = _year_of(query) == year
    days = "" if is_chosen else f"after:{year:04} before:{year + 1:04}"
    return Filter(facet.label, f"{bare} {days}".strip(), facet.count, is_chosen)
