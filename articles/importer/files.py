"""Folders and files: what is there, what may be read, and the bytes.

Pure. Links are never followed: a link to a folder inside would import it twice, one to a folder
outside would import what nobody asked for, and a loop would never end.
"""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from .problems import Problem, Refused

SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".html", ".htm", ".txt"})
MAX_BYTES = 5 * 1024 * 1024
MAX_PATH = 1000
TOO_LONG = Problem("E_PATH_TOO_LONG", detail={"limit": MAX_PATH})
# What leads out of a folder, or means something to a shell where a name begins.
OUTWARD = re.compile(
    r"(?:^|/)\.{2,}(?:$|[/;])|^[/~]|\\|\x00|^[a-zA-Z][a-zA-Z0-9+.-]*:/|(?:^|/)(?:`|\$[A-Za-z_{(])"
)
# Characters that look like "/" or "." and that some file systems fold into them.
LOOK_ALIKE = str.maketrans(
    {"\u2215": "/", "\u2044": "/", "\uff0f": "/", "\u2024": ".", "\uff0e": "."}
)

Entry = tuple[bytes, "os.DirEntry[bytes]"]  # the path below the top, and what is there


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
    """The name as text: bytes that are no UTF-8 become \\xNN, unprintable characters \\uNNNN.

    Two spellings, because two files may differ in nothing else: the byte A0 and a no-break space.
    """
    text = name.decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(ord(char)) for char in text)


def _escaped(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def unsafe_part(path: str) -> str:
    """The part of a relative path that could lead out of its folder, "" if there is none.

    Encoded and look-alike spellings count as what they would become.
    """
    seen = path
    for _ in range(3):
        found = OUTWARD.search(seen if seen.isascii() else seen.translate(LOOK_ALIKE))
        if found:
            return found[0] or path
        if "%" not in seen:
            break
        seen = unquote(seen)
    return ""


def count(top: Path) -> int:
    """About how many things `walk` yields: without a look at each, at a fifth of the cost."""
    if top.is_file():
        return 1
    found, waiting = 0, [os.fsencode(top)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    found += _is_article(entry.name)
                    if _is(entry.is_dir) and not entry.name.startswith(b"."):
                        waiting.append(entry.path)
        except OSError:
            found += 1
    return found


def walk(top: Path) -> Iterator[Found]:
    """Everything below `top` that is or looks like an article, in a stable order.

    A `top` that is a file yields that file, whatever its suffix. Other files are passed over.
    """
    location = os.fsencode(top)
    if top.is_file():
        yield _judge(os.fsencode(top.name), location, is_file=True)
    else:
        yield from _tree(location)


def _tree(top: bytes) -> Iterator[Found]:
    """Depth first, on a stack of our own: Python's is not deep enough for what a disk can hold."""
    waiting: list[Entry] = []
    if problem := _open(top, b"", waiting):
        yield Found(".", top, problem)
    while waiting:
        path, entry = waiting.pop()
        if _is_article(entry.name):
            yield _judge(path, entry.path, is_file=_is(entry.is_file))
        # A site saved as "story.html/index.html" has folders that are named like articles.
        if _is(entry.is_dir) and not entry.name.startswith(b"."):
            text = shown(path)
            if len(text) > MAX_PATH:
                yield Found(text[:MAX_PATH], entry.path, TOO_LONG)
            elif problem := _open(entry.path, path + b"/", waiting):
                yield Found(f"{text}/"[:MAX_PATH], entry.path, problem)


def _open(location: bytes, prefix: bytes, waiting: list[Entry]) -> Problem | None:
    """Put what a folder holds onto the stack, the first name on top. Returns what went wrong."""
    try:
        with os.scandir(location) as entries:
            found = sorted(entries, key=lambda entry: entry.name, reverse=True)
    except OSError as error:
        return _unreadable(error)
    waiting.extend((prefix + entry.name, entry) for entry in found)
    return None


def _is(kind: Callable[..., bool]) -> bool:
    """An entry's is_file or is_dir, of itself and not of what it links to.

    Where the file system does not tell a kind with the name, asking for it may fail.
    """
    try:
        return kind(follow_symlinks=False)
    except OSError:
        return False


def _is_article(name: bytes) -> bool:
    return os.path.splitext(b"x" + name)[1].lower().decode("latin-1") in SUFFIXES


def _judge(path: bytes, location: bytes, *, is_file: bool) -> Found:
    name = path.rsplit(b"/", 1)[-1]
    text = shown(path)
    problem = None
    if name.startswith(b"."):
        problem = Problem("E_HIDDEN")
    elif not is_file:
        problem = _no_file(location)
    elif part := unsafe_part(path.decode("utf-8", "replace")):
        problem = Problem("E_PATH_UNSAFE", detail={"part": shown(part.encode("utf-8", "replace"))})
    elif len(text) > MAX_PATH:
        problem = TOO_LONG
    return Found(text[:MAX_PATH], location, problem)


def _no_file(location: bytes) -> Problem:
    try:
        mode = os.lstat(location).st_mode
    except OSError as error:  # it is gone by now, or its folder lets only the names be read
        return _unreadable(error)
    kinds = {stat.S_IFLNK: "link", stat.S_IFDIR: "folder", stat.S_IFSOCK: "socket"}
    return Problem("E_NOT_A_FILE", detail={"kind": kinds.get(stat.S_IFMT(mode), "device")})


def _unreadable(error: OSError) -> Problem:
    return Problem("E_UNREADABLE", detail={"reason": error.strerror or str(error)})


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
