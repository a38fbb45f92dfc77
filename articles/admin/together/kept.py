"""A save that comes too late: the story is gone, or closed to its author. What he typed is kept."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import label_for_field
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.base import id_in
from articles.admin.searching import story_number
from articles.models import Article, Redirect, Status, Tombstone

TEMPLATE = "admin/articles/together/kept.html"
CONFLICT, GONE = 409, 410
TEXTS = (
    "title", "byline", "original_url", "summary", "body", "lead_image", "lead_alt", "tags",
    "language", "slug",
)  # fmt: skip
# What a new story is given of the form; no correction, for there is no reader yet.
FIELDS = (
    *TEXTS, "source", "categories", "published_at_0", "published_at_1", "publish_at_0",
    "publish_at_1", "expire_at_0", "expire_at_1", "lead_width", "lead_height",
)  # fmt: skip
NEW = {
    "status": Status.DRAFT.value,
    "corrections-TOTAL_FORMS": "0",
    "corrections-INITIAL_FORMS": "0",
    "_continue": "1",
}


def page(modeladmin: ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Where the story went, and all that was typed."""
    pk = id_in(object_id)
    is_there = Article.objects.filter(pk=pk).exists()
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Nothing was saved"),
        "opts": modeladmin.opts,
        "typed": [*typed(request.POST)],
        "is_there": is_there,
        "may_view": is_there and modeladmin.get_object(request, str(pk)) is not None,
        "pk": pk,
    }
    if not is_there:
        context |= whereabouts(pk, modeladmin.get_queryset(request))
    if not is_there and modeladmin.has_add_permission(request):
        context["hidden"] = [*carried(request.POST)]
    return TemplateResponse(request, TEMPLATE, context, status=CONFLICT if is_there else GONE)


def typed(posted: QueryDict) -> Iterator[tuple[str, str]]:
    """Labels and texts, whatever the form's state."""
    for name in TEXTS:
        if posted.get(name):
            yield capfirst(str(label_for_field(name, Article))), posted[name]
    for key, text in posted.items():
        if key.startswith("corrections-") and key.endswith("-text") and text:
            yield _("Correction"), text
    if posted.get("_comment"):
        yield _("Comment"), posted["_comment"]


def carried(posted: QueryDict) -> Iterator[tuple[str, str]]:
    for name in FIELDS:
        yield from ((name, value) for value in posted.getlist(name))
    yield from NEW.items()


def whereabouts(pk: int | None, visible: QuerySet) -> dict[str, Any]:
    """What is known of a story that is no more: its tombstone, and the story that it became, if
    that is one of his."""
    tombstone = Tombstone.objects.filter(article_number=pk).select_related("buried_by").last()
    old = Article(pk=pk, slug="x").get_absolute_url().removesuffix("x/")
    moved = Redirect.objects.filter(old_path__startswith=old).exclude(new_path="") if pk else []
    became = next((story_number(each.new_path) for each in moved[:1]), None)
    return {"tombstone": tombstone, "became": visible.filter(pk=became).first()}
