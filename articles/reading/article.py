"""The page of one story. Its id decides; the rest of the address only has to be right."""

from datetime import datetime
from typing import Any
from urllib.parse import unquote

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from taggit.models import Tag

from articles.models import Article, Correction
from articles.models.compiled import Compiled
from articles.provenance import attribution_of
from articles.rights import rights_of

from . import pictures, robots
from .caching import depends
from .citation import citation, share_links
from .contents import contents
from .head import head_of
from .keyset import MAX_ID
from .neighbours import channels_of, neighbours_of, with_neighbours
from .sections import crumbs
from .structured import json_ld


def article(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    now = timezone.now()
    story = STORY.one(pk=pk, now=now) if pk <= MAX_ID else None
    if story is None:
        raise Http404("no such story")
    address = story.get_absolute_url()
    if request.path != unquote(address):
        return HttpResponsePermanentRedirect(address)
    context = context_of(request, story, now)
    return robots.answer(render(request, "article.html", context), context["head"].robots)


def context_of(request: HttpRequest, story: Article, now: datetime) -> dict[str, Any]:
    """What the page shows at `now` of a story that `whole` has asked for."""
    licensed = max(now, timezone.now())  # an ended licence lets nobody look back
    rights = rights_of(story, licensed)
    channels = channels_of(story, now)
    neighbours = neighbours_of(story, channels, now)
    # The source and the channel for the stories beside this one: others may come in between.
    depends(request, story, story.source, *channels[:1], *neighbours.stamps())
    body, entries = contents(pictures.on_page(_body(story), story, rights), story.word_count)
    facts = {
        "filed": [crumbs(channel) for channel in channels],
        "tags": TAGS(story=story.pk),
        "corrections": story.corrections.filter(made_at__lte=now) if story.is_corrected else [],
    }
    head = head_of(story, rights, **facts)
    return facts | {
        "moment": licensed,
        "article": story,
        "rights": rights,
        "body": body,
        "contents": entries,
        "head": head,
        "json_ld": json_ld(story, rights, head, **facts),
        "attribution": attribution_of(story),
        "related": neighbours.related,
        "more": neighbours.more,
        "previous": neighbours.previous,
        "next": neighbours.next,
        "also_at": neighbours.also_at,
        "citation": citation(story),
        "share": share_links(story),
    }


def whole(stories: QuerySet[Article]) -> QuerySet[Article]:
    """With all that their pages need. Few are corrected: the others do not ask for that."""
    corrections = Correction.objects.filter(article=OuterRef("pk"))
    stories = stories.select_related("source", "rendering", "gallery")
    return with_neighbours(stories.annotate(is_corrected=Exists(corrections)))


def one_visible(pk: int, now: datetime) -> QuerySet[Article]:
    return whole(Article.objects.published(now).filter(pk=pk))


STORY = Compiled(one_visible)
TAGS = Compiled(lambda story: Tag.objects.filter(taggings__content_object=story).order_by("name"))


def _body(story: Article) -> str:
    """With highlighted code, if it has any and was rendered since its last change."""
    rendering = getattr(story, "rendering", None)
    return rendering.body if rendering and rendering.is_of(story.body) else story.body
