"""A page's head for machines: search engines, and whoever makes a card of a shared link."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from articles.models import Article, Correction, DateConfidence
from articles.rights import Rights, canonical_of, robots_of

from .feeds.addresses import absolute
from .illustrating import Picture
from .pictures import lead_of
from .robots import robots_of_place
from .sections import Crumb

# Open Graph wants a language with a country. The bare ones that stories come in:
LOCALES = {
    "en": "en_US",
    "zh": "zh_CN",
    "zh-hans": "zh_CN",
    "zh-hant": "zh_TW",
}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in <head>; an empty field is left out. `properties` are og:… and article:…"""

    title: str
    description: str
    author: str
    canonical: str
    robots: str
    properties: tuple[tuple[str, str], ...]


def head_of(
    article: Article,
    rights: Rights,
    *,
    filed: Sequence[Sequence[Crumb]] = (),
    tags: Iterable[object] = (),
    corrections: Iterable[Correction] = (),
) -> Head:
    """A story's head. Asks the database for nothing that it is not given."""
    canonical = canonical_of(article, rights)
    description = article.summary if rights.shows_summary else ""
    properties = (
        ("og:type", "article"),
        ("og:site_name", settings.SITE_NAME),
        ("og:title", article.title),
        ("og:description", description),
        ("og:url", canonical),
        ("og:locale", locale(article.language)),
        *_picture(article, rights),
        ("article:published_time", stamp(published(article))),
        ("article:modified_time", stamp(modified(article, corrections))),
        ("article:section", filed[0][0].name if filed else ""),
        *(("article:tag", str(tag)) for tag in tags),
    )
    return Head(
        title=f"{article.title} — {settings.SITE_NAME}",
        description=description,
        author=article.byline or article.source.name,
        canonical=canonical,
        robots=robots_of(rights),
        properties=tuple(pair for pair in properties if pair[1]),
    )


def head_of_place(request: HttpRequest) -> Head:
    """The head that all other pages share; their titles are words of the templates."""
    robots = robots_of_place(request)
    # A page that is to be left out stands for no other: to say both would contradict itself.
    canonical = "" if robots else f"{settings.SITE_URL}{iri_to_uri(request.path)}"
    properties = (
        ("og:type", "website"),
        ("og:site_name", settings.SITE_NAME),
        ("og:url", canonical),
    )
    return Head(
        title="",
        description="",
        author="",
        canonical=canonical,
        robots=robots,
        properties=tuple(pair for pair in properties if pair[1]),
    )


def social_picture(article: Article, rights: Rights) -> Picture | None:
    """The lead picture for strangers: its address has a host."""
    picture = lead_of(article, rights)
    return picture and replace(picture, address=absolute(picture.address, settings.SITE_URL))


def published(article: Article) -> datetime | None:
    """When the story came out; None where all that is known is when we fetched it."""
    is_fetch = article.date_confidence == DateConfidence.FETCHED
    return None if is_fetch else article.published_at


def modified(article: Article, corrections: Iterable[Correction] = ()) -> datetime | None:
    """When its text last changed, by its source or by a correction of ours; None if never."""
    moments = [article.updated_at, *(correction.made_at for correction in corrections)]
    return max((moment for moment in moments if moment), default=None)


def stamp(moment: datetime | None) -> str:
    """ISO 8601 in the site's time zone, with its offset."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def locale(language: str) -> str:
    """`en_US` for `en`, `pt_BR` for `pt-BR`; empty where no country is known."""
    if known := LOCALES.get(language.lower()):
        return known
    first, _, last = language.partition("-")
    return f"{first.lower()}_{last.upper()}" if len(last) == 2 else ""


def _picture(article: Article, rights: Rights) -> Iterator[tuple[str, str]]:
    if picture := social_picture(article, rights):
        yield "og:image", picture.address
        yield "og:image:alt", picture.alt
        if picture.width and picture.height:
            yield "og:image:width", str(picture.width)
            yield "og:image:height", str(picture.height)
