"""Whom to ask next: one lane for each host, so that no host is asked too often. Pure.

Time is whatever clock the caller has, in seconds. The lane of the empty name is this site itself,
which needs no such care.
"""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

AT_ONCE = 2  # requests to one host
GAP = 0.5  # seconds between the starts of two
DEAD_AFTER = 5  # connections in a row that failed
PATIENCE = 60.0  # seconds; a host that wants more than this is left to a later run
NEVER = float("inf")

T = TypeVar("T")


@dataclass(slots=True)
class _Lane(Generic[T]):
    waiting: deque[T] = field(default_factory=deque)
    running: int = 0
    opens: float = 0.0  # when the next may start
    failures: int = 0


class Lanes(Generic[T]):
    """What waits for each host, and when it may start. Hosts take turns."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane[T]] = {}
        self.closed: set[str] = set()

    def __len__(self) -> int:
        return sum(len(lane.waiting) for lane in self._lanes.values())

    def put(self, host: str, item: T, *, first: bool = False) -> None:
        """Nothing waits for a host that is closed."""
        if host in self.closed:
            return
        waiting = self._lane(host).waiting
        if first:
            waiting.appendleft(item)
        else:
            waiting.append(item)

    def full(self, most: int) -> Collection[str]:
        """Hosts for which so many wait already, and those that are closed."""
        lanes = self._lanes.items()
        return self.closed.union(host for host, lane in lanes if len(lane.waiting) >= most)

    def start(self, now: float, most: int) -> Iterator[tuple[str, T]]:
        """Up to `most` that start now; each is under way until `done`."""
        started = True
        while started:
            started = False
            for host in list(self._lanes):
                if most > 0 and self._may_start(host, now):
                    most -= 1
                    started = True
                    yield host, self._begin(host, now)

    def pause(self, now: float) -> float:
        """Seconds until something may start; NEVER, if one under way must end before."""
        opens = [
            lane.opens
            for host, lane in self._lanes.items()
            if lane.waiting and (not host or lane.running < AT_ONCE)
        ]
        return max(0.0, min(opens) - now) if opens else NEVER

    def done(self, host: str, *, connected: bool = True) -> None:
        """One has ended. A host that could not even be reached, time after time, is closed."""
        lane = self._lane(host)
        lane.running -= 1
        lane.failures = 0 if connected else lane.failures + 1
        if lane.failures >= DEAD_AFTER:
            self._close(host)

    def rest(self, host: str, until: float, now: float) -> bool:
        """The host asks to be left alone. False: for so long that it is closed now."""
        if until - now > PATIENCE:
            self._close(host)
            return False
        lane = self._lane(host)
        lane.opens = max(lane.opens, until)
        return True

    def _lane(self, host: str) -> _Lane[T]:
        return self._lanes.setdefault(host, _Lane())

    def _close(self, host: str) -> None:
        self.closed.add(host)
        self._lane(host).waiting.clear()

    def _may_start(self, host: str, now: float) -> bool:
        lane = self._lanes[host]
        is_polite = not host or (lane.running < AT_ONCE and lane.opens <= now)
        return bool(lane.waiting) and is_polite

    def _begin(self, host: str, now: float) -> T:
        lane = self._lanes.pop(host)
        self._lanes[host] = lane  # its next turn comes after the others'
        lane.running += 1
        lane.opens = max(lane.opens, now + (GAP if host else 0.0))
        return lane.waiting.popleft()
