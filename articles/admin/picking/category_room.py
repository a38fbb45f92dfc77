"""The categories' own list and form."""

from typing import Any

from django.contrib import admin, messages
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Collate, Replace
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin import columns
from articles.admin.base import DeskAdmin, bounded
from articles.admin.catalogue import old_addresses, stories_link
from articles.admin.workflow.whose import kept_by_beats
from articles.models import Category, CategoryAlias
from articles.models.category import lying_below

from . import category_merging, tree


class AliasInline(admin.TabularInline):
    """Left by renaming, moving and merging; here they are only taken away."""

    model = CategoryAlias
    fk_name = "category"
    fields = readonly_fields = ["__str__"]
    extra = 0
    verbose_name = _("other name")
    verbose_name_plural = _("other names: imports that say one of them mean this category")

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("parent")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # who sees the category

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.change_category")


@admin.register(Category)
class CategoryAdmin(DeskAdmin):
    list_display = ["indented", "path", "stories"]
    list_per_page = 100
    sortable_by = ()
    search_fields = ["title", "path"]
    search_help_text = _("Words of the full name, or a part of the address.")
    fields = ["name", "parent", "slug", "title", "path", "stories", "former"]
    readonly_fields = ["title", "path", "stories", "former"]
    inlines = [AliasInline]
    actions = [category_merging.merge_selected, "delete_selected"]

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("merge/", view(self.merge), name="articles_category_merge"),
            path("tree/", view(self.tree), name="articles_category_tree"),
            *super().get_urls(),
        ]

    def merge(self, request: HttpRequest) -> HttpResponse:
        return category_merging.PAGE.respond(self, request)

    def tree(self, request: HttpRequest) -> HttpResponse:
        return tree.answer(self, request)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Of the merged categories all but one are deleted."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "parent":
            kwargs["widget"] = tree.TreeSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_ordering(self, request: HttpRequest) -> list:
        """As a tree. A space sorts before all that slugs hold; "/" would come after "-"."""
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return [Collate(Replace(F("path"), Value("/"), Value(" ")), collation)]

    def save_model(self, request: HttpRequest, obj: Category, form, change: bool) -> None:
        before = Category.objects.get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        if before and before.path != obj.path:
            moved = 1 + Category.objects.filter(lying_below(obj.path)).count()
            text = ngettext(
                "%(n)s address has changed; /categories/%(old)s/ now leads to %(new)s.",
                "%(n)s addresses have changed; /categories/%(old)s/ now leads to %(new)s,"
                " and those below follow it.",
                moved,
            )
            values = {"n": moved, "old": before.path, "new": f"/categories/{obj.path}/"}
            self.message_user(request, text % values, messages.INFO)
        if before and (before.parent_id, before.name) != (obj.parent_id, obj.name):
            text = gettext("“%(old)s” is another name of the category now: imports still say it.")
            self.message_user(request, text % {"old": before.title}, messages.INFO)

    def kept_by(self, obj: Category) -> str:
        children = bounded(obj.children.all())
        if children == "0":
            return kept_by_beats(obj)
        return gettext("“%(name)s” has %(n)s categories below it. Move or delete them first.") % {
            "name": obj,
            "n": children,
        }

    @admin.display(description=_("category"))
    def indented(self, category: Category) -> str:
        depth = category.path.count("/")
        return format_html('<span class="desk-depth-{}">{}</span>', depth, category.name)

    @admin.display(description=_("articles"))
    def stories(self, category: Category) -> str:
        if category.pk is None:
            return columns.EMPTY
        return stories_link("categories__id__exact", category.pk, _("Show"))

    @admin.display(description=_("old addresses"))
    def former(self, category: Category) -> str:
        return old_addresses(category.get_absolute_url()) if category.pk else columns.EMPTY
