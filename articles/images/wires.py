"""The network as fetching sees it: names, connections, certificates, and limits on a connection."""

import io
import os
import select
import socket
import ssl
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial

from .deadline import Deadline
from .reasons import Refusal
from .resolve import Lookup, look_up


def dial(ip: str, port: int, deadline: Deadline) -> socket.socket:
    """A connection to this address. No name comes here, so nothing is looked up a second time."""
    sock = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET)
    try:
        sock.setblocking(False)
        with suppress(BlockingIOError):  # it is under way
            sock.connect((ip, port))
        deadline.patiently(partial(_reach, sock))
    except BaseException:
        sock.close()
        raise
    return sock


def _reach(sock: socket.socket, seconds: float) -> None:
    poll = select.poll()
    poll.register(sock, select.POLLOUT)
    if not poll.poll(seconds * 1000):
        raise TimeoutError
    if error := sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise ConnectionError(os.strerror(error))


@cache
def trusted() -> ssl.SSLContext:
    """The system's authorities; names are checked. Kept: reading the authorities takes time."""
    return ssl.create_default_context()


@dataclass(frozen=True)
class Wires:
    """How hosts are found and reached. `lookup` may say anything: what it says is checked. Once
    `stop` is set, whoever waits for a host does so no more."""

    lookup: Lookup = look_up
    connect: Callable[[str, int, Deadline], socket.socket] = dial
    tls: Callable[[], ssl.SSLContext] = trusted
    ports: Collection[int] = frozenset({80, 443})
    stop: threading.Event = field(default_factory=threading.Event)


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
        count = self._deadline.patiently(partial(self._receive, buffer))
        self.allowance -= count
        if self.allowance < 0:
            raise Refusal("I_PROTOCOL")
        return count

    def _receive(self, buffer: "memoryview[int]", seconds: float) -> int:
        self._socket.settimeout(seconds)
        return self._socket.recv_into(buffer)
