"""The story form's tools for pictures: upload by file, drag or paste, or choose one of ours."""

from django.contrib.admin import ModelAdmin
from django.forms import Media
from django.http import HttpRequest
from django.template.loader import render_to_string

from articles.models import Article, Image

TEMPLATE = "admin/articles/article/_pictures.html"
MEDIA = Media(
    css={"all": ["articles/admin/images.css", "articles/admin/pictures.css"]},
    js=["articles/admin/upload.js", "articles/admin/pictures.js"],
)
NAMES = frozenset({"body_pictures", "lead_pictures"})


def tools(into: str, story: Article) -> str:
    """For the body, at the cursor; or for the lead image."""
    of_story = f"?story={story.pk}" if story.pk else ""
    return render_to_string(TEMPLATE, {"into": into, "of_story": of_story})


def are_for(modeladmin: ModelAdmin, request: HttpRequest) -> bool:
    pictures = modeladmin.admin_site.get_model_admin(Image)
    may_write = modeladmin.has_change_permission(request) or modeladmin.has_add_permission(request)
    return may_write and pictures.has_add_permission(request)


def without(fieldsets: list) -> list:
    return [
        (name, options | {"fields": [each for each in options["fields"] if each not in NAMES]})
        for name, options in fieldsets
    ]
