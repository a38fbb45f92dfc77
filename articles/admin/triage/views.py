"""The lane's pages: one story and its form; the next ones ahead of time; what is done with them.

Every key is a button of a form, which answers with a redirect to the next story. With script the
same form is sent in the background, and the answer says what to show.
"""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from articles.admin.base import id_in
from articles.models import Article, lock_stories

from .cards import Card, cards_of, visible
from .deeds import Done, RefusedError, do
from .lane import Lane, lane_of, name_of
from .likeness import versions_of
from .merging import merge
from .sitting import Sitting
from .texts import text
from .undoing import undo

PAGE = "admin/articles/triage/lane.html"
CARDS = "admin/articles/triage/_cards.html"
DEEDS = "admin/articles/triage/_deeds.html"
AHEAD = 3  # stories that a page names
FETCHED = 10  # that a script asks for at once


def urls(modeladmin: ModelAdmin) -> list:
    pages = (
        ("triage/", lane, "triage"),
        ("triage/next/", following, "triage_next"),
        ("triage/deed/", deed, "triage_deed"),
        ("triage/merge/", merge, "triage_merge"),
        ("triage/<int:pk>/text/", text, "triage_text"),
    )
    view = modeladmin.admin_site.admin_view
    return [
        path(address, view(partial(page, modeladmin)), name=f"articles_article_{name}")
        for address, page, name in pages
    ]


def lane(modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """One story: the one that is asked for, or the next one beyond a place."""
    if not modeladmin.has_view_or_change_permission(request):
        raise PermissionDenied
    found = lane_of(modeladmin, request.user, request.GET)
    numbers = shown(modeladmin, request, found)
    if found.is_refused:
        modeladmin.message_user(request, _("This list cannot be shown."), messages.WARNING)
    cards = cards_of(modeladmin, request, numbers)
    here = cards[0].article.pk if cards else None
    context = modeladmin.admin_site.each_context(request) | {
        "title": _("Triage"),
        "subtitle": name_of(found, request.user),
        "opts": modeladmin.opts,
        "lane": found,
        "cards": cards[:1],
        "queue": [card.article for card in cards[1:]],
        "from": id_in(request.GET.get("after", "")) if "story" in request.GET else None,
        "next": found.address(after=here),
        "previous": found.address(before=here),
        "is_end": here is None and bool({"after", "before"} & request.GET.keys()),
        "left": found.left(),
        "sitting": Sitting(request.session),
        "media": modeladmin.media,
    }
    return TemplateResponse(request, PAGE, context)


def shown(modeladmin: ModelAdmin, request: HttpRequest, lane: Lane) -> list[int]:
    """The story and those that come after it."""
    place = {name: id_in(request.GET.get(name, "")) for name in ("story", "after", "before")}
    story = place["story"]
    if story is None and place["before"] is not None:
        story = lane.before(place["before"])
    if story is None:
        return lane.after(place["after"], 1 + AHEAD)
    if not visible(modeladmin, request, [story]).exists():
        modeladmin.message_user(request, _("The story is gone."), messages.WARNING)
        return lane.after(story, 1 + AHEAD)
    return [story, *lane.after(place["after"] or story, AHEAD)]


def following(modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The cards that come after a place, for a script that shows them when they are wanted."""
    if not modeladmin.has_view_or_change_permission(request):
        raise PermissionDenied
    found = lane_of(modeladmin, request.user, request.GET)
    numbers = found.after(id_in(request.GET.get("after", "")), FETCHED)
    cards = cards_of(modeladmin, request, numbers)
    return HttpResponse(rendered(request, cards, found))


def rendered(request: HttpRequest, cards: list[Card], lane: Lane) -> str:
    return render_to_string(CARDS, {"cards": cards, "lane": lane}, request)


def deed(modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not modeladmin.has_change_permission(request):
        raise PermissionDenied
    lane = lane_of(modeladmin, request.user, QueryDict(request.POST.get("lane", "")[:8_000]))
    sitting = Sitting(request.session)
    story = id_in(request.POST.get("story", ""))
    try:
        if request.POST.get("deed") == "undo":
            story, done = take_back(request, sitting)
        else:
            done = carry_out(modeladmin, request, sitting, story)
    except RefusedError as error:
        return answer(modeladmin, request, lane, story, str(error), status=409)
    except ValidationError as error:
        return answer(modeladmin, request, lane, story, " ".join(error.messages), status=409)
    return answer(modeladmin, request, lane, story, done.text, leaves=done.leaves)


@transaction.atomic
def carry_out(
    modeladmin: ModelAdmin, request: HttpRequest, sitting: Sitting, story: int | None
) -> Done:
    name = request.POST.get("deed", "")
    article = held(modeladmin, request, story, name) if story else None
    if article is None:
        raise RefusedError(_("The story is gone."))
    if not modeladmin.has_change_permission(request, article):
        raise RefusedError(_("You may not change it where it stands."))
    done = do(name, article, request.user, request.POST)
    if done.was is not None:
        facts = {"was": done.was, "leaves": done.leaves}
        sitting.add({"deed": name, "story": article.pk, "title": article.title} | facts)
    return done


def held(modeladmin: ModelAdmin, request: HttpRequest, story: int, name: str) -> Article | None:
    """As it stands now, and stands until the deed is done: nobody else can change it meanwhile."""
    if name == "others":
        lock_stories({story, *versions_of([story])[story]})
    rows = visible(modeladmin, request, [story]).select_related("source")
    return rows.select_for_update(of=("self",)).first()


def take_back(request: HttpRequest, sitting: Sitting) -> tuple[int, Done]:
    """The deed that is named, or the last one."""
    found = sitting.find(id_in(request.POST.get("number", "")))
    if found is None:
        raise RefusedError(_("There is nothing to take back."))
    undo(found, request.user)
    sitting.forget(found)
    return found["story"], Done(_("“%(title)s” is as it was.") % {"title": found["title"]})


def answer(
    modeladmin: ModelAdmin,
    request: HttpRequest,
    lane: Lane,
    story: int | None,
    text: str,
    *,
    leaves: bool = False,
    status: int = 200,
) -> HttpResponse:
    """For a script what to show; for a browser alone the way to the next page."""
    if not request.accepts("text/html"):
        return told(modeladmin, request, lane, story, text, leaves=leaves, status=status)
    level = messages.SUCCESS if status == 200 else messages.ERROR
    modeladmin.message_user(request, text, level)
    place: dict[str, Any] = {"after": story} if leaves else {"story": story}
    return HttpResponseRedirect(lane.address(**place))


def told(
    modeladmin: ModelAdmin,
    request: HttpRequest,
    lane: Lane,
    story: int | None,
    text: str,
    *,
    leaves: bool,
    status: int,
) -> HttpResponse:
    """What stays, or what was refused, with its story as it stands now."""
    stays = [story] if story and not leaves else []
    sitting = Sitting(request.session)
    cards = cards_of(modeladmin, request, stays, text if status == 409 else "")
    return JsonResponse(
        {
            "text": text,
            "story": story,
            "card": rendered(request, cards, lane),
            "deeds": render_to_string(DEEDS, {"sitting": sitting, "lane": lane}, request),
            "decided": sitting.decided,
            "speed": sitting.speed,
        },
        status=status,
    )
