"""Folders and files: what is there, what may be read, and the bytes.

Pure. Links are never followed: a link to a folder inside would import it twice, one to a folder
outside would import what nobody asked for, and a loop would never end.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from .problems import Problem, Refused

SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".html", ".htm", ".txt"})
MAX_BYTES = 5 * 1024 * 1024
MAX_PATH = 1000
# What leads out of a folder, or means something to a shell where a name begins.
OUTWARD = re.compile(
    r"(?:^|/)\.{2,}(?:$|[/;])|^[/~]|\\|\x00|^[a-zA-Z][a-zA-Z0-9+.-]*:/|(?:^|/)(?:`|\$[A-Za-z_{(])"
)
# Characters that look like "/" or "." and that some file systems fold into them.
LOOK_ALIKE = str.maketrans(
    {"\u2215": "/", "\u2044": "/", "\uff0f": "/", "\u2024": ".", "\uff0e": "."}
)


@dataclass(frozen=True, slots=True)
class Found:
    """Something in the folder: `path` (relative, for people and the database) and where it is."""

    path: str
    location: bytes
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's bytes as they were read."""

    root: str
    path: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def shown(name: bytes) -> str:
    """The name as text. Bytes that are no UTF-8, and control characters, become \\xNN."""
    text = name.decode("utf-8", "backslashreplace")
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def unsafe_part(path: str) -> str:
    """The part of a relative path that could lead out of its folder, "" if there is none.

    Encoded and look-alike spellings count as what they would become.
    """
    seen = path
    for _ in range(3):
        found = OUTWARD.search(seen.translate(LOOK_ALIKE))
        if found:
            return found[0] or path
        seen = unquote(seen)
    return ""


def walk(top: Path) -> Iterator[Found]:
    """Everything below `top` that is or looks like an article, in a stable order.

    A `top` that is a file yields that file, whatever its suffix. Other files are passed over.
    """
    location = os.fsencode(top)
    if top.is_file():
        yield _judge(os.fsencode(top.name), location, is_file=True)
    else:
        yield from _folder(location, b"")


def _folder(location: bytes, prefix: bytes) -> Iterator[Found]:
    try:
        with os.scandir(location) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        reason = Problem("E_UNREADABLE", detail={"reason": error.strerror or str(error)})
        yield Found(shown(prefix) or ".", location, reason)
        return
    for entry in found:
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False) and not _is_article(entry.name):
            if not entry.name.startswith(b"."):
                yield from _folder(entry.path, path + b"/")
        elif _is_article(entry.name):
            yield _judge(path, entry.path, is_file=entry.is_file(follow_symlinks=False))


def _is_article(name: bytes) -> bool:
    return os.path.splitext(b"x" + name)[1].lower().decode("latin-1") in SUFFIXES


def _judge(path: bytes, location: bytes, *, is_file: bool) -> Found:
    name = path.rsplit(b"/", 1)[-1]
    text = shown(path)
    problem = None
    if name.startswith(b"."):
        problem = Problem("E_HIDDEN")
    elif not is_file:
        problem = Problem("E_NOT_A_FILE", detail={"kind": _kind(location)})
    elif part := unsafe_part(path.decode("utf-8", "replace")):
        problem = Problem("E_PATH_UNSAFE", detail={"part": shown(part.encode("utf-8", "replace"))})
    elif len(text) > MAX_PATH:
        problem = Problem("E_PATH_TOO_LONG", detail={"limit": MAX_PATH})
    return Found(text[:MAX_PATH], location, problem)


def _kind(location: bytes) -> str:
    mode = os.lstat(location).st_mode
    kinds = {stat.S_IFLNK: "link", stat.S_IFDIR: "folder", stat.S_IFSOCK: "socket"}
    return kinds.get(stat.S_IFMT(mode), "device")


def read(found: Found, root: str) -> SourceFile:
    """The file's bytes. Raises Refused: what walk() objected to, unreadable, too big, changing."""
    if found.problem:
        problem = found.problem
        raise Refused(problem.code, problem.line, problem.excerpt, **problem.detail)
    try:
        # O_NOFOLLOW and the check on the open file: it may have been swapped since walk() looked.
        with open(
            os.open(found.location, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb"
        ) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Refused("E_NOT_A_FILE", kind="device")
            if status.st_size > MAX_BYTES:
                raise Refused("E_TOO_BIG", limit=MAX_BYTES // 1024 // 1024)
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refused("E_UNREADABLE", reason=error.strerror or str(error)) from error
    if len(data) != status.st_size:
        raise Refused("E_CHANGED")
    return SourceFile(root, found.path, data)
