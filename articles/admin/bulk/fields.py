"""Fields of many stories: what stands in them, and another value for each, with all that hangs on
it. Values are those of `Revision.before`: times in ISO 8601, relations as lists of numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from taggit.models import Tag

from articles.models import (
    Article,
    Category,
    Job,
    Revision,
    Tagging,
    bulk,
    refresh_listings,
    touch_stories,
)
from articles.provenance.history import FIELDS, TRACKED

# The rows that relate stories to others: their table, and its columns for both.
ROWS: dict[str, tuple[type[Model], str, str]] = {
    "categories": (Article.categories.through, "article_id", "category_id"),
    "tags": (Tagging, "content_object_id", "tag_id"),
}
RELATED: dict[str, type[Model]] = {
    "assigned_to": get_user_model(),
    "categories": Category,
    "tags": Tag,
}
COLUMNS = {"assigned_to": "assigned_to_id"}
TIMES = frozenset({"expire_at", "publish_at", "put_off_until"})
TOLD = frozenset(
    {"expire_at", "language", "publish_at"}
)  # of what stands in no listing: to readers
Changes = Mapping[int, tuple[Any, Any]]  # of a story by number: from, to


def values_of(name: str, articles: Sequence[Article]) -> dict[int, Any]:
    """What stands there now. One query for a relation, none for a column."""
    if name not in ROWS:
        column = COLUMNS.get(name, name)
        return {article.pk: _as_json(getattr(article, column)) for article in articles}
    found: dict[int, list[int]] = {article.pk: [] for article in articles}
    model, story, other = ROWS[name]
    rows = model.objects.filter(**{f"{story}__in": list(found)}).order_by(other)
    for pk, number in rows.values_list(story, other):
        found[pk].append(number)
    return found


def there(name: str, numbers: Iterable[int]) -> set[int]:
    """Those of these rows that have not been deleted."""
    rows = RELATED[name].objects.filter(pk__in=numbers).order_by()
    return set(rows.values_list("pk", flat=True))


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def write(name: str, articles: Sequence[Article], changes: Changes, job: Job) -> None:
    """Give these stories the values, with timeline, log, listings and search. Inside a transaction
    that has locked them."""
    changed = [article for article in articles if article.pk in changes]
    if not changed:
        return
    ids = [article.pk for article in changed]
    if name in FIELDS:  # who works on a story, and when, is none of its readers' business
        _record(name, changed, changes, job)
        Article.objects.filter(pk__in=ids).update(modified_at=timezone.now())
    if name in TOLD:
        touch_stories(ids)
    if name in ROWS:
        _relate(name, changes)
        refresh_listings(ids)
    else:
        _set(name, changes)
    words = [{"changed": {"fields": [name]}}]
    LogEntry.objects.log_actions(job.made_by_id, changed, CHANGE, words)


def _record(name: str, articles: Iterable[Article], changes: Changes, job: Job) -> None:
    Revision.objects.bulk_create(
        Revision(
            article=article,
            kind=Revision.Kind.EDIT,
            user=job.made_by,
            before={name: changes[article.pk][0]},
            job=job,
        )
        for article in articles
    )


def _set(name: str, changes: Changes) -> None:
    """Mostly one value for all; stories that return to what they were have several."""
    by_value: dict[Any, list[int]] = {}
    for pk, (_was, now) in changes.items():
        by_value.setdefault(now, []).append(pk)
    for value, ids in by_value.items():
        stored = parse_datetime(value) if value and name in TIMES else value
        Article.objects.filter(pk__in=ids).update(**{COLUMNS.get(name, name): stored})


def _relate(name: str, changes: Changes) -> None:
    """What goes, number by number, for it goes from many stories at once; then what comes."""
    model, story, other = ROWS[name]
    going: dict[int, list[int]] = {}
    coming: list[tuple[int, int]] = []
    for pk, (was, now) in changes.items():
        for number in set(was).difference(now):
            going.setdefault(number, []).append(pk)
        coming += [(pk, number) for number in set(now).difference(was)]
    for number, ids in going.items():
        model.objects.filter(**{other: number, f"{story}__in": ids}).delete()
    bulk.insert(model, (story, other), sorted(coming), ignore=True)


# Whose field it is ------------------------------------------------------------------------------


def mark_edited(name: str, articles: Iterable[Article], *, edited: bool) -> set[int]:
    """From now on imports leave this field alone, or not any more; those where that is new."""
    if name not in TRACKED:
        return set()
    others = [article for article in articles if (name in article.edited_fields) != edited]
    by_value: dict[tuple[str, ...], list[int]] = {}
    for article in others:
        after = set(article.edited_fields) ^ {name}
        by_value.setdefault(tuple(sorted(after)), []).append(article.pk)
    for value, ids in by_value.items():
        Article.objects.filter(pk__in=ids).update(edited_fields=list(value))
    return {article.pk for article in others}
