"""Where nothing answers any more, a Redirect row may know the way, or what imported files tell."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from articles.models import Redirect

from . import old_addresses

LONGEST_PATH = 850  # of Redirect.old_path
FEED = re.compile(r"(/(?:categories|tags|sources)/.+/)(feed\.(?:xml|rss|json))")


class RedirectMiddleware:
    """Asks for the way, but only after a 404: live pages pay nothing. What our own pages left comes
    before what older sites had."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or not may_be_stored(request.path):
            return response
        target = way_from(request.path)
        if target is None:
            return old_addresses.answer(request) or response
        if not target:
            return render(request, "410.html", status=410)
        return HttpResponsePermanentRedirect(own_path(target))


def way_from(path: str) -> str | None:
    """Where it leads, empty if the page is gone. A list that moved takes its feeds along."""
    feed = FEED.fullmatch(path)
    page, ending = feed.groups() if feed else (path, "")
    # Both sides are unquoted already: once more would find a NUL in /%2500.
    found = Redirect.objects.filter(old_path__in={path, page}).order_by("-old_path").first()
    if found is None or not found.new_path or found.old_path == path:
        return found and found.new_path
    return f"{found.new_path.rstrip('/')}/{ending}"


def may_be_stored(path: str) -> bool:
    """PostgreSQL stores no NUL, and refuses even to look for one."""
    return len(path) <= LONGEST_PATH and "\0" not in path


def own_path(path: str) -> str:
    """The path, led back to this site: browsers read "//host" and "/\\host" as another one."""
    return "/" + path.lstrip("/\\")
