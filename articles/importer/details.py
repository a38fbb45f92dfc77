"""A change's details for people: fields before and after, a body passage by passage. As JSON, and
of bounded size: what is cut is said.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from articles.cleaning import text
from articles.models import Article
from articles.provenance.blocks_diff import common, paragraph_diff

from .entry import Clash

MOST_PASSAGES = 40
MOST_CHARS = 2_000  # of a passage
CONTEXT = 100  # characters of what stayed the same around a cut passage's change
# Worked out from other fields.
DERIVED = frozenset(
    {"body", "word_count", "reading_minutes", "imported_text", "text_digest", "title_key"}
)
# What a new story says of itself, beside its title and source.
FIRST = (
    "status", "published_at", "publish_at", "byline", "original_url", "lead_image", "language",
    "summary",
)  # fmt: skip


def as_json(value: Any) -> Any:
    """Without what JSON, or PostgreSQL's text, cannot hold."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    return value


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [as_json(before[name]), as_json(value)]
        for name, value in after.items()
        if name not in DERIVED
    }


def first_fields(article: Article) -> dict[str, list[Any]]:
    values = {name: getattr(article, name) for name in FIRST}
    return {name: [None, as_json(value)] for name, value in values.items() if value}


def passages(before: str, after: str) -> dict[str, Any]:
    """The passages that changed, as [passages that stayed before it, before, after]; `more` were
    left out, and `cut` characters of those that are there."""
    found: list[list[Any]] = []
    more = cut = stayed = 0
    for kind, old, new in paragraph_diff(before, after):
        if kind == "same":
            stayed += 1
        elif len(found) == MOST_PASSAGES:
            more += 1
        else:
            texts = _shortened(*_readable(old, new))
            found.append([stayed, *map(as_json, texts[:2])])
            cut += texts[2]
            stayed = 0
    return {"passages": found, "more": more, "cut": cut}


def conflict_texts(clash: Clash) -> dict[str, str]:
    versions = {"base": clash.base, "ours": clash.ours, "theirs": clash.theirs}
    if clash.field == "body":
        plain = {name: text.plain_text(html) for name, html in versions.items()}
        if len({*plain.values()}) == len({*versions.values()}):
            versions = plain
    shown = {name: as_json(_clipped(value)) for name, value in versions.items()}
    return {"field": clash.field, **shown}


def _readable(before: str, after: str) -> tuple[str, str]:
    """Clean HTML as text; as markup where the text alone would not tell the two apart."""
    plain = text.plain_text(before), text.plain_text(after)
    return plain if plain[0] != plain[1] else (before.strip(), after.strip())


def _shortened(before: str, after: str) -> tuple[str, str, int]:
    """Both from shortly before the change on, and how many characters were left out."""
    if max(len(before), len(after)) <= MOST_CHARS:
        return before, after, 0
    start = max(0, common(before, after) - CONTEXT)
    lead = "… " if start else ""
    old, new = (lead + _clipped(each[start:]) for each in (before, after))
    shown = min(len(before) - start, MOST_CHARS) + min(len(after) - start, MOST_CHARS)
    return old, new, len(before) + len(after) - shown


def _clipped(value: str) -> str:
    return value if len(value) <= MOST_CHARS else f"{value[:MOST_CHARS]} …"
