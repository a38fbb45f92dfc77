"""The front page: the newest stories, then the newest others of each section and source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Article, Category, Source
from articles.models.compiled import Compiled, padded
from articles.rights import rights_of

from .indexes import recent_tags
from .keyset import PAGE_SIZE
from .pictures import lead_of
from .sections import MOST_SECTIONS, with_stories
from .walks import EVERY_STORY

FRONT = 9
LEADS = 6  # of these the newest with a picture leads
TOPICS = 12
SECTION_STORIES = 5
DEPTH = 7  # a few to spare, because a story may stand in a block above
MOST_SOURCES = 8
MOST_WANTED = DEPTH * (MOST_SECTIONS + MOST_SOURCES)


@dataclass(frozen=True)
class Block:
    """A section or a source, with those of its newest stories that stand nowhere above."""

    owner: Category | Source
    stories: list[Article]


def home(request: HttpRequest) -> HttpResponse:
    page = EVERY_STORY.page(request.GET)
    if not page.is_first:
        return render(request, "latest.html", {"page": page})
    front = _lead_first(page.stories[:FRONT])
    shown = {story.pk for story in page.stories}
    now = timezone.now()
    above = padded(shown, PAGE_SIZE)
    roots, sources = ROOTS(shown=above, now=now), SOURCES(shown=above, now=now)
    wanted = {pk for owner in (*roots, *sources) for pk in _ids(owner)}
    stories = {story.pk: story for story in STORIES(ids=padded(wanted, MOST_WANTED), now=now)}
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
    lead = [story for story in candidates if lead_of(story, rights_of(story))]
    return lead[:1] + [story for story in front if story not in lead[:1]]


def _roots(shown: list[int], now: datetime) -> QuerySet[Category]:
    """The top sections, each with the ids of its newest other stories in `newest_0`, …"""
    stories = (
        Article.objects.published(now)
        .filter(entries__category=OuterRef("pk"))
        .order_by("-entries__published_at", "-entries__article_id")
    )
    newest = _newest(stories, shown)
    return with_stories(now).filter(parent=None).annotate(**newest)[:MOST_SECTIONS]


def _sources(shown: list[int], now: datetime) -> QuerySet[Source]:
    """The sources with the latest stories, each with the ids of its newest others."""
    stories = (
        Article.objects.published(now)
        .filter(source=OuterRef("pk"))
        .order_by("-published_at", "-pk")
    )
    return (
        Source.objects.filter(is_public=True)
        .annotate(newest_at=Subquery(stories.values("published_at")[:1]), **_newest(stories, shown))
        .filter(newest_at__isnull=False)
        .order_by("-newest_at", "name")[:MOST_SOURCES]
    )


def _newest(stories: QuerySet[Article], shown: list[int]) -> dict[str, Subquery]:
    """The walk along the index steps over the few that are shown already."""
    others = stories.exclude(pk__in=shown)
    return {f"newest_{n}": Subquery(others.values("pk")[n : n + 1]) for n in range(DEPTH)}


ROOTS, SOURCES = Compiled(_roots), Compiled(_sources)
STORIES = Compiled(lambda ids, now: Article.objects.published(now).for_lists().filter(pk__in=ids))


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
