"""Addresses in strangers' HTML: made absolute, unwrapped, or given up."""

import re
from urllib.parse import SplitResult, parse_qs, unquote, urljoin, urlsplit

from .caps import MAX_URL_CHARS
from .policy import IMAGE_PROXIES, OWN_PATHS, PLACEHOLDER_HOSTS, REDIRECTORS, SCHEMES

# Browsers drop these anywhere in an address before they read its scheme (URL Standard, 4.4).
IGNORED = re.compile(r"[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
DOUBTFUL = re.compile(r"[\\@]")

# Most addresses: nothing in them that could mean anything but what it says.
ORDINARY = re.compile(r"https?://[a-zA-Z0-9.-]+(?::\d{1,5})?(?:[/?#][!#-;=?-\[\]_a-z~]*)?")


def absolute(url: str, base: str = "") -> str:
    """`url` as an absolute http(s) or mailto address, or a path of our own; "" if it is neither.

    An http(s) address with a user's name or with "\\" before its path is none: it shows one host
    and leads to another. `base` is the original site's address; without it a relative address
    leads nowhere.
    """
    if len(url) > MAX_URL_CHARS or ORDINARY.fullmatch(url):
        return url if len(url) <= MAX_URL_CHARS else ""
    url = url.strip(" \t\r\n\f\0")
    packed = IGNORED.sub("", url)
    scheme = SCHEME.match(packed)
    if scheme:
        known = scheme[1].lower() in SCHEMES and url.startswith(scheme[1])
        return _spaces(scheme[1].lower() + url[len(scheme[1]) :]) if known else ""
    if packed[:2] in ("//", "\\\\", "/\\", "\\/"):
        slashes = packed[:2].count("\\")
        return absolute("https:" + url.replace("\\", "/", slashes)) if "." in packed else ""
    if url.startswith(OWN_PATHS) and ".." not in unquote(url) and "\\" not in url:
        return _spaces(url)
    if not base or not packed or SCHEME.match(unquote(packed)):
        return ""
    return absolute(_join(base, url))


def _join(base: str, url: str) -> str:
    try:
        joined = urljoin(base, url)
    except ValueError:  # e.g. an invalid IPv6 host
        return ""
    return joined if SCHEME.match(joined) else ""


def _spaces(url: str) -> str:
    """Without white space or control characters inside, which would end or split the address."""
    url = IGNORED.sub("", url.replace(" ", "%20"))
    return url if len(url) <= MAX_URL_CHARS and is_sound(url) else ""


def is_sound(url: str) -> bool:
    """Whether the address can be parsed and an http(s) one names a host, without a doubt."""
    parts = _split(url)
    if parts is None:
        return False
    return bool(parts.hostname) or parts.scheme == "mailto" or url.startswith(OWN_PATHS)


def host(url: str) -> str:
    """The address's host in lower case, "" if it has none or is not sound."""
    parts = _split(url)
    return (parts.hostname or "").lower() if parts else ""


def _split(url: str) -> SplitResult | None:
    """The address's parts; None if it has none, or if browsers would read another host.

    urllib takes what stands before "@" for a user's name, even with a "\\" in it, where browsers
    end the host.
    """
    try:
        parts = urlsplit(url)
        return parts if parts.hostname is None or not DOUBTFUL.search(parts.netloc) else None
    except ValueError:
        return None


def unwrap_redirector(url: str) -> str:
    """The address that a known redirector's link leads to; other addresses as they are."""
    if "?" not in url:
        return url
    address, query = url.split("?", 1)
    key = REDIRECTORS.get(address.split("://", 1)[-1])
    if key is None:
        return url
    inner = parse_qs(query, max_num_fields=50).get(key, [""])[0] if query.count("&") < 50 else ""
    return inner if inner.startswith(("http://", "https://")) else url


def unwrap_image(url: str) -> str:
    """The picture's own address if a known proxy stands before it."""
    for prefix in IMAGE_PROXIES:
        if url.startswith(prefix):
            inner = url[len(prefix) :]
            return unquote(inner) if inner.lower().startswith(("http%3a", "https%3a")) else inner
    return url


PLACEHOLDER = re.compile(
    rf"https?://(?:{'|'.join(map(re.escape, sorted(PLACEHOLDER_HOSTS)))})(?=[/:?#]|$)",
    re.IGNORECASE,
)


def is_placeholder(url: str) -> bool:
    """Whether the address is a generator's random picture: the story has no picture."""
    return PLACEHOLDER.match(url) is not None


def best_of_srcset(srcset: str) -> str:
    """The widest (or densest) candidate's address; "" if there is none."""
    best, size = "", -1.0
    for candidate in re.split(r",\s+|,(?=https?:|//)", srcset)[:50]:
        url, _, descriptor = candidate.strip().partition(" ")
        number = descriptor.strip().rstrip("wx")
        width = float(number) if re.fullmatch(r"\d{1,6}(\.\d{1,4})?", number) else 1.0
        if url and width > size:
            best, size = url, width
    return best
