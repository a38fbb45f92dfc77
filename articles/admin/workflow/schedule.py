"""In words: from when until when readers see a story."""

from datetime import datetime

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin import columns
from articles.models import Article, Status


@admin.display(description=gettext_lazy("What will happen"))
def words(article: Article) -> str:
    """As it is stored: `published()` decides by the same fields, at every reading."""
    if article.pk is None:
        return columns.EMPTY
    if article.status != Status.PUBLISHED:
        return _("Readers do not see it. Once it is published: %(then)s") % {
            "then": times(article, timezone.now())
        }
    if not article.source.is_public:
        return _("Readers do not see it, because its source is not shown.")
    return times(article, timezone.now())


def times(article: Article, now: datetime) -> str:
    start, end = article.publish_at, article.expire_at
    if end and end <= now:
        return _("Readers do not see it: its time ended %(end)s.") % {"end": columns.when(end)}
    if start and start > now:
        values = {"start": columns.when(start), "end": columns.when(end) if end else ""}
        if end:
            return _("Readers see it from %(start)s until %(end)s.") % values
        return _("Readers see it from %(start)s on, for good.") % values
    if end:
        return _("Readers see it at once, until %(end)s.") % {"end": columns.when(end)}
    return _("Readers see it at once, and for good.")
