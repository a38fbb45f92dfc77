"""How long a work may take, and the stop that ends it before. Pure."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

STEP = 0.2  # seconds until a stop is noticed

T = TypeVar("T")


class Stopped(Exception):
    """Nobody waits for this any more."""


class Deadline:
    """A moment that all steps of a work share; whoever sets `stop` ends them all before it."""

    def __init__(self, seconds: float, stop: threading.Event | None = None) -> None:
        self.seconds = seconds
        self._stop = stop or threading.Event()
        self._end = time.monotonic() + seconds

    def left(self, most: float = float("inf")) -> float:
        """Seconds until then, `most` at most; TimeoutError once it is past, or Stopped."""
        if self._stop.is_set():
            raise Stopped
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, most)

    def within(self, seconds: float) -> "Deadline":
        """That of one step, which may take so long at most."""
        return Deadline(self.left(seconds), self._stop)

    def patiently(self, step: Callable[[float], T]) -> T:
        """What `step` comes to. It waits as many seconds as it is told, then raises TimeoutError;
        it is taken up again until the time is over."""
        while True:
            seconds = self.left(STEP)
            with suppress(TimeoutError):
                return step(seconds)
