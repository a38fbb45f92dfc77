"""The row of saved searches above the articles, and saving the list as one more.

Opening one is a plain link to the list. Whoever looks at a saved list has seen the stories that
there are by then; what came later is counted for him, within bounds, when the row is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, SavedSearch, SearchVisit
from articles.models.saved_searches import SHARE

from .base import DeskList

LIST = "admin:articles_article_changelist"
MOST_OWN = 50  # saved searches of one person
MOST_COUNTED = 8  # that a row shows what is new in
MOST_NEW = 100  # counted of it, among so many stories that came last
NEWEST = 10_000
LONGEST = 4_000  # of what stands behind the address's “?”
# What everybody finds there: stories that a person should look at. An index leads to each of them.
VIEWS = {
    "link=no": gettext_lazy("No link to the source"),
    "sure=no": gettext_lazy("Unsure date"),
    "image=no": gettext_lazy("No lead image"),
    "guessed=yes": gettext_lazy("Guessed title"),
    "same=yes": gettext_lazy("Possibly the same"),
    "later=yes": gettext_lazy("Put off"),
}


class Asked(HttpRequest):
    """A list as an address asks for it, where nobody waits for the page."""

    def __init__(self, user: Any, query: str, after: int = 0) -> None:
        super().__init__()
        self.user, self.after = user, after
        self.method, self.GET = "GET", QueryDict(query)


class ListQuery(DeskList):
    """What a list asks the database for, without its rows: only of stories that came later."""

    def get_queryset(self, request: Asked, exclude_parameters=None) -> QuerySet:
        self.root_queryset = self.root_queryset.filter(pk__gt=request.after)
        return super().get_queryset(request, exclude_parameters)

    def get_results(self, request: Asked) -> None:
        """None are wanted."""


def parameters_of(list_filter: Any) -> set[str]:
    """What a filter of the list reads from the address."""
    if name := getattr(list_filter, "parameter_name", None):
        return {name}
    if name := getattr(list_filter, "field_name", None):
        return {f"{name}__id__exact"}
    name = list_filter if isinstance(list_filter, str) else list_filter[0]
    return {f"{name}__exact"}


def list_query(modeladmin: ModelAdmin, asked: Asked) -> ListQuery:
    """With those of the filters only that are asked: some of them have questions of their own."""
    filters = [
        each for each in modeladmin.list_filter if parameters_of(each).intersection(asked.GET)
    ]
    boxes = ["action_checkbox"] if modeladmin.get_actions(asked) else []
    return ListQuery(
        asked,
        modeladmin.model,
        list_display=[*boxes, *modeladmin.list_display],
        list_display_links=None,
        list_filter=filters,
        date_hierarchy=None,
        search_fields=modeladmin.search_fields,
        list_select_related=False,
        list_per_page=1,
        list_max_show_all=1,
        list_editable=(),
        model_admin=modeladmin,
        sortable_by=modeladmin.get_sortable_by(asked),
        search_help_text="",
    )


def query_of(cl: ChangeList) -> str:
    """What can be saved of a list: its words, its filters, and its order where it has one."""
    known = {SEARCH_VAR}.union(*map(parameters_of, cl.model_admin.list_filter))
    kept = {name: values for name, values in cl.filter_params.items() if name in known}
    if order := cl.params.get(ORDER_VAR):
        kept[ORDER_VAR] = [order]
    pairs = [(name, value.strip()) for name, values in kept.items() for value in values]
    return urlencode(sorted((name, value) for name, value in pairs if value))


def checked(modeladmin: ModelAdmin, user: Any, query: str) -> str:
    """The same of what somebody sent; empty where the list refuses it, and where it is too long."""
    known = {SEARCH_VAR, ORDER_VAR}.union(*map(parameters_of, modeladmin.list_filter))
    asked = Asked(user, query if len(query) <= LONGEST else "")
    wanted = [
        (name, value) for name, values in asked.GET.lists() if name in known for value in values
    ]
    try:
        found = query_of(list_query(modeladmin, Asked(user, urlencode(wanted))))
    except (IncorrectLookupParameters, DisallowedModelAdminLookup):
        return ""
    return found if len(found) <= LONGEST else ""


def address_of(query: str) -> str:
    return f"{reverse(LIST)}?{query}" if query else reverse(LIST)


# The row above the list -------------------------------------------------------------------------


@dataclass(slots=True)
class Entry:
    """A saved search as a link; `new` is how many stories came since, as a person reads it."""

    saved: SavedSearch
    address: str
    is_current: bool
    is_own: bool
    new: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A list that everybody has, as a link."""

    name: str
    address: str
    is_current: bool


@dataclass(slots=True)
class Row:
    """What stands above the list. `query` is what could be saved now."""

    entries: list[Entry]
    query: str
    may_share: bool

    @property
    def views(self) -> list[View]:
        return [View(name, address_of(query), query == self.query) for query, name in VIEWS.items()]

    @property
    def first(self) -> list[Entry]:
        return self.entries[:MOST_COUNTED]

    @property
    def more(self) -> list[Entry]:
        return self.entries[MOST_COUNTED:]

    @property
    def is_more_current(self) -> bool:
        return any(entry.is_current for entry in self.more)

    @property
    def is_saved(self) -> bool:
        return self.query in VIEWS or any(
            entry.is_current and entry.is_own for entry in self.entries
        )

    @property
    def may_arrange(self) -> bool:
        return self.may_share or any(entry.is_own for entry in self.entries)


def beside(modeladmin: ModelAdmin, request: HttpRequest, cl: ChangeList) -> dict[str, Row]:
    """For the list's template; a list that is picked from has no row."""
    return {} if cl.is_popup else {"saved_row": row_of(modeladmin, request, cl)}


def row_of(modeladmin: ModelAdmin, request: HttpRequest, cl: ChangeList) -> Row:
    user, query = request.user, query_of(cl)
    usable = SavedSearch.objects.usable_by(user).with_seen(user).select_related("owner")
    entries = [
        Entry(each, address_of(each.query), each.query == query, each.owner_id == user.pk)
        for each in usable[: 2 * MOST_OWN]
    ]
    newest = newest_story() if entries else 0
    for entry in entries[:MOST_COUNTED]:
        if not entry.is_current:
            entry.new = count_new(modeladmin, user, entry.saved, newest)
    if request.method == "GET":
        see([entry.saved for entry in entries if entry.is_current], user, newest)
    return Row(entries, query, user.has_perm(SHARE))


def newest_story() -> int:
    """The number of the story that came last."""
    return Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def count_new(modeladmin: ModelAdmin, user: Any, saved: SavedSearch, newest: int) -> str:
    """How many of its stories came since he last opened it; empty for none, or if he never did."""
    if saved.seen is None or saved.seen >= newest:
        return ""
    asked = Asked(user, saved.query, after=max(saved.seen, newest - NEWEST))
    try:
        found = list_query(modeladmin, asked).queryset
    except (IncorrectLookupParameters, DisallowedModelAdminLookup):
        return ""
    count = found.order_by()[: MOST_NEW + 1].count()
    return f"{MOST_NEW}+" if count > MOST_NEW else str(count or "")


def see(opened: Iterable[SavedSearch], user: Any, newest: int) -> None:
    visits = [
        SearchVisit(search=each, user=user, seen=newest) for each in opened if each.seen != newest
    ]
    if visits:
        SearchVisit.objects.bulk_create(
            visits,
            update_conflicts=True,
            unique_fields=["search", "user"],
            update_fields=["seen"],
        )


# Saving one -------------------------------------------------------------------------------------


class SaveForm(forms.Form):
    name = forms.CharField(max_length=60, label=gettext_lazy("Name"))
    is_shared = forms.BooleanField(required=False)


def save(modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Keep a list under a name; a name that he has used already holds the new list then."""
    if not modeladmin.has_view_or_change_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    query = checked(modeladmin, request.user, request.POST.get("query", ""))
    form = SaveForm(request.POST)
    if not form.is_valid():
        text = " ".join(error for errors in form.errors.values() for error in errors)
        modeladmin.message_user(request, text, messages.ERROR)
    elif not query:
        text = _("This cannot be saved: a list with words or filters, not too many of them, can.")
        modeladmin.message_user(request, text, messages.WARNING)
    else:
        keep(modeladmin, request, query, **form.cleaned_data)
    return HttpResponseRedirect(address_of(query))


def keep(
    modeladmin: ModelAdmin, request: HttpRequest, query: str, name: str, *, is_shared: bool
) -> None:
    own = SavedSearch.objects.filter(owner=request.user)
    values = {"query": query}
    if is_shared and request.user.has_perm(SHARE):  # sharing ends where searches are arranged
        values["is_shared"] = True
    if own.filter(name=name).update(**values):
        SearchVisit.objects.filter(search__owner=request.user, search__name=name).delete()
        text = _("“%(name)s” leads to this list now.")
    elif own.count() >= MOST_OWN:
        text = _("You have %(most)s saved searches already: delete one first.")
        modeladmin.message_user(request, text % {"most": MOST_OWN}, messages.ERROR)
        return
    else:
        SavedSearch.objects.create(owner=request.user, name=name, **values)
        text = _("This list is saved as “%(name)s”.")
    modeladmin.message_user(request, text % {"name": name}, messages.SUCCESS)
