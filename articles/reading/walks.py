"""What each list walks through, and how its address finds it.

Pages and feeds ask here, so that a feed holds the very stories of its page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from taggit.models import Tag

from articles import search
from articles.models import Article, Category, Source
from articles.models.compiled import Compiled
from articles.search import Found
from articles.search.query import Query

from .keyset import PAGE_SIZE, Cursor, Kept, Page, Walk

Owner = Any  # a category, tag or source, its number, or a subquery that finds it


def stories(now: datetime | None = None) -> QuerySet[Article]:
    return Article.objects.published(now).for_lists()


def every_story(now: datetime | None = None) -> Walk:
    return Walk(stories(now))


def in_category(category: Owner, now: datetime | None = None) -> Walk:
    """The category's stories and those of all below it."""
    return Walk(stories(now), Q(entries__category=category), prefix="entries__", key="article_id")


def with_tag(tag: Owner, now: datetime | None = None) -> Walk:
    listed = Q(taggings__tag=tag, taggings__published_at__isnull=False)
    return Walk(stories(now), listed, prefix="taggings__", key="content_object_id")


def from_source(source: Owner, now: datetime | None = None) -> Walk:
    return Walk(stories(now).filter(source=source))


# The same for pages, which readers open all the time.
EVERY_STORY = Kept(every_story)
IN_CATEGORY = Kept(in_category)
WITH_TAG = Kept(with_tag)
FROM_SOURCE = Kept(from_source)


@dataclass(frozen=True)
class Searched:
    """What a search finds of these stories, newest first: read as a walk is, but one way only."""

    query: Query
    stories: QuerySet[Article] = field(default_factory=stories)

    def page(self, params: Mapping[str, str], size: int = PAGE_SIZE) -> Page:
        if self.query.is_empty:
            return Page([])
        before = Cursor.parse(params.get("before", ""))
        edge = before and (before.published_at, before.pk)
        found = search.newest(search.Search(self.query, self.stories), edge, size + 1)
        known = self.stories.in_bulk(found.ids[:size])
        rows = [known[pk] for pk in found.ids[:size] if pk in known]
        return Page(rows, older=older(found, rows), is_first=before is None)


def older(found: Found, shown: Sequence[Article]) -> str:
    """Where a search goes on that has shown these: after the last one, or where it stopped."""
    if len(found.ids) > len(shown) > 0:
        return f"before={Cursor.at(shown[-1])}"
    return f"before={Cursor(*found.looked_until)}" if found.looked_until else ""


AT_PATH = Compiled(lambda path: Category.objects.filter(path=path))


def category_at(path: str) -> Category:
    """By its path of slugs, or else by its path of names, as older links have it."""
    found = AT_PATH.one(path=path)
    if found is None:
        found = Category.objects.filter(title=" / ".join(path.split("/"))).first()
    if found is None:
        raise Http404("no such category")
    return found


def tag_at(slug: str) -> Tag:
    return get_object_or_404(Tag, slug=slug)


def source_at(slug: str) -> Source:
    return get_object_or_404(Source, slug=slug, is_public=True)
