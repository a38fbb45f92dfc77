"""A story as others cite it, and the links by which readers pass it on, without any tracker."""

from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, DateConfidence


class Link(NamedTuple):
    label: str
    href: str


# What each place wants to be told: {url} and {title} are encoded already.
PLACES = (
    ("Mastodon", "https://share.joinmastodon.org/#text={title}%20{url}"),
    (gettext_lazy("Weibo"), "https://service.weibo.com/share/share.php?url={url}&title={title}"),
    ("X", "https://x.com/intent/post?url={url}&text={title}"),
)


def short_address(story: Article) -> str:
    """Without the slug, which may change: the number alone leads to the story."""
    # Any slug will do for reversing; it is the last part.
    path = reverse("article", args=[story.pk, "-"]).removesuffix("-/")
    return f"{settings.SITE_URL}{path}"


def citation(story: Article) -> str:
    """One line of plain text in the reader's language."""
    return _("%(author)s: “%(title)s”. %(place)s, %(date)s. %(address)s") % {
        "author": story.byline or story.source.name,
        "title": story.title,
        "place": _place(story),
        "date": _date(story),
        "address": short_address(story),
    }


def _place(story: Article) -> str:
    """Where it was first published, as exactly as we know."""
    name = story.source.name
    return f"{name} <{story.original_url}>" if story.original_url else name


def _date(story: Article) -> str:
    if story.published_at is None:
        return _("no date")
    day = date_format(timezone.localdate(story.published_at), "DATE_FORMAT")
    is_fetch = story.date_confidence == DateConfidence.FETCHED
    return _("fetched on %(date)s") % {"date": day} if is_fetch else day


def share_links(story: Article) -> list[Link]:
    """Plain links: nobody learns of a reader before he follows one."""
    url, title = quote(short_address(story), safe=""), quote(story.title, safe="")
    mail = Link(_("E-mail"), f"mailto:?subject={title}&body={url}")
    return [mail, *(Link(str(name), form.format(url=url, title=title)) for name, form in PLACES)]
