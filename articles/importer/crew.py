"""Worker processes: many files are parsed and cleaned at once, and come back in their order. Pure.

The workers know no database. They start fresh (spawn), because a fork would share the parent's
connection, and they end with the parent, however it ends.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from .work import Kit, Prepared, Task, prepare_all

PIECE = 100  # files that a worker takes at once
AHEAD = 3  # pieces a worker that are done or under way before they are asked for


class WorkersDied(Exception):
    """A worker was killed, most likely for want of memory, while it read one of the files from
    `first` to `last`."""

    def __init__(self, first: str, last: str) -> None:
        self.first, self.last = first, last
        super().__init__(
            f"A worker process died between {first} and {last}. Memory may have run out: try it"
            " with --workers 1."
        )


_kit: Kit  # a worker's own, set once as it starts


def in_order(
    pieces: Iterable[Sequence[Task]], kit: Kit, workers: int
) -> Iterator[Sequence[Prepared]]:
    """Each piece's files prepared, in the order of the pieces; with one worker, here.

    Takes no more pieces from the iterable than the workers can have under way, so memory stays
    bounded. Raises WorkersDied.
    """
    if workers <= 1:
        for piece in pieces:
            yield prepare_all(piece, kit)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(kit,)) as pool:
        try:
            yield from _in_order(pieces, pool, workers)
        finally:
            pool.shutdown(cancel_futures=True)


def _in_order(
    pieces: Iterable[Sequence[Task]], pool: ProcessPoolExecutor, workers: int
) -> Iterator[Sequence[Prepared]]:
    waiting: deque[tuple[Sequence[Task], Future[list[Prepared]]]] = deque()
    piece: Sequence[Task] = ()
    try:
        for piece in pieces:
            waiting.append((piece, _submit(pool, piece)))
            if len(waiting) > workers * AHEAD:
                yield waiting[0][1].result()
                waiting.popleft()
        while waiting:
            yield waiting[0][1].result()
            waiting.popleft()
    except BrokenProcessPool as error:
        # Pieces are begun in their order: the dead worker had one of the first that are not done.
        lost = [piece for piece, future in waiting if future.exception()][:workers] or [piece]
        raise WorkersDied(lost[0][0].path, lost[-1][-1].path) from error


def _submit(pool: ProcessPoolExecutor, piece: Sequence[Task]) -> "Future[list[Prepared]]":
    """A submission starts workers. They inherit that Ctrl-C is held back: it is the parent's."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_work, piece)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(kit: Kit) -> None:
    """A worker's start: the parent's end, however it comes, is the worker's end."""
    global _kit  # noqa: PLW0603  # a process of its own, with one kit for its life
    _kit = kit
    gc.freeze()  # see few_collections
    gc.disable()
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(piece: Sequence[Task]) -> list[Prepared]:
    return prepare_all(piece, _kit)
