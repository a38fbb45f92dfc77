"""A picture's file from wherever it lies: asked for politely, read with suspicion.

Each hop of a redirect is read, resolved and checked anew, and the connection goes to the very
address that was checked. One deadline covers all of it, whatever comes how slowly.
"""

import hashlib
import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead, RemoteDisconnected
from pathlib import Path

from django.conf import settings

from .addresses import Target, moved, target
from .reasons import Refusal
from .resolve import SECONDS as LOOKUP_SECONDS
from .resolve import resolve
from .signatures import HEAD, format_of
from .wires import Deadline, Line, Wires

INTERNET = Wires(ports=settings.IMAGE_PORTS)

ACCEPT = "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,image/*;q=0.5"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PIECE = 64 * 1024
HEAD_BYTES = 256 * 1024  # status and headers, and what else may come before a body
CHUNK_OVERHEAD = 2  # times the body: what framing may cost at most
TRIES = 3  # addresses of one host
LONGEST_WAIT = 7 * 24 * 3600.0
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    seconds: float = 60
    connect: float = 10
    bytes: int = 20 * MEGABYTE
    redirects: int = 5


@dataclass(frozen=True)
class Answer:
    """A picture's file: `path` is the caller's to keep or delete; `url` is where it lay in the end,
    `type` what its first bytes say (jpeg, png, gif, webp, avif)."""

    path: Path
    digest: str
    length: int
    url: str
    type: str


LIMITS = Limits()


def get(
    url: str, into: Path, *, referer: str = "", limits: Limits = LIMITS, wires: Wires = INTERNET
) -> Answer:
    """The picture at this address as a new file in the folder `into`; Refusal if there is none,
    and then no file either."""
    raise NotImplementedError
