"""The front page: the newest stories, the newest of each section, the latest of each source."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article, Category, Source

from . import keyset
from .sections import MOST_SECTIONS, with_stories

FRONT = 6
SECTION_STORIES = 4
SECTION_DEPTH = 8
SOURCE_DEPTH = 3
MOST_SOURCES = 8


@dataclass(frozen=True)
class Block:
    """A section or a source, with its newest stories."""

    owner: Category | Source
    stories: list[Article]


def home(request: HttpRequest) -> HttpResponse:
    page = keyset.Walk(Article.objects.published().for_lists()).page(request.GET)
    if not page.is_first:
        return render(request, "latest.html", {"page": page})
    roots, sources = list(_roots()), list(_sources())
    wanted = {pk for root in roots for pk in _ids(root)} | {pk for s in sources for pk in _ids(s)}
    stories = Article.objects.published().for_lists().in_bulk(wanted)
    front, river = page.stories[:FRONT], page.stories[FRONT:]
    shown = {story.pk for story in front}
    context = {
        "page": page,
        "front": front,
        "river": river,
        "by_section": [
            Block(root, _fresh(root, stories, shown, SECTION_STORIES)) for root in roots
        ],
        "by_source": [Block(source, _fresh(source, stories, shown, 1)) for source in sources],
    }
    return render(request, "home.html", context)


def _roots() -> QuerySet[Category]:
    """The top sections, each with the ids of its newest stories in `newest_0`, `newest_1`, …"""
    stories = (
        Article.objects.published()
        .filter(entries__category=OuterRef("pk"))
        .order_by("-entries__published_at", "-entries__article_id")
    )
    newest = _newest(stories, SECTION_DEPTH)
    return with_stories().filter(parent=None).annotate(**newest)[:MOST_SECTIONS]


def _sources() -> QuerySet[Source]:
    """The sources with the latest stories, with the ids of these in `newest_0`, `newest_1`, …"""
    stories = (
        Article.objects.published().filter(source=OuterRef("pk")).order_by("-published_at", "-pk")
    )
    return (
        Source.objects.filter(is_public=True)
        .annotate(
            newest_at=Subquery(stories.values("published_at")[:1]),
            **_newest(stories, SOURCE_DEPTH),
        )
        .filter(newest_at__isnull=False)
        .order_by("-newest_at", "name")[:MOST_SOURCES]
    )


def _newest(stories: QuerySet[Article], depth: int) -> dict[str, Subquery]:
    return {f"newest_{n}": Subquery(stories.values("pk")[n : n + 1]) for n in range(depth)}


def _ids(owner: Category | Source) -> list[int]:
    found = (getattr(owner, f"newest_{n}", None) for n in range(SECTION_DEPTH))
    return [pk for pk in found if pk is not None]


def _fresh(
    owner: Category | Source, stories: dict[int, Article], shown: set[int], wanted: int
) -> list[Article]:
    """Its first few, those that stand above already only where others are too few."""
    at_hand = [stories[pk] for pk in _ids(owner) if pk in stories]
    fresh = [story for story in at_hand if story.pk not in shown]
    return (fresh if len(fresh) >= wanted else at_hand)[:wanted]
