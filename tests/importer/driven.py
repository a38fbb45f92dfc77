"""What the processes of processes.py do, and how a database's state is told for comparison."""

import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402  # models want the set-up before
from django.core.management import call_command, execute_from_command_line  # noqa: E402
from django.db import connection, models  # noqa: E402
from taggit.models import Tag  # noqa: E402

from articles.importer import crew, lock, pipeline, undo  # noqa: E402
from articles.models import (  # noqa: E402
    Article,
    Category,
    ImportBatch,
    Related,
    Revision,
    SearchText,
    Sighting,
    Source,
    Stamp,
)
from tests.importer import processes  # noqa: E402

# When and by whom rows were stored: what a second try may do at another time.
TIMES = {
    "alive_at", "created_at", "finished_at", "found_at", "holder", "made_at", "modified_at",
    "seen_at", "started_at",
}  # fmt: skip
KEYS: Mapping[type[models.Model], str] = {
    Source: "name",
    Category: "title",
    Tag: "name",
    Article: "story_key",
    ImportBatch: "root",
}
LONG = 200


def main() -> None:
    what, order = sys.argv[1:]
    sys.argv = ["manage.py", "import_articles"]
    actions: dict[str, Callable[..., None]] = {
        "migrate": lambda: call_command("migrate", verbosity=0),
        "imports": imports,
        "undoes": undoes,
        "holds": holds,
        "state": lambda: print(json.dumps(state())),
        "stored": lambda: print(Sighting.objects.count()),
    }
    actions[what](**json.loads(order))


# Importing ----------------------------------------------------------------------------------------


def imports(
    folder: str,
    arguments: Sequence[str] = (),
    chunk: int = 20,
    at: int = 0,
    action: str = "kills",
    *,
    between: bool = False,
    announced: bool = False,
    then_state: bool = False,
) -> None:
    """`import_articles` in small chunks. At statement number `at`, or at the first one after it
    that is between two transactions, something happens to it. Ends with a line of figures."""
    pipeline.CHUNK = crew.PIECE = chunk
    pipeline.FEW = 0
    count = 0

    def counting(execute: Callable, *call: Any) -> Any:
        nonlocal at, count
        count += 1
        if 0 < at <= count and not (between and connection.in_atomic_block):
            at = 0
            DISTURBANCES[action]()
        return execute(*call)

    if announced:
        print("begun", flush=True)
    began = time.monotonic()
    connection.execute_wrappers.append(counting)
    arguments = arguments or ("--workers", "1")
    try:
        execute_from_command_line(["manage.py", "import_articles", folder, *arguments])
    finally:
        told = {"statements": count, "seconds": time.monotonic() - began}
        print(json.dumps(told | ({"state": state()} if then_state else {})), flush=True)


def undoes(number: int) -> None:
    """Takes an import back, and tells the state."""
    kept = undo.undo(number).kept
    print(json.dumps({"kept": len(kept), "state": state()}))


def holds() -> None:
    """The lock, until standard input ends."""
    with lock.held():
        waits()


def kills() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def waits() -> None:
    print("waiting", flush=True)
    sys.stdin.read()


def fills() -> None:
    """The disk: the database may not grow by a page from here on; PostgreSQL only says so."""
    if connection.vendor == "postgresql":
        sql = (
            "DO $$ BEGIN RAISE 'could not extend file: No space left on device'"
            " USING ERRCODE = 'disk_full'; END $$"
        )
    else:
        sql = "PRAGMA max_page_count = 1"  # SQLite takes this for "as it is"
    with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
        cursor.execute(sql)


def cuts() -> None:
    """The connection, the way that a server's end does."""
    with (
        closing(processes.connect(os.environ["DATABASE_URL"])) as other,
        other.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


DISTURBANCES: Mapping[str, Callable[[], None]] = {
    "kills": kills,
    "waits": waits,
    "fills": fills,
    "cuts": cuts,
}


# A database's state -------------------------------------------------------------------------------


def state() -> dict[str, list[str]]:
    """Every row of every table, without numbers that the database chose and times of storing;
    what rows point to is named. Stamps tell of every change, one taken back included."""
    names = _names()
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model is Stamp or not model._meta.managed:  # FTS5 cannot be read row by row
            continue
        fields = [field for field in model._meta.concrete_fields if _is_told(field)]
        rows = _rows(model).values_list(*(field.attname for field in fields))
        found[model._meta.label] = sorted(
            "; ".join(_told(field, value, names) for field, value in zip(fields, row, strict=True))
            for row in rows.iterator(1_000)
        )
    return found


def _rows(model: type[models.Model]) -> models.QuerySet:
    """All of them; of revisions those that an import wrote of what others had made. What it made
    itself before it was interrupted counts as others'."""
    rows = model._base_manager.all()
    if model is Revision:
        first = Sighting.objects.filter(article=models.OuterRef("article")).order_by("batch")
        rows = rows.exclude(batch=models.Subquery(first.values("batch")[:1]))
    return rows


Names = dict[type[models.Model], dict[int, str]]


def _names() -> Names:
    return {
        model: dict(model._base_manager.values_list("pk", name)) for model, name in KEYS.items()
    }


def _is_told(field: models.Field) -> bool:
    return field.name not in TIMES and not isinstance(field, models.AutoField)


def _named(fact: str, names: Names) -> str:
    """A fact of search's index with the name of what it numbers."""
    model = {"s": Source, "c": Category, "t": Tag}.get(fact[1])
    return f"{fact[1]} {names[model][int(fact[2:])]}" if model else fact


def _told(field: models.Field, value: Any, names: Names) -> str:
    if field.related_model in names and value is not None:
        value = names[field.related_model][value]
    elif field.model is Related and field.name == "stories":
        value = [names[Article][pk] for pk in value]
    elif field.model is SearchText and field.name == "facts":
        value = [_named(fact, names) for fact in value.split()]
    elif isinstance(field, models.JSONField):
        value = json.dumps(_resolved(value, names), sort_keys=True, ensure_ascii=False)
    elif field.name == "body_base":
        value = value is not None
    elif isinstance(field, models.BinaryField) and value is not None:
        value = hashlib.sha256(bytes(value)).hexdigest()
    elif isinstance(value, datetime):
        value = value.isoformat()
    text = str(value)
    if len(text) > LONG:
        text = f"{text[:40]}… {hashlib.sha256(text.encode()).hexdigest()}"
    return f"{field.name}={text}"


def _resolved(value: Any, names: Names) -> Any:
    """The numbers that batches, revisions and problems keep, by name."""
    tables = {
        "source": Source, "category": Category, "tag": Tag, "categories": Category, "tags": Tag,
        "article": Article, "first_article": Article,
    }  # fmt: skip
    if not isinstance(value, dict):
        return value

    def named(key: str, inner: Any) -> Any:
        known = names.get(tables.get(key, type(None)), {})
        if isinstance(inner, list):
            return sorted(str(known.get(one, one)) for one in inner)
        return known.get(inner, inner) if isinstance(inner, int) else inner

    return {key: named(key, inner) for key, inner in value.items() if key not in TIMES}
