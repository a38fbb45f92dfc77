"""Queries whose SQL is written once.

Django takes several times as long to write a page's SQL as the database takes to answer it. A page
asks the same few questions with other values: those are asked through `Compiled`, which keeps what
Django wrote and puts the values into it. docs/decisions/0014-compiled-queries.md has the figures.
"""

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Value = int | str | datetime | Sequence[int]
# Stand-ins, which no real value is like: they show where in the SQL the values go.
FIRST_INT = 2**62
FIRST_MOMENT = datetime(1700, 1, 1, tzinfo=UTC)
MARK = "\ue000"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")  # as SQLite stores it


class Compiled:
    """Calling it is like calling `build` and reading its queryset to the end.

    `build` takes keywords only: numbers, texts, moments, and lists of numbers. It may not decide
    anything by their values; what it makes for one value must be right for all. The queryset may
    join, annotate, defer and slice, and name values (`values_list`); it prefetches nothing.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self._build = build
        self._kept: dict[tuple[Any, ...], _Written] = {}

    def __call__(self, **values: Value) -> list[Any]:
        shape = (connection.vendor, *(_length(value) for value in values.values()))
        written = self._kept.get(shape)
        if written is None:
            written = self._kept[shape] = _Written(self._build, values)
        return written.rows(values)

    def one(self, **values: Value) -> Any | None:
        """The first row, or None."""
        return next(iter(self(**values)), None)


def padded(ids: Iterable[int], length: int) -> list[int]:
    """So many numbers, whatever their number was: then one SQL serves all. No row has number 0."""
    return ([*ids] + [0] * length)[:length]


class _Written:
    """A queryset's SQL for one database, with the places of its values."""

    def __init__(self, build: Callable[..., QuerySet], values: Mapping[str, Value]) -> None:
        stand_ins = {name: _stand_in(n, value) for n, (name, value) in enumerate(values.items())}
        self._queryset = build(**stand_ins)
        self._compiler = self._queryset.query.get_compiler(connection=connection)
        try:
            self._sql, params = self._compiler.as_sql()
        except EmptyResultSet:
            self._sql, params = "", ()
        # The thread's own connection is put in with each call.
        self._compiler.connection = None
        places = {value: place for place, value in _placed(stand_ins)}
        self._params = [_Place(places[p]) if _stands_in(p, places) else p for p in params]
        if frozen := [p for p in self._params if _is_moment(p)]:
            raise ValueError(f"the query would ask about {frozen} forever")
        unused = set(places.values()) - {p.place for p in self._params if isinstance(p, _Place)}
        if unused and self._sql:
            raise ValueError(f"the query does not ask for {unused}")

    def rows(self, values: Mapping[str, Value]) -> list[Any]:
        if not self._sql:
            return []
        given = dict(_placed(values))
        params = tuple(given[p.place] if isinstance(p, _Place) else p for p in self._params)
        compiler = copy.copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (self._sql, params)
        query = _Over(self._queryset.query, get_compiler=lambda *args, **kwargs: compiler)
        queryset = _Over(self._queryset, query=query)
        return list(self._queryset._iterable_class(queryset))  # noqa: SLF001 where Django reads rows


class _Place(NamedTuple):
    """Where a value goes: its name, and its number in a list."""

    place: tuple[str, int]


class _Over:
    """An object with some of its attributes replaced."""

    def __init__(self, below: Any, **own: Any) -> None:
        self.__dict__.update(own, below=below)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["below"], name)


def _length(value: Value) -> int | None:
    return len(value) if isinstance(value, (list, tuple)) else None


def _stand_in(number: int, value: Value) -> Value:
    if isinstance(value, (list, tuple)):
        start = FIRST_INT + (number + 1) * 1_000
        return [start + n for n in range(len(value))]
    if isinstance(value, datetime):
        return FIRST_MOMENT + timedelta(seconds=number)
    return f"{MARK}{number}" if isinstance(value, str) else FIRST_INT + number


def _placed(values: Mapping[str, Value]) -> Iterator[tuple[tuple[str, int], Any]]:
    """Each single value with its place, as the database is told of it."""
    for name, value in values.items():
        many = value if isinstance(value, (list, tuple)) else (value,)
        for number, each in enumerate(many):
            told = each
            if isinstance(each, datetime):
                told = connection.ops.adapt_datetimefield_value(each)
            yield (name, number), told


def _is_moment(param: object) -> bool:
    return isinstance(param, datetime) or (isinstance(param, str) and bool(MOMENT.match(param)))


def _stands_in(param: object, places: Mapping[Any, object]) -> bool:
    return isinstance(param, (int, str, datetime)) and param in places
