"""A server whose every port does its worst: each case listens on one of its own."""

import contextlib
import itertools
import selectors
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

COPIED = "copied"
# Among a name's addresses: the public one of the case; and a name server that does not answer.
OWN, NEVER = "own", "never"
Behaviour = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Case:
    """What a host does to who asks for `url`, and what the asker must make of it."""

    name: str
    behave: Behaviour | None  # None: it never takes the connection
    expected: str = COPIED  # or a code of reasons.py
    status: int = 0  # of the answer, where the refusal must tell it
    scheme: str = "http"
    path: str = "/picture.jpg"
    # What a name's look-ups answer, one after the other; the last one for ever. Its own name is
    # known without being named here.
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    retry_after: float = 0

    @property
    def host(self) -> str:
        return f"{self.name}.example"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"


class Server:
    """Listens for all cases until it is closed; a thread for each connection."""

    def __init__(self, cases: Iterable[Case]):
        self.ports: dict[str, int] = {}
        self._selector = selectors.DefaultSelector()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        for case in cases:
            self._listen(case)
        self._stop, stopped = socket.socketpair()
        self._selector.register(stopped, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _listen(self, case: Case) -> None:
        listener = socket.create_server(("127.0.0.1", 0), backlog=0 if case.behave is None else 16)
        self.ports[case.name] = listener.getsockname()[1]
        self._open.add(listener)
        if case.behave is not None:
            self._selector.register(listener, selectors.EVENT_READ, case.behave)
            return
        for _ in range(4):  # those waiting fill its queue: nobody else gets in
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
            self._open.add(waiting)

    def _serve(self) -> None:
        while True:
            for key, _events in self._selector.select():
                if key.data is None:
                    key.fileobj.close()
                    return
                connection, _peer = key.fileobj.accept()
                with self._lock:
                    self._open.add(connection)
                threading.Thread(
                    target=self._answer, args=(connection, key.data), daemon=True
                ).start()

    def _answer(self, connection: socket.socket, behave: Behaviour) -> None:
        # The other end hangs up on most of them: that is what they are for.
        with contextlib.suppress(OSError), connection:
            behave(connection)
        with self._lock:
            self._open.discard(connection)

    def close(self) -> None:
        self._stop.close()
        self._thread.join()
        self._selector.close()
        with self._lock:
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()


# ------------------------------------------------------------------ words of which cases are made


def asked(connection: socket.socket) -> bytes:
    """The request's head."""
    head = b""
    while b"\r\n\r\n" not in head:
        if not (more := connection.recv(65536)):
            break
        head += more
    return head


def raw(*pieces: bytes) -> Behaviour:
    """These bytes, then the end."""

    def behave(connection: socket.socket) -> None:
        asked(connection)
        for piece in pieces:
            connection.sendall(piece)

    return behave


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> Behaviour:
    """A proper answer. Headers by name, `_` for `-`; Content-Length is right unless named."""
    fields = {"Content_Type": "image/jpeg", "Content_Length": str(len(body))} | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items() if value]
    head = "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""])
    return raw(head.encode("latin-1") + body)


def redirect(location: str | bytes, status: str = "302 Found") -> Behaviour:
    target = location.encode() if isinstance(location, str) else location
    return raw(f"HTTP/1.1 {status}\r\nLocation: ".encode() + target + b"\r\n\r\n")


def endless(head: bytes, piece: Callable[[int], bytes], pause: float = 0) -> Behaviour:
    """`head`, then piece after piece for as long as somebody listens."""

    def behave(connection: socket.socket) -> None:
        asked(connection)
        connection.sendall(head)
        silence = threading.Event()
        for number in itertools.count():
            connection.sendall(piece(number))
            silence.wait(pause)

    return behave


def silent(head: bytes = b"") -> Behaviour:
    """`head`, then nothing until the other end leaves."""

    def behave(connection: socket.socket) -> None:
        asked(connection)
        connection.sendall(head)
        while connection.recv(65536):
            pass

    return behave


def after(seconds: float, behave: Behaviour) -> Behaviour:
    def wait(connection: socket.socket) -> None:
        threading.Event().wait(seconds)
        behave(connection)

    return wait


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """The first behaviour for the first connection, and so on; the last one for ever."""
    turns: Iterator[Behaviour] = itertools.chain(behaviours, itertools.repeat(behaviours[-1]))
    lock = threading.Lock()

    def behave(connection: socket.socket) -> None:
        with lock:
            turn = next(turns)
        turn(connection)

    return behave
