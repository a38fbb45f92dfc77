"""Saved searches as rows of their own: for renaming, putting in order and deleting them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Article, SavedSearch
from articles.models.saved_searches import SHARE

from .base import DeskAdmin
from .saved_row import MOST_OWN, address_of


class SavedSearchForm(forms.ModelForm):
    def clean_name(self) -> str:
        """The owner is no field of the form, so that Django does not look at the constraint."""
        name = self.cleaned_data["name"]
        others = SavedSearch.objects.filter(owner=self.instance.owner_id, name=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a saved search of this name."))
        return name


class RowForm(forms.ModelForm):
    """A row of the list: the column's heading does not name its field for those who hear it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = _("Position of “%(name)s”") % {"name": self.instance.name}
        self.fields["position"].widget.attrs["aria-label"] = name


@admin.register(SavedSearch)
class SavedSearchAdmin(DeskAdmin):
    """His own; the shared ones too, for those who may share."""

    form = SavedSearchForm
    list_display = ["name", "position", "opens", "is_shared", "owner"]
    list_editable = ["position"]
    list_select_related = ["owner"]
    list_per_page = 2 * MOST_OWN
    sortable_by = ()
    fields = ["name", "position", "is_shared", "owner", "opens"]
    change_list_template = "admin/articles/savedsearch/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).changeable_by(request.user)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[forms.ModelForm]:
        return super().get_changelist_form(request, form=RowForm, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: SavedSearch | None = None):
        fixed = ["owner", "opens"]
        return fixed if request.user.has_perm(SHARE) else [*fixed, "is_shared"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are made from the list itself."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: SavedSearch | None = None) -> bool:
        stories = self.admin_site.get_model_admin(Article)
        return stories.has_view_or_change_permission(request) and (
            obj is None or obj.is_changeable_by(request.user)
        )

    has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: SavedSearch | None = None) -> bool:
        """With an account goes what it saved."""
        deletes_accounts = obj is not None and request.user.has_perm("auth.delete_user")
        return deletes_accounts or self.has_view_permission(request, obj)

    @admin.display(description=gettext_lazy("list"))
    def opens(self, saved: SavedSearch) -> str:
        asked = QueryDict(saved.query)
        others = len([name for name in asked if name not in (SEARCH_VAR, ORDER_VAR)])
        filters = ngettext("%(n)s filter", "%(n)s filters", others) % {"n": others}
        parts = [asked.get(SEARCH_VAR, ""), filters if others else ""]
        shown = " · ".join(filter(None, parts)) or _("every story")
        return format_html('<a href="{}">{}</a>', address_of(saved.query), shown)
