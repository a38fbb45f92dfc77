"""Keyset pages: walk stories newest first by (published_at, id), without COUNT or OFFSET.

A cursor names the story at a page's edge, not a page number, so stories that arrive or go while a
reader walks neither repeat nor vanish. The comparison is one of row values, `(a, b) < (x, y)`:
both databases answer it from the index, where the longhand with OR makes SQLite read all before it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
    TupleLookupMixin,
)
from django.utils import timezone
from django.utils.http import int_to_base36

from articles.models import Article
from articles.models.compiled import Compiled

PAGE_SIZE = 20
MAX_ID = 2**63 - 1
CURSOR = re.compile(r"([0-9a-z]{1,13})-([0-9a-z]{1,13})", re.ASCII)
YEAR_ONE = datetime.min.replace(tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class RowValues:
    """Writes a tuple lookup as row values on SQLite too, which Django spells out with OR."""

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return super(TupleLookupMixin, self).as_sql(compiler, connection)  # type: ignore[misc]


class OlderThan(RowValues, TupleLessThan):
    pass


class NewerThan(RowValues, TupleGreaterThan):
    pass


@dataclass(frozen=True)
class Cursor:
    """A place between two stories: right after this one, or right before it."""

    published_at: datetime
    pk: int

    @classmethod
    def at(cls, article: Article) -> "Cursor":
        if article.published_at is None:
            raise ValueError(f"article {article.pk} has no date and stands in no list")
        return cls(article.published_at, article.pk)

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor that `str()` wrote, or None for anything else."""
        found = CURSOR.fullmatch(text)
        if not found:
            return None
        microseconds, pk = int(found[1], 36), int(found[2], 36)
        try:
            moment = YEAR_ONE + timedelta(microseconds=microseconds)
        except OverflowError:
            return None
        return cls(moment, pk) if pk <= MAX_ID else None

    def __str__(self) -> str:
        microseconds = (self.published_at - YEAR_ONE) // MICROSECOND
        return f"{int_to_base36(microseconds)}-{int_to_base36(self.pk)}"


@dataclass(frozen=True)
class Page:
    """One page of stories, and the query strings of its neighbours ("" where there is none)."""

    stories: list[Article]
    newer: str = ""
    older: str = ""
    is_first: bool = True


class Way(Enum):
    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True)
class Walk:
    """The stories to walk through, and the index columns that hold their order.

    `prefix` leads from the article to a listing table ("entries__"); `where` must then hold the
    conditions on that table, because Django joins it once for each filter() call.
    """

    stories: QuerySet[Article]
    where: Q = field(default_factory=Q)
    prefix: str = ""
    key: str = "id"

    def page(self, params: Mapping[str, str], size: int = PAGE_SIZE) -> Page:
        """The page that `?before=` or `?after=` names; the first one if they name none."""
        return _turn(lambda way, at, number: list(self.asked(way, at)[:number]), params, size)

    def asked(self, way: Way, at: Cursor | None) -> QuerySet[Article]:
        """From the cursor on, that way; the newer ones in the order in which they are met."""
        found = self.stories.filter(self.where & self._beyond(way, at)).order_by(
            *(f"-{name}" for name in self._columns())
        )
        return found.reverse() if way is Way.NEWER else found

    def _columns(self) -> tuple[str, str]:
        return f"{self.prefix}published_at", f"{self.prefix}{self.key}"

    def _beyond(self, way: Way, at: Cursor | None) -> Q:
        if at is None:
            return Q()
        compare = NewerThan if way is Way.NEWER else OlderThan
        return Q(compare(Tuple(*map(F, self._columns())), (at.published_at, at.pk)))


class Kept:
    """Walks of one kind, whose SQL is written once (models/compiled.py).

    `make` gets the moment that decides what is visible, and what tells the kind's walks apart, as
    keywords: `Kept(lambda now, source: Walk(stories(now).filter(source=source)))`.
    """

    def __init__(self, make: Callable[..., Walk]) -> None:
        self._make = make
        self._kept: dict[tuple[Way, bool, int], Compiled] = {}

    def page(self, params: Mapping[str, str], size: int = PAGE_SIZE, **values: int) -> Page:
        """As Walk.page, of the walk that the values name."""

        def rows(way: Way, at: Cursor | None, number: int) -> list[Article]:
            edge = {"moment": at.published_at, "number": at.pk} if at else {}
            ask = self._asking(way, at is not None, number)
            return ask(now=timezone.now(), **edge, **values)

        return _turn(rows, params, size)

    def _asking(self, way: Way, is_inside: bool, number: int) -> Compiled:
        key = way, is_inside, number
        if key not in self._kept:

            def build(**values: Any) -> QuerySet[Article]:
                at = Cursor(values.pop("moment"), values.pop("number")) if is_inside else None
                return self._make(**values).asked(way, at)[:number]

            self._kept[key] = Compiled(build)
        return self._kept[key]


def _turn(
    rows: Callable[[Way, Cursor | None, int], list[Article]], params: Mapping[str, str], size: int
) -> Page:
    """The page that the parameters name. One story more is asked for, to see if more follow."""
    if before := Cursor.parse(params.get("before", "")):
        found = rows(Way.OLDER, before, size + 1)
        if not found:
            return Page([], newer=f"after={before}", is_first=False)
        return _page(found[:size], newer=True, older=len(found) > size, is_first=False)
    after = Cursor.parse(params.get("after", ""))
    if after and (found := rows(Way.NEWER, after, size + 1)):
        more = len(found) > size
        return _page(found[:size][::-1], newer=more, older=True, is_first=not more)
    found = rows(Way.OLDER, None, size + 1)
    return _page(found[:size], older=len(found) > size)


def _page(
    stories: list[Article], newer: bool = False, older: bool = False, is_first: bool = True
) -> Page:
    return Page(
        stories,
        newer=f"after={Cursor.at(stories[0])}" if newer else "",
        older=f"before={Cursor.at(stories[-1])}" if older else "",
        is_first=is_first,
    )
