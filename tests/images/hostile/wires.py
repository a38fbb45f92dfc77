"""The network that hostile hosts live in: public addresses, one local server behind them."""

import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterable

from articles.images.deadline import Deadline
from articles.images.wires import Wires
from tests.images.hostile.cases_tls import AUTHORITY
from tests.images.hostile.server import NEVER, OWN, Case, Server


class Network:
    """Names and addresses of the cases, and a record of all that was looked up and dialled."""

    def __init__(self, server: Server, cases: Iterable[Case]):
        self._server = server
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._cases: dict[str, Case] = {}  # by public address
        self._names: dict[str, list[list[str]]] = {}
        self._tls = ssl.create_default_context()
        AUTHORITY.configure_trust(self._tls)
        self.looked_up: Counter[str] = Counter()
        self.dialled: Counter[tuple[str, int]] = Counter()
        for number, case in enumerate(cases):
            ip = f"93.184.{number // 250}.{number % 250 + 1}"
            self._cases[ip] = case
            for host, answers in ({case.host: [[OWN]]} | case.names).items():
                self._names[host] = [
                    [ip if each == OWN else each for each in said] for said in answers
                ]

    @property
    def wires(self) -> Wires:
        return Wires(lookup=self.lookup, connect=self.connect, tls=lambda: self._tls)

    def lookup(self, host: str) -> list[str]:
        with self._lock:
            turn = self.looked_up[host]
            self.looked_up[host] += 1
        answers = self._names.get(host, [[]])
        answer = answers[min(turn, len(answers) - 1)]
        if NEVER in answer:
            self._closed.wait()
        return answer

    def connect(self, ip: str, port: int, deadline: Deadline) -> socket.socket:
        with self._lock:
            self.dialled[ip, port] += 1
        local = self._server.ports[self._cases[ip].name]
        return socket.create_connection(("127.0.0.1", local), timeout=deadline.left())

    def close(self) -> None:
        self._closed.set()

    @property
    def strangers(self) -> list[tuple[str, int]]:
        """What was dialled and is no host's public address, at the port of its scheme."""
        known = {(ip, 443 if case.scheme == "https" else 80) for ip, case in self._cases.items()}
        return sorted(set(self.dialled) - known)
