"""From a host's name to addresses that we may connect to. Pure but for the question itself."""

import queue
import socket
import threading
from collections.abc import Callable

from .deadline import Deadline
from .network import is_public
from .reasons import Refusal

SECONDS = 5.0

Lookup = Callable[[str], list[str]]


def look_up(host: str) -> list[str]:
    """What the system's resolver says; OSError if it does not know.

    The dot at the end makes the name a full one: no search list of a local network is tried.
    """
    found = socket.getaddrinfo(f"{host}.", None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_kind, address in found))


def resolve(host: str, lookup: Lookup = look_up, deadline: Deadline | None = None) -> list[str]:
    """The host's addresses; Refusal unless every one of them is public.

    One that is not says that the name is used to reach into a network: then none is used.
    """
    addresses = [host] if is_public(host) else _in_time(host, lookup, deadline or Deadline(SECONDS))
    if not addresses:
        raise Refusal("I_DNS")
    for ip in addresses:
        if not is_public(ip):
            raise Refusal("I_PRIVATE", ip=ip)
    return addresses


def _in_time(host: str, lookup: Lookup, deadline: Deadline) -> list[str]:
    """The answer of `lookup`. It runs in a thread of its own, which is left behind if a name
    server does not answer: getaddrinfo knows no time limit but the system's."""
    answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(lookup(host))
        except (OSError, UnicodeError):  # not known; a label that is none
            answers.put([])

    def wait(seconds: float) -> list[str]:
        try:
            return answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None

    threading.Thread(target=ask, name=f"look up {host}", daemon=True).start()
    try:
        return deadline.patiently(wait)
    except TimeoutError:
        raise Refusal("I_TIMEOUT", seconds=round(deadline.seconds)) from None
