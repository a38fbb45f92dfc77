"""What a search found, as its page shows it: stories with their hits, as far as their rights go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, CategoryEntry
from articles.models.compiled import Compiled, padded
from articles.rights import Rights, rights_of
from articles.search.excerpts import excerpt
from articles.search.query import Phrase, Query
from articles.search.snippets import marked, snippet

from .keyset import PAGE_SIZE
from .sections import Crumb

Pieces = Sequence[tuple[str, bool]]  # of a text, and whether each is a hit


@dataclass(frozen=True, slots=True)
class Hit:
    story: Article
    rights: Rights
    title: Pieces
    snippet: Pieces
    section: Crumb | None


def hits_of(ids: Sequence[int], query: Query) -> list[Hit]:
    """In the same order. What has gone since it was found is left out."""
    if not ids:
        return []
    asked = padded(ids, PAGE_SIZE)
    stories = {story.pk: story for story in STORIES(ids=asked, now=timezone.now())}
    return [_hit(stories[pk], query) for pk in ids if pk in stories]


@dataclass(frozen=True, slots=True)
class Title:
    """A story of which nothing but the title is shown."""

    story: Article
    title: Pieces


def titles_of(stories: Sequence[Article], phrases: Sequence[Phrase]) -> list[Title]:
    return [Title(story, marked(story.title, phrases)) for story in stories]


def _hit(story: Any, query: Query) -> Hit:
    rights = rights_of(story)
    path = story.section_path
    return Hit(
        story=story,
        rights=rights,
        title=marked(story.title, query.words),
        snippet=_snippet(story, rights, query),
        section=Crumb(story.section, reverse("category", args=[path])) if path else None,
    )


def _snippet(story: Article, rights: Rights, query: Query) -> Pieces:
    """Of the text that a reader may see, and no other: a snippet shows a part of it."""
    if rights.shows_body:
        return excerpt(story.body, query.words)
    return snippet(story.summary, query.words) if rights.shows_summary else ()


def _stories(ids: Sequence[int], now: datetime) -> QuerySet[Article]:
    """With their sources, pictures and top sections."""
    found = Article.objects.published(now).filter(pk__in=ids)
    filed = CategoryEntry.objects.filter(article=OuterRef("pk"), category__parent=None)
    section = filed.order_by("pk")
    named = found.annotate(
        section=Subquery(section.values("category__name")[:1]),
        section_path=Subquery(section.values("category__path")[:1]),
    )
    return named.select_related("source", "gallery").defer("edited_fields", "gallery__body")


STORIES = Compiled(_stories)
