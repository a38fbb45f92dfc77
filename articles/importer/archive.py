"""What the database knows about a chunk's stories: looked up for all of them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from articles.models import Article, Sighting

from . import identity
from .build import CleanedArticle
from .entry import Entry, KnownFile
from .filing import Filing

# Of one title at one source. Thousands of "Introduction" are no reason to read them all.
MOST_NAMESAKES = 2_000
MOST_BODIES = 1_000  # read at once; more are read one by one, when they are needed


@dataclass(frozen=True, slots=True)
class Buried:
    """A story that an editor deleted or merged, as a file once told it. `article` is the number
    of the story that it was merged into."""

    tombstone: int
    article: int | None
    sighting: int = 0
    published_at: datetime | None = None


@dataclass(slots=True)
class Archive:
    """What is known. `by_key` and `by_title` grow with each decision."""

    by_key: dict[str, Article] = field(default_factory=dict)
    by_title: dict[tuple[str, str], list[Article]] = field(default_factory=dict)
    by_pk: dict[int, Article] = field(default_factory=dict)
    graves: dict[str, Buried] = field(default_factory=dict)
    buried_titles: dict[tuple[str, str], list[Buried]] = field(default_factory=dict)

    def take(self, articles: Iterable[Article]) -> None:
        for article in articles:
            if article.pk not in self.by_pk:
                self.by_pk[article.pk] = article
                self.remember(article)

    def remember(self, article: Article) -> None:
        if article.story_key:
            self.by_key.setdefault(article.story_key, article)
        if article.title_key and article.source_id:
            namesakes = self.by_title.setdefault((article.source.name, article.title_key), [])
            if article not in namesakes:
                namesakes.append(article)


def known_files(root: str, paths: Sequence[str]) -> dict[str, KnownFile]:
    """The latest sightings of these paths, without their originals."""
    rows = Sighting.objects.filter(root=root, path__among=paths, superseded=False)
    return {row[1]: KnownFile(*row) for row in rows.values_list(*KnownFile._fields)}


def look_up(entries: Iterable[Entry], filing: Filing) -> Archive:
    """Everything that the chunk's decisions need: a fixed number of queries. In a transaction:
    the articles stay locked until it ends."""
    entries = list(entries)
    stories = [entry.cleaned for entry in entries if entry.cleaned]
    keys = {story.story_key for story in stories}
    archive = Archive()
    owners: dict[str, int] = {}
    seen = Sighting.objects.filter(story_key__among=keys, held="")
    for key, article_id, tombstone_id in seen.values_list(
        "story_key", "article_id", "tombstone_id"
    ):
        if article_id is not None:
            owners[key] = article_id
        if tombstone_id is not None:
            archive.graves[key] = Buried(tombstone_id, article_id)
    known = {entry.known.article_id for entry in entries if entry.known and entry.known.article_id}
    locked = Article.objects.select_related("source").select_for_update(of=("self",))
    if wanted := known.union(owners.values()):
        archive.take(locked.filter(pk__among=wanted))
    archive.take(locked.filter(story_key__among=keys))
    archive.by_key.update(
        {key: archive.by_pk[pk] for key, pk in owners.items() if pk in archive.by_pk}
    )
    _look_up_titles(archive, stories, filing)
    return archive


def _look_up_titles(archive: Archive, stories: list[CleanedArticle], filing: Filing) -> None:
    """Stories of the same source and title as the new ones: those we have, and deleted ones."""
    new = [story for story in stories if story.story_key not in archive.by_key]
    titles = {story.title_key for story in new} - {""}
    if not titles:
        return
    sources = {filing.sources[story.source].pk for story in new if story.source in filing.sources}
    namesakes = Article.objects.filter(source_id__in=sources, title_key__among=titles)
    locked = namesakes.select_related("source").select_for_update(of=("self",))
    archive.take(locked.defer("body").order_by("-pk")[:MOST_NAMESAKES])
    _read_bodies(archive, new)
    _look_up_buried(archive, titles)


def _read_bodies(archive: Archive, stories: Iterable[CleanedArticle]) -> None:
    """Of the namesakes whose texts will be compared, all at once."""
    likely = {
        other.pk: other
        for story in stories
        for other in archive.by_title.get((story.source, story.title_key), ())
        if "body" in other.get_deferred_fields()
        and identity.are_near(other.published_at, story.published_at)
        and identity.could_be_alike(other.word_count, story.word_count)
    }
    wanted = list(likely)[:MOST_BODIES]
    if wanted:
        found = Article.objects.filter(pk__among=wanted)
        for pk, body in found.values_list("pk", "body"):
            likely[pk].body = body


def _look_up_buried(archive: Archive, titles: set[str]) -> None:
    gone = Sighting.objects.filter(
        tombstone__isnull=False, title_key__among=titles, held=""
    ).values_list("source_name", "title_key", "tombstone_id", "article_id", "pk", "published_at")
    for source, title_key, *buried in gone[:MOST_NAMESAKES]:
        archive.buried_titles.setdefault((source, title_key), []).append(Buried(*buried))
    into = {one.article for found in archive.buried_titles.values() for one in found} - {None}
    if unknown := into - archive.by_pk.keys():
        locked = Article.objects.select_related("source").select_for_update(of=("self",))
        archive.take(locked.filter(pk__among=unknown))
