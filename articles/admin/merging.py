"""“Merge into one story”: which of the chosen ones stays, and what becomes of the others."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Article, PreviewLink, lock_stories
from articles.provenance.merging import CannotMergeError, merge

from . import columns
from .staying import Staying, answer

TEMPLATE = "admin/articles/article/merge.html"
STAYING = Staying(
    "story",
    "admin:articles_article_merge",
    10,
    _("Choose two stories, or up to %(most)s, that tell the same."),
)
merge_url = STAYING.url
REASONS = {
    CannotMergeError.SAME: _("A story cannot be merged into itself."),
    CannotMergeError.GONE: _("One of the stories does not exist any more."),
    CannotMergeError.OTHER_SOURCE: _(
        "The stories come from different sources. Readers would be told the wrong origin; give"
        " them the same source first, if that is right."
    ),
}
LINKS_END = _(
    "Somebody was given a private link to one of these stories. It opens nothing any more, unless"
    " this is the story that stays."
)
LOOK_ALIKES_SHOWN = 5


@admin.action(permissions=["merge"], description=_("Merge into one story"))
def merge_selected(modeladmin: ModelAdmin, request: HttpRequest, queryset: QuerySet):
    return STAYING.begin(modeladmin, request, queryset)


def merge_stories(modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """GET asks which one stays; POST merges the others into it, all or none."""
    if not modeladmin.has_merge_permission(request):
        raise PermissionDenied
    stories = chosen_stories(modeladmin, request)
    if not all(may_merge(modeladmin, request, each) for each in stories):
        raise PermissionDenied
    if len(stories) < 2:
        modeladmin.message_user(request, REASONS[CannotMergeError.GONE], messages.WARNING)
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    winner = answer(request, stories)
    if winner is None:
        return confirmation(modeladmin, request, stories)
    losers = [each for each in stories if each is not winner]
    try:
        merge_all(request, losers, winner)
    except CannotMergeError as error:
        modeladmin.message_user(request, REASONS[error.args[0]], messages.ERROR)
        return HttpResponseRedirect(merge_url(each.pk for each in stories))
    text = _("The stories are one now. Files, categories and tags of all are here.")
    modeladmin.message_user(request, text, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[winner.pk]))


def may_merge(modeladmin: ModelAdmin, request: HttpRequest, story: Article) -> bool:
    """Whether it may stay or go, where it stands."""
    changes = modeladmin.has_change_permission(request, story)
    return changes and modeladmin.has_delete_permission(request, story)


def chosen_stories(modeladmin: ModelAdmin, request: HttpRequest) -> list[Article]:
    """Those that the address names and that he works on, oldest first."""
    ours = modeladmin.get_queryset(request).select_related("source")
    found = ours.filter(pk__in=STAYING.numbers(request))
    return list(found.prefetch_related("categories", "tags").defer("body").order_by("pk"))


@transaction.atomic
def merge_all(request: HttpRequest, losers: list[Article], winner: Article) -> None:
    # Each merge takes its pair, and what resembled the loser: without this in any order.
    alike = Article.objects.filter(possibly_same__in=losers).values_list("pk", flat=True)
    lock_stories({winner.pk, *(loser.pk for loser in losers), *alike})
    for loser in losers:
        title = str(loser)
        merge(loser, winner, request.user)
        words = [{"changed": {"fields": ["merge"], "name": "article", "object": title}}]
        LogEntry.objects.log_actions(request.user.pk, [winner], CHANGE, words, single_object=True)


def confirmation(modeladmin: ModelAdmin, request: HttpRequest, stories: list[Article]):
    """The one that readers see is proposed, else the first that came."""
    visible = set(
        Article.objects.published()
        .filter(pk__in=[each.pk for each in stories])
        .values_list("pk", flat=True)
    )
    for story in stories:
        story.is_visible = story.pk in visible
    proposed = next((each.pk for each in stories if each.is_visible), stories[0].pk)
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Merge into one story"),
        "opts": modeladmin.opts,
        "rows": [(each, columns.visible(each), columns.date(each)) for each in stories],
        "proposed": proposed,
        "sources_differ": len({each.source_id for each in stories}) > 1,
        "reason": REASONS[CannotMergeError.OTHER_SOURCE],
        "some_visible": bool(visible) and len(visible) < len(stories),
        "links_end": links_end(stories),
    }
    return TemplateResponse(request, TEMPLATE, context)


def links_end(stories: Iterable[Article]) -> Any:
    """The warning, if there are such links: no other story may be shown to whoever has one."""
    is_shared = PreviewLink.objects.open().filter(article__in=[each.pk for each in stories])
    return LINKS_END if is_shared.exists() else ""


def look_alikes(modeladmin: ModelAdmin, request: HttpRequest, article: Article) -> list:
    """Stories possibly the same as this one, each with the way to merge the two."""
    if not modeladmin.has_merge_permission(request):
        return []
    ours = modeladmin.get_queryset(request).only("title").order_by("pk")
    found = list(ours.filter(possibly_same=article)[:LOOK_ALIKES_SHOWN])
    if article.possibly_same_id:
        found = [*ours.filter(pk=article.possibly_same_id), *found]
    return [(other, merge_url([article.pk, other.pk])) for other in found]
