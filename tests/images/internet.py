"""An internet on this machine: names, public addresses, and hosts that say what they are told."""

import socket
import ssl
import threading
import time
from collections.abc import Callable

import trustme

from articles.images.deadline import Deadline
from articles.images.wires import Wires

PNG = b"\x89PNG\r\n\x1a\n" + bytes(3_000)
PUBLIC, OTHER = "93.184.216.34", "93.184.216.35"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
AUTHORITY = trustme.CA()

Talk = Callable[[socket.socket], None]


def answer(body: bytes = PNG, status: str = "200 OK", **headers: str) -> bytes:
    fields = {"Content-Type": "image/png", "Content-Length": str(len(body))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}\r\n" for name, value in fields.items() if value]
    return f"HTTP/1.1 {status}\r\n{''.join(lines)}\r\n".encode("latin-1") + body


def redirect(location: str, status: str = "302 Found", **headers: str) -> bytes:
    return answer(b"", status, Location=location, **headers)


def chunk(data: bytes, size: bytes = b"") -> bytes:
    return (size or b"%x" % len(data)) + b"\r\n" + data + b"\r\n"


def endless(head: bytes, more: bytes, pause: float = 0) -> Talk:
    def talk(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(more)
            time.sleep(pause)

    return talk


class Internet:
    """Names, public addresses, and behind each of them one server on this machine."""

    def __init__(self) -> None:
        self.names: dict[str, list[list[str]]] = {}  # what look-ups answer, in turn
        self.says: dict[str, bytes | Talk] = {}  # by path
        self.down: set[str] = set()
        self.tls: ssl.SSLContext | None = None
        self.asked: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            with connection:
                if self.tls:
                    connection = self.tls.wrap_socket(connection, server_side=True)
                with connection:
                    self._answer(connection)
        except OSError:  # the asker has gone away, as it may
            pass

    def _answer(self, connection: socket.socket) -> None:
        request = b""
        while not request.endswith(b"\r\n\r\n"):
            request += connection.recv(4096)
        self.asked.append(request.decode("latin-1"))
        says = self.says[request.split(b" ")[1].decode()]
        if callable(says):
            says(connection)
        else:
            connection.sendall(says)

    def lookup(self, host: str) -> list[str]:
        answers = self.names.get(host, [[PUBLIC]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, ip: str, port: int, deadline: Deadline) -> socket.socket:
        self.dialled.append((ip, port))
        if ip in self.down:
            raise ConnectionRefusedError
        return socket.create_connection(self.listener.getsockname(), timeout=deadline.left())

    def trusted(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        AUTHORITY.configure_trust(context)
        return context

    @property
    def wires(self) -> Wires:
        return Wires(self.lookup, self.connect, self.trusted)
