"""What the visual editor asks for when it is opened."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse

from .options import options


def editor_options(modeladmin: ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Its set-up. Apart from the form, which most editors save as it is: it is long."""
    if not modeladmin.has_view_permission(request):
        raise PermissionDenied
    return JsonResponse(options())
