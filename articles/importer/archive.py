"""What the database knows about a chunk's stories: looked up for all of them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from articles.models import Article, Sighting

from .build import CleanedArticle
from .filing import Filing
from .store import Entry

# Of one title at one source. Thousands of "Introduction" are no reason to read them all.
MOST_NAMESAKES = 2_000


@dataclass(frozen=True, slots=True)
class Deleted:
    """A story that an editor deleted, as a file once told it."""

    sighting: int
    published_at: datetime | None


@dataclass(slots=True)
class Archive:
    """What is known. `by_key` and `by_title` grow with each decision."""

    by_key: dict[str, Article] = field(default_factory=dict)
    by_title: dict[tuple[str, str], list[Article]] = field(default_factory=dict)
    by_pk: dict[int, Article] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    deleted_titles: dict[tuple[str, str], list[Deleted]] = field(default_factory=dict)

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


def known_files(root: str, paths: Sequence[str]) -> dict[str, Sighting]:
    """The latest sightings of these paths, without their originals."""
    rows = Sighting.objects.filter(root=root, path__in=paths, superseded=False).defer("original")
    return {row.path: row for row in rows}


def look_up(entries: Iterable[Entry], filing: Filing) -> Archive:
    """Everything that the chunk's decisions need: a fixed number of queries. In a transaction:
    the articles stay locked until it ends."""
    stories = [entry.cleaned for entry in entries if entry.cleaned]
    keys = {story.story_key for story in stories}
    archive = Archive()
    owners: dict[str, int] = {}
    seen = Sighting.objects.filter(story_key__in=keys).values_list("story_key", "article_id")
    for key, article_id in seen:
        if article_id is None:
            archive.deleted.add(key)
        else:
            owners[key] = article_id
    known = {entry.known.article_id for entry in entries if entry.known and entry.known.article_id}
    locked = Article.objects.select_related("source").select_for_update(of=("self",))
    archive.take(locked.filter(pk__in=known.union(owners.values())))
    archive.take(locked.filter(story_key__in=keys))
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
    namesakes = Article.objects.filter(source_id__in=sources, title_key__in=titles)
    locked = namesakes.select_related("source").select_for_update(of=("self",))
    archive.take(locked.defer("body").order_by("-pk")[:MOST_NAMESAKES])
    gone = Sighting.objects.filter(article=None, refused="", title_key__in=titles).values_list(
        "source_name", "title_key", "pk", "published_at"
    )
    for source, title_key, pk, published_at in gone[:MOST_NAMESAKES]:
        archive.deleted_titles.setdefault((source, title_key), []).append(Deleted(pk, published_at))
