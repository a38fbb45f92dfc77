"""Finding stories: the newest that match, or the best among a bounded number of them.

The index leads to candidates, each story's folded text decides. What a search may cost has a
bound, whatever the archive holds; where it ends at that, the answer says how far it looked.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from functools import cache, cached_property

from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Article

from . import ranking
from .candidates import Candidates
from .expressions import Tree, is_exact_query, titles_of, tree_of, without
from .matching import DAY
from .names import directory, resolve
from .places import Place, ends, place_of
from .query import Query
from .texts import Told, matching

PAGE = 21  # stories: those of a page, and one that tells whether more follow
VERIFIED = 1_000  # candidates that one search reads the texts of
COUNTED = 200  # of the last ones, so that the count is exact
AMONG, TITLES = 200, 150  # newest candidates, and of those with the words in their title
BEST = 200  # that are ranked first


@dataclass(frozen=True)
class Found:
    """The stories that match, and how far was looked for them.

    `is_complete`: no other story matches. `looked_until`: where it is not, and there are fewer
    than were asked for: go on before this place. `count` is of those that match at least.
    """

    ids: list[int]
    is_complete: bool
    looked_until: Place | None = None
    count: int = 0
    is_exact_count: bool = False


NOTHING = Found([], is_complete=True, is_exact_count=True)


class Search:
    """One query, with what its names mean, among the stories that may be shown.

    Whatever is asked of one search, its stories are looked for once, and no text is read twice.
    `within`: terms of facts (models/search_index.py) that all stories must have; by them the index
    finds, where other conditions of `stories` are tried on each candidate.
    """

    def __init__(
        self,
        query: Query,
        stories: QuerySet[Article] | None = None,
        within: Iterable[str] = (),
    ) -> None:
        self.query = query
        self.directory = directory()
        self._stories = stories
        self._ends = cache(ends)
        self._read: dict[int, Told | None] = {}
        names = resolve(query, self.directory)
        filters = (*names.resolved.filters, *(frozenset([term]) for term in within))
        self.names = replace(names, resolved=replace(names.resolved, filters=filters))

    @property
    def can_match(self) -> bool:
        asks = not self.query.is_empty or self.names.resolved.filters
        return bool(asks) and not self.names.is_impossible

    @cached_property
    def is_exact(self) -> bool:
        """Whether every story with the terms matches: then no text need be read to tell."""
        if self.names.link_only or not is_exact_query(self.query, self.names.resolved):
            return False
        # The index takes away from what it finds; where nothing is asked of it, texts are read.
        return not self.query.excluded or tree_of(self.query, self.names.resolved) is not None

    @cached_property
    def candidates(self) -> Candidates:
        return self.candidates_before(None)

    def candidates_before(self, place: Place | None) -> Candidates:
        tree = tree_of(self.query, self.names.resolved)
        if not self.names.link_only:  # of their stories the index knows more than is searched
            tree = without(tree, self.query, self.names.resolved)
        return self._candidates(tree, place)

    def titles(self) -> Candidates | None:
        """Those that hold all words in their titles."""
        tree = titles_of(self.query, self.names.resolved)
        return self._candidates(tree, of_titles=True) if tree else None

    def verified(self, ids: Sequence[int]) -> list[Told]:
        """Those that match."""
        unread = [pk for pk in ids if pk not in self._read]
        self._read.update(dict.fromkeys(unread))
        self._read.update({told.pk: told for told in matching(self.query, self.names, unread)})
        return [told for pk in ids if (told := self._read[pk])]

    def _candidates(
        self, tree: Tree | None, before: Place | None = None, *, of_titles: bool = False
    ) -> Candidates:
        days = self.query.after, self.query.before
        return Candidates(tree, self._stories, before, *days, of_titles=of_titles, ends=self._ends)


def newest(search: Search, before: Place | None = None, count: int = PAGE) -> Found:
    """The newest `count` that match, before a place."""
    if not search.can_match:
        return NOTHING
    candidates = search.candidates_before(before) if before else search.candidates
    found: list[int] = []
    looked = 0
    for stretch in candidates:
        if search.is_exact and stretch.are_sure:
            found += stretch.ids
            if len(found) >= count:
                is_all = stretch.is_last
                return Found(
                    found[:count], is_all and len(found) == count, None, len(found), is_all
                )
            continue
        for batch, rest in _batches(stretch.ids, count):
            looked += len(batch)
            found += [story.pk for story in search.verified(batch)]
            if len(found) >= count:
                return _page(search, found, count, rest, stretch.is_last)
            candidates.hits = len(found)
            if looked >= VERIFIED:
                return Found(found, False, place_of(batch[-1]), len(found))
    is_all = candidates.reached is None
    return Found(found, is_all, candidates.reached, len(found), is_all)


def _batches(ids: list[int], count: int) -> Iterator[tuple[list[int], list[int]]]:
    """A page's worth at first, then more and more: most often the first will do. Each with what
    is left."""
    start, size = 0, count
    while start < len(ids):
        end = start + size
        yield ids[start:end], ids[end:]
        start, size = end, min(size * 2, VERIFIED // 5)


def _page(search: Search, found: list[int], count: int, rest: list[int], is_last: bool) -> Found:
    """A whole page; `rest` are candidates that were not looked at."""
    number = len(found)
    is_all = is_last and len(rest) <= COUNTED
    if is_all:
        number += len(search.verified(rest))
    return Found(found[:count], is_all and number == count, None, number, is_all)


def best(search: Search, count: int = BEST) -> Found:
    """The best `count` among the newest that match and the newest that do so by their titles."""
    if not search.can_match:
        return NOTHING
    titles = search.titles()
    told, is_last = _some(search, search.candidates, AMONG)
    is_all = is_last and len(told) < AMONG
    if titles and not is_all:
        told += _some(search, titles, TITLES, {story.pk for story in told})[0]
    today = timezone.now().astimezone(UTC).date()
    compared = [ranking.Story(it.texts, it.facts, _age(it, today)) for it in told]
    ranked = ranking.scores(search.query, search.names.resolved, compared)
    # Equals stay in the order of their dates.
    order = sorted(range(len(told)), key=ranked.__getitem__, reverse=True)
    best_ids = [told[at].pk for at in order[:count]]
    return Found(best_ids, is_all and len(told) <= count, None, len(told), is_all)


def _some(
    search: Search, candidates: Candidates, count: int, known: Collection[int] = ()
) -> tuple[list[Told], bool]:
    """The newest that match and are not known, of not many more candidates; and whether no others
    follow."""
    told: list[Told] = []
    looked = 0
    for stretch in candidates:
        batch = [pk for pk in stretch.ids if pk not in known][: count - len(told)]
        told += search.verified(batch)
        looked += len(batch)
        candidates.hits = len(told)
        if len(told) >= count or looked >= 2 * count:
            return told, stretch.is_last
    return told, candidates.reached is None


def _age(story: Told, today: date) -> int:
    """In days."""
    days = (term for term in story.facts if term.startswith(DAY))
    return (today - date.fromisoformat(next(days)[len(DAY) :])).days
