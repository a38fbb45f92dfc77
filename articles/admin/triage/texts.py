"""A story's text for the lane: readers' page of it in a frame, without what stands around it.

In a frame of its own, because strangers wrote it: its styles and its names are not the desk's, the
browser runs no script in it, and readers' template stays the only one that marks a body safe.
"""

from dataclasses import replace
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from articles.models import Article, ImageRights, TextRights
from articles.provenance import attribution_of
from articles.rights import rights_of

TEMPLATE, FRAME = "article.html", "desk/frame.html"


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def text(modeladmin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    if not modeladmin.has_view_or_change_permission(request):
        raise PermissionDenied
    stories = modeladmin.get_queryset(request).select_related("source", "gallery")
    story = stories.filter(pk=pk).first()
    if story is None:
        raise Http404("no such story")
    return TemplateResponse(request, TEMPLATE, context_of(story))


def context_of(story: Article) -> dict[str, Any]:
    """What readers' page is given; whole, whatever the source grants: who decides must see it."""
    rights = rights_of(story)
    images = rights.images if _is_copied(story) else ImageRights.LINK
    return {
        "frame": FRAME,
        "article": story,
        "rights": replace(rights, text=TextRights.FULL, images=images),
        "attribution": attribution_of(story),
        "tags": [],
        "filed": [],
        "more": [],
    }


def _is_copied(story: Article) -> bool:
    """Whether there is a copy to show in place of the picture where it lies."""
    gallery = getattr(story, "gallery", None)
    copied = gallery is not None and (gallery.lead or gallery.body)
    return bool(copied) and rights_of(story).images == ImageRights.COPY
