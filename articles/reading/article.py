"""The page of one story. Its id decides; the rest of the address only has to be right."""

import html
from urllib.parse import unquote

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render

from articles.models import Article
from articles.provenance import attribution_of
from articles.rights import Rights, rights_of

from .sections import Crumb, crumbs, with_stories

MORE_STORIES = 4


def article(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    visible = Article.objects.published().select_related("source")
    story = get_object_or_404(visible, pk=pk)
    address = story.get_absolute_url()
    if request.path != unquote(address):
        return HttpResponsePermanentRedirect(address)
    rights = rights_of(story)
    context = {
        "article": story,
        "rights": rights,
        "attribution": attribution_of(story),
        "picture": _picture(story, rights),
        "social_image": _public_address(story.lead_image) if rights.shows_picture else "",
        "filed": _filed(story),
        "tags": story.tags.all(),
        "more": _more_from(story)[:MORE_STORIES],
    }
    return render(request, "article.html", context)


def _picture(story: Article, rights: Rights) -> str:
    """The lead image's address; empty where the body shows the same picture already."""
    address = story.lead_image
    if not address or not rights.shows_picture:
        return ""
    in_body = address in story.body or html.escape(address) in story.body
    return "" if in_body else address


def _public_address(url: str) -> str:
    return f"{settings.SITE_URL}{url}" if url.startswith("/") else url


def _filed(story: Article) -> list[list[Crumb]]:
    """The ways to the story's own categories."""
    own = Article.categories.through.objects.filter(article=story.pk).values("category_id")
    return [crumbs(category) for category in with_stories().filter(pk__in=own)]


def _more_from(story: Article) -> QuerySet[Article]:
    stories = Article.objects.published().for_lists().filter(source=story.source_id)
    return stories.exclude(pk=story.pk).order_by("-published_at", "-pk")
