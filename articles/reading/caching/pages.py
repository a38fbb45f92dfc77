"""A page as it is kept, and the answer that is made of it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, parse_http_date_safe

from . import encoding
from .freshness import Snapshot

# At most this old in our own memory (POLL), in a shared cache and in a browser: 1 + 2 + 2 seconds.
MAX_AGE = 1
CACHE_CONTROL = f"public, max-age={MAX_AGE}, stale-while-revalidate=1"
AT_ONCE = "public, max-age=0, must-revalidate"
ELSEWHERE = timedelta(seconds=4)  # how long caches before us may show an answer, all together
# For what changed without a stamp: tables written by hand, a process killed before it could tell.
LIFE = timedelta(seconds=60)
OVERHEAD = 6_500  # bytes of a page that are not its body: its key, headers and stamps, as measured
STATUSES = frozenset({200, 301})
VARIES_BY = frozenset({"accept-encoding", "accept-language"})
# Of one encoding, and so said with each answer.
OF_A_BODY = ("Content-Length", "ETag", "Content-Encoding")
WITH_304 = (
    "Access-Control-Allow-Origin", "Access-Control-Expose-Headers",
    "Cache-Control", "Content-Location", "Last-Modified", "Vary",
)  # fmt: skip


def may_be_kept(response: HttpResponse) -> bool:
    """Whether it is the same for all readers, as far as it says itself."""
    control = response.headers.get("Cache-Control", "").lower()
    vary = response.headers.get("Vary", "").lower().replace(",", " ").split()
    return (
        response.status_code in STATUSES
        and not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        # A page that read the session or made a form's token varies by the whole cookie.
        and VARIES_BY.issuperset(vary)
        and not any(word in control for word in ("no-store", "private", "no-cache"))
        and "'nonce-" not in response.headers.get("Content-Security-Policy", "")
    )


def _opaque(response: HttpResponse) -> str:
    """The ETag that a view set, bare: what it would tell again without making the page."""
    return response.headers.get("ETag", "").removeprefix("W/").strip('"')


class Variant(NamedTuple):
    """The page in one encoding."""

    body: bytes
    etag: str
    headers: dict[str, str]


class Page:
    """One answer, in the encodings that were asked for so far."""

    def __init__(
        self,
        response: HttpResponse,
        accepted: str,
        needs: tuple[str, ...],
        snapshot: Snapshot,
        now: datetime,
    ) -> None:
        plain = response.content
        patch_vary_headers(response, ("Accept-Encoding", "Accept-Language", "Cookie"))
        self._status = response.status_code
        self._headers = {name: value for name, value in response.items() if name not in OF_A_BODY}
        self._has_rule = "Cache-Control" in self._headers
        self._digest = _opaque(response) or hashlib.sha256(plain).hexdigest()[:32]
        content_type = self._headers.get("Content-Type", "")
        self._is_text = encoding.is_worth_it(content_type, len(plain))
        self._variants: dict[str, Variant] = {}
        self._first = self._encoding_for(accepted)
        self._add(self._first, encoding.encode(plain, self._first))
        self._needs = needs
        self._values = snapshot.of(needs)
        self._seen = snapshot.number
        self._made_at = now

    @property
    def size(self) -> int:
        return OVERHEAD + sum(len(variant.body) for variant in list(self._variants.values()))

    def is_fresh(self, snapshot: Snapshot, now: datetime) -> bool:
        if now - self._made_at > LIFE:
            return False
        if self._seen != snapshot.number:
            if snapshot.of(self._needs) != self._values:
                return False
            self._seen = snapshot.number
        return True

    def lacks(self, accepted: str) -> bool:
        """Whether the answer is in an encoding that nobody has asked for yet."""
        return self._encoding_for(accepted) not in self._variants

    def answer(self, request: HttpRequest, snapshot: Snapshot, now: datetime) -> HttpResponse:
        variant = self._variant(self._encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", "")))
        if self._status == 200 and self._is_known(request.META, variant.etag):
            names = [name for name in WITH_304 if name in variant.headers]
            response = HttpResponseNotModified()
            response.headers = ResponseHeaders(
                {"ETag": variant.etag} | {name: variant.headers[name] for name in names}
            )
        else:
            body = b"" if request.method == "HEAD" else variant.body
            response = HttpResponse(body, status=self._status, headers=variant.headers)
        if not self._has_rule:
            near = snapshot.until - now < ELSEWHERE
            response.headers["Cache-Control"] = AT_ONCE if near else CACHE_CONTROL
        return response

    def _encoding_for(self, accepted: str) -> str:
        return encoding.best_for(accepted) if self._is_text else encoding.IDENTITY

    def _variant(self, kind: str) -> Variant:
        if found := self._variants.get(kind):
            return found
        plain = encoding.decode(self._variants[self._first].body, self._first)
        return self._add(kind, encoding.encode(plain, kind))

    def _add(self, kind: str, body: bytes) -> Variant:
        """Each encoding is another representation, and so has a strong ETag of its own."""
        etag = f'"{self._digest}-{kind}"' if kind else f'"{self._digest}"'
        headers = self._headers | {"ETag": etag, "Content-Length": str(len(body))}
        if kind:
            headers["Content-Encoding"] = kind
        self._variants[kind] = variant = Variant(body, etag, headers)
        return variant

    def _is_known(self, meta: Mapping[str, str], etag: str) -> bool:
        """Whether the reader has this very answer: by his ETags, or else by his date (RFC 9110,
        13.2.2)."""
        if (told := meta.get("HTTP_IF_NONE_MATCH")) is not None:
            ours = ("*", etag, f'"{self._digest}"')  # the last one as the view itself tells it
            return told == etag or any(tag.removeprefix("W/") in ours for tag in parse_etags(told))
        since, modified = meta.get("HTTP_IF_MODIFIED_SINCE"), self._headers.get("Last-Modified")
        if not since or not modified:
            return False
        asked, last = parse_http_date_safe(since), parse_http_date_safe(modified)
        return asked is not None and last is not None and asked >= last
