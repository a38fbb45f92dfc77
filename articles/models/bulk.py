"""Many rows at once, each database's fastest way.

PostgreSQL takes them by COPY (through a staging table where rows may be there already, or are
changed), SQLite by one prepared statement. Values are what the columns hold: text, numbers, bytes,
aware datetimes, None; JSON as text.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import DatabaseError, DataError, connection, models

Row = Sequence[Any]


@contextmanager
def little_memory() -> Iterator[None]:
    """Inside, SQLite does not map the file into memory: a bulk load would fill all of that space
    and win nothing by it."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA mmap_size").fetchone()
        cursor.execute("PRAGMA mmap_size = 0")
    try:
        yield
    finally:
        if before:  # a database in memory knows no such thing
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute(f"PRAGMA mmap_size = {before[0]}")


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Fresh ids for `count` rows, in order. In a transaction that inserts them."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [table, column, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))


def insert(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Row], *, ignore: bool = False
) -> None:
    """Insert rows of these fields' columns; with `ignore`, those that are there already stay."""
    if not rows:
        return
    table, columns = _names(model, names)
    with _told_as_bad_data(), connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            marks = ", ".join(["%s"] * len(names))
            sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608  # our names
            again = " ON CONFLICT DO NOTHING" if ignore else ""
            cursor.executemany(sql + again, _adapted(model, names, rows))
        elif not ignore:
            _copy(cursor, table, columns, rows)
        else:
            staging = _stage(cursor, table, columns, rows)
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {staging}"  # noqa: S608
                " ON CONFLICT DO NOTHING"
            )


def update(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> None:
    """Set these fields: each row holds their values, and then its id."""
    if not rows:
        return
    table, columns = _names(model, names)
    with _told_as_bad_data(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            staging = _stage(cursor, table, f"{columns}, id", rows)
            changes = ", ".join(f"{name} = new.{name}" for name in columns.split(", "))
            cursor.execute(
                f"UPDATE {table} SET {changes} FROM {staging} new"  # noqa: S608  # our names
                f" WHERE {table}.id = new.id"
            )
        else:
            changes = ", ".join(f"{name} = %s" for name in columns.split(", "))
            sql = f"UPDATE {table} SET {changes} WHERE id = %s"  # noqa: S608  # our names
            cursor.executemany(sql, _adapted(model, names, rows))


@contextmanager
def _told_as_bad_data() -> Iterator[None]:
    """A text that UTF-8 cannot hold is one row's fault, as what else a column refuses."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise DataError(str(error)) from error


def _names(model: type[models.Model], names: Sequence[str]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    columns = [quote(model._meta.get_field(name).column) for name in names]
    return quote(model._meta.db_table), ", ".join(columns)


# SQLite -------------------------------------------------------------------------------------------


def _adapted(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    """With times the way Django writes them there: in UTC, as text."""
    kinds = [model._meta.get_field(name).get_internal_type() for name in names]
    times = [at for at, kind in enumerate(kinds) if kind == "DateTimeField"]
    if not times:
        return rows
    adapted = [list(row) for row in rows]
    for row in adapted:
        for at in times:
            if row[at] is not None:
                row[at] = _sqlite_time(row[at])
    return adapted


@lru_cache(maxsize=4_000)  # a story's date stands in its row, its files' and its listings'
def _sqlite_time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(" ")[:-6]  # without +00:00


# PostgreSQL ---------------------------------------------------------------------------------------


def _stage(cursor: Any, table: str, columns: str, rows: Sequence[Row]) -> str:
    """The rows in a table of the session's own, where they stay until the next ones come."""
    staging = connection.ops.quote_name("staging_" + table.strip('"'))
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {staging} AS TABLE {table} WITH NO DATA")
    cursor.execute(f"TRUNCATE {staging}")
    _copy(cursor, staging, columns, rows)
    return staging


def _copy(cursor: Any, table: str, columns: str, rows: Sequence[Row]) -> None:
    write = WRITERS
    text = "\n".join(["\t".join([write[type(value)](value) for value in row]) for row in rows])
    data = io.BytesIO(f"{text}\n".encode())
    with connection.wrap_database_errors:
        cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", data)


def _escaped(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    return text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


# Each type in COPY's text format (PostgreSQL's manual, COPY, "Text Format").
WRITERS: dict[type, Callable[[Any], str]] = {
    str: _escaped,
    int: str,
    float: repr,
    bool: lambda value: "t" if value else "f",
    bytes: lambda value: "\\\\x" + value.hex(),
    datetime: datetime.isoformat,
    type(None): lambda value: "\\N",
}
