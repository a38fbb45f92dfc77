"""The first of all middlewares: a page that is at hand costs nothing of what lies behind it."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .encoding import of_any
from .freshness import SECTIONS, Freshness, Snapshot
from .keys import Key, key_of, never_kept, without_tracking
from .needs import needs_of
from .pages import Page, may_be_kept
from .store import Store

LONGEST = 1_000  # characters of an address that is worth keeping a page for


class PageCacheMiddleware:
    """Answers GET and HEAD of public pages from memory. PAGE_CACHE_MB=0 leaves it out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.PAGE_CACHE_MB:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.freshness = Freshness()
        self.store = Store(settings.PAGE_CACHE_MB * 1024 * 1024)
        self.never = never_kept()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        if (
            request.method not in ("GET", "HEAD")
            or request.path_info.startswith(self.never)
            or "HTTP_AUTHORIZATION" in meta
            or len(request.path_info) + len(meta.get("QUERY_STRING", "")) > LONGEST
        ):
            return self.get_response(request)
        if query := meta.get("QUERY_STRING"):
            meta["QUERY_STRING"] = without_tracking(query)
        now = timezone.now()
        snapshot = self.freshness.at(now)
        if snapshot is None:
            return self.get_response(request)
        key = key_of(request)
        page = self.store.get(key)
        if page is None or not page.is_fresh(snapshot, now):
            return self._make(request, key, snapshot)
        grows = page.lacks(meta.get("HTTP_ACCEPT_ENCODING", ""))
        response = page.answer(request, snapshot, now)
        if grows:
            self.store.put(key, page)
        return response

    def _make(self, request: HttpRequest, key: Key, snapshot: Snapshot) -> HttpResponse:
        request.sections = snapshot.values[SECTIONS]
        if told := request.META.get("HTTP_IF_NONE_MATCH"):
            request.META["HTTP_IF_NONE_MATCH"] = of_any(told)  # as the view knows them
        method = request.method
        request.method = "GET"  # whoever asks for the head alone is told of the whole page
        response = self.get_response(request)
        request.method = method
        if not may_be_kept(response):
            return response
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
        now = timezone.now()
        page = Page(response, accepted, needs_of(request, response), snapshot, now)
        self.store.put(key, page)
        return page.answer(request, snapshot, now)
