"""The public pages' template engine: Jinja2, two to three times as fast as Django's on our pages.

Everything is escaped unless a template says otherwise, and only one does (docs/decisions/0013).
Functions and filters here are the small words that templates need; they ask no database.
"""

from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote, urlsplit
from zlib import crc32

import jinja2
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_info, gettext, ngettext, pgettext

from articles.models import Article, DateConfidence
from articles.rights import rights_of, terms_of

from . import pictures
from .feeds import feed_links
from .feeds.links import FORMATS
from .fitting import fitted, is_phrased, standfirst
from .head import head_of_place
from .structured import breadcrumbs, website

COVERS, FIGURES = 8, 5  # classes cover-0 …, figure-0 … in cards.css

Moment = date | datetime


def environment(**options: Any) -> jinja2.Environment:
    """Django's settings name this function; Django adds the loader and its own options."""
    options |= {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    made = jinja2.Environment(**options)  # noqa: S701 the line above
    made.globals.update(
        _=gettext,
        pgettext=pgettext,
        breadcrumbs=breadcrumbs,
        card_pictures=pictures.CARDS,
        feed_formats={form.type: form.name for form in FORMATS.values()},
        feed_links=feed_links,
        head_of_place=head_of_place,
        language=get_language,
        languages=languages,
        lead_of=pictures.lead_of,
        now=timezone.localtime,
        on_page=pictures.on_page,
        opening=pictures.opening,
        opening_sizes=pictures.OPENING,
        rights_of=rights_of,
        static=cache(static) if not settings.DEBUG else static,
        terms_of=terms_of,
        url=url,
        website=website,
    )
    made.filters.update(
        at=at,
        cover=cover,
        day=day,
        figure=figure,
        fill=fill,
        fitted=fitted,
        has_hour=has_hour,
        host=host,
        initial=initial,
        iri=iri_to_uri,
        is_phrased=is_phrased,
        iso=iso,
        moment=moment,
        quoted=quoted,
        reading_time=reading_time,
        standfirst=standfirst,
        year=year,
    )
    return made


@lru_cache(maxsize=2_000)
def url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def quoted(text: str) -> str:
    """For one value in a query string."""
    return quote(text, safe="")


@cache
def languages() -> list[tuple[str, str]]:
    """The site's languages, each with its own name for itself."""
    return [
        (code, get_language_info(code)["name_local"].capitalize()) for code, _ in settings.LANGUAGES
    ]


def fill(text: str, **values: Any) -> str:
    """Put values into a translated sentence: `_("More from %(name)s")|fill(name=…)`."""
    return text % values


def local(value: Moment) -> Moment:
    return (
        value.astimezone(timezone.get_default_timezone()) if isinstance(value, datetime) else value
    )


@lru_cache(maxsize=10_000)
def _formatted(value: Moment, form: str, _language: str) -> str:
    return date_format(value, form)


def moment(value: Moment, form: str = "DATE_FORMAT") -> str:
    """A date in the reader's words, in the site's time zone; `form` as Django's date filter."""
    return _formatted(local(value), form, get_language() or "")


def iso(value: Moment) -> str:
    """For <time datetime>: with offset, or the day alone."""
    return local(value).isoformat()


def at(value: datetime) -> str:
    """With the minute and the zone: embargoes end at a minute."""
    shown = timezone.localtime(value)
    return f"{moment(value)} {shown:%H:%M} {shown.tzname()}"


def day(value: Moment) -> str:
    """The day; with its year only where that is another one."""
    shown = local(value)
    if shown.year == timezone.localdate().year:
        return moment(value, pgettext("date format of a day this year", "F j"))
    return moment(value)


def year(value: Moment) -> str:
    return moment(value, pgettext("date format of a year", "Y"))


def has_hour(article: Article) -> bool:
    """Whether the hour of its date means anything."""
    return article.date_confidence == DateConfidence.EXACT


def initial(name: str) -> str:
    """The first letter or character of a name or headline, for logos and plates."""
    return next((character.upper() for character in name if character.isalnum()), "")


@lru_cache(maxsize=2_000)
def cover(name: str) -> str:
    """The class that gives a source its colour, the same one on every page."""
    return f"cover-{_digest(name) % COVERS}"


def figure(title: str) -> str:
    """The class of the figure on a story's plate: neighbours of one colour seldom share it."""
    return f"figure-{_digest(title) % FIGURES}"


def _digest(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))


def host(address: str) -> str:
    """The readable part of an address."""
    try:
        return (urlsplit(address).hostname or address).removeprefix("www.")
    except ValueError:
        return address


def reading_time(minutes: int) -> str:
    return ngettext("%(minutes)s minute to read", "%(minutes)s minutes to read", minutes) % {
        "minutes": minutes
    }
