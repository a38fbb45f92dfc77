"""A file's way in a worker process: read, set aside if known, parsed, cleaned, ruled. Pure.

What goes in and comes out is small and can be sent between processes.
"""

import gc
import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from . import files, frontmatter
from .build import CleanedArticle, Settings, build
from .problems import EXCERPT, Problem, Refused
from .rules import Rule, judge

MAX_PATH_BYTES = 1_900  # with the root: what a PostgreSQL index row holds
# Level 6 makes the originals 5 % smaller and takes half as long again.
LEVEL = 1

# What Python raises where a program did not think of a value: too deep, too large, not there, of
# another kind. With what the libraries raise that read files for us.
STUMBLES = (
    ArithmeticError, AssertionError, AttributeError, BufferError, LookupError, MemoryError, OSError,
    RuntimeError, TypeError, ValueError, re.error, yaml.YAMLError, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """One file to look at. `seen` are the SHA-256 that mean that nothing is new, none if it must be
    read anew in any case; `kept` the packed original, if that is to be read instead of a file;
    `mends` the SHA-256 of the refused file that a person wrote it in place of."""

    path: str
    found: files.Found | None = None
    seen: tuple[str, ...] = ()
    released: bool = False
    kept: bytes | None = None
    mends: str = ""


@dataclass(frozen=True, slots=True)
class Kit:
    """What is the same for all files of a run."""

    settings: Settings
    rules: Sequence[Rule] = ()


@dataclass(slots=True)
class Prepared:
    """What became of a file: a story, a refusal among the problems, or nothing new."""

    path: str
    sha256: str = ""
    size: int = 0
    original: bytes | None = None  # packed; None: it could not be read, or nothing is new
    cleaned: CleanedArticle | None = None
    problems: tuple[Problem, ...] = ()
    unchanged: bool = False
    verdict: str = ""
    rule: int | None = None
    mends: str = ""


@contextmanager
def few_collections() -> Iterator[None]:
    """Python's collector looks through all objects again and again while stories are made, a tenth
    of the time, and finds next to nothing. Inside, it runs only when asked to (`collect`)."""
    was_on = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def pack(data: bytes) -> bytes:
    """A file's bytes as they are kept."""
    return zlib.compress(data, LEVEL)


def prepare(task: Task, kit: Kit) -> Prepared:
    """Everything about one file that needs no database. Never raises for what a file holds."""
    done = Prepared(task.path, mends=task.mends)
    try:
        data = _read(task, kit, done)
        done.sha256 = hashlib.sha256(data).hexdigest()
        if done.sha256 in task.seen:
            done.unchanged = True
            return done
        done.size = len(data)
        done.original = task.kept or pack(data)
        story = build(frontmatter.parse(data, task.path), kit.settings)
        done.problems = story.problems
        done.cleaned, verdict, rule = judge(story, kit.rules)
        if not task.released:
            done.verdict, done.rule = verdict, rule
    except Refused as refused:
        done.problems = (*done.problems, refused.problem)
    # What a stranger's file makes us stumble over is reported as that file's own refusal, with its
    # place, and is no reason to stop for all the other files.
    except STUMBLES as error:
        done.problems = (*done.problems, bug(error))
    return done


def bug(error: Exception) -> Problem:
    """What newsdesk itself stumbled over, with the place, for its authors."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f" ({Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno})" if place else ""
    reason = f"{type(error).__name__}: {error}"[:EXCERPT]
    return Problem("E_BUG", detail={"reason": reason + where})


def _read(task: Task, kit: Kit, done: Prepared) -> bytes:
    if task.kept is not None:
        return zlib.decompress(task.kept)
    if len(task.path) > files.MAX_PATH or len(task.path.encode()) > MAX_PATH_BYTES:
        done.path = task.path[: files.MAX_PATH // 2]
        raise Refused("E_PATH_TOO_LONG", limit=files.MAX_PATH)
    assert task.found is not None, "a task has a file or its kept bytes"
    return files.read(task.found, kit.settings.root).data


def prepare_all(tasks: Sequence[Task], kit: Kit) -> list[Prepared]:
    done = [prepare(task, kit) for task in tasks]
    gc.collect()
    return done


def said(packed: bytes, path: str, kit: Kit) -> CleanedArticle | None:
    """What a kept original told, read the way that it would be read now; None if it is refused."""
    return prepare(Task(path, kept=packed), kit).cleaned
