"""Sitemaps: one slice for each SLICE ids, so that no slice needs a COUNT or an OFFSET."""

from collections.abc import Mapping
from datetime import datetime
from itertools import compress
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.contrib.sitemaps.views import sitemap as render_sitemap
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models import Article, Category, Source

from .presence import filled
from .sections import with_stories

SLICE = 5_000
MOST_PLACES = 5_000


class _Bounded(Sitemap):
    """A sitemap of one page, with the site's own address, whatever host was asked."""

    limit = 50_000

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list:
        scheme, _, domain = settings.SITE_URL.partition("://")
        return self._urls(1, scheme, domain)


class Stories(_Bounded):
    def __init__(self, number: int) -> None:
        self.number = number

    def items(self) -> list[Article]:
        stories = Article.objects.published().filter(holds(self.number)).order_by("pk")
        return list(stories.only("pk", "slug", "title", "modified_at"))

    def lastmod(self, item: Article) -> datetime:
        return item.modified_at


class Places(_Bounded):
    """Sections and sources."""

    def items(self) -> list[Category | Source]:
        sources = Source.objects.filter(is_public=True)
        return [*with_stories()[:MOST_PLACES], *sources[:MOST_PLACES]]


def holds(number: int) -> Q:
    return Q(pk__gt=number * SLICE, pk__lte=(number + 1) * SLICE)


def index(request: HttpRequest) -> HttpResponse:
    highest = Article.objects.aggregate(highest=Max("pk"))["highest"] or 0
    numbers = range((highest - 1) // SLICE + 1)
    names = ["places", *map(str, compress(numbers, filled(holds(number) for number in numbers)))]
    items = [
        SitemapIndexItem(settings.SITE_URL + reverse("sitemap_slice", args=[name]))
        for name in names
    ]
    return TemplateResponse(
        request, "sitemap_index.xml", {"sitemaps": items}, content_type="application/xml"
    )


def piece(request: HttpRequest, section: str) -> HttpResponse:
    if section == "places":
        sitemap: _Bounded = Places()
    elif section.isascii() and section.isdigit() and len(section) < 12:
        sitemap = Stories(int(section))
    else:
        raise Http404("no such sitemap")
    sitemaps: Mapping[str, Sitemap] = {section: sitemap}
    return render_sitemap(request, sitemaps, section=section)
