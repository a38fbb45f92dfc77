"""What an address on the web means, if it means one thing only. Pure.

Programs read odd addresses differently: what one takes for a public host is this machine to the
next. So nothing is guessed or repaired here: an address is plain, or it is refused.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import parse_qs, quote, unquote, urljoin

from articles.cleaning.urls import is_placeholder, unwrap_image

from . import sites
from .network import is_public
from .reasons import Refusal

MAX_CHARS = 4_000
DEFAULT_PORTS = {"http": 80, "https": 443}

# Control characters, white space and "\", which programs drop, stop at or read as "/"; and halves
# of characters, which have no bytes.
FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\\ud800-\udfff]")
ADDRESS = re.compile(r"(https?)://([^/?#]*)([^#]*)", re.IGNORECASE)
UNESCAPED = re.compile(rb"[ \x80-\xff]")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
AUTHORITY = re.compile(r"(\[[0-9a-f:.]*\]|[^\[\]:]*)(?::([^\[\]:]*))?", re.IGNORECASE)
PORT = re.compile(r"[1-9][0-9]{0,4}")
# What may stand in a path and query as it is (RFC 3986); "%", too: nothing is escaped twice.
PLAIN = "!$&'()*+,/:;=?@[]~-._%"

DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
# Underscores are no letters of host names, and stand in those of real servers.
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# No number, of whatever notation: then it would be an IPv4 address to some.
TOP = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")

# Addresses inside others.
ESCAPED = re.compile(r"https?%3a", re.IGNORECASE)
BARE = re.compile(r"(?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:$|[/?#])", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """An address taken apart: `host` in small ASCII letters, `path` with its query, and `url`
    the plain spelling of it all."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host, and its port if that is not the scheme's, as the Host header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if DEFAULT_PORTS[self.scheme] == self.port else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def target(url: str, ports: Collection[int] = (80, 443)) -> Target:
    """The one meaning of an http(s) address on one of these ports; Refusal otherwise.

    A host's name is only read here: whether it leads to a public network shows when it is resolved.
    """
    parts = ADDRESS.match(url)
    if len(url) > MAX_CHARS or FORBIDDEN.search(url) or parts is None or not parts[2]:
        raise Refusal("I_ADDRESS")
    scheme, authority, rest = parts[1].lower(), parts[2], parts[3]
    if "@" in authority:
        raise Refusal("I_USERINFO")
    named = AUTHORITY.fullmatch(authority)
    if named is None:
        raise Refusal("I_HOST", host=authority)
    path = escaped(rest if rest.startswith("/") else f"/{rest}")
    return Target(scheme, _host(named[1]), _port(named[2], scheme, ports), path)


def escaped(text: str) -> str:
    """Text for a request's lines: ASCII without white space; what is escaped already stays so."""
    return quote(text, safe=PLAIN, errors="replace")


def _port(text: str | None, scheme: str, ports: Collection[int]) -> int:
    if text is None:
        return DEFAULT_PORTS[scheme]
    if not PORT.fullmatch(text) or int(text) not in ports:
        raise Refusal("I_PORT", port=text)
    return int(text)


@lru_cache(maxsize=4_000)  # few hosts have most pictures
def _host(text: str) -> str:
    """A public IP address or a full name, in the one spelling that all programs read alike."""
    if text.startswith("["):
        return _public(IPv6Address, text[1:-1])
    if DOTTED.fullmatch(text):
        return _public(IPv4Address, text)
    host = (text.lower() if text.isascii() else _ascii(text)).removesuffix(".")
    *labels, top = host.split(".")
    if (
        len(host) > 253
        or not labels
        or not TOP.fullmatch(top)
        or not all(map(LABEL.fullmatch, labels))
        or f".{host}".endswith(sites.INTERNAL)
    ):
        raise Refusal("I_HOST", host=text)
    return host


def _public(kind: type[IPv4Address] | type[IPv6Address], text: str) -> str:
    try:
        ip = str(kind(text))
    except AddressValueError:
        raise Refusal("I_HOST", host=text) from None
    if not is_public(ip):
        raise Refusal("I_PRIVATE", ip=ip)
    return ip


def _ascii(host: str) -> str:
    """An international name as it stands in the DNS (IDNA 2003, which is in the standard library).

    Only names that come back unchanged: characters that are folded into others (full-width and
    circled ones, ß), dropped (soft hyphens, joiners) or taken for dots would make a second name.
    Other scripts' digits would make a second number.
    """
    name = host.lower()
    try:
        # The length first: a long label costs Python's codec quadratic time.
        if len(name) > 253 or any(letter.isdigit() and not letter.isascii() for letter in name):
            raise UnicodeError
        encoded = name.encode("idna")
        if encoded.decode("idna") != name:
            raise UnicodeError
    except UnicodeError:
        raise Refusal("I_HOST", host=host) from None
    return encoded.decode("ascii")


def moved(place: Target, location: str, ports: Collection[int] = (80, 443)) -> Target:
    """Where a redirect leads from this place. `location` is as http.client reads it: bytes as
    Latin-1. Spaces and what is not ASCII are escaped, as browsers do."""
    raw = location.strip(" \t").encode("latin-1", "replace")
    location = UNESCAPED.sub(lambda byte: b"%%%02X" % ord(byte[0]), raw).decode("ascii")
    if SCHEME.match(location):  # not joined: "http:host" would be a path to some
        return target(location, ports)
    if location.startswith("//"):
        return target(f"{place.scheme}:{location}", ports)
    if FORBIDDEN.search(location):  # before urljoin drops it
        raise Refusal("I_ADDRESS")
    return target(urljoin(place.url, location), ports)


def unwrapped(url: str) -> str:
    """The picture's own address where services that pass pictures on stand before it."""
    for _layer in range(3):
        inner = _inner(url)
        if inner == url:
            break
        url = inner
    return url


def _inner(url: str) -> str:
    parts = ADDRESS.match(url)
    if parts is None or len(url) > MAX_CHARS or FORBIDDEN.search(url):
        return url
    host, rest = parts[2].lower(), parts[3]
    path, _, query = rest.partition("?")
    if host in sites.PHOTON:
        scheme = "https" if "ssl=1" in query.split("&") else "http"
        inner = path.lstrip("/")
        return f"{scheme}://{inner}" if "." in inner.partition("/")[0] else url
    key = sites.QUERY_PROXIES.get(host + path)
    if key and (inner := _web(parse_qs(query).get(key, [""])[0])):
        return inner
    lies_at = host + rest
    if lies_at.startswith(sites.PATH_PROXIES):
        prefix = next(prefix for prefix in sites.PATH_PROXIES if lies_at.startswith(prefix))
        return _web(lies_at.removeprefix(prefix)) or url
    return _web(unwrap_image(url)) or url


def _web(inner: str) -> str:
    """An address inside another one: maybe escaped, maybe without its scheme; "" if it is none."""
    if ESCAPED.match(inner):
        inner = unquote(inner)
    if inner.startswith("ssl:"):  # weserv's way of writing https
        inner = f"https://{inner.removeprefix('ssl:')}"
    elif BARE.match(inner):
        inner = f"http://{inner.removeprefix('//')}"
    return inner if ADDRESS.match(inner) else ""


def no_picture(url: str) -> str:
    """The code of why this address is no picture of a story's (reasons.py), "" if it may be one."""
    if url[:5].lower() == "data:":
        return "P_DATA"
    parts = ADDRESS.match(url)
    if parts is None:
        return ""
    host = parts[2].lower().partition(":")[0]
    if is_placeholder(url) or _rule(sites.PLACEHOLDERS, host) is not None:
        return "P_PLACEHOLDER"
    if _rule(sites.TRACKERS, host) is not None or sites.TRACKING.search(host + parts[3]):
        return "P_TRACKER"
    return ""


def referer_for(host: str, page: str = "", *, again: bool = False) -> str:
    """The Referer that a picture on this host is asked for with; "" is none, as for most.

    `again` is for a second try after a 403: then the site of `page`, the story's own address, as a
    browser there would say it, or that of the host itself.
    """
    demanded = _rule(sites.REFERERS, host)
    if not again:
        return demanded or ""
    if demanded:
        return ""
    try:
        place = target(page)
    except Refusal:
        return f"https://{host}/"
    return f"{place.scheme}://{place.authority}/"


def _rule(table: Mapping[str, str], host: str) -> str | None:
    """What the table says of the host or of the nearest domain above it."""
    while host:
        if host in table:
            return table[host]
        host = host.partition(".")[2]
    return None
