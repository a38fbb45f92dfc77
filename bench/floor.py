"""The least that any importer must do, on the files of corpus.py.

In it: the walk through the folders; each file read and decoded; its front matter cut off at the
first `---` (not read); `nh3.clean` of the body with nh3's defaults; text out of that by one regular
expression and `html.unescape`; the file packed, to be kept; and the rows that our import leaves:
articles, sightings with the packed file, category links, list pages' entries for the category and
all above it, taggings, problems of refused files. 500 files to a transaction.

Not in it: front matter, dates, digests, identity, duplicates, rules, any look-up, counts of words,
the language. What such columns hold follows from the file's number by arithmetic, and is as wide
and as random as ours. Sources, categories and tags are there beforehand.
"""

import hashlib
import html
import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import nh3
from django.db import models, transaction
from django.utils import timezone
from taggit.models import Tag

from articles.importer.work import pack
from articles.models import (
    Article,
    Category,
    CategoryEntry,
    ImportBatch,
    ImportProblem,
    Sighting,
    Source,
    Tagging,
    bulk,
)
from bench import corpus

CHUNK = 500
TAG = re.compile(r"<[^>]+>")
FILLED: dict[type[models.Model], tuple[str, ...]] = {
    Article: (
        "id", "title", "slug", "source_id", "published_at", "date_raw", "status", "lead_image",
        "lead_width", "lead_height", "summary", "body", "language", "word_count",
        "reading_minutes", "story_key", "title_key", "imported_text", "text_digest", "created_at",
        "modified_at",
    ),
    Sighting: (
        "root", "path", "article_id", "batch_id", "refused", "sha256", "size", "seen_at",
        "original", "story_key", "source_name", "title", "title_key", "published_at", "date_raw",
        "channel",
    ),
    Article.categories.through: ("article_id", "category_id"),
    CategoryEntry: ("category_id", "article_id", "published_at"),
    Tagging: ("content_object_id", "tag_id", "published_at"),
    ImportProblem: ("batch_id", "root", "path", "code"),
}  # fmt: skip

Insert = Callable[[type[models.Model], tuple[str, ...], list[tuple[Any, ...]]], None]


def by_django(
    model: type[models.Model], names: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    """Django's own way."""
    model.objects.bulk_create([model(**dict(zip(names, row, strict=True))) for row in rows])


def by_bulk(model: type[models.Model], names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """The importer's way: COPY, or one prepared statement."""
    more, values = _defaults(model, names)
    bulk.insert(model, names + more, [row + values for row in rows])


def run(top: Path, insert: Insert) -> None:
    batch = ImportBatch.objects.create(root="bench").pk
    files = _walk(top)
    while chunk := list(islice(files, CHUNK)):
        rows: dict[type[models.Model], list[tuple[Any, ...]]] = {model: [] for model in FILLED}
        for path in chunk:
            _take(top, path, batch, rows)
        with transaction.atomic():
            for model, names in FILLED.items():
                if rows[model]:
                    insert(model, names, rows[model])


def prepare() -> None:
    """Sources, categories and tags, by numbers that follow from their places in corpus.py."""
    Source.objects.bulk_create(
        Source(id=number, name=name, slug=name) for number, name in enumerate(corpus.SOURCES, 1)
    )
    Tag.objects.bulk_create(
        Tag(id=number, name=name, slug=name) for number, name in enumerate(corpus.TAGS, 1)
    )
    categories: dict[int, Category] = {}
    for source in range(len(corpus.SOURCES)):
        for channel in range(len(corpus.CHANNELS)):
            above = None
            what = corpus.Shape(0, 0, source, channel, is_malformed=False)
            for pk, name in zip(_lineage(what), what.categories, strict=True):
                categories[pk] = Category(id=pk, name=name, path=str(pk), parent_id=above)
                above = pk
    Category.objects.bulk_create(categories[pk] for pk in sorted(categories))


def _lineage(what: corpus.Shape) -> tuple[int, int, int]:
    """The numbers of the file's categories, from the root down."""
    sections, sources = len(corpus.SECTIONS), len(corpus.SOURCES)
    leaf = sections + sources + what.source * len(corpus.CHANNELS) + what.channel + 1
    return what.section + 1, sections + what.source + 1, leaf


def _walk(top: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(top):
        folders.sort()
        for name in sorted(names):
            yield f"{folder}/{name}"


def _take(top: Path, path: str, batch: int, rows: dict[type[models.Model], list]) -> None:
    """One file's rows. A malformed file has its sighting and its problem, a duplicate its sighting
    and its further channel."""
    what = corpus.shape(int(path.rpartition("/")[2].removesuffix(".md")))
    with open(path, "rb") as file:
        data = file.read()
    original = pack(data)
    name, now = what.path, timezone.now()
    digest = hashlib.sha256(b"file %d" % what.number).hexdigest()
    if what.is_malformed:
        refused = ("bench", name, None, batch, "E_FM_UNTERMINATED", digest, len(data), now)
        rows[Sighting].append((*refused, original, "", "", "", "", None, "", ""))
        rows[ImportProblem].append((batch, "bench", name, "E_FM_UNTERMINATED"))
        return
    body = nh3.clean(data.decode().split("\n---\n", 2)[2])
    text = html.unescape(TAG.sub("", body))
    key = hashlib.sha256(b"story %d" % what.story).hexdigest()
    told = datetime.fromtimestamp(what.seconds, UTC)
    pk, (*above, leaf) = what.story + 1, _lineage(what)
    raw = "Tue, 10 Nov 2026 00:00:00 GMT"
    channel = " / ".join(what.categories)
    seen = ("bench", name, pk, batch, "", digest, len(data), now, original, key)
    rows[Sighting].append((*seen, corpus.SOURCES[what.source], what.title, key, told, raw, channel))
    rows[Article.categories.through].append((pk, leaf))
    rows[CategoryEntry].append((leaf, pk, told))
    if what.is_duplicate:
        return
    slug = what.title.replace(" ", "-")
    head = (pk, what.title, slug, what.source + 1, told, raw, "published", what.picture, 1280, 720)
    rows[Article].append(
        (*head, text[:220], body, "en", len(text) // 5, 3, key, key, key, key, now, now)
    )
    rows[CategoryEntry] += [(category, pk, told) for category in above]
    rows[Tagging] += [(pk, tag + 1, told) for tag in what.tags]


def _defaults(
    model: type[models.Model], names: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """The other columns, which Django fills by itself, and what they hold."""
    found = {
        field.attname: field.get_default()
        for field in model._meta.concrete_fields
        if field.attname not in names and not field.primary_key
    }
    return tuple(found), tuple(map(_plain, found.values()))


def _plain(value: Any) -> Any:
    """As bulk.insert takes it: JSON as text, a choice as its value."""
    if isinstance(value, (list, dict)):
        return json.dumps(value)
    return str(value) if isinstance(value, str) else value


def counted() -> dict[str, int]:
    """Rows a table: the floor and our import must leave as many."""
    return {model._meta.db_table: model.objects.count() for model in FILLED}
