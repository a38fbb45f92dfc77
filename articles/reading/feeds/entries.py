"""Stories as feeds tell them: what their rights allow, in values for any format."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.conf import settings

from articles.models import Article, Source, Tagging
from articles.reading import pictures
from articles.rights import Rights, rights_of

from .addresses import absolute, with_absolute_links

# XML 1.0 has no way to write these; one in a title must not break the feed of all.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def writable(text: str) -> str:
    return UNWRITABLE.sub("", text)


@dataclass(frozen=True, slots=True)
class Outlet:
    """A story's source: where it lives, or else its page here; and its own feeds' address."""

    name: str
    homepage: str
    page: str


@dataclass(frozen=True, slots=True)
class Picture:
    address: str
    alt: str
    width: int | None
    height: int | None
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One story. What its rights keep back is empty here, so that no format can print it."""

    id: str
    link: str
    via: str
    title: str
    author: str
    outlet: Outlet
    published: datetime | None
    updated: datetime | None
    language: str
    labels: tuple[str, ...]
    summary: str
    html: str
    rights: str
    picture: Picture | None


def entries_of(ids: list[int]) -> list[Entry]:
    """The entries of these stories, in this order; two queries, whatever their number."""
    if not ids:
        return []
    visible = Article.objects.published().select_related("source", "gallery")
    visible = visible.defer("edited_fields")
    stories = visible.in_bulk(ids)
    labels = _labels(ids)
    return [entry_of(stories[pk], labels.get(pk, ())) for pk in ids if pk in stories]


def entry_of(article: Article, labels: Iterable[str] = ()) -> Entry:
    rights = rights_of(article)
    link = f"{settings.SITE_URL}{article.get_absolute_url()}"
    outlet = _outlet(article.source)
    return Entry(
        # Without the slug: a corrected title is no new story.
        id=f"{settings.SITE_URL}/articles/{article.pk}/",
        link=link,
        via=writable(article.original_url or ""),
        # Formats demand both, and a stranger's may hold nothing that can be written.
        title=writable(article.title) or outlet.name,
        author=writable(article.byline) or outlet.name,
        outlet=outlet,
        published=article.published_at,
        updated=article.updated_at or article.published_at,
        language=article.language if LANGUAGE.fullmatch(article.language) else "",
        labels=tuple(map(writable, labels)),
        summary=writable(article.summary) if rights.shows_summary else "",
        html=_html(article, rights, link),
        rights=writable(rights.attribution),
        picture=_picture(article, rights),
    )


def _html(article: Article, rights: Rights, link: str) -> str:
    """The body, and under it what the source asks for: few readers show an entry's rights."""
    body = pictures.in_feeds(article, rights)
    if not body:
        return ""
    whole = with_absolute_links(body, settings.SITE_URL, link)
    return writable(f"{whole}\n<p>{escape(rights.attribution)}</p>")


def _outlet(source: Source) -> Outlet:
    page = f"{settings.SITE_URL}{source.get_absolute_url()}"
    return Outlet(writable(source.name), writable(source.homepage) or page, page)


def _picture(article: Article, rights: Rights) -> Picture | None:
    lead = pictures.lead_of(article, rights)
    if not lead:
        return None
    address = writable(absolute(lead.address, settings.SITE_URL))
    credit = " · ".join(filter(None, (lead.credit, lead.licence)))
    return Picture(address, writable(lead.alt), lead.width, lead.height, writable(credit))


def _labels(ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The names of each story's categories and tags, in one query."""
    filed = Article.categories.through.objects.filter(article_id__in=ids)
    tagged = Tagging.objects.filter(content_object_id__in=ids)
    names = filed.values_list("article_id", "category__name").union(
        tagged.values_list("content_object_id", "tag__name")
    )
    found: dict[int, tuple[str, ...]] = {}
    for pk, name in sorted(names):
        found[pk] = (*found.get(pk, ()), name)
    return found
