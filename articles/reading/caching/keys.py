"""Which requests are for pages that all readers share, and which page that is."""

import re
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.urls import reverse
from django.utils.translation import get_language_from_request

# What others hang on our links to follow their readers. No page reads it, so none is made for it.
TRACKING = re.compile(r"(?:^|&)(?:utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|spm)(?:=[^&]*)?(?=&|$)")

LONGEST_READ = 501  # Django reads 500 characters, and looks whether there are more

Key = tuple[str, ...]


def never_kept() -> tuple[str, ...]:
    """What these addresses begin with is a person's own, a machine's question, or a file."""
    own = ("admin:index", "set_language", "healthz")
    return (*map(reverse, own), settings.STATIC_URL, settings.MEDIA_URL)


def key_of(request: HttpRequest) -> Key:
    """All that one page can differ by from another. No page knows its reader but his language.

    The host is the one that was asked for, unchecked: only what passed Django's check is kept.
    """
    meta = request.META
    return (
        request.scheme or "",
        meta.get("HTTP_HOST", ""),
        request.path,
        meta.get("QUERY_STRING", ""),
        language_of(meta.get("HTTP_COOKIE", ""), meta.get("HTTP_ACCEPT_LANGUAGE", "")),
    )


def without_tracking(query: str) -> str:
    return TRACKING.sub("", query).lstrip("&") if query else query


def language_of(cookies: str, accepted: str) -> str:
    """The one of our languages that LocaleMiddleware will choose."""
    name = settings.LANGUAGE_COOKIE_NAME
    chosen = parse_cookie(cookies).get(name, "") if name in cookies else ""
    return _language(chosen, accepted[:LONGEST_READ])


@lru_cache(maxsize=256)
def _language(chosen: str, accepted: str) -> str:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    if chosen:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = chosen
    return get_language_from_request(request)
