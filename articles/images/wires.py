"""The network as fetching sees it: names, connections, certificates, and limits on a connection."""

import io
import socket
import ssl
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from .reasons import Refusal
from .resolve import Lookup, look_up


def dial(ip: str, port: int, seconds: float) -> socket.socket:
    """A connection to this address. No name comes here, so nothing is looked up a second time."""
    return socket.create_connection((ip, port), timeout=seconds)


@cache
def trusted() -> ssl.SSLContext:
    """The system's authorities; names are checked. Kept: reading the authorities takes time."""
    return ssl.create_default_context()


@dataclass(frozen=True)
class Wires:
    """How hosts are found and reached. `lookup` may say anything: what it says is checked."""

    lookup: Lookup = look_up
    connect: Callable[[str, int, float], socket.socket] = dial
    tls: Callable[[], ssl.SSLContext] = trusted
    ports: Collection[int] = frozenset({80, 443})


class Deadline:
    """A moment that all steps of a work share."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, most: float = float("inf")) -> float:
        """Seconds until then, `most` at most; TimeoutError once it is past."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, most)


class Line:
    """A socket as http.client uses it. Reading ends at the deadline, however little comes at a
    time, and after `allowance` bytes of whatever kind: status, headers, chunks, trailers.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline, allowance: int) -> None:
        self._socket = sock
        self._deadline = deadline
        self._reader = _Reader(sock, deadline, allowance)

    def allow(self, more: int) -> None:
        self._reader.allowance += more

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._reader)

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data)

    def close(self) -> None:
        """http.client closes before the body is read. The socket is its owner's to close."""


class _Reader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline, allowance: int) -> None:
        super().__init__()
        self.allowance = allowance
        self._socket = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]", /) -> int:  # type: ignore[override]
        self._socket.settimeout(self._deadline.left())
        count = self._socket.recv_into(buffer)
        self.allowance -= count
        if self.allowance < 0:
            raise Refusal("I_PROTOCOL")
        return count
