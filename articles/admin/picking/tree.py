"""Categories in forms, chosen from a tree: the widgets, and what their script asks for.

A form holds only what is chosen, so that it weighs the same with ten categories and ten thousand;
the script fetches the tree level by level. Without the script the chosen ones stand in a plain list
that can be thinned out, and beside it a line takes further ones by their full names. Both send the
one field: a list of all would be the better fallback of a small site, and none of a large one.
"""

import re
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.forms import Media
from django.forms.widgets import Widget
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.base import id_in
from articles.admin.triage.filing import categories_named
from articles.admin.words import words_in
from articles.models import Category, CategoryEntry, Successor

from .merge_page import tell_counts

SHOWN = 200  # of one level
FOUND = 50  # by typing
LONGEST = 200  # of what is typed


class TreeWidget(Widget):
    """Renders the chosen ones alone, as Django's autocomplete does whose part this is."""

    template_name = "admin/articles/picking/tree.html"

    @property
    def media(self) -> Media:
        return Media(
            css={"all": ["articles/admin/picking.css", "articles/admin/tree.css"]},
            js=["articles/admin/tree.js"],
        )

    def build_attrs(self, base_attrs: dict, extra_attrs: dict | None = None) -> dict[str, Any]:
        return {
            **base_attrs,
            **(extra_attrs or {}),
            "data-tree": reverse("admin:articles_category_tree"),
            "data-choose": _("Choose"),
            "data-filter": _("Type a part of the name"),
            "data-remove": _("Remove the category"),
            "data-counts": _("Numbers: published stories, with those below."),
            "data-more": _("More than these: type a part of the name."),
            "data-none": _("No category has this in its name."),
            "data-anew": _("New category"),
            "data-fresh": _("New category below “%s”"),
            "data-failed": _("The tree could not be fetched. Try again."),
        }

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list:
        return super().optgroups(name, [each for each in value if is_number(each)], attrs)

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        unknown = [each for each in context["widget"]["value"] if not is_number(each)]
        return context | {"named": "; ".join(filter(None, unknown))}

    def chosen(self, data: Any, name: str) -> list[str]:
        """Numbers as a list sends them, and of what was typed the numbers of what it means; what
        means nothing stays as it is, and the field says so. In place of one that was merged
        since the form was opened stands the one that it became."""
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        found: list[str] = []
        for text in filter(None, (str(each).replace("\0", "").strip() for each in sent)):
            found += [text] if is_number(text) else numbers_named(text)
        numbers = [int(each) for each in found if is_number(each)]
        merged = Successor.objects.filter(kind="categories", number__in=numbers)
        now = {str(was): str(into) for was, into in merged.values_list("number", "now")}
        return [now.get(each, each) for each in found if is_number(each) or not each.isdecimal()]


class TreeSelectMultiple(TreeWidget, AutocompleteSelectMultiple):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(dict.fromkeys(self.chosen(data, name)))


class TreeSelect(TreeWidget, AutocompleteSelect):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """What was typed goes before what the list still shows."""
        return next(reversed(self.chosen(data, name)), "")


def is_number(text: str) -> bool:
    return id_in(text) is not None


def numbers_named(text: str) -> list[str]:
    """Of one full name, or several with semicolons between them."""
    if whole := categories_named(text):
        return [str(whole[0].pk)]
    found = []
    for part in filter(None, map(str.strip, re.split("[;；]", text))):
        named = categories_named(part)
        found.append(str(named[0].pk) if named else part)
    return found


def answer(modeladmin: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """The categories below `parent`, or at the top; or, with `term`, those that are called so with
    all above them."""
    if not modeladmin.has_view_permission(request):
        raise PermissionDenied
    words = words_in(request.GET.get("term", "")[:LONGEST])
    if words:
        rows, is_cut = _matching(words)
    else:
        below = Category.objects.filter(parent=id_in(request.GET.get("parent", "")))
        rows, is_cut = _some(below, SHOWN)
    tell_counts(rows, CategoryEntry, "category")
    return JsonResponse({"nodes": [_as_json(row) for row in rows], "more": is_cut})


def _some(found: Any, most: int) -> tuple[list[Category], bool]:
    children = Category.objects.filter(parent=OuterRef("pk")).order_by()
    rows = list(found.annotate(opens=Exists(children))[: most + 1])
    return rows[:most], len(rows) > most


def _matching(words: list[str]) -> tuple[list[Category], bool]:
    """Each word stands in the full name and at least one in the category's own: else a section
    would bring all that lies below it."""
    own, everywhere = Q(), Q()
    for word in words:
        own |= Q(name__icontains=word)
        everywhere &= Q(title__icontains=word)
    rows, is_cut = _some(Category.objects.filter(own & everywhere), FOUND)
    paths = {row.path for row in rows}
    parts = [path.split("/") for path in paths]
    above = {"/".join(each[:level]) for each in parts for level in range(1, len(each))} - paths
    found, _cut = _some(Category.objects.filter(path__in=above), len(above))
    for row in rows:
        row.is_found = True
    return sorted([*found, *rows], key=lambda row: row.path.split("/")), is_cut


def _as_json(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "title": row.title,
        "parent": row.parent_id,
        "stories": row.counted,
        "opens": row.opens,
        "found": getattr(row, "is_found", False),
    }
