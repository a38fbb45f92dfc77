"""Accounts, and their names for those who give stories to one another."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.audit_links import LoggedAdmin
from articles.models import Job, Revision

from .assigning import staff
from .groups import GroupFilter, Named, NamedGroup

User = get_user_model()
admin.site.unregister([User, Group])


def is_typing(request: HttpRequest) -> bool:
    """Whether a field asks that searches while somebody types. It answers with bare names."""
    return request.path == reverse("admin:autocomplete")


def is_named(person: Any) -> bool:
    """Whether one of the three records of the audit log names the account."""
    return (
        LogEntry.objects.filter(user=person).exists()
        or Revision.objects.filter(user=person).exists()
        or Job.objects.filter(made_by=person).exists()
    )


@admin.register(User)
class PeopleAdmin(LoggedAdmin, Named, UserAdmin):
    """The names of those who sit at the desk are known to everybody there; all else is not."""

    list_filter = ("is_staff", "is_superuser", "is_active", ("groups", GroupFilter))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_typing(request) or super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may manage accounts does not make himself more than that by way of another one."""
        is_above = getattr(obj, "is_superuser", False) and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_above = getattr(obj, "is_superuser", False) and not request.user.is_superuser
        return super().has_delete_permission(request, obj) and not is_above

    def get_deleted_objects(self, objs: Any, request: HttpRequest):
        """Whom a record names stays: the audit log would not know any more what he did."""
        objs = list(objs)
        text = _(
            "The audit log tells what “%(name)s” did: this account cannot be deleted."
            " Make it not active instead; then nobody can log in with it."
        )
        named = [text % {"name": person} for person in objs if is_named(person)]
        return ([], {}, set(), named) if named else super().get_deleted_objects(objs, request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        found = tuple(super().get_readonly_fields(request, obj))
        return found if request.user.is_superuser else (*found, "is_superuser", "user_permissions")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return staff() if is_typing(request) else super().get_queryset(request)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        if is_typing(request):
            return queryset.filter(username__icontains=search_term.strip()), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(Group)
class GroupsAdmin(LoggedAdmin, NamedGroup, GroupAdmin):
    """As Django has it, with our log and in one's own language."""
