"""Whether a story matches a query: the last word after the index, the same everywhere. Pure."""

from collections.abc import Callable, Collection, Mapping
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
    texts = story[:2] if link_only else story

    def is_said(needle: str) -> bool:
        for text in texts:  # noqa: SIM110  # a generator would take longer than the look
            if needle in text:
                return True
        return False

    if not all(phrase.needle in story.byline for phrase in query.authors):
        return False
    return _fits(query, is_said, facts, names)


def says(query: Query, text: bytes, facts: Collection[str], names: Resolved) -> bool:
    """The same of all texts in one, a line each, as they are stored: no needle goes over a line's
    end, so they need not be decoded. For queries that name no authors."""
    return _fits(query, lambda needle: needle.encode() in text, facts, names)


def _fits(
    query: Query, is_said: Callable[[str], bool], facts: Collection[str], names: Resolved
) -> bool:
    if not all(any(term in facts for term in terms) for terms in names.filters):
        return False
    if (query.after or query.before) and not _in_time(query, facts):
        return False

    def has(phrase: Phrase) -> bool:
        if is_said(phrase.needle):
            return True
        return any(term in facts for term in names.phrases.get(phrase.needle, ()))

    for group in query.groups:
        if not any(map(has, group)):
            return False
    return not any(map(has, query.excluded))


def _in_time(query: Query, facts: Collection[str]) -> bool:
    """A story without a date is in no time."""
    for term in facts:
        if term.startswith(DAY):
            day = date.fromisoformat(term[len(DAY) :])
            return (query.after or day) <= day and (query.before or date.max) > day
    return False
