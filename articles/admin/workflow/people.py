"""Accounts, and their names for those who give stories to one another."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from .assigning import staff

User = get_user_model()
admin.site.unregister(User)


def is_typing(request: HttpRequest) -> bool:
    """Whether a field asks that searches while somebody types. It answers with bare names."""
    return request.path == reverse("admin:autocomplete")


@admin.register(User)
class PeopleAdmin(UserAdmin):
    """The names of those who sit at the desk are known to everybody there; all else is not."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_typing(request) or super().has_view_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return staff() if is_typing(request) else super().get_queryset(request)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        if is_typing(request):
            return queryset.filter(username__icontains=search_term.strip()), False
        return super().get_search_results(request, queryset, search_term)
