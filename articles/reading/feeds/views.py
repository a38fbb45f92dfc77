"""The feeds' addresses: each list's own, with "feed.xml", "feed.rss" or "feed.json" behind it."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.reading import walks
from articles.search.query import parse

from .answering import Listed, answer
from .links import feed_path


@require_safe
def site(request: HttpRequest, ending: str = "xml") -> HttpResponse:
    return answer(request, Listed("", reverse("home"), walks.every_story()), ending)


@require_safe
def category(request: HttpRequest, path: str, ending: str) -> HttpResponse:
    found = walks.category_at(path)
    page = found.get_absolute_url()
    if found.path != path:
        return HttpResponsePermanentRedirect(feed_path(page, ending))
    return answer(request, Listed(found.title, page, walks.in_category(found), found), ending)


@require_safe
def tag(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    found = walks.tag_at(slug)
    page = reverse("tag", args=[found.slug])
    return answer(request, Listed(found.name, page, walks.with_tag(found), found), ending)


@require_safe
def source(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    found = walks.source_at(slug)
    page = found.get_absolute_url()
    return answer(request, Listed(found.name, page, walks.from_source(found), found), ending)


@require_safe
def search(request: HttpRequest, ending: str) -> HttpResponse:
    query = parse(request.GET.get("q", ""))
    words = str(query)
    name = _("Search: %(words)s") % {"words": words}
    found = walks.Searched(query)
    return answer(request, Listed(name, reverse("search"), found, words=words), ending)
