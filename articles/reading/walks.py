"""What each list walks through, and how its address finds it.

Pages and feeds ask here, so that a feed holds the very stories of its page.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from taggit.models import Tag

from articles import search
from articles.models import Article, Category, Source
from articles.models.compiled import Compiled

from .keyset import Kept, Walk

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


def with_words(words: list[str]) -> Walk:
    return Walk(search.find(words))


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
