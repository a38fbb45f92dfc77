"""Rows for tests: each function makes one valid object, and takes what the test is about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from articles.models import Article, Category, Source, Status

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
_numbers = count(1)


def make_source(name: str = "Example Wire", **fields: Any) -> Source:
    return Source.objects.get_or_create(name=name, defaults=fields)[0]


def make_category(*names: str) -> Category:
    """The category at the end of the path, e.g. `make_category("News", "Wire", "Chips")`."""
    parent = None
    for name in names:
        parent = Category.objects.get_or_create(name=name, parent=parent)[0]
    assert parent is not None
    return parent


def make_article(
    title: str = "",
    *,
    categories: tuple[Category, ...] = (),
    tags: tuple[str, ...] = (),
    **fields: Any,
) -> Article:
    """A published article; each new one is a minute older than the one before."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "title": title or f"Story {number}",
        "status": Status.PUBLISHED,
        "published_at": NOON - timedelta(minutes=number),
        "body": f"<p>Text of story {number}.</p>",
    }
    values |= fields
    if "source" not in values:
        values["source"] = make_source()
    article = Article.objects.create(**values)
    if categories:
        article.categories.set(categories)
    if tags:
        article.tags.set(tags)
        article.save()
    return article
