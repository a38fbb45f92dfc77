"""The desk's search: all stories, whatever their status, within what a list shows already.

What is common is not looked through to its end: of the stories that the index names, so many of
the newest are tried on the list's filters, and fewer on their texts. The answer says when there are
more.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from articles.models import Article

from .candidates import indexed_newest, start_of
from .expressions import (
    Some,
    Term,
    Tree,
    all_of,
    days,
    is_exact_query,
    tree_of,
    unprefixed,
    without,
)
from .listed import listed
from .names import Names, resolve
from .query import Query, parse
from .texts import numbers

NAMED = 20_000  # newest stories that the index names, which are tried on a list's filters
LOOKED_AT = 2_000  # newest of these of which the texts are read, where the index cannot tell
AT_ONCE, ENOUGH = 500, 500  # texts that are read at once, until so many stories match
SLICE = 4_000  # that are tried at once, or as many as are asked for
SAMPLE, LIKELY = 100, 14  # a lone character is common if one in so many of these has it
OLDEST = date(1900, 1, 1)  # of the days that the index is asked for
A_DAY = timedelta(days=1)


class OnDesk(NamedTuple):
    """Numbers of stories, the newest first; and among how many of the newest they were looked for,
    None if among all."""

    ids: list[int]
    among: int | None = None


def for_desk(
    text: str,
    stories: QuerySet[Article],
    most: int,
    facts: Iterable[Collection[str]] = (),
    others: Sequence[int] = (),
) -> OnDesk:
    """Of `stories`, which a list has filtered already, so many that match what was typed.

    `facts`: sets of index terms of each of which all of them have one, but for the few stories in
    `others`. The index is the quicker to find what they share.
    """
    query = parse(text)
    names = resolve(query)
    if query.is_empty or names.is_impossible:
        return OnDesk([])
    names = Names(names.resolved, link_only=frozenset())
    stories = _in_time(query, stories).order_by("-pk")
    found = _found(query, names, stories, most, [Some(tuple(map(Term, each))) for each in facts])
    if not others:
        return found
    shown = stories.filter(pk__listed=listed(others)).values_list("pk", flat=True)
    ids = {*found.ids, *numbers(query, names, shown)}
    return OnDesk(sorted(ids, reverse=True)[:most], found.among)


def _found(
    query: Query, names: Names, stories: QuerySet[Article], most: int, facts: Sequence[Tree]
) -> OnDesk:
    """By the index alone where it can tell; else by the texts of those that it leads to."""
    tree = all_of([tree_of(query, names.resolved), _days(query)])
    is_exact = is_exact_query(query, names.resolved)
    if tree is None and is_exact and not query.excluded:
        return OnDesk(list(stories.values_list("pk", flat=True)[:most]))
    tree = without(all_of([tree, *facts]), query, names.resolved)
    plain = unprefixed(tree)
    reach = NAMED + 1 if stories.query.where else max(most, LOOKED_AT + 1)
    named = _named(plain, reach)
    is_read = plain != tree and _is_looked_through(query, names, named)
    if plain != tree and not is_read:
        named = _named(tree, reach)
    if tree is not None and is_exact and not is_read:
        return _passing(named, stories, most)
    found = _looked_at(query, names, _passing(named, stories, LOOKED_AT + 1))
    return OnDesk(found.ids[:most], found.among)


def _in_time(query: Query, stories: QuerySet[Article]) -> QuerySet[Article]:
    if query.after:
        stories = stories.filter(published_at__gte=start_of(query.after))
    if query.before:
        stories = stories.filter(published_at__lt=start_of(query.before))
    return stories


def _days(query: Query) -> Tree | None:
    """Where words are common, their newest stories are not those before a day: the index knows."""
    if not query.before or query.before <= OLDEST or not (query.words or query.excluded):
        return None
    return days(max(query.after or OLDEST, OLDEST), query.before - A_DAY)


def _named(tree: Tree | None, count: int) -> list[int]:
    """So many of the newest stories that the index names."""
    if tree is None:
        newest = Article.objects.order_by("-pk").values_list("pk", flat=True)
        return list(newest[:count])
    return indexed_newest(tree, count)


def _is_looked_through(query: Query, names: Names, named: Sequence[int]) -> bool:
    """Whether the texts tell sooner what has lone characters, as these are common or the stories
    few. For a prefix the index reads each term that begins with it: cheap for what is rare."""
    if len(named) <= LOOKED_AT:
        return True
    return len(numbers(query, names, named[:SAMPLE])) * LIKELY >= SAMPLE


def _passing(named: Sequence[int], stories: QuerySet[Article], most: int) -> OnDesk:
    """Those of them that the list shows."""
    if not stories.query.where:
        return OnDesk(list(named[:most]))
    found: list[int] = []
    size = max(SLICE, most)
    for start in range(0, min(len(named), NAMED), size):
        tried = named[start : min(start + size, NAMED)]
        # All of them: for a limit PostgreSQL would walk the list's index instead.
        found += stories.filter(pk__listed=listed(tried)).values_list("pk", flat=True)
        if len(found) >= most:
            return OnDesk(found[:most])
    return OnDesk(found, NAMED if len(named) > NAMED else None)


def _looked_at(query: Query, names: Names, found: OnDesk) -> OnDesk:
    """Those of the newest of them whose texts match; where most do, of fewer."""
    told: list[int] = []
    read = 0
    while read < min(len(found.ids), LOOKED_AT) and len(told) < ENOUGH:
        batch = found.ids[read : min(read + AT_ONCE, LOOKED_AT)]
        told += numbers(query, names, batch)
        read += len(batch)
    return OnDesk(told, read if read < len(found.ids) else found.among)
