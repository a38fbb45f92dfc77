"""What the names in a query mean: sources, categories and tags, as the index's terms of them.

All names are kept in each process, folded, until the stamps tell that they may be others: one
small query a search.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from django.db import connection
from taggit.models import Tag

from articles.cleaning.folding import fold
from articles.models import Category, Source, TextRights, granting
from articles.models.compiled import Compiled
from articles.models.grants import today
from articles.models.search_index import fact
from articles.models.stamps import ALL, LATEST, Stamp

from .matching import Resolved
from .query import Phrase, Query

MOST = 20  # sources, and as many tags, by whose names a phrase finds stories
MOST_SEEN = 2_000  # that are compared for it

STAMPS = Compiled(
    lambda: Stamp.objects.filter(name__in=(ALL, LATEST)).order_by("name").values_list("value")
)


@dataclass(frozen=True)
class Names:
    """What one query's names mean, and whose texts readers may not search."""

    resolved: Resolved
    link_only: frozenset[str]

    def is_link_only(self, facts: Iterable[str]) -> bool:
        return bool(self.link_only) and not self.link_only.isdisjoint(facts)

    @property
    def is_impossible(self) -> bool:
        """Whether a filter names what does not exist."""
        return not all(self.resolved.filters)


def resolve(query: Query, known: "Directory | None" = None) -> Names:
    known = known or directory()
    phrases = (*query.words, *query.excluded)
    sources = frozenset(term for name in query.sources for term in known.sources.called(name))
    filters = [
        *([sources] if query.sources else []),
        *(frozenset(known.categories.called(name)) for name in query.categories),
        *(frozenset(known.tags.called(name)) for name in query.tags),
    ]
    found = {phrase.needle: known.named(phrase) for phrase in phrases}
    return Names(Resolved(found, tuple(filters)), known.link_only)


class Kind:
    """The names of one kind: `rows` are numbers, names, and other ways to call each."""

    def __init__(self, letter: str, rows: Iterable[tuple[int, str, tuple[str, ...]]]) -> None:
        self.labels: dict[str, str] = {}
        self.values: dict[str, str] = {}  # by which a query's filter names just that one
        self._called: dict[str, list[str]] = {}
        folded = []
        for number, name, others in rows:
            term = fact(letter, number)
            self.labels[term], self.values[term] = name, others[-1] if letter == "c" else name
            folded.append(_folded(name))
            for each in {folded[-1], *map(_folded, others)}:
                self._called.setdefault(each, []).append(term)
        # One text for all: it is looked through faster than a hundred thousand.
        self._terms = list(self.labels)
        self._names = "\n".join(folded)
        self._starts = list(accumulate((len(name) + 1 for name in folded), initial=0))

    def called(self, name: str) -> list[str]:
        """The terms of those with just this name; else of some that contain it."""
        exact = self._called.get(_folded(name), [])
        return exact or self.containing(Phrase.of(name).needle)

    def containing(self, needle: str) -> list[str]:
        """The terms of those whose names contain the needle, the shortest names first."""
        seen = dict.fromkeys(self._places(needle))
        best = sorted(seen, key=lambda at: (self._starts[at + 1] - self._starts[at], at))
        return [self._terms[at] for at in best[:MOST]]

    def _places(self, needle: str) -> Iterator[int]:
        start = 0
        for _ in range(MOST_SEEN if needle else 0):
            if (start := self._names.find(needle, start)) < 0:
                return
            at = bisect_right(self._starts, start) - 1
            yield at
            start = self._starts[at + 1]


class Directory:
    """All names as they are now."""

    def __init__(self) -> None:
        sources = list(Source.objects.order_by("pk").values_list("pk", "name", "slug"))
        self.sources = Kind("s", ((pk, name, (slug,)) for pk, name, slug in sources))
        tags = Tag.objects.order_by("pk").values_list("pk", "name", "slug")
        self.tags = Kind("t", ((pk, name, (slug,)) for pk, name, slug in tags.iterator()))
        filed = list(
            Category.objects.order_by("pk").values_list(
                "pk", "name", "slug", "title", "path", "parent"
            )
        )
        self.categories = Kind("c", ((pk, name, tuple(more)) for pk, name, *more, _above in filed))
        self.top = frozenset(fact("c", pk) for pk, *_names, above in filed if above is None)
        rights = Source.objects.filter(granting(TextRights.LINK)).values_list("pk", flat=True)
        self.link_only = frozenset(fact("s", pk) for pk in rights)

    def named(self, phrase: Phrase) -> frozenset[str]:
        needle = phrase.needle
        return frozenset((*self.sources.containing(needle), *self.tags.containing(needle)))


_kept: dict[str, tuple[list[object], Directory]] = {}


def directory() -> Directory:
    if connection.in_atomic_block:
        return Directory()  # what this transaction changes no stamp tells yet
    # The day, because licences end with one, and the clock touches no stamp.
    state = [today(), *STAMPS()]
    kept = _kept.get(connection.alias)
    if kept is None or kept[0] != state:
        kept = _kept[connection.alias] = (state, Directory())
    return kept[1]


@lru_cache(maxsize=200_000)
def _folded(name: str) -> str:
    """Kept, because after most changes all names but a few are what they were."""
    return fold(name)
