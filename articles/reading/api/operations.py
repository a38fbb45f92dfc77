"""Operations: a question that the API answers, and the way of an answer through HTTP."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPMethod, HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from .parameters import Parameter, Query
from .problems import PROBLEM, Problem
from .shapes import Schema

METHODS = (HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS)
ALLOWED = ", ".join(METHODS)
PROBLEM_TYPE = "application/problem+json"
HEADERS = {
    # Any page's script may read what any person may. An answer never depends on who asks: no
    # cookie is looked at or set, so there is nothing of a reader's for another site to find.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    # Search engines list the pages, which stand behind `url`.
    "X-Robots-Tag": "noindex",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
BRACKETS = re.compile(r"<(\w+):(\w+)>")


@dataclass(frozen=True)
class Operation:
    """A question: where it is asked, what it takes, and who answers it in which shape.

    `answer` is called with the query, and with what the address names (`<int:article>`).
    """

    name: str
    route: str
    summary: str
    answer: Callable[..., dict[str, Any]]
    result: Schema
    parameters: tuple[Parameter, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """What the address names, with the kind of each: `{"article": "int"}`."""
        return {name: kind for kind, name in BRACKETS.findall(self.route)}

    @property
    def template(self) -> str:
        """The address as OpenAPI writes it."""
        return reverse("api") + BRACKETS.sub(r"{\2}", self.route)

    @property
    def url(self) -> URLPattern:
        return path(self.route, view(self._found), name=self.name)

    def _found(self, request: HttpRequest, **named: Any) -> dict[str, Any]:
        return self.answer(Query.read(request, self.parameters), **named)


def nothing(request: HttpRequest, **named: str) -> dict[str, Any]:
    """What stands at every other address below."""
    raise Http404


def view(found: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A Django view that answers with what `found` returns, or with the problem that it raises."""

    # There is nothing to forge where nothing can be written; a POST is told that it is no GET.
    @csrf_exempt
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        # One text for all: the cache in front need not ask which language a program prefers.
        with translation.override(settings.LANGUAGE_CODE):
            response = _answer(found, request, named)
        for name, value in HEADERS.items():
            response[name] = value
        response["Content-Language"] = settings.LANGUAGE_CODE
        return response

    return answer


def _answer(
    found: Callable[..., dict[str, Any]], request: HttpRequest, named: dict[str, Any]
) -> HttpResponse:
    if request.method == HTTPMethod.OPTIONS:
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT | {"Allow": ALLOWED})
    try:
        if request.method not in METHODS:
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, "This API can only be read.")
        return _json(found(request, **named))
    except Http404:
        return _told(Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address."))
    except Problem as problem:
        return _told(problem)


def _told(problem: Problem) -> HttpResponse:
    response = _json(PROBLEM.of(problem), status=problem.status, content_type=PROBLEM_TYPE)
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = ALLOWED
    return response


def _json(data: dict[str, Any], **response: Any) -> HttpResponse:
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False}, **response)
