"""What a chunk's decisions are as rows: tuples in the order of the named fields, for bulk.py."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from articles.cleaning.searchable import Searchable
from articles.models import Article, ImportBatch, Revision

from .changes import DATE, HANGING
from .entry import Entry
from .problems import Problem

ARTICLE = tuple(field.attname for field in Article._meta.concrete_fields)
SIGHTING = (
    "id", "root", "path", "article_id", "batch_id", "refused", "held", "rule_id", "released",
    "tombstone_id", "superseded", "sha256", "size", "seen_at", "original", "story_key",
    "source_name", "title", "title_key", "published_at", "date_raw", "channel", "old_number",
    "mends",
)  # fmt: skip
OLD_ADDRESS = ("path", "sighting_id")
PROBLEM = ("batch_id", "root", "path", "line", "code", "detail", "excerpt")

MAX_CHANNEL = 400
MAX_EXCERPT = 300
# What only newsdesk sees of a change.
HIDDEN = frozenset(
    {"imported_text", "text_digest", "title_key", "modified_at", *DATE[1:], *HANGING["lead_image"]}
) - {"lead_image", "lead_alt"}

_article = attrgetter(*ARTICLE)
_texts = attrgetter("title", "byline", "summary", "body")
_EDITED = ARTICLE.index("edited_fields")


def article(story: Article) -> list[Any]:
    row = list(_article(story))
    row[_EDITED] = json.dumps(story.edited_fields)
    return row


def told(entries: Iterable[Entry]) -> dict[int, Searchable]:
    """What new articles tell, as the workers made it ready for search; not of those that a later
    file of the same chunk tells anew."""
    return {
        entry.article.pk: ready
        for entry in entries
        if entry.outcome == "created" and entry.article and (story := entry.cleaned)
        if (ready := story.searchable) and _texts(entry.article) == _texts(story)
    }


def sighting(pk: int, entry: Entry, root: str, batch: int, now: datetime) -> tuple[Any, ...]:
    """The file as it was seen. One that rules hold, or that was refused, has no article of its
    own, but what it told before stays its own."""
    known, prepared, refusal = entry.known, entry.prepared, entry.refusal
    owner = entry.article.pk if entry.article else None
    tombstone = entry.tombstone
    if prepared.verdict and known:
        owner, tombstone = known.article_id, known.tombstone_id
    return (
        pk, root, entry.path, owner, batch,
        refusal.code if refusal else "", prepared.verdict, prepared.rule,
        known.released if known else False, tombstone, False,
        prepared.sha256, prepared.size, now, prepared.original,
        *_told(entry), prepared.mends,
    )  # fmt: skip


def _told(entry: Entry) -> tuple[Any, ...]:
    story = entry.cleaned
    if story is None:
        return ("", "", "", "", None, "", "", None)
    channel = " · ".join([" / ".join(path) for path in story.categories])[:MAX_CHANNEL]
    return (
        story.story_key, story.source, story.title, story.title_key, story.published_at,
        story.date_raw, channel, story.old.number,
    )  # fmt: skip


def old_addresses(pk: int, entry: Entry) -> list[tuple[str, int]]:
    """Where the file of this sighting says that its story once stood."""
    return [(path, pk) for path in entry.cleaned.old.paths] if entry.cleaned else []


def revision(number: int, before: Mapping[str, object], batch: ImportBatch) -> Revision:
    """An article's change by an import: what stood there before."""
    told = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in before.items()
    }
    return Revision(
        article_id=number,
        kind=Revision.Kind.IMPORT,
        batch=batch,
        before=told,
        is_visible=not HIDDEN.issuperset(before),
    )


def problems(found: Iterable[tuple[str, Problem]], root: str, batch: int) -> list[tuple[Any, ...]]:
    return [
        (
            batch, root, path, problem.line, problem.code,
            json.dumps({key: _sound(value) for key, value in problem.detail.items()}),
            _sound(problem.excerpt[:MAX_EXCERPT]),
        )
        for path, problem in found
    ]  # fmt: skip


def _sound(value: str | int) -> str | int:
    """Without what PostgreSQL's text cannot hold."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    return value
