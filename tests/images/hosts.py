"""What fetching asks, in tests: pictures by address instead of the internet, and a clock."""

import hashlib
import threading
from pathlib import Path

from articles.images.http import Answer
from articles.images.reasons import Refusal


class Hosts:
    """In the place of `http.get`: says what it is told by address, a picture of its own otherwise,
    and remembers what it was asked."""

    def __init__(self) -> None:
        self.says: dict[str, bytes | BaseException | list] = {}
        self.asked: list[tuple[str, str]] = []  # address and referer
        self.at_once: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.lock = threading.Lock()

    def get(self, url: str, into: Path, *, referer: str = "", **_given) -> Answer:
        host = url.split("/")[2]
        with self.lock:
            self.asked.append((url, referer))
            self.at_once[host] = self.at_once.get(host, 0) + 1
            self.most[host] = max(self.most.get(host, 0), self.at_once[host])
        try:
            return self.answer(url, into)
        finally:
            with self.lock:
                self.at_once[host] -= 1

    def answer(self, url: str, into: Path) -> Answer:
        said = self.says.get(url, url.encode())
        if isinstance(said, list):
            said = said.pop(0) if len(said) > 1 else said[0]
        if isinstance(said, BaseException):
            raise said
        path = into / "file"
        path.write_bytes(said)
        return Answer(path, hashlib.sha256(said).hexdigest(), len(said), url, "png")


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert 0 <= seconds < 3_600
        self.now += seconds


def status(number: int, retry_after: float = 0) -> Refusal:
    return Refusal("I_STATUS", status=number, retry_after=retry_after)
