"""What every list and form of the desk shares: bounded counting, short deletions, read-only."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as confirm_deletion
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import paging
from .audit_links import LoggedAdmin
from .moments import within_reach
from .paging import COUNT_LIMIT, CappedPaginator
from .words import FewWords
from .workflow.bounds import BoundedAdmin

SEARCH_WINDOW = 100_000
# Django's confirmation page sends one hidden field a row, and 1,000 fields are its limit.
DELETE_LIMIT = 500
SCRIPTS = [
    f"admin/js/{name}.js"
    for name in (
        f"vendor/jquery/jquery{'' if settings.DEBUG else '.min'}",
        "jquery.init", "core", "admin/RelatedObjectLookups", "actions",
    )
]  # fmt: skip
MAX_ID = 2**63 - 1  # more fits no column, and SQLite's driver raises OverflowError


def id_in(text: str) -> int | None:
    """The number that `text` is, if a row could have it."""
    if not text.isdecimal() or len(text) > len(str(MAX_ID)):
        return None
    return int(text) if int(text) <= MAX_ID else None


def is_out_of_range(lookup: str, value: str) -> bool:
    """Whether a filter's value is a number that no column and no calendar holds.

    What is no number at all Django refuses by itself, and what has thousands of digits too.
    """
    try:
        numbers = [int(part) for part in value.split(",")]
    except ValueError:
        return False
    if "year" in lookup.split("__"):
        return not all(1 <= number <= 9999 for number in numbers)
    return any(abs(number) > MAX_ID for number in numbers)


def newest(queryset: models.QuerySet, rows: int = SEARCH_WINDOW) -> models.QuerySet:
    """Only the last `rows` rows: what a search that no index serves may look through."""
    ids = queryset.model.objects.order_by("-pk").values_list("pk", flat=True)
    return queryset.filter(pk__gt=(ids.first() or 0) - rows)


class LineField(forms.CharField):
    """Text as stored: browsers send CRLF, and that alone is no change."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), data)


class DeskList(ChangeList):
    """Sorts only by the columns in `sortable_by`, whatever the address bar asks for.

    `after` is the number of the row behind which the list goes on, `onward` the address of what
    comes behind its last numbered page.
    """

    after: int | None = None

    def get_queryset(self, request: HttpRequest, exclude_parameters=None) -> models.QuerySet:
        """Filters and orders that are chosen begin at the beginning: no link of theirs says where
        this page was."""
        if paging.AFTER in self.params:
            self.after = id_in(self.params.pop(paging.AFTER)) or 0
            del self.filter_params[paging.AFTER]
        found = super().get_queryset(request, exclude_parameters)
        return found if self.after is None else paging.after(found, self.after)

    def get_query_string(self, new_params=None, remove=None) -> str:
        if self.after is not None and PAGE_VAR in (new_params or {}):
            new_params = new_params | {paging.AFTER: self.after}
        return super().get_query_string(new_params, remove)

    @property
    def onward(self) -> str:
        order = paging.order_of(self.queryset)
        is_last = self.page_num == self.paginator.num_pages
        if not (order and is_last and self.paginator.goes_on and self.result_list):
            return ""
        last = list(self.result_list)[-1]
        return (
            super().get_query_string({paging.AFTER: last.pk})
            if paging.place_of(last, order)
            else ""
        )

    @property
    def beginning(self) -> str:
        return super().get_query_string() if self.after is not None else ""

    def get_filters(self, request: HttpRequest) -> tuple:
        """Django looks at a number's form only; its size would break the query."""
        for lookup, values in self.filter_params.items():
            if any(is_out_of_range(lookup, value) for value in values):
                raise IncorrectLookupParameters
        return super().get_filters(request)

    def get_ordering(self, request: HttpRequest, queryset: models.QuerySet) -> list:
        if self.sortable_by is not None:
            asked = self.params.get(ORDER_VAR, "").replace("-", "").split(".")
            allowed = {str(self.list_display.index(column)) for column in self.sortable_by}
            if not allowed.issuperset(asked):
                self.params.pop(ORDER_VAR, None)
        return super().get_ordering(request, queryset)


class DeskAdmin(LoggedAdmin, BoundedAdmin, FewWords):
    """A ModelAdmin whose cost does not grow with the table."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    formfield_overrides = {
        models.TextField: {"form_class": LineField, "widget": AdminTextareaWidget},
        models.URLField: {"assume_scheme": "https"},
        models.DateTimeField: {"validators": [within_reach]},
    }
    actions = ["delete_selected"]
    # Chosen among what is there; who may, makes such rows in their own place.
    only_chosen: tuple[str, ...] = ()

    @property
    def media(self) -> forms.Media:
        """Without the admin's makers of slugs, a third of its scripts: the server makes ours."""
        return forms.Media(js=SCRIPTS)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        return DeskList

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any):
        """Beside a choice nothing is deleted: a slip would take a source or a person away."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_delete_related = False
            if db_field.name in self.only_chosen:
                widget.can_add_related = widget.can_change_related = False
                widget.can_view_related = False
        return field

    def response_action(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse:
        """“All” in an action means what the list counts: the first COUNT_LIMIT rows."""
        if None in map(id_in, request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("a chosen row has no possible number")
        if request.POST.get("select_across") == "1":
            queryset = queryset.filter(pk__in=queryset.values("pk")[:COUNT_LIMIT])
        return super().response_action(request, queryset)

    @admin.action(permissions=["delete"], description=_("Delete selected %(verbose_name_plural)s"))
    def delete_selected(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        if queryset.order_by()[: DELETE_LIMIT + 1].count() > DELETE_LIMIT:
            text = _("At most %(limit)s can be deleted at once. Nothing was deleted.")
            self.message_user(request, text % {"limit": DELETE_LIMIT}, messages.ERROR)
            return None
        return confirm_deletion(self, request, queryset)

    def get_deleted_objects(self, objs, request: HttpRequest):
        """What goes, without walking through everything that hangs on it."""
        objs = list(objs)
        blocked = [reason for obj in objs if (reason := self.kept_by(obj))]
        names = [f"{capfirst(self.opts.verbose_name)}: {obj}" for obj in objs]
        allowed = all(self.has_delete_permission(request, obj) for obj in objs)
        lacking = set() if allowed else {self.opts.verbose_name}
        return names, {self.opts.verbose_name_plural: len(objs)}, lacking, blocked

    def kept_by(self, obj: models.Model) -> str:
        """Why `obj` cannot be deleted, in words; empty if it can."""
        return ""


class ReadOnlyAdmin(DeskAdmin):
    """Records of what happened: to look at, never to add, change or delete."""

    actions = None
    sortable_by = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def bounded(queryset: models.QuerySet) -> str:
    """How many rows, as a person reads it: the number, or 10,000+."""
    found = queryset.order_by()[: COUNT_LIMIT + 1].count()
    return f"{COUNT_LIMIT:,}+" if found > COUNT_LIMIT else f"{found:,}"


def list_some(names: list[str], most: int = 5) -> str:
    """“A”, “B” and 3 more."""
    shown = ", ".join(f"“{name}”" for name in names[:most])
    rest = len(names) - most
    if rest <= 0:
        return shown
    more = ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest}
    return f"{shown} {more}"
