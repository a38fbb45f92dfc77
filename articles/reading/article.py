"""The page of one story. Its id decides; the rest of the address only has to be right."""

import html
from urllib.parse import unquote

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render

from articles.models import Article, Correction
from articles.provenance import attribution_of
from articles.rights import Rights, body_of, rights_of

from . import robots
from .caching import depends
from .head import head_of, picture_address
from .sections import Crumb, crumbs, with_stories
from .structured import json_ld

MORE_STORIES = 4


def article(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    story = get_object_or_404(_visible(), pk=pk)
    depends(request, story, story.source)  # the source for its other stories, below the text
    address = story.get_absolute_url()
    if request.path != unquote(address):
        return HttpResponsePermanentRedirect(address)
    rights = rights_of(story)
    facts = {
        "filed": _filed(story),
        "tags": story.tags.all(),
        "corrections": story.corrections.all() if story.is_corrected else [],
    }
    head = head_of(story, rights, **facts)
    context = facts | {
        "article": story,
        "rights": rights,
        "body": body_of(story, rights),
        "head": head,
        "json_ld": json_ld(story, rights, head, **facts),
        "attribution": attribution_of(story),
        "picture": _picture(story, rights),
        "social_image": picture_address(story, rights),
        "more": _more_from(story)[:MORE_STORIES],
    }
    return robots.answer(render(request, "article.html", context), head.robots)


def _visible() -> QuerySet[Article]:
    """Few stories are corrected: the others do not ask for their corrections."""
    corrections = Correction.objects.filter(article=OuterRef("pk"))
    stories = Article.objects.published().select_related("source")
    return stories.annotate(is_corrected=Exists(corrections))


def _picture(story: Article, rights: Rights) -> str:
    """The lead image's address; empty where the body shows the same picture already."""
    address = story.lead_image
    if not address or not rights.shows_picture:
        return ""
    in_body = address in story.body or html.escape(address) in story.body
    return "" if in_body else address


def _filed(story: Article) -> list[list[Crumb]]:
    """The ways to the story's own categories."""
    own = Article.categories.through.objects.filter(article=story.pk).values("category_id")
    return [crumbs(category) for category in with_stories().filter(pk__in=own)]


def _more_from(story: Article) -> QuerySet[Article]:
    stories = Article.objects.published().for_lists().filter(source=story.source_id)
    return stories.exclude(pk=story.pk).order_by("-published_at", "-pk")
