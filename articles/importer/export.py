"""The way out of the house: Article → Story → file.

Fetches what writing.py spells, names the files, and has mirror.py lay them down.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article, Category, Sighting, Source, Status, Tagging
from articles.models.names import make_slug

from . import files, writing
from .mirror import Changes, Mirror
from .old_addresses import MOST_PATHS, NAMED, OldAddresses
from .writing import Story

CHUNK = 100
ALL = "all"
MAX_NAME_BYTES = 255
# Whatever has an end is not visible then.
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
# Names that Windows keeps for itself.
RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)\d")
ROW = ("pk", "parent_id", "name")
# What Article and Story both name.
SAME = (
    "title", "body", "byline", "published_at", "date_confidence", "date_raw", "updated_at",
    "lead_image", "lead_alt", "summary", "language", "slug", "expire_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles: `status` (published: what readers can see now), sources' names, date."""

    status: str = ALL
    sources: tuple[str, ...] = ()
    since: datetime | None = None

    def articles(self) -> Any:
        found = Article.objects.all()
        if self.status == Status.PUBLISHED:
            found = found.published()
        elif self.status != ALL:
            found = found.filter(status=self.status)
        if self.sources:
            found = found.filter(source__in=Source.objects.filter(name__in=self.sources))
        if self.since:
            found = found.filter(published_at__gte=self.since)
        return found

    def as_json(self) -> dict[str, Any]:
        since = self.since.astimezone(UTC).isoformat() if self.since else None
        return {"status": self.status, "sources": sorted(self.sources), "since": since}


@dataclass(slots=True)
class Report:
    """What an export did. `drafts`: written so that no import makes them public."""

    folder: str
    changes: Changes
    dry_run: bool = False
    articles: int = 0
    drafts: int = 0

    @property
    def exit_code(self) -> int:
        """0: clean. 1: done, but for files that are not as we left them."""
        return 1 if self.changes.kept else 0

    def as_json(self) -> dict[str, Any]:
        """The report for programs; docs/export.md describes it."""
        own = {"folder": self.folder, "dry_run": self.dry_run}
        return own | {"articles": self.articles, "drafts": self.drafts} | asdict(self.changes)


def export(
    selection: Selection,
    top: Path,
    *,
    dry_run: bool = False,
    force: bool = False,
    progress: Callable[[int], None] = lambda articles: None,
) -> Report:
    """Make the folder `top` hold the selected articles, and nothing else of ours.

    Raises NotOurs before anything is written, OSError and what the database raises at any time:
    what was written before stays, and the manifest knows it.
    """
    mirror = Mirror(top, selection.as_json(), force, dry_run)
    report = Report(files.shown(os.fsencode(top)), mirror.changes, dry_run)
    mirror.open()
    try:
        categories = _Categories()
        for chunk in _chunks(selection):
            for article, story in _stories(chunk, categories):
                report.articles += 1
                report.drafts += story.draft
                mirror.put(path_of(article), writing.write(story).encode())
            progress(len(chunk))
        mirror.remove_the_rest()
    finally:
        mirror.save()
    return report


# Articles -------------------------------------------------------------------------------------


def _chunks(selection: Selection) -> Iterator[list[Article]]:
    """Along the key: no cursor stays open, and no page is skipped where rows come and go."""
    articles = selection.articles().select_related("source").order_by("pk")
    last = 0
    while chunk := list(articles.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


class _Categories:
    """Categories as names from the root down: read once, and again if one has been made since."""

    def __init__(self) -> None:
        self.paths: dict[int, tuple[str, ...]] = {}

    def of(self, ids: Sequence[int]) -> dict[int, list[tuple[str, ...]]]:
        """Those of each of these articles."""
        through = Article.categories.through.objects.filter(article_id__in=ids)
        filed = list(through.values_list("article_id", "category_id"))
        if not {category for _, category in filed} <= self.paths.keys():
            self._read()
        found: dict[int, list[tuple[str, ...]]] = {}
        for article, category in filed:
            if category in self.paths:
                found.setdefault(article, []).append(self.paths[category])
        return found

    def _read(self) -> None:
        rows = {pk: (above, name) for pk, above, name in Category.objects.values_list(*ROW)}

        def path(pk: int) -> tuple[str, ...]:
            above, name = rows[pk]
            return (*(path(above) if above else ()), name)

        self.paths = {pk: path(pk) for pk in rows}


def _tags(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    tagged = Tagging.objects.filter(content_object_id__in=ids)
    for pk, name in tagged.values_list("content_object_id", "tag__name"):
        found.setdefault(pk, []).append(name)
    return found


def _old(ids: Sequence[int]) -> dict[int, OldAddresses]:
    """Those of each article that its files tell. A file can give one number, so further ones are
    paths."""
    files = Sighting.objects.filter(article__in=ids).order_by("pk")
    told = files.values_list("article_id", "old_number", "old_addresses__path")
    numbers: dict[int, dict[int, None]] = {pk: {} for pk in ids}
    paths: dict[int, set[str]] = {pk: set() for pk in ids}
    for pk, number, path in told:
        if number is not None:
            numbers[pk][number] = None
        if path:
            paths[pk].add(path)
    found = {}
    for pk in ids:
        first, *more = numbers[pk] or (None,)
        paths[pk].update(NAMED.format(f"{number:x}") for number in more)
        found[pk] = OldAddresses(first, tuple(sorted(paths[pk])[:MOST_PATHS]))
    return found


def _stories(chunk: Sequence[Article], filing: _Categories) -> Iterator[tuple[Article, Story]]:
    """A chunk's stories: four queries more, whatever hangs on the articles."""
    ids = [article.pk for article in chunk]
    categories, tags, public, old = filing.of(ids), _tags(ids), _public(ids), _old(ids)
    for article in chunk:
        story = _story(
            article,
            categories=tuple(sorted(categories.get(article.pk, ()))),
            tags=tuple(sorted(tags.get(article.pk, ()))),
            old_number=old[article.pk].number,
            old_paths=old[article.pk].paths,
            draft=article.pk not in public,
        )
        yield article, story


def _public(ids: Sequence[int]) -> set[int]:
    """Those that an import may show: visible now and for good, or from their own date on, which
    the importer sees to by itself."""
    begun = Q(publish_at=None) | Q(publish_at__lte=timezone.now())
    for_good = Article.objects.published(END_OF_TIME)
    found = for_good.filter(begun | Q(publish_at=F("published_at")), pk__in=ids)
    return set(found.values_list("pk", flat=True))


def _story(article: Article, **filed: Any) -> Story:
    unheard = article.status in (Status.INBOX, Status.ARCHIVED)
    moved = article.publish_at != article.published_at
    return Story(
        source=article.source.name,
        original_url=article.original_url or "",
        status=article.status if unheard else "",
        publish_at=article.publish_at if moved else None,
        edited=tuple(sorted(article.edited_fields)),
        **{name: getattr(article, name) for name in SAME},
        **filed,
    )


# Names ----------------------------------------------------------------------------------------


def path_of(article: Article) -> str:
    """Where the article's file lies: source / year / id-slug.html, safe on every file system."""
    source = _within(make_slug(article.source.slug, "source"), MAX_NAME_BYTES - 1)
    if RESERVED.fullmatch(source):
        source += "-"
    date = article.published_at
    year = f"{date.astimezone(UTC).year:04}" if date else "undated"
    slug = make_slug(article.slug or article.title)
    return f"{source}/{year}/{_within(f'{article.pk}-{slug}', MAX_NAME_BYTES - len('.html'))}.html"


def _within(name: str, limit: int) -> str:
    """The name's beginning, in at most `limit` bytes of UTF-8."""
    return name.encode()[:limit].decode(errors="ignore")
