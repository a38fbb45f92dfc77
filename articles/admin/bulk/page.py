"""The page that begins a deed on many stories: what is chosen, how many, five of them, and what is
to be done.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.admin.base import COUNT_LIMIT, bounded, id_in
from articles.admin.jobs import job_url, start
from articles.admin.saved_row import checked, parameters_of
from articles.models import Article, Status

from .chosen import is_search, stories_of
from .form import DeedForm
from .kinds import BULK

PAGE = "admin/articles/bulk/deed.html"
EXAMPLES = 5
AT_ONCE = 200  # stories that an action of the list changes while somebody waits
MOST_TICKED = 1_000
OWN = frozenset({"do", "move"})  # what the page's address says beside the list's
# The list's actions, by name, that the page can do as well.
ACTIONS: dict[str, dict[str, Any]] = {
    "to_inbox": {"do": "move", "move": Status.INBOX.value},
    "to_draft": {"do": "move", "move": Status.DRAFT.value},
    "to_review": {"do": "move", "move": Status.REVIEW.value},
    "approve": {"do": "move", "move": Status.APPROVED.value},
    "publish": {"do": "move", "move": Status.PUBLISHED.value},
    "archive": {"do": "move", "move": Status.ARCHIVED.value},
    "take": {"do": "assign"},
    "assign_to": {"do": "assign"},
}
HARMLESS = frozenset({PAGE_VAR, ORDER_VAR, "all", "_facets"})


class NoSuchList(Exception):
    """The address says something that the list refuses or does not know. Without it the list would
    be a longer one, up to the whole archive."""


def list_of(modeladmin: ModelAdmin, user: Any, asked: QueryDict) -> str:
    """The list that an address asks for, as a job remembers it."""
    kept = asked.copy()
    for name in (OWN | HARMLESS).intersection(kept):
        del kept[name]
    wanted = {name for name in kept if any(value.strip() for value in kept.getlist(name))}
    known = {SEARCH_VAR}.union(*map(parameters_of, modeladmin.list_filter))
    query = checked(modeladmin, user, kept.urlencode())
    if not wanted <= known or wanted != set(QueryDict(query)):
        raise NoSuchList
    return query


def in_background(request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """For an action of the list on all of it: the page that does the same in the background, where
    they are too many to wait for; None where they are not."""
    deed = ACTIONS.get(request.POST.get("action", ""))
    if deed is None or request.POST.get("select_across") != "1":
        return None
    if queryset.order_by()[: AT_ONCE + 1].count() <= AT_ONCE:
        return None
    asked = request.GET.copy()
    asked.update(deed)
    return HttpResponseRedirect(f"{reverse('admin:articles_article_bulk')}?{asked.urlencode()}")


def bulk_page(modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not modeladmin.has_change_permission(request):
        raise PermissionDenied
    try:
        params = params_of(modeladmin, request)
    except NoSuchList:
        messages.error(request, _("There is no such list. Choose the filters again."))
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    given = request.POST if request.method == "POST" else None
    initial = {"assign": request.user} | {name: request.GET.get(name) for name in OWN}
    form = DeedForm(request.user, given, initial=initial)
    if given is not None and form.is_valid():
        job = start(BULK, request.user, params | form.deed())
        return HttpResponseRedirect(job_url(job))
    return TemplateResponse(request, PAGE, context_of(modeladmin, request, params, form))


def params_of(modeladmin: ModelAdmin, request: HttpRequest) -> dict[str, Any]:
    """Which stories, and as somebody saw them: what came or changed later is not meant."""
    asked = request.POST if request.method == "POST" else QueryDict()
    seen = parse_datetime(asked.get("seen", "")) if asked else timezone.now()
    newest = id_in(asked.get("newest", "")) if asked else newest_number()
    if seen is None or newest is None or timezone.is_naive(seen):
        raise BadRequest("the page's own fields are missing")
    params = {"seen": seen.isoformat(), "newest": newest}
    if ticked := (asked.get("ids") or request.GET.get("ids")):
        return params | {"ids": numbers_in(ticked)}
    return params | {"query": list_of(modeladmin, request.user, request.GET)}


def newest_number() -> int:
    return Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def numbers_in(text: str) -> list[int]:
    found = [id_in(part) for part in text.split(".")]
    if None in found or len(found) > MOST_TICKED:
        raise NoSuchList
    return sorted({number for number in found if number is not None})


def ticked_page(request: HttpRequest) -> HttpResponse:
    """From the list's action: the stories that are ticked, or all of the list."""
    if request.POST.get("select_across") == "1":
        query = request.GET.urlencode()
    else:
        ids = map(id_in, request.POST.getlist(ACTION_CHECKBOX_NAME))
        query = f"ids={'.'.join(str(number) for number in ids if number)}"
    return HttpResponseRedirect(f"{reverse('admin:articles_article_bulk')}?{query}")


def context_of(
    modeladmin: ModelAdmin, request: HttpRequest, params: Mapping[str, Any], form: DeedForm
) -> dict[str, Any]:
    found = stories_of(params, request.user)
    examples = found.order_by("-pk").only("title")[:EXAMPLES]
    back = reverse("admin:articles_article_changelist")
    return modeladmin.admin_site.each_context(request) | {
        "title": _("Change many stories"),
        "opts": modeladmin.opts,
        "form": form,
        "choices": list(form.choices()),
        "params": params,
        "ticked": ".".join(map(str, params.get("ids", ()))),
        "count": bounded(found),
        "is_whole": params.get("query") == "",
        "is_cut": is_search(params) and bounded(found) == f"{COUNT_LIMIT:,}",
        "examples": list(examples),
        "zone": timezone.get_current_timezone_name(),
        "back": f"{back}?{params['query']}" if params.get("query") else back,
    }
