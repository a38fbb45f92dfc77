"""Groups and permissions as people read them. What is stored stays as Django and we wrote it."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.admin.words import FewWords

# Of our own groups; those that a site adds are called as they are stored.
NAMES = {
    "contributor": pgettext_lazy("group", "contributor"),
    "editor": pgettext_lazy("group", "editor"),
    "chief": pgettext_lazy("group", "chief"),
    "admin": pgettext_lazy("group", "admin"),
}
# Django's four, which it stores in English only.
DEEDS = {
    "add": gettext_lazy("Can add"),
    "change": gettext_lazy("Can change"),
    "delete": gettext_lazy("Can delete"),
    "view": gettext_lazy("Can view"),
}


def group_name(group: Group) -> str:
    return str(NAMES.get(group.name, group.name))


def deed(permission: Permission) -> str:
    """Without its model, under which it stands. Our own permissions are among our messages."""
    verb, _underscore, model = permission.codename.partition("_")
    usual = DEEDS.get(verb) if model == permission.content_type.model else None
    return str(usual or _(permission.name))


class GroupsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Group) -> str:
        return group_name(obj)


class ByModel(ModelChoiceIterator):
    """Permissions under the names of what they are for."""

    def __iter__(self) -> Iterator[tuple[str, list[Any]]]:
        for kind, rows in groupby(self.queryset, lambda row: row.content_type):
            yield capfirst(kind.name), [self.choice(row) for row in rows]


class PermissionsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple(attrs={"class": "desk-permissions"})
    iterator = ByModel

    def label_from_instance(self, obj: Permission) -> str:
        return deed(obj)


BY_MODEL = ("content_type__app_label", "content_type__model", "pk")
FIELDS = {
    "groups": (GroupsField, ("name",)),
    "permissions": (PermissionsField, BY_MODEL),
    "user_permissions": (PermissionsField, BY_MODEL),
}


class Named(FewWords):
    """Boxes to tick, in one's own language: Django's two lists need script, and are in English."""

    filter_horizontal = ()

    class Media:
        css = {"all": ["articles/admin/people.css"]}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any):
        form_class, order = FIELDS[db_field.name]
        rows = db_field.related_model.objects.order_by(*order)
        if db_field.related_model is Permission:
            rows = rows.select_related("content_type")
        return db_field.formfield(form_class=form_class, queryset=rows)


class GroupFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list:
        return [(group.pk, group_name(group)) for group in Group.objects.order_by("name")]


class NamedGroup(Named):
    list_display = ["title"]

    @admin.display(description=gettext_lazy("group"), ordering="name")
    def title(self, group: Group) -> str:
        return group_name(group)

    def get_form(self, request: HttpRequest, obj: Group | None = None, **kwargs: Any):
        if obj and group_name(obj) != obj.name:
            shown = _("Shown as “%(name)s”.") % {"name": group_name(obj)}
            kwargs["help_texts"] = {"name": shown}
        return super().get_form(request, obj, **kwargs)
