"""What the newest stories that a query finds have in common: sections, sources, years, tags."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain, islice

from .finding import Search
from .names import Kind
from .texts import facts_of

AMONG = 400  # newest candidates
MOST = 8  # of a kind
YEAR = "§y"


@dataclass(frozen=True)
class Facet:
    """One filter that the query could have: `query.with_filter(kind, value)`."""

    label: str
    value: str
    count: int


@dataclass(frozen=True)
class Facets:
    """The most frequent first; `is_complete` if all stories that match were counted."""

    sections: list[Facet]
    sources: list[Facet]
    years: list[Facet]
    tags: list[Facet]
    counted: int
    is_complete: bool


def facets(search: Search) -> Facets:
    """Of the newest candidates; where the index cannot tell whether they match, their texts do."""
    if not search.can_match:
        return Facets([], [], [], [], 0, is_complete=True)
    sure: list[int] = []
    facts: list[Collection[str]] = []
    looked = 0
    for stretch in search.candidates:
        batch = stretch.ids[: AMONG - looked]
        looked += len(batch)
        if search.is_exact and stretch.are_sure:
            sure += batch
        else:
            facts += [story.facts for story in search.verified(batch)]
        search.candidates.hits = len(sure) + len(facts)
        if looked == AMONG:
            break
    facts += facts_of(sure)
    counts = Counter(chain.from_iterable(facts)).most_common()
    known = search.directory
    return Facets(
        _called(counts, known.categories, known.top),
        _called(counts, known.sources),
        _years(counts),
        _called(counts, known.tags),
        len(facts),
        is_complete=looked < AMONG and search.candidates.reached is None,
    )


def _years(counts: list[tuple[str, int]]) -> list[Facet]:
    found = ((term[len(YEAR) :], number) for term, number in counts if term.startswith(YEAR))
    return [Facet(year, year, number) for year, number in islice(found, MOST)]


def _called(
    counts: list[tuple[str, int]], kind: Kind, among: Collection[str] | None = None
) -> list[Facet]:
    """Those of a kind, by name."""
    terms = kind.labels if among is None else among
    found = ((term, number) for term, number in counts if term in terms)
    return [
        Facet(kind.labels[term], kind.values[term], number) for term, number in islice(found, MOST)
    ]
