"""The tree of categories as pages show it: only what has something to read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from articles.models import Article, Category, CategoryEntry

MOST_SECTIONS = 8


@dataclass(frozen=True)
class Crumb:
    name: str
    url: str


def with_stories(now: datetime | None = None) -> QuerySet[Category]:
    """The categories below which a reader finds at least one story."""
    visible = Article.objects.published(now).filter(pk=OuterRef("article_id"))
    entries = CategoryEntry.objects.filter(Exists(visible), category=OuterRef("pk"))
    return Category.objects.filter(Exists(entries))


def top_sections() -> list[Crumb]:
    """The roots, for the navigation of every page."""
    roots = with_stories().filter(parent=None)[:MOST_SECTIONS]
    return [Crumb(root.name, root.get_absolute_url()) for root in roots]


def crumbs(category: Category) -> list[Crumb]:
    """The way from the root to the category, read from its path and full name: no query."""
    slugs, names = category.path.split("/"), category.title.split(" / ")
    if len(slugs) != len(names):  # a name that holds " / " itself cannot be taken apart
        return [Crumb(category.title, category.get_absolute_url())]
    return [
        Crumb(name, reverse("category", args=["/".join(slugs[: depth + 1])]))
        for depth, name in enumerate(names)
    ]
