"""The parent's side of decoding: strangers' pictures are decoded in processes of their own. Pure.

A foreman (`foreman.py`) for each worker forks a child for each picture, with little memory, little
time and no other files open; what a picture does to its child is that child's end only.
"""

import json
import os
import re
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from errno import ECHILD
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any

from .develop import Developed
from .foreman import PATIENCE, READY, Answer, refused
from .headers import MOST_PIXELS
from .reasons import SENTENCES, Refusal

ROOT = Path(__file__).resolve().parents[2]
# All that a foreman needs of the environment, which holds secrets, too.
PASSED_ON = ("PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")
STARTING = 60  # seconds that one may take to come to work
GRACE = 10  # seconds that a foreman may take longer than its child
UNIT = 1 if sys.platform == "darwin" else 1024  # of the memory that systems report, in bytes
COLOUR = re.compile(r"[0-9a-f]{3}")
EXTENSIONS = {"avif", "jpg", "png", "webp"}


class Closed(Exception):
    """The workshop was closed before it came to this picture."""


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU time in seconds and memory in bytes."""

    seconds: float = 0
    memory: int = 0


class Workshop:
    """Develops pictures, as many at once as it has workers; from any thread.

    Its processes start when they are first needed, and end with the `with` block. `most` is the
    most that any one picture has taken."""

    def __init__(self, workers: int = 1) -> None:
        self.most = Spent()
        self._lock = threading.Lock()
        self._foremen = [_Foreman() for _ in range(workers)]
        self._idle: SimpleQueue[_Foreman] = SimpleQueue()
        for foreman in self._foremen:
            self._idle.put(foreman)

    def __enter__(self) -> "Workshop":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for foreman in self._foremen:
            foreman.close()

    def develop(self, path: Path, into: Path) -> Developed:
        """Waits for a free worker. The renditions lie in `into` as `<width>.<extension>`. Raises
        Refusal for what the file holds, OSError where a file cannot be read or written, Closed."""
        foreman = self._idle.get()
        try:
            answer = foreman.ask({"path": str(path.absolute()), "into": str(into.absolute())})
        finally:
            self._idle.put(foreman)
        self._note(answer)
        if "errno" in answer:
            raise OSError(answer["errno"], answer["text"])
        if "refused" in answer:
            raise _refusal(answer)
        return _developed(answer["developed"])

    def _note(self, answer: Answer) -> None:
        seconds, memory = answer.get("seconds", 0), answer.get("memory", 0) * UNIT
        with self._lock:
            self.most = Spent(max(self.most.seconds, seconds), max(self.most.memory, memory))


def _refusal(answer: Answer) -> Refusal:
    code, detail = answer["refused"], answer["detail"]
    if code not in SENTENCES:
        return Refusal("I_CRASHED")
    return Refusal(code, **detail)


def _developed(said: dict[str, Any]) -> Developed:
    """What the child says is checked: it may be possessed by what it read."""
    try:
        developed = Developed(**said)
        numbers = [developed.width, developed.height, developed.frames]
        for extension, widths in developed.renditions.items():
            numbers += widths
            if extension not in EXTENSIONS:
                raise ValueError(extension)
        is_sound = developed.format in MOST_PIXELS and COLOUR.fullmatch(developed.colour)
    except (AttributeError, TypeError, ValueError) as error:
        raise Refusal("I_CRASHED") from error
    if not is_sound or any(type(number) is not int or number < 1 for number in numbers):
        raise Refusal("I_CRASHED")
    return developed


class _Foreman:
    """A foreman's process, started anew whenever there is none. One thread asks at a time; any may
    close it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._changing = threading.Lock()
        self._asking = threading.Lock()
        self._is_closed = False

    def ask(self, job: dict[str, str]) -> Answer:
        """The answer to a job; that the decoder crashed where the foreman itself dies of it."""
        with self._asking:
            process = self._running()
            line = b""
            try:
                line = self._exchange(process, json.dumps(job).encode() + b"\n")
            finally:
                if not line.endswith(b"\n"):  # an answer still to come is not the next job's
                    self._end()
        if line.endswith(b"\n"):
            answer: Answer = json.loads(line)
            return answer
        if self._is_closed:
            raise Closed
        return refused("I_CRASHED")

    def close(self) -> None:
        self._is_closed = True
        with self._changing:
            if self._process:
                _kill(self._process)
        with self._asking:  # who asked sees the end, and lets go of the pipes
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is not None:
            self._end()
        with self._changing:
            if self._is_closed:
                raise Closed
            self._process = self._process or _start()
            return self._process

    def _exchange(self, process: subprocess.Popen[bytes], job: bytes) -> bytes:
        assert process.stdin is not None
        with suppress(BrokenPipeError):
            process.stdin.write(job)
        return _line_of(process, PATIENCE + GRACE)

    def _end(self) -> None:
        with self._changing:
            process, self._process = self._process, None
            if process:
                _kill(process)
                with suppress(BrokenPipeError), process:
                    pass  # waits for its end and closes the pipes


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends a foreman and what it has started: they are a group of their own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _start() -> subprocess.Popen[bytes]:
    """A session of its own: Ctrl-C in the terminal is the parent's. ChildProcessError where it does
    not come to work, for that is no picture's fault."""
    process = subprocess.Popen(
        [sys.executable, "-m", "articles.images.foreman"],
        cwd=ROOT,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,
    )
    if _line_of(process, STARTING) != READY:
        _kill(process)
        with process:
            raise ChildProcessError(ECHILD, "The process that decodes pictures does not start")
    return process


def _line_of(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """The next line that it says; less where it died, or hangs, before the line's end."""
    assert process.stdout is not None
    said = process.stdout.fileno()
    poll = select.poll()
    poll.register(said, select.POLLIN)
    line = b""
    while not line.endswith(b"\n") and poll.poll(seconds * 1000):
        piece = os.read(said, 65_536)
        if not piece:
            break
        line += piece
    return line
