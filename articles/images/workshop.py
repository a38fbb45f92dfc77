"""The parent's side of decoding: strangers' pictures are decoded in processes of their own. Pure.

A foreman (`foreman.py`) for each worker forks a child for each picture, with little memory, little
time and no other files open; what a picture does to its child is that child's end only.
"""

from pathlib import Path
from types import TracebackType

from .develop import Developed


class Workshop:
    """Develops pictures, as many at once as it has workers; from any thread.

    Its processes start when they are first needed, and end with the `with` block."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    def __enter__(self) -> "Workshop":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        raise NotImplementedError

    def develop(self, path: Path, into: Path) -> Developed:
        """Waits for a free worker. The renditions lie in `into` as `<width>.<extension>`. Raises
        Refusal for what the file holds, OSError where `into` cannot be written."""
        raise NotImplementedError
