"""Error pages that ask nothing of the database and as little as possible of anything else.

Django's own 404 and 403 pages need nothing here: they have the request, and so the whole site.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def server_error(request: HttpRequest) -> HttpResponse:
    return _bare("500.html", 500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _bare("400.html", 400)


def _bare(template: str, status: int) -> HttpResponse:
    context = {"SITE_NAME": settings.SITE_NAME, "STATIC_URL": settings.STATIC_URL}
    return HttpResponse(render_to_string(template, context), status=status)
