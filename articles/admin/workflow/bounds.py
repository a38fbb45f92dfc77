"""What every list and form of the desk asks before it shows a row: whether it is of his beats."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from . import scope


class BoundedAdmin(admin.ModelAdmin):
    """Rows of other beats do not exist for whoever has beats: not in lists, not in fields that
    search while somebody types, and not under their addresses."""

    @property
    def urls(self) -> list[URLPattern]:
        """Every address of a closed room is closed, whatever its view asks for itself."""
        found = self.get_urls()
        if self.model in scope.CLOSED:
            for pattern in found:
                pattern.callback = self.open_only(pattern.callback)
        return found

    def open_only(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not scope.is_open(request.user, self.model):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return answer

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return scope.rows_for(request.user, super().get_queryset(request))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None):
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            scope.seen(request.user, found)
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) and self._reaches(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and self._reaches(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self._reaches(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._reaches(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._reaches(request, obj)

    def _reaches(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return scope.is_open(request.user, self.model) and scope.sees(request.user, obj)
