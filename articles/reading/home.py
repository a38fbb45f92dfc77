"""The front page: the newest stories, then the newest others of each section and source."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article, Category, Source
from articles.rights import rights_of

from . import keyset
from .indexes import recent_tags
from .sections import MOST_SECTIONS, with_stories

FRONT = 9
LEADS = 6  # of these the newest with a picture leads
TOPICS = 12
SECTION_STORIES = 5
DEPTH = 7  # a few to spare, because a story may stand in a block above
MOST_SOURCES = 8


@dataclass(frozen=True)
class Block:
    """A section or a source, with those of its newest stories that stand nowhere above."""

    owner: Category | Source
    stories: list[Article]


def home(request: HttpRequest) -> HttpResponse:
    page = keyset.Walk(Article.objects.published().for_lists()).page(request.GET)
    if not page.is_first:
        return render(request, "latest.html", {"page": page})
    front = _lead_first(page.stories[:FRONT])
    shown = {story.pk for story in page.stories}
    roots, sources = list(_roots(shown)), list(_sources(shown))
    wanted = {pk for owner in (*roots, *sources) for pk in _ids(owner)}
    stories = Article.objects.published().for_lists().in_bulk(wanted)
    context = {
        "page": page,
        "front": front,
        "newest": page.stories[FRONT:],
        "topics": recent_tags()[:TOPICS],
        "by_section": _blocks(roots, stories, shown, SECTION_STORIES),
        "by_source": _blocks(sources, stories, shown, 1),
    }
    return render(request, "home.html", context)


def _lead_first(front: list[Article]) -> list[Article]:
    """The newest that brings a picture leads; without any picture the newest does."""
    candidates = front[:LEADS]
    lead = [story for story in candidates if story.lead_image and rights_of(story).shows_picture]
    return lead[:1] + [story for story in front if story not in lead[:1]]


def _roots(shown: set[int]) -> QuerySet[Category]:
    """The top sections, each with the ids of its newest other stories in `newest_0`, …"""
    stories = (
        Article.objects.published()
        .filter(entries__category=OuterRef("pk"))
        .order_by("-entries__published_at", "-entries__article_id")
    )
    newest = _newest(stories, shown)
    return with_stories().filter(parent=None).annotate(**newest)[:MOST_SECTIONS]


def _sources(shown: set[int]) -> QuerySet[Source]:
    """The sources with the latest stories, each with the ids of its newest others."""
    stories = (
        Article.objects.published().filter(source=OuterRef("pk")).order_by("-published_at", "-pk")
    )
    return (
        Source.objects.filter(is_public=True)
        .annotate(newest_at=Subquery(stories.values("published_at")[:1]), **_newest(stories, shown))
        .filter(newest_at__isnull=False)
        .order_by("-newest_at", "name")[:MOST_SOURCES]
    )


def _newest(stories: QuerySet[Article], shown: set[int]) -> dict[str, Subquery]:
    """The walk along the index steps over the few that are shown already."""
    others = stories.exclude(pk__in=shown)
    return {f"newest_{n}": Subquery(others.values("pk")[n : n + 1]) for n in range(DEPTH)}


def _ids(owner: Category | Source) -> list[int]:
    found = (getattr(owner, f"newest_{n}", None) for n in range(DEPTH))
    return [pk for pk in found if pk is not None]


def _blocks(
    owners: Iterable[Category | Source], stories: dict[int, Article], shown: set[int], most: int
) -> list[Block]:
    """Fills block after block, and no story twice; `shown` grows by what they hold."""
    blocks = []
    for owner in owners:
        fresh = [stories[pk] for pk in _ids(owner) if pk in stories and pk not in shown][:most]
        shown |= {story.pk for story in fresh}
        blocks.append(Block(owner, fresh))
    return blocks
