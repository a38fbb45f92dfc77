"""The three versions of a conflict as people read them: text with marks, whatever it was."""

from datetime import datetime
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst

from articles.models import Article, Conflict

from . import columns
from .comparing import words

# What an import may find changed on both sides.
QUEUED = ("title", "byline", "original_url", "published_at", "summary", "lead_image", "body")


def label(name: str) -> str:
    return capfirst(str(label_for_field(name, Article)))


def texts_of(conflict: Conflict) -> dict[str, Any]:
    """The three versions; ours and theirs marked with what they changed."""
    versions = (conflict.base, ours_of(conflict), conflict.theirs)
    if conflict.field == "body":
        base, ours, theirs = words.readable(*versions)
    else:
        base, ours, theirs = (in_words(conflict.field, version) for version in versions)
    # Where it is not known what both started from, the two are held against each other.
    known = bool(conflict.base)
    return {
        "label": label(conflict.field),
        "base": words.parts(base, base),
        "ours": words.parts(base if known else ours, ours),
        "theirs": words.parts(base if known else ours, theirs),
        "known": known,
    }


def ours_of(conflict: Conflict) -> str:
    """As it stands now: an editor may have been at it since. A passage has to be looked for."""
    if conflict.choice or conflict.field == "body":
        return conflict.ours
    value = getattr(conflict.article, conflict.field)
    return value.isoformat() if isinstance(value, datetime) else value or ""


def in_words(name: str, version: str) -> str:
    moment = parse_datetime(version) if name == "published_at" and version else None
    return columns.when(moment) if moment else version
