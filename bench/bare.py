"""The baselines of `bench reading`: the least that Django does for the same answer.

`same_bytes`: a view that returns bytes, without any middleware. `same_data`: one that first asks
the database for what the page shows, by the page's own queries; what our page does beyond that is
rights, head, structured data, template and middlewares.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path

answers: dict[str, bytes] = {}
fetch: dict[str, Callable[[HttpRequest], object]] = {}


def answer(request: HttpRequest, rest: str = "") -> HttpResponse:
    for work in fetch.values():
        work(request)
    return HttpResponse(answers[request.path])


urlpatterns = [path("", answer), path("<path:rest>", answer)]


@contextmanager
def same_bytes(given: dict[str, bytes]) -> Iterator[WSGIHandler]:
    """A handler that answers these addresses (their queries apart)."""
    answers.clear()
    answers.update({unquote(address.partition("?")[0]): body for address, body in given.items()})
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        yield WSGIHandler()


@contextmanager
def same_data(label: str, given: dict[str, bytes]) -> Iterator[WSGIHandler]:
    from bench.questions import DATA

    fetch["data"] = DATA[label.partition(",")[0]]
    try:
        with same_bytes(given) as handler:
            yield handler
    finally:
        fetch.clear()


def has_data(label: str) -> bool:
    from bench.questions import DATA

    return label.partition(",")[0] in DATA


class _SameBytes:
    """For a server: one page for every address, `BARE_PAGE` names its file."""

    def __init__(self) -> None:
        self.body = Path(os.environ["BARE_PAGE"]).read_bytes()
        self.handler: WSGIHandler | None = None

    def __call__(self, environ: dict, start_response: Callable) -> object:
        if self.handler is None:
            import django
            from django.conf import settings

            django.setup()
            settings.ROOT_URLCONF, settings.MIDDLEWARE = __name__, []
            answers["/"] = self.body
            self.handler = WSGIHandler()
        return self.handler(environ, start_response)


application = _SameBytes() if os.environ.get("BARE_PAGE") else None
