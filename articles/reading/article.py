"""The page of one story. Its id decides; the rest of the address only has to be right."""

import html
from urllib.parse import unquote

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render

from articles.models import Article, Correction
from articles.provenance import attribution_of
from articles.rights import Rights, body_of, rights_of, shown

from . import robots
from .caching import depends
from .citation import citation, share_links
from .contents import contents
from .head import head_of, picture_address
from .neighbours import channels_of, neighbours_of, with_neighbours
from .sections import crumbs
from .structured import json_ld


def article(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    story = get_object_or_404(_visible(), pk=pk)
    address = story.get_absolute_url()
    if request.path != unquote(address):
        return HttpResponsePermanentRedirect(address)
    rights = rights_of(story)
    channels = channels_of(story)
    neighbours = neighbours_of(story, channels)
    # The source and the channel for the stories beside this one: others may come in between.
    depends(request, story, story.source, *channels[:1], *neighbours.stories())
    body, entries = contents(_body(story, rights), story.word_count)
    facts = {
        "filed": [crumbs(channel) for channel in channels],
        "tags": story.tags.all(),
        "corrections": story.corrections.all() if story.is_corrected else [],
    }
    head = head_of(story, rights, **facts)
    context = facts | {
        "article": story,
        "rights": rights,
        "body": body,
        "contents": entries,
        "head": head,
        "json_ld": json_ld(story, rights, head, **facts),
        "attribution": attribution_of(story),
        "picture": _picture(story, rights),
        "social_image": picture_address(story, rights),
        "related": neighbours.related,
        "more": neighbours.more,
        "previous": neighbours.previous,
        "next": neighbours.next,
        "also_at": neighbours.also_at,
        "citation": citation(story),
        "share": share_links(story),
    }
    return robots.answer(render(request, "article.html", context), head.robots)


def _visible() -> QuerySet[Article]:
    """Few stories are corrected: the others do not ask for their corrections."""
    corrections = Correction.objects.filter(article=OuterRef("pk"))
    stories = Article.objects.published().select_related("source", "rendering")
    return with_neighbours(stories.annotate(is_corrected=Exists(corrections)))


def _body(story: Article, rights: Rights) -> str:
    """With highlighted code, if it has any and was rendered since its last change."""
    rendering = getattr(story, "rendering", None)
    if rendering and rendering.is_of(story.body):
        return shown(rendering.body, rights)
    return body_of(story, rights)


def _picture(story: Article, rights: Rights) -> str:
    """The lead image's address; empty where the body shows the same picture already."""
    address = story.lead_image
    if not address or not rights.shows_picture:
        return ""
    in_body = address in story.body or html.escape(address) in story.body
    return "" if in_body else address
