"""The front page itself, put together; and the part of it that is asked for again while it runs."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from articles.admin.workflow.comments import for_him
from articles.admin.workflow.scope import is_bound
from articles.models import Article

from .activity import activity
from .archive import archive
from .health import health
from .running import running
from .waiting import waiting

PROGRESS = "admin/articles/dashboard/_running.html"


def today(site: AdminSite, request: HttpRequest) -> dict[str, Any]:
    stories = site.get_model_admin(Article)
    context = {
        "waiting": waiting(site, request),
        "running": running(site, request),
        "activity": activity(request),
    }
    may_see = stories.has_view_or_change_permission(request)
    if may_see:
        context["said"] = for_him(request.user)
    if may_see and not is_bound(request.user):  # the charts are of the whole archive
        rows = stories.get_queryset(request)
        context |= archive(request, rows) | {"health": health(site, request, rows)}
    return context


def open_on(site: AdminSite) -> None:
    """Make it the site's front page."""
    index, urls = site.index, site.get_urls

    @wraps(index)
    def front(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return index(request, today(site, request) | (extra_context or {}))

    def progress(request: HttpRequest) -> HttpResponse:
        return TemplateResponse(request, PROGRESS, {"running": running(site, request)})

    def get_urls() -> list:
        return [path("progress/", site.admin_view(progress), name="desk_progress"), *urls()]

    site.index, site.get_urls = front, get_urls
