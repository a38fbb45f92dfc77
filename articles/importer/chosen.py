"""Which of the things in a folder a run takes that was told their paths. Pure.

A folder that could not be opened was told of by its own path ("locked/", the top as "."); once it
opens, the walk tells of the files in it instead. So such a path stands for all that is below it.
"""

from collections.abc import Container, Iterator

TOP = "."


def is_folder(path: str) -> bool:
    return path == TOP or path.endswith(("/", f"/{TOP}"))


def folders_above(path: str) -> Iterator[str]:
    """Each as it would have been told of: within a larger import, or as the top of its own."""
    yield TOP
    at = path.find("/") + 1
    while at:
        yield path[:at]
        yield path[:at] + TOP
        at = path.find("/", at) + 1


def takes(only: Container[str], path: str) -> bool:
    """Whether the path is one of them, or below one. As cheap for many of them as for one."""
    return path in only or any(folder in only for folder in folders_above(path))
