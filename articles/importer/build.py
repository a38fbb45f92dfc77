"""ParsedDocument → CleanedArticle: a story ready to be stored. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from articles.cleaning import text
from articles.cleaning.searchable import Searchable, searchable

from . import identity, titles
from .finders import Finder, Settings
from .frontmatter import ParsedDocument
from .old_addresses import OldAddresses, old_addresses
from .problems import Problem

__all__ = ["CleanedArticle", "Settings", "build"]


@dataclass(frozen=True, slots=True)
class CleanedArticle:
    """A story ready to be stored: plain text and safe HTML only. Dates are in UTC."""

    title: str
    title_key: str
    source: str
    byline: str
    original_url: str | None
    published_at: datetime | None
    date_confidence: str
    date_raw: str
    updated_at: datetime | None
    lead_image: str
    lead_alt: str
    lead_size: tuple[int, int] | None
    summary: str
    body: str
    language: str
    word_count: int
    reading_minutes: int
    imported_text: str
    story_key: str
    categories: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    slug: str
    old: OldAddresses
    draft: bool
    searchable: Searchable | None  # None: what it was made from has changed
    problems: tuple[Problem, ...]
    notes: Mapping[str, int]

    @property
    def text_digest(self) -> str:
        """Of the body as it stands: a fresh import's own text."""
        return self.imported_text


def build(document: ParsedDocument, settings: Settings) -> CleanedArticle:
    """The story in a document. Raises Refused (E_NO_TITLE); all else is repaired and reported."""
    finder = Finder(document, settings)
    title, byline = finder.title(), finder.byline()
    original = finder.original()
    source = finder.source(original)
    base = original or settings.homepages.get(source, "")
    body = finder.body(base)
    plain = text.plain_text(body)
    fingerprint = text.fingerprint(plain)
    imported = identity.digest(fingerprint)
    length, language = text.describe(plain)
    published_at, confidence, date_raw = finder.date()
    lead_image, lead_alt, lead_size = finder.image(body, base)
    summary = text.summarise(finder.get("summary")[0] or plain)
    folded = titles.key(title)
    title_key = identity.digest(folded) if folded else ""
    # A time of fetching differs at every crawl, and a story must not.
    day = published_at if confidence in ("exact", "assumed") else None
    return CleanedArticle(
        title=title,
        title_key=title_key,
        source=source,
        byline=byline,
        original_url=original,
        published_at=published_at,
        date_confidence=confidence,
        date_raw=date_raw,
        updated_at=finder.updated(),
        lead_image=lead_image,
        lead_alt=lead_alt,
        lead_size=lead_size,
        summary=summary,
        body=body,
        language=finder.get("language")[0][:12] or language,
        word_count=length.total,
        reading_minutes=length.minutes,
        imported_text=imported,
        story_key=identity.story_key(
            fingerprint, source, title_key, lead_image, day, known=imported
        ),
        categories=finder.categories(),
        tags=finder.tags(),
        slug=finder.get("slug")[0],
        old=old_addresses(document, finder.dialect),
        draft=finder.draft,
        searchable=searchable(title, byline, summary, body, plain),
        problems=tuple(finder.problems),
        notes=finder.notes,
    )
