"""What search engines are told of a page that is no story: in its head, and in X-Robots-Tag.

Of a story the rights room tells it instead, and its view calls `answer`.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from articles.rights import KEEP_OUT

HEADER = "X-Robots-Tag"
CURSORS = ("before", "after")


class RobotsMiddleware:
    """Puts X-Robots-Tag on every answer that a search engine should not list."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if HEADER in response.headers:
            return response
        return answer(response, _robots_of_answer(request, response))


def answer(response: HttpResponse, told: str) -> HttpResponse:
    """The same in the header as the head says."""
    if told:
        response.headers[HEADER] = told
    return response


def robots_of_place(request: HttpRequest) -> str:
    """Of a list or any other page: the deeper pages of a list and search results are left out."""
    match = request.resolver_match
    is_search = match is not None and match.url_name in ("search", "search_suggest")
    return KEEP_OUT if is_search or any(name in request.GET for name in CURSORS) else ""


def _robots_of_answer(request: HttpRequest, response: HttpResponse) -> str:
    if response.status_code >= 400:
        return "noindex"
    if response.status_code == 300:  # the choice that an old address leads to
        return KEEP_OUT
    kind = response.headers.get("Content-Type", "")
    # Feeds and data are read, not listed. An answer without a kind is a 304, which keeps quiet.
    is_page = not kind or kind.startswith("text/html")
    return robots_of_place(request) if is_page else KEEP_OUT
