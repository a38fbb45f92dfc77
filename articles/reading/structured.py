"""Structured data for search engines, as schema.org names it. Templates print it as JSON-LD.

Nothing stands here that the page itself does not say, and what is not known is left out.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles.models import Article, Correction
from articles.rights import Rights

from .head import Head, modified, published, social_picture, stamp
from .sections import Crumb

Thing = dict[str, Any]
CONTEXT = "https://schema.org"


def json_ld(
    article: Article,
    rights: Rights,
    head: Head,
    *,
    filed: Sequence[Sequence[Crumb]] = (),
    tags: Iterable[object] = (),
    corrections: Sequence[Correction] = (),
) -> list[Thing]:
    """A story's page: the story, and the ways to its categories. `head` is the same page's."""
    return [
        {"@context": CONTEXT} | _story(article, rights, head, filed, tags, corrections),
        *(breadcrumbs(way) for way in filed),
    ]


def website() -> Thing:
    """The front page: the site, and how to search it."""
    search = f"{settings.SITE_URL}{reverse('search')}?q={{search_term_string}}"
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": f"{settings.SITE_URL}/",
        "publisher": _publisher(settings.SITE_NAME, settings.SITE_URL),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(way: Sequence[Crumb]) -> Thing:
    """The way from a root category down, as pages show it."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": crumb.name,
                "item": f"{settings.SITE_URL}{iri_to_uri(crumb.url)}",
            }
            for position, crumb in enumerate(way, 1)
        ],
    }


def _story(
    article: Article,
    rights: Rights,
    head: Head,
    filed: Sequence[Sequence[Crumb]],
    tags: Iterable[object],
    corrections: Sequence[Correction],
) -> Thing:
    source = _named("Organization", article.source.name, url=article.source.homepage)
    return _known(
        {
            "@type": "NewsArticle",
            "headline": article.title,
            "description": head.description,
            "url": head.canonical,
            "mainEntityOfPage": {"@type": "WebPage", "@id": head.canonical},
            "image": _image(article, rights),
            "datePublished": stamp(published(article)),
            "dateModified": stamp(modified(article, corrections)),
            "author": _named("Person", article.byline) if article.byline else source,
            "sourceOrganization": source,
            "publisher": _publisher(settings.SITE_NAME, settings.SITE_URL),
            "isBasedOn": article.original_url,
            "license": rights.licence_url
            or (rights.licence and _named("CreativeWork", rights.licence)),
            "creditText": rights.credit_line,
            "articleSection": list(dict.fromkeys(crumb.name for way in filed for crumb in way)),
            "keywords": [str(tag) for tag in tags],
            "inLanguage": article.language,
            "wordCount": article.word_count if rights.shows_body else 0,
            # Of an excerpt we cannot say whether the rest costs something elsewhere.
            "isAccessibleForFree": rights.shows_body,
            "correction": [
                {
                    "@type": "CorrectionComment",
                    "text": correction.text,
                    "datePublished": stamp(correction.made_at),
                }
                for correction in corrections
            ],
        }
    )


def _image(article: Article, rights: Rights) -> Thing:
    picture = social_picture(article, rights)
    if not picture:
        return {}
    size = {"width": picture.width, "height": picture.height}
    about = {
        "@type": "ImageObject",
        "url": picture.address,
        "caption": picture.alt,
        "creditText": picture.credit,
        "license": picture.licence_url,
    }
    return _known(about | (size if all(size.values()) else {}))


@cache
def _publisher(name: str, address: str) -> Thing:
    logo = {"@type": "ImageObject", "url": f"{address}{static('articles/icon.svg')}"}
    return _named("Organization", name, url=f"{address}/", logo=logo)


def _named(kind: str, name: str, **about: Any) -> Thing:
    return _known({"@type": kind, "name": name} | about)


def _known(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value}
