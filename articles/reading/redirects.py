"""Old addresses: where nothing answers any more, a Redirect row may know the way."""

from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from articles.models import Redirect

LONGEST_PATH = 850  # of Redirect.old_path


class RedirectMiddleware:
    """Asks the Redirect table, but only after a 404: live pages pay nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or len(request.path) > LONGEST_PATH:
            return response
        found = Redirect.objects.filter(old_path__in={request.path, unquote(request.path)}).first()
        if found is None:
            return response
        if not found.new_path:
            return render(request, "410.html", status=410)
        return HttpResponsePermanentRedirect(own_path(found.new_path))


def own_path(path: str) -> str:
    """The path, led back to this site: browsers read "//host" and "/\\host" as another one."""
    return "/" + path.lstrip("/\\")
