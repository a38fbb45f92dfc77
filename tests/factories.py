"""Rows for tests: each function makes one valid object, and takes what the test is about."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from taggit.models import Tag

from articles.images import registering
from articles.models import Article, Category, Source, Status, Tagging, refresh_listings

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
    return make_articles([{"title": title}], categories=categories, tags=tags, **fields)[0]


def make_articles(
    stories: Iterable[Mapping[str, Any]],
    *,
    categories: tuple[Category, ...] = (),
    tags: tuple[str, ...] = (),
    **fields: Any,
) -> list[Article]:
    """One for each of these tables of fields; what they have in common stands behind.

    Stored in bulk, as by an import, with all that follows from it. To save, file and tag a story
    works that out three times and takes four times as long.
    """
    fields = {"status": Status.PUBLISHED, **fields}
    if "source" not in fields:
        fields["source"] = make_source()
    articles = [_article(fields | story) for story in stories]
    Article.objects.bulk_create(articles)
    Article.categories.through.objects.bulk_create(
        Article.categories.through(article=article, category=category)
        for article in articles
        for category in dict.fromkeys(categories)
    )
    Tagging.objects.bulk_create(
        Tagging(content_object=article, tag=tag)
        for tag in dict.fromkeys(map(_tag, tags))
        for article in articles
    )
    ids = [article.pk for article in articles]
    registering.register(ids)
    refresh_listings(ids, retold=True)
    return articles


def _article(fields: dict[str, Any]) -> Article:
    number = next(_numbers)
    values = {
        "published_at": NOON - timedelta(minutes=number),
        "body": f"<p>Text of story {number}.</p>",
    } | fields
    article = Article(**values | {"title": values.get("title") or f"Story {number}"})
    article.derive()
    return article


def _tag(name: str) -> Tag:
    return Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
