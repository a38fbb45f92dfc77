"""Private links: a story as its readers will see it, for whoever has the address, for a while.

The page is the readers' own, template and context; above it stands what it is. Nobody keeps it,
lists it, or learns its address from it.
"""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import Article, PreviewLink, Status

from . import robots
from .article import context_of, whole
from .templating import at

PAGE, NONE = "desk/private.html", "desk/no_preview.html"
LONGEST = 40  # characters of a token


@never_cache
@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        link = link_of(token, now)
    except Http404:
        return private(render(request, NONE, status=404))
    as_of = link.as_of or now
    story = whole(Article.objects.filter(pk=link.article_id)).get()
    context = context_of(request, story, as_of) | {
        "link": link,
        "as_of": as_of,
        "hidden": why_hidden(story, as_of),
    }
    return private(render(request, PAGE, context))


def link_of(token: str, now: datetime) -> PreviewLink:
    """Whether it is over, was taken back or never was, a stranger is not told."""
    found = PreviewLink.objects.open(now).filter(token=token) if len(token) <= LONGEST else None
    link = found.first() if found is not None else None
    if link is None:
        raise Http404("no open link")
    return link


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    return robots.answer(response, "noindex, nofollow")


def why_hidden(story: Article, as_of: datetime) -> str:
    """Why `published(as_of)` leaves the story out; empty where readers see it."""
    if Article.objects.published(as_of).filter(pk=story.pk).exists():
        return ""
    if story.status != Status.PUBLISHED:
        return _("it is “%(status)s” and not published.") % {"status": story.get_status_display()}
    if not story.source.is_public:
        return _("its source is not shown.")
    if story.publish_at and story.publish_at > as_of:
        return _("it appears only %(time)s.") % {"time": at(story.publish_at)}
    if story.expire_at and story.expire_at <= as_of:
        return _("its time ended %(time)s.") % {"time": at(story.expire_at)}
    return _("it is not shown then.")
