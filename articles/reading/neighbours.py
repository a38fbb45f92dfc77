"""Where a reader goes on from a story: what is related, what stands beside it in its channel, what
else its source tells, and where the same story was told. Few queries, however much there is."""

from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.tuple_lookups import Tuple

from articles.models import Article, Category, Sighting, Source

from .keyset import NewerThan, OlderThan

MOST_RELATED = 6
ENOUGH = 4  # related stories, below which others of the source stand beside them
MOST_PLACES = 8


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

    def stories(self) -> list[Article]:
        """All that the page shows of them."""
        alike = [place.story for place in self.also_at]
        beside = [self.previous, self.next, *alike]
        return [*self.related, *self.more, *filter(None, beside)]


def with_neighbours(stories: QuerySet[Article]) -> QuerySet[Article]:
    """With what tells which questions about a story are worth asking."""
    files = Sighting.objects.filter(
        ~Q(source_name__in=["", OuterRef("source__name")]),
        article=OuterRef("pk"),
        superseded=False,
        held="",
        refused="",
    )
    return stories.select_related("related").annotate(is_elsewhere=Exists(files))


def channels_of(story: Article) -> list[Category]:
    """The categories that the story is filed under, each with the numbers of the stories beside it
    there: `older` and `newer`. The most special one first."""
    own = Article.categories.through.objects.filter(article=story.pk).values("category_id")
    entries = Article.objects.published().filter(entries__category=OuterRef("pk"))
    order = ("entries__published_at", "entries__article_id")
    columns, here = Tuple(*map(F, order)), (story.published_at, story.pk)
    older = entries.filter(OlderThan(columns, here)).order_by(*(f"-{name}" for name in order))
    newer = entries.filter(NewerThan(columns, here)).order_by(*order)
    found = Category.objects.filter(pk__in=own).annotate(
        older=Subquery(older.values("pk")[:1]), newer=Subquery(newer.values("pk")[:1])
    )
    return sorted(found, key=lambda category: -category.path.count("/"))


def neighbours_of(story: Article, channels: list[Category]) -> Neighbours:
    """Of a story that came `with_neighbours`. One query, and one more if other sources told it."""
    related = list(story.related.stories) if hasattr(story, "related") else []
    channel = channels[0] if channels else None
    beside = [channel.older, channel.newer] if channel else []
    wanted = Q(pk__in={pk for pk in (*related, *beside, story.possibly_same_id) if pk})
    wanted |= Q(possibly_same=story.pk)
    if len(related) < ENOUGH:
        wanted |= Q(pk__in=_newest_of(story).values("pk")[: ENOUGH + 1])
    if not channel:
        wanted |= Q(pk__in=_beside(story, OlderThan)) | Q(pk__in=_beside(story, NewerThan))
    found = {each.pk: each for each in _cards().filter(wanted).exclude(pk=story.pk)}
    previous, following = (
        (found.get(channel.older), found.get(channel.newer)) if channel else _in_order(story, found)
    )
    alike = sorted((each for each in found.values() if _are_alike(story, each)), key=_place)
    shown = [found[pk] for pk in related if pk in found and found[pk] not in alike][:MOST_RELATED]
    return Neighbours(
        related=shown,
        more=_more(story, found, shown) if len(shown) < ENOUGH else [],
        previous=previous,
        next=following,
        also_at=[*_elsewhere(story), *map(_like, alike)],
    )


def _are_alike(one: Article, other: Article) -> bool:
    return one.possibly_same_id == other.pk or other.possibly_same_id == one.pk


def _cards() -> QuerySet[Article]:
    return Article.objects.published().for_lists()


def _newest_of(story: Article) -> QuerySet[Article]:
    stories = Article.objects.published().filter(source=story.source_id)
    return stories.order_by("-published_at", "-pk")


def _beside(story: Article, way: type) -> QuerySet[Article]:
    """The next story of the source, if it has one, that way."""
    columns = Tuple(F("published_at"), F("id"))
    stories = _newest_of(story).filter(way(columns, (story.published_at, story.pk)))
    return (stories.reverse() if way is NewerThan else stories).values("pk")[:1]


def _in_order(story: Article, found: dict[int, Article]) -> tuple[Article | None, Article | None]:
    """The stories of the same source right before and right after it."""
    own = sorted((each for each in found.values() if each.source_id == story.source_id), key=_place)
    older = [each for each in own if _place(each) < _place(story)]
    newer = [each for each in own if _place(each) > _place(story)]
    return older[-1] if older else None, newer[0] if newer else None


def _place(story: Article) -> tuple:
    return story.published_at, story.pk


def _more(story: Article, found: dict[int, Article], shown: list[Article]) -> list[Article]:
    """The newest of the source that do not stand among the related ones."""
    own = [each for each in found.values() if each.source_id == story.source_id]
    own.sort(key=_place, reverse=True)
    return [each for each in own if each not in shown][:ENOUGH]


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
