"""Hosts whose TLS does not hold, and one whose does."""

import datetime as dt
import socket
import ssl

import trustme

from tests.images.hostile.pictures import JPEG
from tests.images.hostile.server import COPIED, Behaviour, Case, answer, silent

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
AUTHORITY, STRANGER = trustme.CA(), trustme.CA()


def secured(behave: Behaviour, host: str, by: trustme.CA = AUTHORITY, **dates) -> Behaviour:
    """The same over TLS, with a certificate for `host`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    by.issue_cert(host, **dates).configure_cert(context)

    def speak(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as private:
            behave(private)

    return speak


def said(data: bytes) -> Behaviour:
    """Says this whatever the other one says, and no more."""

    def speak(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(data)

    return speak


PICTURE = answer(JPEG)
BEHAVIOURS: dict[str, tuple[Behaviour, str]] = {
    "tls-good": (secured(PICTURE, "tls-good.example"), COPIED),
    "tls-any-host": (secured(PICTURE, "*.example"), "I_TLS"),
    "tls-expired": (secured(PICTURE, "tls-expired.example", not_after=LONG_AGO), "I_TLS"),
    "tls-wrong-host": (secured(PICTURE, "other.example"), "I_TLS"),
    "tls-address": (secured(PICTURE, "93.184.216.34"), "I_TLS"),
    "tls-self-signed": (secured(PICTURE, "tls-self-signed.example", STRANGER), "I_TLS"),
    "tls-plain": (said(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "I_TLS"),
    "tls-silence": (silent(), "I_TIMEOUT"),
    "tls-silence-within": (secured(silent(), "tls-silence-within.example"), "I_TIMEOUT"),
    "tls-junk": (said(b"\x16\x03\x03\xff\xff" + bytes(70_000)), "I_TLS"),
    "tls-hangs-up": (said(b""), "I_TLS"),
}
CASES = [Case(name, behave, code, scheme="https") for name, (behave, code) in BEHAVIOURS.items()]
