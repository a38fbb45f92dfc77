"""Stories in a plain Django admin: what Django does by default, to put beside the desk's lists."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib import admin
from django.test.utils import override_settings
from django.urls import path

from articles.models import Article


class PlainAdmin(admin.ModelAdmin):
    list_display = ["title", "source", "status", "published_at", "assigned_to", "modified_at"]
    list_filter = ["status", "source", "date_confidence", "language"]
    search_fields = ["title", "summary", "body"]
    # As a choice among all stories it would be a measure of nothing.
    raw_id_fields = ["possibly_same"]


site = admin.AdminSite(name="admin")
site.register(Article, PlainAdmin)
urlpatterns = [path("admin/", site.urls)]
LIST = "/admin/articles/article/"
# By the label of the desk's page that does the same.
PAGES = {
    "article list": LIST,
    "article list: status inbox": f"{LIST}?status__exact=inbox",
    "article list: source #1": f"{LIST}?source__id__exact=1",
    "article list: search linux": f"{LIST}?q=linux",
    "article list: search 的": f"{LIST}?q=的",
    "article list: last numbered page": f"{LIST}?p=10",
}


@contextmanager
def instead_of_ours() -> Iterator[None]:
    """The addresses lead here, with Django's own templates, for those who are logged in already."""
    templates = [each | {"DIRS": []} for each in settings.TEMPLATES]
    with override_settings(ROOT_URLCONF="bench.desk_plain", TEMPLATES=templates):
        yield
