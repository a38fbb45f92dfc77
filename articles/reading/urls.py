"""Public addresses."""

from django.urls import include, path, register_converter
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from . import (
    about,
    archive,
    corrections,
    finding,
    home,
    indexes,
    lists,
    previews,
    service,
    sitemaps,
)
from .article import article
from .feeds import outline
from .feeds import views as feeds
from .feeds.links import FORMATS


class Digits:
    """A number written with exactly so many digits."""

    regex = "[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return f"{int(value):02d}"


class FourDigits(Digits):
    regex = "[0-9]{4}"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):04d}"


class FeedEnding:
    """How a feed's name ends. No slug holds a dot, so no list's page is called like a feed."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FeedEnding, "feed")
register_converter(Digits, "dd")
register_converter(FourDigits, "dddd")

urlpatterns = [
    path("", home.home, name="home"),
    path("articles/<int:pk>/<str:slug>/", article, name="article"),
    path("articles/<int:pk>", article),
    path("articles/<int:pk>/", article),
    path("articles/<int:pk>/<path:slug>", article),
    path("preview/<str:token>/", previews.preview, name="preview"),
    path("categories/", indexes.categories, name="categories"),
    path("categories/<path:path>/feed.<feed:ending>", feeds.category, name="category_feed"),
    path("categories/<path:path>/", lists.category, name="category"),
    path("categories/<path:path>", lists.category),
    path("tags/", indexes.tags, name="tags"),
    path("tags/<str:slug>/", lists.tag, name="tag"),
    path("tags/<str:slug>/feed.<feed:ending>", feeds.tag, name="tag_feed"),
    path("sources/", indexes.sources, name="sources"),
    path("sources/<str:slug>/", lists.source, name="source"),
    path("sources/<str:slug>/feed.<feed:ending>", feeds.source, name="source_feed"),
    path("about/", about.about, name="about"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("archive/", archive.index, name="archive"),
    path("archive/<dddd:year>/", archive.year, name="archive_year"),
    path("archive/<dddd:year>/<dd:month>/", archive.month, name="archive_month"),
    path("archive/<dddd:year>/<dd:month>/<dd:day>/", archive.day, name="archive_day"),
    path("search/", finding.find, name="search"),
    path("search/suggest/", finding.suggest, name="search_suggest"),
    path("search/feed.<feed:ending>", feeds.search, name="search_feed"),
    path("feed.<feed:ending>", feeds.site),
    path("feed.xml", feeds.site, name="feed"),
    path("api/", include("articles.reading.api.urls")),
    path("feeds/", outline.directory, name="feeds"),
    path("feeds.opml", outline.opml, name="opml"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.piece, name="sitemap_slice"),
    path("robots.txt", service.robots, name="robots"),
    path("favicon.ico", service.favicon, name="favicon"),
    path("healthz", service.healthz, name="healthz"),
    # Without CSRF protection public pages need no cookie; all a forger gains is the language.
    path("language/", csrf_exempt(set_language), name="set_language"),
]
