"""A picture's file from wherever it lies: asked for politely, read with suspicion.

Each hop of a redirect is read, resolved and checked anew, and the connection goes to the very
address that was checked. One deadline covers all of it, whatever comes how slowly.
"""

import hashlib
import re
import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from itertools import chain
from pathlib import Path

from django.conf import settings

from .addresses import Target, escaped, moved, target
from .deadline import Deadline
from .reasons import Refusal
from .resolve import SECONDS as LOOKUP_SECONDS
from .resolve import resolve
from .signatures import HEAD, format_of
from .wires import Line, Wires

INTERNET = Wires(ports=settings.IMAGE_PORTS)

ACCEPT = "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,image/*;q=0.5"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PIECE = 64 * 1024
HEAD_BYTES = 256 * 1024  # status and headers, and what else may come before a body
FRAMING = 2  # times the body's largest size: more than chunks need that deserve the name
TRIES = 3  # addresses of one host
LONGEST_WAIT = 7 * 24 * 3600.0
MEGABYTE = 1_000_000
SVG_TYPES = frozenset({"image/svg+xml", "image/svg"})
END = re.compile(r"chunked|[0-9]+")


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
    deadline = Deadline(limits.seconds, wires.stop)
    place = target(url, wires.ports)
    seen: set[str] = set()
    while place.url not in seen and len(seen) <= limits.redirects:
        seen.add(place.url)
        with closing(_connected(place, limits, wires, deadline)) as sock:
            line = Line(sock, deadline, HEAD_BYTES)
            response = _answer(place, line, referer, limits)
            location = _location(response)
            if not location:
                _check_headers(response, limits)
                line.allow(limits.bytes * FRAMING)
                return _kept(response, place.url, into, limits)
        place = moved(place, location, wires.ports)
    raise Refusal("I_REDIRECTS", most=limits.redirects)


@contextmanager
def _in_words(limits: Limits) -> Iterator[None]:
    """What may go wrong between us and a host, as refusals."""
    try:
        yield
    except ssl.SSLError:
        raise Refusal("I_TLS") from None
    except TimeoutError:
        raise Refusal("I_TIMEOUT", seconds=round(limits.seconds)) from None
    except IncompleteRead:
        raise Refusal("I_CUT") from None
    except (HTTPException, ValueError):
        raise Refusal("I_PROTOCOL") from None
    except OSError:
        raise Refusal("I_CUT") from None


def _connected(place: Target, limits: Limits, wires: Wires, deadline: Deadline) -> socket.socket:
    """A connection to one of the host's checked addresses, encrypted and verified for https."""
    with _in_words(limits):
        addresses = resolve(place.host, wires.lookup, deadline.within(LOOKUP_SECONDS))
        for ip in addresses[:TRIES]:
            soon = deadline.within(limits.connect)
            with suppress(OSError):
                sock = wires.connect(ip, place.port, soon)
                break
        else:
            deadline.left()
            raise Refusal("I_CONNECT")
        return sock if place.scheme == "http" else _secured(sock, place.host, wires, deadline)


def _secured(sock: socket.socket, host: str, wires: Wires, deadline: Deadline) -> socket.socket:
    try:
        secured = wires.tls().wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        sock = secured  # what is to be closed
        deadline.patiently(partial(_shake_hands, secured))
        return secured
    except BaseException as error:
        sock.close()
        if isinstance(error, ConnectionError):  # it hung up on our hello
            raise Refusal("I_TLS") from None
        raise


def _shake_hands(sock: ssl.SSLSocket, seconds: float) -> None:
    sock.settimeout(seconds)
    sock.do_handshake()


def _answer(place: Target, line: Line, referer: str, limits: Limits) -> HTTPResponse:
    """The host's answer up to its body. No cookie, no way back: every request stands alone."""
    headers = {
        "Host": place.authority,
        "User-Agent": f"newsdesk (+{settings.SITE_URL})",
        "Accept": ACCEPT,
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    if referer:
        headers["Referer"] = escaped(referer)
    connection = HTTPConnection(place.host, place.port)
    connection.sock = line  # connected already: so http.client looks nothing up and goes nowhere
    with _in_words(limits):
        connection.request("GET", place.path, headers=headers)
        return connection.getresponse()


def _location(response: HTTPResponse) -> str:
    """Where the answer leads on; "" if it is the picture itself. Refusal for any other status: part
    of a file, or "not modified", is as useless as an error."""
    location = response.headers.get("Location")
    if location and response.status in REDIRECTS:
        return location
    if response.status != 200:
        wait = _seconds(response.headers.get("Retry-After", ""))
        raise Refusal("I_STATUS", status=response.status, retry_after=wait)
    return ""


def _seconds(retry_after: str) -> float:
    """In how many seconds to come again, if the header says it as a number or as a date."""
    text = retry_after.strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        wait = float(text)
    else:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return 0
        # A date without a zone is meant in UTC, as HTTP's dates all are.
        wait = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(wait, 0), LONGEST_WAIT)


def _check_headers(response: HTTPResponse, limits: Limits) -> None:
    """What the headers say against the body, before any of it is read. A page's type says nothing:
    scripts that serve pictures without a header are taken for one. The first bytes decide."""
    headers = response.headers
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in SVG_TYPES:
        raise Refusal("I_SVG")
    if kind.startswith("multipart/"):
        raise Refusal("I_NOT_PICTURE", type="multipart")
    if headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise Refusal("I_ENCODED")
    codings = [coding.strip().lower() for coding in headers.get_all("Transfer-Encoding", [])]
    if codings not in ([], ["chunked"]):
        raise Refusal("I_ENCODED")
    # What http.client forgives: headers that are none, lengths that are no number, several ends.
    ends = {*codings, *headers.get_all("Content-Length", [])}
    if headers.defects or len(ends) > 1 or not all(map(END.fullmatch, ends)):
        raise Refusal("I_PROTOCOL")
    _check_length(response.length or 0, limits)


def _check_length(length: int, limits: Limits) -> None:
    if length > limits.bytes:
        raise Refusal("I_TOO_LARGE", most=limits.bytes // MEGABYTE)


def _pieces(response: HTTPResponse, limits: Limits) -> Iterator[bytes]:
    """The body as it comes. read1 gives what is there and never more than a buffer's worth, where
    http.client's read() takes all there is for a chunk that claims a size of -1."""
    announced, came = response.length, 0
    with _in_words(limits):
        while announced is None or came < announced:
            piece = response.read1(PIECE)
            if not piece:
                break
            more = (response.chunk_left or 0) if response.chunked else 0
            if more < 0:
                raise Refusal("I_PROTOCOL")
            came += len(piece)
            _check_length(came + more, limits)
            yield piece
    if announced is not None and came < announced:
        raise Refusal("I_CUT" if came else "I_EMPTY")


def _kept(response: HTTPResponse, url: str, into: Path, limits: Limits) -> Answer:
    """The body as a file, once its first bytes are those of a picture."""
    pieces, head = _pieces(response, limits), b""
    while len(head) < HEAD and (piece := next(pieces, b"")):
        head += piece
    if not head:
        raise Refusal("I_EMPTY")
    kind, digest = format_of(head), hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=into, prefix="fetched-", delete=False) as file:
        path = Path(file.name)
        try:
            for piece in chain([head], pieces):
                digest.update(piece)
                file.write(piece)
            length = file.tell()
        except BaseException:
            path.unlink()
            raise
    return Answer(path, digest.hexdigest(), length, url, kind)
