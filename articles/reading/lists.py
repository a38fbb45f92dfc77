"""The lists that belong to something: a category, a tag, a source."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone

from articles.models.compiled import Compiled

from .caching import depends
from .sections import crumbs, with_stories
from .walks import FROM_SOURCE, IN_CATEGORY, WITH_TAG, category_at, source_at, tag_at

MOST_CHILDREN = 60
CHILDREN = Compiled(lambda parent, now: with_stories(now).filter(parent=parent)[:MOST_CHILDREN])


def category(request: HttpRequest, path: str) -> HttpResponse:
    found = category_at(path.strip("/"))
    depends(request, found)
    if found.path != path or not request.path.endswith("/"):
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    context = {
        "category": found,
        "crumbs": crumbs(found),
        "children": CHILDREN(parent=found.pk, now=timezone.now()),
        "page": IN_CATEGORY.page(request.GET, category=found.pk),
    }
    return render(request, "category.html", context)


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = tag_at(slug)
    depends(request, found)
    page = WITH_TAG.page(request.GET, tag=found.pk)
    return render(request, "tag.html", {"tag": found, "page": page})


def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = source_at(slug)
    depends(request, found)
    page = FROM_SOURCE.page(request.GET, source=found.pk)
    return render(request, "source.html", {"source": found, "page": page})
