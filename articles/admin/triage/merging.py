"""Two versions side by side: which one stays. The other one's files and filing go to it."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from articles.admin.base import id_in
from articles.admin.merging import REASONS, links_end, merge_all
from articles.models import Article
from articles.provenance.merging import CannotMergeError

from .cards import Card, cards_of
from .lane import Lane, lane_of
from .sitting import Sitting

TEMPLATE = "admin/articles/triage/merge.html"


def merge(modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """GET asks which one stays, POST does it and goes back to the lane."""
    if not modeladmin.has_merge_permission(request):
        raise PermissionDenied
    lane = lane_of(modeladmin, request.user, request.GET)
    named = (id_in(request.GET.get(name, "")) for name in ("story", "with"))
    cards = cards_of(modeladmin, request, [pk for pk in named if pk])
    if len({card.article.pk for card in cards}) < 2:
        modeladmin.message_user(request, REASONS[CannotMergeError.GONE], "warning")
        return HttpResponseRedirect(lane.address())
    error = ""
    if request.method == "POST":
        stays = id_in(request.POST.get("winner", ""))
        winner = next((card.article for card in cards if card.article.pk == stays), None)
        loser = next((card.article for card in cards if card.article.pk != stays), None)
        if winner and loser:
            error = why_not(modeladmin, request, loser, winner)
            if not error:
                return merged(modeladmin, request, lane, cards[0].article, winner)
    return TemplateResponse(
        request, TEMPLATE, context_of(modeladmin, request, lane, cards) | {"error": error}
    )


def why_not(modeladmin: ModelAdmin, request: HttpRequest, loser: Article, winner: Article) -> str:
    """Merges the two; or says why they stay two."""
    may_change = modeladmin.has_change_permission(request, winner)
    if not may_change or not modeladmin.has_delete_permission(request, loser):
        return _("You may not change them where they stand.")
    try:
        merge_all(request, [loser], winner)
    except CannotMergeError as refused:
        return str(REASONS[refused.args[0]])
    return ""


def merged(
    modeladmin: ModelAdmin, request: HttpRequest, lane: Lane, place: Article, winner: Article
) -> HttpResponse:
    """Back to what stayed; the lane goes on where it was left."""
    Sitting(request.session).add({"deed": "merge", "story": winner.pk, "title": winner.title})
    text = _("The stories are one now. Files, categories and tags of all are here.")
    modeladmin.message_user(request, text, "success")
    return HttpResponseRedirect(lane.address(story=winner.pk, after=place.pk))


def context_of(
    modeladmin: ModelAdmin, request: HttpRequest, lane: Lane, cards: list[Card]
) -> dict[str, Any]:
    first, second = cards
    further = [
        (each, lane.address("triage_merge", story=first.article.pk, **{"with": each.pk}))
        for each in first.versions
        if each.pk != second.article.pk
    ]
    shown = set(
        Article.objects.published()
        .filter(pk__in=[card.article.pk for card in cards])
        .values_list("pk", flat=True)
    )
    proposed = next((card.article.pk for card in cards if card.article.pk in shown), None)
    return modeladmin.admin_site.each_context(request) | {
        "title": _("Merge into one story"),
        "opts": modeladmin.opts,
        "cards": cards,
        "proposed": proposed or min(card.article.pk for card in cards),
        "further": further,
        "sources_differ": len({card.article.source_id for card in cards}) > 1,
        "reason": REASONS[CannotMergeError.OTHER_SOURCE],
        "some_visible": len(shown) == 1,
        "links_end": links_end(card.article for card in cards),
        "back": lane.address(story=first.article.pk),
    }
