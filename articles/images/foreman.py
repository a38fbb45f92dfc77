"""The process that decodes: it forks a child for each picture and says what became of it. Pure.

`workshop.py` starts it afresh, so that no child inherits a database connection, a lock that a
thread holds, or a secret from the environment. It reads a job a line and writes an answer a line.
It never decodes itself: what it has in memory, all its children would have, too.
"""

import gc
import json
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PIL import AvifImagePlugin, Image, WebPImagePlugin  # noqa: F401  # loaded once, before forks

from .develop import MEMORY, SECONDS, develop
from .reasons import Refusal

Answer = dict[str, Any]

PATIENCE = 60  # seconds that a child may live: the machine may be busy with other work
# The child's, and its files'. Code and libraries, which are not data, take up to 20 MB more.
LIMITS = {
    "RLIMIT_CPU": SECONDS,
    "RLIMIT_DATA": (MEMORY - 25) * 1_000_000,
    "RLIMIT_FSIZE": 64_000_000,
    "RLIMIT_NOFILE": 16,
    "RLIMIT_CORE": 0,
}
JOBS, ANSWERS = 0, 1  # file descriptors
READY = b"ready\n"  # said once, before the first job


def main() -> None:
    prepare()
    gc.freeze()
    os.write(ANSWERS, READY)
    while job := _read_job():
        os.write(ANSWERS, json.dumps(_attend(job)).encode() + b"\n")


def prepare() -> None:
    """Pillow as a child needs it: its own limit of pixels warns first, and knows no formats."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def _read_job() -> dict[str, str] | None:
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(JOBS, 65_536)
        if not piece:
            return None
        line += piece
    job: dict[str, str] = json.loads(line)
    return job


def _attend(job: dict[str, str]) -> Answer:
    results, channel = os.pipe()
    child = os.fork()
    if not child:
        _work(job, channel)
    os.close(channel)
    try:
        said = _listen(results)
    finally:
        os.close(results)
        os.kill(child, signal.SIGKILL)  # who has said everything has nothing left to do
        _, status, used = os.wait4(child, 0)
    seconds = used.ru_utime + used.ru_stime
    answer = _parsed(said) or _obituary(status, seconds)
    return answer | {"seconds": seconds, "memory": used.ru_maxrss}


def _listen(results: int) -> bytes:
    """What the child says until its end, or until it is too late. Ends with the parent."""
    poll = select.poll()
    poll.register(results, select.POLLIN)
    poll.register(JOBS, select.POLLIN)
    said, until = b"", time.monotonic() + PATIENCE
    while (left := until - time.monotonic()) > 0:
        ready = [number for number, _ in poll.poll(left * 1000)]
        if JOBS in ready:  # there is no second job before the first is answered: it is gone
            raise SystemExit
        if results in ready:
            piece = os.read(results, 65_536)
            if not piece:
                return said
            said += piece
    return said


def _parsed(said: bytes) -> Answer | None:
    with suppress(ValueError):
        answer = json.loads(said)
        return answer if isinstance(answer, dict) else None
    return None


def _obituary(status: int, seconds: float) -> Answer:
    """Why a child said nothing. What may be the machine's fault, which was too busy or ran out of
    memory, is not laid on the picture for good."""
    killer = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if killer in (signal.SIGPROF, signal.SIGXCPU) or seconds >= SECONDS:
        return refused("I_TOO_MUCH_WORK", seconds=SECONDS)
    return refused("I_CRASHED")


def refused(code: str, **detail: str | int) -> Answer:
    return {"refused": code, "detail": detail}


# The child ---------------------------------------------------------------------------------------


def _work(job: dict[str, str], channel: int) -> None:
    """The child's whole life. Nothing of the foreman's is within its reach but the channel."""
    answer = None
    try:
        _close_all_but(channel)
        _limit()
        answer = _answer(job)
    finally:  # whatever it was: the child has one more thing to do, to say so
        with suppress(BaseException):
            os.write(channel, json.dumps(answer or _last_words(sys.exception())).encode())
        os._exit(0)


def _close_all_but(channel: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):  # not closed: an output file opened next would be the new stderr
        os.dup2(null, number)
    os.closerange(3, channel)
    os.closerange(channel + 1, 65_536)


def _limit() -> None:
    for name, most in LIMITS.items():
        kind = getattr(resource, name, None)  # systems differ
        if kind is not None:
            _, hard = resource.getrlimit(kind)
            value = most if hard == resource.RLIM_INFINITY else min(most, hard)
            with suppress(OSError, ValueError):
                resource.setrlimit(kind, (value, value))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, SECONDS * 0.95)  # RLIMIT_CPU looks once a second


def _answer(job: dict[str, str]) -> Answer:
    try:
        return {"developed": asdict(develop(Path(job["path"]), Path(job["into"])))}
    except Refusal as refusal:
        return refused(refusal.code, **refusal.detail)
    except OSError as error:
        return {"errno": error.errno, "text": str(error)}


def _last_words(error: BaseException | None) -> Answer:
    """Whose fault it is, the reason tells."""
    return refused("I_CRASHED", reason=f"{type(error).__name__}: {error}"[:200])


if __name__ == "__main__":
    main()
