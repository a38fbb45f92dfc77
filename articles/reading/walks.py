"""What each list walks through, and how its address finds it.

Pages and feeds ask here, so that a feed holds the very stories of its page.
"""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from taggit.models import Tag

from articles import search
from articles.models import Article, Category, Source

from .keyset import Walk


def stories() -> QuerySet[Article]:
    return Article.objects.published().for_lists()


def every_story() -> Walk:
    return Walk(stories())


def in_category(category: Category) -> Walk:
    """The category's stories and those of all below it."""
    return Walk(stories(), Q(entries__category=category), prefix="entries__", key="article_id")


def with_tag(tag: Tag) -> Walk:
    listed = Q(taggings__tag=tag, taggings__published_at__isnull=False)
    return Walk(stories(), listed, prefix="taggings__", key="content_object_id")


def from_source(source: Source) -> Walk:
    return Walk(stories().filter(source=source))


def with_words(words: list[str]) -> Walk:
    return Walk(search.find(words))


def category_at(path: str) -> Category:
    """By its path of slugs, or else by its path of names, as older links have it."""
    found = Category.objects.filter(path=path).first()
    if found is None:
        found = Category.objects.filter(title=" / ".join(path.split("/"))).first()
    if found is None:
        raise Http404("no such category")
    return found


def tag_at(slug: str) -> Tag:
    return get_object_or_404(Tag, slug=slug)


def source_at(slug: str) -> Source:
    return get_object_or_404(Source, slug=slug, is_public=True)
