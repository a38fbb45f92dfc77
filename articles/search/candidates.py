"""The stories that may match, newest first: as many as are asked for, at a bounded cost.

No statement sorts all stories with a common word, or reads them. What is common is found among the
newest stories, a stretch of time after the other; what is rare is read whole. Which of the two a
query is, the first two stretches show.
"""

import calendar
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models import Article
from articles.models.compiled import Compiled
from articles.models.search_index import TABLE

from . import places
from .expressions import Tree, all_of, days, fts5, tsquery, unprefixed
from .listed import listed
from .places import AFTER_ALL, Ends, Place, just_after, start_of

FIRST = 300  # stories of the first stretch
GROWTH = 8  # of the stretches after it
RARE = (2, 14)  # candidates in the first, and in both of the first two: the index is read whole
WHOLE = 1_000  # candidates that are sorted at once
WIDEST = 4_000  # of one stretch
LIKELY = 14  # one story in so many has a character, and the next page full is near
BUDGET = 20_000  # of all stretches together
DAYS, MONTHS = timedelta(days=10), timedelta(days=300)  # of which a stretch is named by
A_DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
ALL_FOUND = f"SELECT rowid FROM {TABLE} WHERE terms @@ %s::tsquery"  # noqa: S608 our name
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # no terms lead to a time before it
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)


def _in_span(
    stories: QuerySet[Article], ids: str, low: datetime, high: datetime, number: int
) -> QuerySet:
    is_before = Q(published_at__lt=high) | Q(published_at=high, pk__lt=number)
    found = stories.filter(is_before, pk__listed=ids, published_at__gte=low)
    # All of them: for a limit PostgreSQL would walk the lists' index instead.
    return found.order_by("-published_at", "-pk").values_list("pk", flat=True)


PUBLISHED = Compiled(lambda now, **span: _in_span(Article.objects.published(now), **span))


def indexed(tree: Tree, limit: int) -> list[int]:
    """The numbers of so many stories that the index finds, in no order."""
    sql, text = statement(tree)
    return _asked(f"{sql} LIMIT %s", text, limit)


def indexed_newest(tree: Tree, limit: int) -> list[int]:
    """The same for those that came last, the last one first."""
    sql, text = statement(tree)
    if connection.vendor == "postgresql":
        # Apart as well; what is sorted anyway need not be written down before.
        sql = f"SELECT rowid FROM ({ALL_FOUND} OFFSET 0) AS found"  # noqa: S608
    return _asked(f"{sql} ORDER BY rowid DESC LIMIT %s", text, limit)


def _asked(sql: str, *params: str | int) -> list[int]:
    is_set = connection.vendor == "postgresql"
    if is_set:
        # It knows no figures of terms, and takes a question of many for one that finds the most.
        sql = f"SET LOCAL enable_seqscan = off; {sql}"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = [row[0] for row in cursor.fetchall()]
        if is_set and not connection.get_autocommit():
            cursor.execute("RESET enable_seqscan")  # for what follows in this transaction
    return found


def statement(tree: Tree) -> tuple[str, str]:
    """The SQL that asks the index, and its one parameter."""
    if connection.vendor == "postgresql":
        # Apart from the limit: PostgreSQL would read the table for it instead of the index.
        sql = f"WITH found AS MATERIALIZED ({ALL_FOUND}) SELECT rowid FROM found"  # noqa: S608
        return sql, tsquery(tree)
    # The table's name, not the column's: FTS5 without details knows no columns.
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", fts5(tree)  # noqa: S608


class Stretch(NamedTuple):
    """Candidates that follow each other, newest first.

    `reached`: down to where everything has been given by now, None at the end. `are_sure`: all
    that the tree says has been asked of them.
    """

    ids: list[int]
    reached: Place | None
    are_sure: bool

    @property
    def is_last(self) -> bool:
        return self.reached is None


class Candidates:
    """Of `stories` (None: the published ones) those that the tree may mean, before a place and
    within some days, in stretches.

    The first one who iterates has them found; who does so again, is given the same, and further
    ones after them. `ends` tells dates, so that several of these may ask for them once.
    """

    def __init__(
        self,
        tree: Tree | None,
        stories: QuerySet[Article] | None,
        before: Place | None = None,
        since: date | None = None,
        until: date | None = None,
        *,
        of_titles: bool = False,
        ends: Callable[[datetime], Ends | None] = places.ends,
    ) -> None:
        self._tree, self._stories, self._ends = tree, stories, ends
        # What stretches are asked for. Titles are short: of them a prefix means few.
        self._plain = tree if of_titles else unprefixed(tree)
        self._since = start_of(since) if since else BEFORE_ALL
        last = (start_of(until) if until else AFTER_ALL, 0)
        self.reached: Place | None = min(before or last, last)
        self.hits = 0  # how many matched so far: who reads their texts tells
        self._are_sure = False
        self._spent = self._seen = 0  # candidates, and those of stretches
        self._crowded: date | None = None  # a day with more than can be sorted
        self._given: list[Stretch] = []
        self._others = self._found()

    def __iter__(self) -> Iterator[Stretch]:
        """Until the end, or until the budget is spent."""
        yield from self._given
        for ids in self._others:
            self._given.append(Stretch(ids, self.reached, self._are_sure))
            yield self._given[-1]

    def _found(self) -> Iterator[list[int]]:
        if not self._sets_out():
            return
        if self._start > (now := timezone.now()):
            yield self._walk(now)  # over wrong dates, which would stretch the time that follows
            self._start = self.reached[0] if self.reached else now
            found = self._ends(self._start)
            self._sample = found and found[1]
        if self._plain:
            yield from self._nearest()
        elif self._tree:
            yield from self._by_prefix()
        while self.reached and self._spent < BUDGET:
            yield self._stretch(self._further()) if self._plain else self._walk()

    def _nearest(self) -> Iterator[list[int]]:
        """Two stretches; and all, as soon as there seem to be few."""
        for stretch, rare in ((self._edge, RARE[0]), (self._further, RARE[1])):
            if self.reached:
                yield self._stretch(stretch())
            is_rare = self._seen <= rare or self._plain != self._tree
            if self.reached and is_rare and (found := self._whole()) is not None:
                yield found
                return

    def _by_prefix(self) -> Iterator[list[int]]:
        """Common characters stand in most of the newest stories; then all, if there are few."""
        walked = 0
        while self.reached and walked < FIRST and self.hits * LIKELY >= walked:
            yield self._walk()
            walked += places.WALK
        if self.reached:
            yield self._whole() or []
        self._plain = self._tree

    def _sets_out(self) -> bool:
        """Whether there is anything to look through."""
        assert self.reached
        found = self._ends(just_after(self.reached))
        if not found or found[0] < self._since:
            self.reached = None
            return False
        newest, self._sample, oldest = found
        self.reached = min(self.reached, (just_after((newest, 1)), 0))
        self._start = self.reached[0]
        self._floor = max(self._since, oldest)
        return True

    # Stretches of time -----------------------------------------------------------------------

    def _edge(self) -> datetime:
        """About where the first stretch ends."""
        if not self._sample:
            return self._floor
        return _earlier(self._start, (self._start - self._sample) * (FIRST // places.SAMPLE))

    def _further(self) -> datetime:
        """Some times as far as what lies behind."""
        assert self.reached
        return _earlier(self.reached[0], max(self._start - self.reached[0], A_DAY) * GROWTH)

    def _stretch(self, low: datetime) -> list[int]:
        """The candidates down to `low`, or nearer where they are too many."""
        assert self.reached
        high = self.reached[0]
        day = (high - MOMENT).date()
        if high <= LONG_AGO or day == self._crowded:
            return self._walk()  # over the few that are dated so, or what cannot be sorted
        while True:
            first, last = _named_by(max(low, self._floor, LONG_AGO), high)
            tree = all_of([self._plain, days(first, last)])
            assert tree
            ids = indexed(tree, WIDEST)
            if len(ids) < WIDEST:
                break
            if first >= day:
                self._crowded = day
                return self._walk()
            low = high - (high - low) / GROWTH
        self._spent += len(ids)
        self._seen += len(ids)
        self._are_sure = self._plain == self._tree
        found = self._shown(ids, max(start_of(first), self._since))
        self.reached = (start_of(first), 0) if start_of(first) > self._floor else None
        return found

    def _walk(self, low: datetime = BEFORE_ALL) -> list[int]:
        """The next stories down to `low`, whether or not they can match."""
        assert self.reached
        low = max(low, self._since)
        passed = [place for place in places.next_after(self.reached) if place[0] >= low]
        found = self._shown([pk for _published, pk in passed], low)
        self._are_sure = self._tree is None
        self._spent += len(passed)
        if len(passed) == places.WALK:
            self.reached = passed[-1]
        else:
            self.reached = (low, 0) if low > self._floor else None
        return found

    def _whole(self) -> list[int] | None:
        """All candidates, if they are few; else nothing is won, and the next stretch will tell."""
        assert self._tree
        ids = indexed(self._tree, WHOLE)
        if len(ids) == WHOLE:
            return None
        found = self._shown(ids, self._since)
        self._are_sure = True
        self.reached = None
        return found

    def _shown(self, ids: list[int], low: datetime) -> list[int]:
        """Those that may be shown, from a moment on up to where all has been given."""
        if not ids:
            return []
        assert self.reached
        high, number = self.reached
        span = {"ids": listed(ids), "low": low, "high": high, "number": number}
        if self._stories is None:
            return PUBLISHED(now=timezone.now(), **span)
        return list(_in_span(self._stories, **span))


def _named_by(low: datetime, high: datetime) -> tuple[date, date]:
    """The first and the last day of a stretch: wider than asked, where few terms name it then."""
    first, last = low.astimezone(UTC).date(), high.astimezone(UTC).date()
    if high - low > DAYS:
        first = first.replace(day=1)
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    if high - low > MONTHS:
        first = first.replace(month=1)
    return first, last


def _earlier(moment: datetime, time: timedelta) -> datetime:
    return moment - min(time, moment - LONG_AGO) if moment > LONG_AGO else moment
