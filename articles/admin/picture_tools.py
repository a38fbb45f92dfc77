"""The story form's tools for pictures: upload by file, drag or paste, or choose one of ours."""

from django.contrib.admin import ModelAdmin
from django.forms import Media
from django.http import HttpRequest
from django.template.loader import render_to_string

from articles.models import Image

TEMPLATE = "admin/articles/article/_pictures.html"
MEDIA = Media(css={"all": ["articles/admin/images.css"]}, js=["articles/admin/upload.js"])
NAMES = frozenset({"body_pictures", "lead_pictures"})


def tools(into: str) -> str:
    """For the body, at the cursor; or for the lead image."""
    return render_to_string(TEMPLATE, {"into": into})


def are_for(modeladmin: ModelAdmin, request: HttpRequest) -> bool:
    pictures = modeladmin.admin_site.get_model_admin(Image)
    may_write = modeladmin.has_change_permission(request) or modeladmin.has_add_permission(request)
    return may_write and pictures.has_add_permission(request)


def without(fieldsets: list) -> list:
    return [
        (name, options | {"fields": [each for each in options["fields"] if each not in NAMES]})
        for name, options in fieldsets
    ]
