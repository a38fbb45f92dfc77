"""The directories: all categories, tags and sources that have something to read."""

from collections import Counter
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Category, Source, Tagging
from articles.models.compiled import Compiled

from .sections import with_stories

MOST_CATEGORIES = 2000
MOST_SOURCES = 1000
TAGS_A_PAGE = 240
RECENT_STORIES = 300
RECENT_TAGS = 24


def categories(request: HttpRequest) -> HttpResponse:
    found = list(with_stories()[:MOST_CATEGORIES])
    below: dict[int | None, list[Category]] = {}
    for category in found:
        below.setdefault(category.parent_id, []).append(category)
    return render(request, "categories.html", {"tree": _branches(None, below)})


def _branches(parent: int | None, below: dict[int | None, list[Category]]) -> list[dict]:
    return [
        {"category": category, "branches": _branches(category.pk, below)}
        for category in below.get(parent, [])
    ]


def sources(request: HttpRequest) -> HttpResponse:
    newest = (
        Article.objects.published()
        .filter(source=OuterRef("pk"))
        .order_by("-published_at", "-pk")
        .values("published_at")
    )
    found = (
        Source.objects.filter(is_public=True)
        .annotate(newest_at=Subquery(newest[:1]))
        .filter(newest_at__isnull=False)
    )
    return render(request, "sources.html", {"sources": found[:MOST_SOURCES]})


def tags(request: HttpRequest) -> HttpResponse:
    """All tags by name, a page at a time; above them, on the first page, those of the day."""
    after = request.GET.get("after", "")
    found = list(_tags_in_use().filter(name__gt=after).order_by("name")[: TAGS_A_PAGE + 1])
    context = {
        "tags": found[:TAGS_A_PAGE],
        "next": found[TAGS_A_PAGE - 1].name if len(found) > TAGS_A_PAGE else "",
        "is_first": not after,
        "recent": [] if after else recent_tags(),
    }
    return render(request, "tags.html", context)


def _tags_in_use() -> QuerySet[Tag]:
    visible = Article.objects.published().filter(pk=OuterRef("content_object_id"))
    taggings = Tagging.objects.filter(Exists(visible), tag=OuterRef("pk"))
    # A name of signs alone has no slug, and so no page.
    return Tag.objects.filter(Exists(taggings)).exclude(slug="")


def recent_tags() -> list[Tag]:
    """The tags most used in the newest stories."""
    counts = Counter(USED(now=timezone.now()))
    return [Tag(name=name, slug=slug) for (name, slug), _ in counts.most_common(RECENT_TAGS)]


def _tags_used(now: datetime) -> QuerySet:
    newest = Article.objects.published(now).order_by("-published_at", "-pk").values("pk")
    used = Tagging.objects.filter(content_object__in=newest[:RECENT_STORIES])
    named = used.exclude(tag__slug="").order_by("tag__name")
    return named.values_list("tag__name", "tag__slug")


USED = Compiled(_tags_used)
