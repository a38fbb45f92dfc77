"""Sitemaps: one slice for each SLICE ids, so that no slice needs a COUNT or an OFFSET."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import compress, islice
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

from .presence import AT_ONCE, filled
from .sections import with_stories

SLICE = 5_000
MOST_PLACES = 5_000
MOST_SLICES = 49_999  # an index may name 50,000 sitemaps, and one is of the places
DIGITS = 11  # of a slice's number; stories whose ids lie behind are in no sitemap


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


def _slices() -> Iterator[int]:
    """The numbers of the slices with stories; a gap between far ids is jumped over, not tested."""
    ids = Article.objects.filter(pk__lte=10**DIGITS * SLICE).order_by("pk")
    highest = ids.aggregate(highest=Max("pk"))["highest"] or 0
    after, end = 0, (highest - 1) // SLICE + 1
    while after < end:
        window = range(after, min(after + AT_ONCE, end))
        yield from compress(window, filled(holds(number) for number in window))
        after = window.stop
        if after < end:  # then the highest id, if no other, lies behind
            following = ids.filter(pk__gt=after * SLICE).values_list("pk", flat=True).first()
            after = (following - 1) // SLICE if following else end


def index(request: HttpRequest) -> HttpResponse:
    names = ["places", *map(str, islice(_slices(), MOST_SLICES))]
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
    elif section.isascii() and section.isdigit() and len(section) <= DIGITS:
        sitemap = Stories(int(section))
    else:
        raise Http404("no such sitemap")
    sitemaps: Mapping[str, Sitemap] = {section: sitemap}
    return render_sitemap(request, sitemaps, section=section)
