"""Old addresses: where nothing answers any more, a Redirect row may know the way."""

from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, HttpResponseGone, HttpResponsePermanentRedirect

from articles.models import Redirect


class RedirectMiddleware:
    """Asks the Redirect table, but only after a 404: live pages pay nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or len(request.path) > 850 or "\0" in request.path:
            return response
        found = Redirect.objects.filter(old_path__in={request.path, unquote(request.path)}).first()
        if found is None:
            return response
        return HttpResponsePermanentRedirect(found.new_path) if found.new_path else HttpResponseGone()
