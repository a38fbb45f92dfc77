"""What has changed by now: the stamps, read again at most once a second, and only if one is new."""

import logging
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from threading import Lock

from django.db import Error
from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Stamp, Status
from articles.models.stamps import ANY
from articles.reading.sections import top_sections

POLL = timedelta(seconds=1)
GRACE = timedelta(seconds=3)  # how long pages are served while the database does not answer
# Worked out from the tables with each reading, so that nobody has to touch them.
MOMENT = "moment"  # a story appeared or expired by the clock, or another day began
SECTIONS = "sections"  # the navigation of every page

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """The stamps as they were at a time. A page carries those that were read *before* its data,
    so that old data never carries a new stamp."""

    number: int  # by which pages remember it, for they must not keep all of them alive
    values: dict[str, Hashable]
    until: datetime  # when the next story appears or expires, or else the day ends

    def of(self, names: Iterable[str]) -> tuple[Hashable, ...]:
        return tuple(map(self.values.get, names))

    def holds_at(self, now: datetime) -> bool:
        return now < self.until


class Freshness:
    """One process's knowledge of what has changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._looked_at: datetime | None = None
        self._moments = 0

    def at(self, now: datetime) -> Snapshot | None:
        """The snapshot to go by; None if the database has not answered for too long."""
        if (snapshot := self._known(now, POLL)) is not None:
            return snapshot
        with self._lock:
            if self._known(now, POLL) is None:
                self._look(now)
            return self._known(now, GRACE)

    def _known(self, now: datetime, span: timedelta) -> Snapshot | None:
        """The snapshot, if we looked so lately. Both ways: a clock that was put back must not keep
        us from looking."""
        snapshot, looked_at = self._snapshot, self._looked_at
        if snapshot is None or looked_at is None or not snapshot.holds_at(now):
            return None
        return snapshot if -span < now - looked_at < span else None

    def _look(self, now: datetime) -> None:
        try:
            known = self._snapshot
            if known is None or not known.holds_at(now) or self._is_news(known):
                self._snapshot = self._read(now, known)
            self._looked_at = now
        except Error:
            logger.exception("the page cache cannot learn what has changed")

    def _is_news(self, known: Snapshot) -> bool:
        value = Stamp.objects.filter(name=ANY).values_list("value", flat=True).first()
        return value != known.values.get(ANY)

    def _read(self, now: datetime, known: Snapshot | None) -> Snapshot:
        if known and not known.holds_at(now):
            self._moments += 1
        # The stamps first: what is worked out after them is at least as new as they say.
        values: dict[str, Hashable] = dict(Stamp.objects.values_list("name", "value"))
        values[SECTIONS] = tuple(top_sections())
        values[MOMENT] = self._moments
        return Snapshot(known.number + 1 if known else 1, values, next_moment(now))


def next_moment(now: datetime) -> datetime:
    """When a published story next appears or expires, or the date on all pages is another one."""
    published = Article.objects.filter(status=Status.PUBLISHED)
    moments = [
        published.filter(Q((f"{name}__gt", now)))
        .order_by(name)
        .values_list(name, flat=True)
        .first()
        for name in ("publish_at", "expire_at")
    ]
    zone = timezone.get_default_timezone()
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time.min, zone)
    return min([midnight, *filter(None, moments)])
