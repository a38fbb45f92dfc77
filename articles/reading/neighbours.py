"""Where a reader goes on from a story: what is related, what stands beside it in its channel, what
else its source tells, and where the same story was told. Few queries, however much there is."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.tuple_lookups import Tuple

from articles.models import Article, Category, CategoryEntry, Sighting, Source
from articles.models.compiled import Compiled, padded
from articles.models.stamps import stamp_of

from .keyset import NewerThan, OlderThan

MOST_RELATED = 6
ENOUGH = 4  # related stories, below which others of the source stand beside them
MOST_PLACES = 8
MOST_ASKED = 9  # of the related stories: some may be hidden by now
CARDS_ASKED = MOST_ASKED + 3 + MOST_PLACES


@dataclass(frozen=True, slots=True)
class Place:
    """Another place where the same story stands: a source by name, or a story like it."""

    name: str
    url: str = ""
    story: Article | None = None


@dataclass(slots=True)
class Neighbours:
    """`previous` is the next older story, `next` the next newer one."""

    related: list[Article] = field(default_factory=list)
    more: list[Article] = field(default_factory=list)
    previous: Article | None = None
    next: Article | None = None
    also_at: list[Place] = field(default_factory=list)

    wanted: list[int] = field(default_factory=list)

    def stamps(self) -> set[str]:
        """Of all that the page shows of them, and of what it would show if readers could see it."""
        return {stamp_of("article", pk) for pk in [*self.wanted, *(each.pk for each in self.more)]}


def with_neighbours(stories: QuerySet[Article]) -> QuerySet[Article]:
    """With what tells which questions about a story are worth asking."""
    files = Sighting.objects.filter(
        ~Q(source_name__in=["", OuterRef("source__name")]),
        article=OuterRef("pk"),
        superseded=False,
        held="",
        refused="",
    )
    copies = Article.objects.filter(possibly_same=OuterRef("pk"))
    stories = stories.select_related("related")
    return stories.annotate(is_elsewhere=Exists(files), is_copied=Exists(copies))


def channels_of(story: Article, now: datetime) -> list[Category]:
    """The categories that the story is filed under, each with the numbers of the stories beside it
    there: `older` and `newer`. The most special one first."""
    found = CHANNELS(story=story.pk, moment=story.published_at or now, now=now)
    return sorted(found, key=lambda category: -category.path.count("/"))


def neighbours_of(story: Article, channels: list[Category], now: datetime) -> Neighbours:
    """Of a story that came `with_neighbours`: a query, and more only for few stories: those that
    stand in no channel, have few related ones, or were told by other sources, too."""
    related = list(story.related.stories) if hasattr(story, "related") else []
    channel = channels[0] if channels else None
    beside = (channel.older, channel.newer) if channel else _beside(story, now)
    like_it = [story.possibly_same_id, *(ALIKE(story=story.pk) if story.is_copied else ())]
    wanted = [*like_it, *beside, *related[:MOST_ASKED]]
    wanted = [pk for pk in wanted if pk]
    found = _cards(wanted, now)
    alike = [found[pk] for pk in like_it if pk in found]
    shown = [found[pk] for pk in related if pk in found and found[pk] not in alike][:MOST_RELATED]
    return Neighbours(
        related=shown,
        more=_more(story, shown, now) if len(shown) < ENOUGH else [],
        previous=found.get(beside[0]),
        next=found.get(beside[1]),
        also_at=[*_elsewhere(story), *map(_like, alike)],
        wanted=wanted,
    )


def _cards(wanted: list[int], now: datetime) -> dict[int, Article]:
    """Those of the wanted stories that readers may see. Of these a page never has many."""
    ids = padded(wanted, CARDS_ASKED)
    return {each.pk: each for each in CARDS(ids=ids, now=now)}


def _beside(story: Article, now: datetime) -> tuple[int | None, int | None]:
    """The stories of the same source right before and right after it."""
    values = {"source": story.source_id, "moment": story.published_at or now, "story": story.pk}
    older, newer = (ask.one(now=now, **values) for ask in (OLDER, NEWER))
    return older, newer


def _more(story: Article, shown: list[Article], now: datetime) -> list[Article]:
    """The newest of the source that do not stand among the related ones."""
    own = NEWEST(source=story.source_id, now=now)
    return [each for each in own if each not in shown and each != story][:ENOUGH]


def _elsewhere(story: Article) -> list[Place]:
    """The other sources whose files told this very story; of hidden ones nothing is said."""
    if not story.is_elsewhere:
        return []
    told = Sighting.objects.filter(article=story.pk, superseded=False, held="", refused="")
    names = told.exclude(source_name__in=["", story.source.name]).order_by("source_name")
    known = Source.objects.filter(name=OuterRef("source_name"))
    rows = names.values_list(
        "source_name", Subquery(known.values("slug")[:1]), Subquery(known.values("is_public")[:1])
    ).distinct()[:MOST_PLACES]
    return [
        Place(name, Source(slug=slug).get_absolute_url() if slug else "")
        for name, slug, is_public in rows
        if is_public is not False
    ]


def _like(story: Article) -> Place:
    return Place(story.source.name, story.get_absolute_url(), story)


# The questions, whose SQL is written once -------------------------------------------------------


def in_channels(story: int, moment: datetime, now: datetime) -> QuerySet[Category]:
    own = Article.categories.through.objects.filter(article=story).values("category_id")
    visible = Article.objects.published(now).filter(pk=OuterRef("article_id"))
    entries = CategoryEntry.objects.filter(Exists(visible), category=OuterRef("pk"))
    columns, here = Tuple(F("published_at"), F("article_id")), (moment, story)
    older = entries.filter(OlderThan(columns, here)).order_by("-published_at", "-article_id")
    newer = entries.filter(NewerThan(columns, here)).order_by("published_at", "article_id")
    return (
        Category.objects.order_by()
        .filter(pk__in=own)
        .annotate(
            older=Subquery(older.values("article_id")[:1]),
            newer=Subquery(newer.values("article_id")[:1]),
        )
    )


def _of_source(source: int, now: datetime) -> QuerySet[Article]:
    stories = Article.objects.published(now).for_lists().filter(source=source)
    return stories.order_by("-published_at", "-pk")


def _next_of_source(
    way: type, source: int, moment: datetime, story: int, now: datetime
) -> QuerySet[Article]:
    columns = Tuple(F("published_at"), F("id"))
    found = _of_source(source, now).filter(way(columns, (moment, story)))
    return (found.reverse() if way is NewerThan else found).values_list("pk", flat=True)[:1]


CHANNELS = Compiled(in_channels)
CARDS = Compiled(
    lambda ids, now: Article.objects.published(now).for_lists().filter(pk__in=ids).order_by()
)
ALIKE = Compiled(
    lambda story: (
        Article.objects.filter(possibly_same=story)
        .order_by("pk")
        .values_list("pk", flat=True)[:MOST_PLACES]
    )
)
NEWEST = Compiled(lambda source, now: _of_source(source, now)[: ENOUGH + MOST_RELATED + 1])
OLDER = Compiled(partial(_next_of_source, OlderThan))
NEWER = Compiled(partial(_next_of_source, NewerThan))
