"""Whom to ask next: one lane for each host, so that no host is asked too often. Pure.

Time is whatever clock the caller has, in seconds. The lane of the empty name is this site itself,
which needs no such care.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

AT_ONCE = 2  # requests to one host
GAP = 0.5  # seconds between the starts of two
DEAD_AFTER = 5  # connections in a row that failed
REST = 60.0  # seconds, where a host does not say how long; twice that the next time
REFUSALS = 3  # so often it may turn us away in one run
PATIENCE = 60.0  # seconds; a host that wants more than this is left to a later run
NEVER = float("inf")

T = TypeVar("T")


@dataclass(slots=True)
class _Host:
    """What is known of a host that was asked."""

    running: int = 0
    opens: float = 0.0  # when the next may start
    failures: int = 0
    refusals: int = 0


class Lanes(Generic[T]):
    """What waits for each host, and when it may start. Hosts take turns. Those that nothing waits
    for are never looked through, however many a run has seen."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[T]] = {}  # in their turns; none is empty
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self.closed: set[str] = set()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def put(self, host: str, item: T, *, first: bool = False) -> None:
        """Nothing waits for a host that is closed."""
        if host in self.closed:
            return
        waiting = self._waiting.setdefault(host, deque())
        if first:
            waiting.appendleft(item)
        else:
            waiting.append(item)

    def full(self, most: int) -> Collection[str]:
        """Hosts for which so many wait already, and those that are closed."""
        lanes = self._waiting.items()
        return self.closed.union(host for host, waiting in lanes if len(waiting) >= most)

    def start(self, now: float, most: int) -> Iterator[tuple[str, T]]:
        """Up to `most` that start now; each is under way until `done`."""
        started = True
        while started:
            started = False
            for host in list(self._waiting):
                if most > 0 and self._may_start(host, now):
                    most -= 1
                    started = True
                    yield host, self._begin(host, now)

    def pause(self, now: float) -> float:
        """Seconds until something may start; NEVER, if one under way must end before."""
        hosts = [(name, self._hosts[name]) for name in self._waiting]
        opens = [host.opens for name, host in hosts if not name or host.running < AT_ONCE]
        return max(0.0, min(opens) - now) if opens else NEVER

    def done(self, name: str, *, connected: bool = True) -> None:
        """One has ended. A host that could not even be reached, time after time, is closed."""
        host = self._hosts[name]
        host.running -= 1
        host.failures = 0 if connected else host.failures + 1
        if host.failures >= DEAD_AFTER:
            self._close(name)

    def rest(self, name: str, until: float, now: float) -> bool:
        """The host asks to be left alone. False: for so long that it is closed now."""
        if until - now > PATIENCE:
            self._close(name)
            return False
        host = self._hosts[name]
        host.opens = max(host.opens, until)
        return True

    def turned_away(self, name: str, now: float) -> bool:
        """The host has had enough, and does not say for how long. False: it is closed now."""
        host = self._hosts[name]
        if host.opens > now + GAP:  # it was asked before it began to rest
            return True
        host.refusals += 1
        if host.refusals >= REFUSALS:
            self._close(name)
            return False
        host.opens = now + REST * 2 ** (host.refusals - 1)
        return True

    def _close(self, host: str) -> None:
        self.closed.add(host)
        self._waiting.pop(host, None)

    def _may_start(self, name: str, now: float) -> bool:
        host = self._hosts[name]
        return not name or (host.running < AT_ONCE and host.opens <= now)

    def _begin(self, name: str, now: float) -> T:
        waiting, host = self._waiting.pop(name), self._hosts[name]
        item = waiting.popleft()
        if waiting:
            self._waiting[name] = waiting  # its next turn comes after the others'
        host.running += 1
        host.opens = max(host.opens, now + (GAP if name else 0.0))
        return item
