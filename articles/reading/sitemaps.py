"""Sitemaps: what search engines may list, each story in the slice that its number falls into.

Slices are spans of ids, so that none needs a COUNT or an OFFSET, and a story stays in its own. The
index says of each when it last changed: the newest change that the slice itself names, found in one
step along an index (models/slices.py).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Category, DateConfidence, Source
from articles.models.grants import end_of, ended, today
from articles.models.names import make_slug
from articles.models.slices import NUMBER, SLICE
from articles.rights import indexable

from .feeds.entries import writable
from .presence import AT_ONCE, answers

MOST_PLACES = 5_000
MOST_SLICES = 49_999  # an index may name 50,000 sitemaps, and one is of the places
DIGITS = 11  # of a slice's number; stories whose ids lie behind are in no sitemap
NEWS_SPAN = timedelta(days=2)
MOST_NEWS = 1_000
# Search engines ask for the script of Chinese by country, and for no more than the language of all
# others (developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
CHINESE = {"zh-hant": "zh-tw", "zh-tw": "zh-tw", "zh-hk": "zh-tw"}

UNSAFE = re.compile(r"[^A-Za-z0-9_.~/-]+")
SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
WITH_NEWS = f'{SITEMAPS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def index(request: HttpRequest) -> HttpResponse:
    slices = islice(_slices(), MOST_SLICES)
    found = [("places", None), *slices]
    site = escape(settings.SITE_URL)
    pieces = (_at(f"{site}{reverse('sitemap_slice', args=[name])}", at) for name, at in found)
    return _printed("sitemapindex", SITEMAPS, "sitemap", pieces)


def piece(request: HttpRequest, section: str) -> HttpResponse:
    if section == "places":
        return _printed("urlset", SITEMAPS, "url", _places())
    if section == "news":
        return _printed("urlset", WITH_NEWS, "url", _news())
    if section.isascii() and section.isdigit() and len(section) <= DIGITS:
        return _printed("urlset", SITEMAPS, "url", _stories(int(section)))
    raise Http404("no such sitemap")


def listed() -> QuerySet[Article]:
    """The stories whose pages here search engines may list."""
    return Article.objects.published().filter(indexable())


def _slices() -> Iterator[tuple[int, datetime]]:
    """The slices that list a story; a gap between far ids is jumped over, not tested."""
    ids = Article.objects.filter(pk__lte=10**DIGITS * SLICE).order_by("pk")
    # Engines ask again for what they kept when a licence ended. Which slices have stories of its
    # source is not worth finding out.
    over = Source.objects.filter(ended(), is_public=True).order_by("-licence_until")
    last = ids.order_by("-pk").values_list("pk", Subquery(over.values("licence_until")[:1]))
    highest, day = last.first() or (0, None)
    least = end_of(day) if day else datetime.min.replace(tzinfo=UTC)
    after, end = 0, (highest - 1) // SLICE + 1
    while after < end:
        window = range(after, min(after + AT_ONCE, end))
        changes = answers([_newest_change(number) for number in window])
        told = zip(window, changes, strict=True)
        yield from ((number, max(at, least)) for number, at in told if at)
        after = window.stop
        if after < end:  # then the highest id, if no other, lies behind
            following = ids.filter(pk__gt=after * SLICE).values_list("pk", flat=True).first()
            after = (following - 1) // SLICE if following else end


def _newest_change(number: int) -> Subquery:
    stories = listed().alias(slice=NUMBER).filter(slice=number)
    return Subquery(stories.order_by("-modified_at").values("modified_at")[:1])


def _stories(number: int) -> Iterator[str]:
    """By columns and joined strings: 15 times as fast as objects in a template."""
    start = _start("article", 0, "-")
    columns = ("pk", "slug", "title", "modified_at", "publish_at", "source__licence_until")
    found = listed().filter(pk__gt=number * SLICE, pk__lte=(number + 1) * SLICE).order_by("pk")
    day = today()
    for pk, slug, title, changed, appeared, until in found.values_list(*columns):
        # The end of an embargo is a change, too. All that are listed have appeared.
        newest = max(changed, appeared) if appeared else changed
        if until and until < day:
            newest = max(newest, end_of(until))
        yield _at(f"{start}{pk}/{_quoted(slug or make_slug(title))}/", newest)


def _places() -> Iterator[str]:
    """Sections and sources with something to find, as new as the newest story of each."""
    order = ("-entries__published_at", "-entries__article_id")
    filed = listed().filter(entries__category=OuterRef("pk")).order_by(*order)
    yield from _with_newest(Category.objects.order_by("path"), filed, "path", "category")
    theirs = listed().filter(source=OuterRef("pk")).order_by("-published_at", "-pk")
    sources = Source.objects.filter(is_public=True).order_by("name")
    yield from _with_newest(sources, theirs, "slug", "source")


def _with_newest(
    owners: QuerySet[Any], stories: QuerySet[Article], key: str, page: str
) -> Iterator[str]:
    now, start = timezone.now(), _start(page, "-")
    newest = Subquery(stories.values("published_at")[:1])
    found = owners.annotate(newest=newest).filter(newest__isnull=False)
    for path, at in found.values_list(key, "newest")[:MOST_PLACES]:
        # A story may be dated in the future; a page cannot have changed then.
        yield _at(f"{start}{_quoted(path)}/", min(at, now))


def _news() -> Iterator[str]:
    """The last two days' stories: those of which we know when they were published, not fetched."""
    now, start = timezone.now(), _start("article", 0, "-")
    found = listed().filter(
        published_at__gt=now - NEWS_SPAN,
        published_at__lte=now,
        date_confidence__in=[DateConfidence.EXACT, DateConfidence.ZONE_ASSUMED],
    )
    columns = ("pk", "slug", "title", "language", "published_at", "date_confidence")
    newest = found.order_by("-published_at", "-pk").values_list(*columns)[:MOST_NEWS]
    for pk, slug, title, language, published, confidence in newest:
        # Of a date without its zone no more than the day is sure.
        day = timezone.localdate(published, timezone.get_default_timezone())
        date = _moment(published) if confidence == DateConfidence.EXACT else day.isoformat()
        yield (
            f"{_at(f'{start}{pk}/{_quoted(slug or make_slug(title))}/')}<news:news>"
            f"<news:publication><news:name>{_text(settings.SITE_NAME)}</news:name>"
            f"<news:language>{_language(language)}</news:language></news:publication>"
            f"<news:publication_date>{date}</news:publication_date>"
            f"<news:title>{_text(title)}</news:title></news:news>"
        )


def _language(tag: str) -> str:
    known = (tag or settings.LANGUAGE_CODE).lower()
    language = known.partition("-")[0]
    return CHINESE.get(known, "zh-cn") if language == "zh" else _text(language)


def _start(page: str, *args: Any) -> str:
    """How the addresses of such pages begin: the URL table is asked once, not for each of them."""
    path = reverse(page, args=args).removesuffix("/".join(map(str, args)) + "/")
    return escape(f"{settings.SITE_URL}{path}")


def _quoted(path: str) -> str:
    """What urllib's `quote` makes of it, in a quarter of the time: slugs are Chinese, mostly."""
    return UNSAFE.sub(lambda run: f"%{run[0].encode().hex('%').upper()}", path)


def _at(address: str, changed: datetime | None = None) -> str:
    lastmod = f"<lastmod>{_moment(changed)}</lastmod>" if changed else ""
    return f"<loc>{address}</loc>{lastmod}"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _text(text: str) -> str:
    return escape(writable(text))


def _printed(root: str, namespaces: str, element: str, pieces: Iterable[str]) -> HttpResponse:
    lines = "".join(f"<{element}>{content}</{element}>\n" for content in pieces)
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {namespaces}>\n{lines}</{root}>\n',
        content_type="application/xml",
    )
