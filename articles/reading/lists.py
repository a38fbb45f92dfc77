"""The lists that belong to something: a category, a tag, a source."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from taggit.models import Tag

from articles.models import Article, Category, Source

from .keyset import Walk
from .sections import crumbs, with_stories

MOST_CHILDREN = 60


def stories() -> Any:
    return Article.objects.published().for_lists()


def category(request: HttpRequest, path: str) -> HttpResponse:
    found = _category_at(path.strip("/"))
    if found.path != path or not request.path.endswith("/"):
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    walk = Walk(stories(), Q(entries__category=found), prefix="entries__", key="article_id")
    context = {
        "category": found,
        "crumbs": crumbs(found),
        "children": with_stories().filter(parent=found)[:MOST_CHILDREN],
        "page": walk.page(request.GET),
    }
    return render(request, "reading/category.html", context)


def _category_at(path: str) -> Category:
    """By its path of slugs, or else by its path of names, as older links have it."""
    found = Category.objects.filter(path=path).first()
    if found is None:
        found = Category.objects.filter(title=" / ".join(path.split("/"))).first()
    if found is None:
        raise Http404("no such category")
    return found


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Tag, slug=slug)
    listed = Q(taggings__tag=found, taggings__published_at__isnull=False)
    walk = Walk(stories(), listed, prefix="taggings__", key="content_object_id")
    return render(request, "reading/tag.html", {"tag": found, "page": walk.page(request.GET)})


def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Source, slug=slug, is_public=True)
    page = Walk(stories().filter(source=found)).page(request.GET)
    return render(request, "reading/source.html", {"source": found, "page": page})
