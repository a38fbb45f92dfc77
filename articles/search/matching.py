"""Whether a story matches a query: the last word after the index, the same everywhere. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .query import Phrase, Query

DAY = "§d"  # begins the term of a story's day


class Sections(NamedTuple):
    """A story's folded texts."""

    title: str
    byline: str
    summary: str
    body: str


@dataclass(frozen=True)
class Resolved:
    """What a query's names mean, as index terms of stories.

    `phrases`: by needle those by which a story matches a phrase without containing it: of the tags
    and sources so named. `filters`: of each of them a story has one; no term at all for a name that
    nothing has, which no story can match.
    """

    phrases: Mapping[str, Collection[str]] = field(default_factory=dict)
    filters: tuple[frozenset[str], ...] = ()


def matches(
    query: Query,
    story: Sections,
    facts: Collection[str],
    names: Resolved,
    link_only: bool = False,
) -> bool:
    """`link_only`: readers may not see more of the story than its title and byline."""
    if not all(any(term in facts for term in terms) for terms in names.filters):
        return False
    if (query.after or query.before) and not _in_time(query, facts):
        return False
    texts = story[:2] if link_only else story

    def has(phrase: Phrase) -> bool:
        needle = phrase.needle
        for text in texts:
            if needle in text:
                return True
        return any(term in facts for term in names.phrases.get(needle, ()))

    for group in query.groups:
        if not any(map(has, group)):
            return False
    if not all(phrase.needle in story.byline for phrase in query.authors):
        return False
    return not any(map(has, query.excluded))


def _in_time(query: Query, facts: Collection[str]) -> bool:
    """A story without a date is in no time."""
    for term in facts:
        if term.startswith(DAY):
            day = date.fromisoformat(term[len(DAY) :])
            return (query.after or day) <= day and (query.before or date.max) > day
    return False
