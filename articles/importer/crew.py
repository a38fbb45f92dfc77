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
    """A worker was killed, most likely for want of memory; `first` and `last` tell where."""

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
            yield from _in_order(pieces, pool, workers * AHEAD)
        finally:
            pool.shutdown(cancel_futures=True)


def _in_order(
    pieces: Iterable[Sequence[Task]], pool: ProcessPoolExecutor, ahead: int
) -> Iterator[Sequence[Prepared]]:
    waiting: deque[tuple[Sequence[Task], Future[list[Prepared]]]] = deque()
    for piece in pieces:
        waiting.append((piece, _submit(pool, piece)))
        if len(waiting) > ahead:
            yield _result(*waiting.popleft())
    while waiting:
        yield _result(*waiting.popleft())


def _submit(pool: ProcessPoolExecutor, piece: Sequence[Task]) -> "Future[list[Prepared]]":
    try:
        return pool.submit(_work, piece)
    except BrokenProcessPool as error:
        raise WorkersDied(piece[0].path, piece[-1].path) from error


def _result(piece: Sequence[Task], future: "Future[list[Prepared]]") -> Sequence[Prepared]:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise WorkersDied(piece[0].path, piece[-1].path) from error


def _begin(kit: Kit) -> None:
    """A worker's start: Ctrl-C is the parent's to handle, and its end is the worker's end."""
    global _kit  # noqa: PLW0603  # a process of its own, with one kit for its life
    _kit = kit
    signal.signal(signal.SIGINT, signal.SIG_IGN)
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
