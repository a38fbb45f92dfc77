"""Keyset pages: walk stories newest first by (published_at, id), without COUNT or OFFSET.

A cursor names the story at a page's edge, not a page number, so stories that arrive or go while a
reader walks neither repeat nor vanish. The comparison is one of row values, `(a, b) < (x, y)`:
both databases answer it from the index, where the longhand with OR makes SQLite read all before it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import (
    Tuple,
    TupleGreaterThan,
    TupleLessThan,
    TupleLookupMixin,
)
from django.utils.http import int_to_base36

from articles.models import Article

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
        if before := Cursor.parse(params.get("before", "")):
            return self._older(before, size)
        after = Cursor.parse(params.get("after", ""))
        return (after and self._newer(after, size)) or self._first(size)

    def _first(self, size: int) -> Page:
        found = list(self._sorted(self.where)[: size + 1])
        return _page(found[:size], older=len(found) > size)

    def _older(self, cursor: Cursor, size: int) -> Page:
        found = list(self._sorted(self._beyond(cursor, older=True))[: size + 1])
        if not found:
            return Page([], newer=f"after={cursor}", is_first=False)
        return _page(found[:size], newer=True, older=len(found) > size, is_first=False)

    def _newer(self, cursor: Cursor, size: int) -> Page | None:
        """The page right above the cursor, or None when nothing is newer."""
        beyond = self._sorted(self._beyond(cursor, older=False))
        found = list(beyond.reverse()[: size + 1])
        more = len(found) > size
        stories = found[:size][::-1]
        return _page(stories, newer=more, older=True, is_first=not more) if stories else None

    def _columns(self) -> tuple[str, str]:
        return f"{self.prefix}published_at", f"{self.prefix}{self.key}"

    def _beyond(self, cursor: Cursor, *, older: bool) -> Q:
        compare = OlderThan if older else NewerThan
        columns = Tuple(*map(F, self._columns()))
        return self.where & Q(compare(columns, (cursor.published_at, cursor.pk)))

    def _sorted(self, where: Q) -> QuerySet[Article]:
        return self.stories.filter(where).order_by(*(f"-{name}" for name in self._columns()))


def _page(
    stories: list[Article], newer: bool = False, older: bool = False, is_first: bool = True
) -> Page:
    return Page(
        stories,
        newer=f"after={Cursor.at(stories[0])}" if newer else "",
        older=f"before={Cursor.at(stories[-1])}" if older else "",
        is_first=is_first,
    )
