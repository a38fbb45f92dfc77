"""The one place that stops NUL characters: PostgreSQL refuses them in every parameter."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .errors import bad_request


class NoNulMiddleware:
    """Answers 404 to a path and 400 to a query that holds one; no honest link does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            return render(request, "404.html", status=404)
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            return bad_request(request)
        return self.get_response(request)
