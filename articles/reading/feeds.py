"""The Atom feed: the newest stories, each with its source's name, and its summary if we may."""

import re
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.models import Article
from articles.rights import rights_of

NEWEST = 30
# XML 1.0 has no way to write these; one in a title must not break the feed of all.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def writable(text: str) -> str:
    return UNWRITABLE.sub("", text)


class LatestFeed(Feed):
    feed_type = Atom1Feed
    description_template = None

    def title(self) -> str:
        return settings.SITE_NAME

    def subtitle(self) -> str:
        return _("The newest stories, with their sources")

    def link(self) -> str:
        return f"{settings.SITE_URL}/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}/feed.xml"

    def feed_guid(self) -> str:
        return self.link()

    def items(self) -> list[Article]:
        newest = Article.objects.published().for_lists().order_by("-published_at", "-pk")
        return list(newest[:NEWEST])

    def item_title(self, item: Article) -> str:
        return writable(item.title)

    def item_description(self, item: Article) -> str | None:
        return writable(item.summary) if rights_of(item).shows_summary else None

    def item_link(self, item: Article) -> str:
        return f"{settings.SITE_URL}{item.get_absolute_url()}"

    def item_guid(self, item: Article) -> str:
        """Without the slug: a corrected title is no new story."""
        return f"{settings.SITE_URL}/articles/{item.pk}/"

    def item_author_name(self, item: Article) -> str:
        return writable(" · ".join(filter(None, (item.byline, item.source.name))))

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime | None:
        return item.updated_at or item.published_at

    def item_copyright(self, item: Article) -> str | None:
        rights = rights_of(item)
        return writable(" · ".join(filter(None, (rights.credit_line, rights.licence)))) or None
