"""What changing many stories adds to the article's list."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from articles.admin.base import DeskAdmin

from . import page


class BulkAdmin(DeskAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.bulk)
        return [path("bulk/", view, name="articles_article_bulk"), *super().get_urls()]

    def bulk(self, request: HttpRequest) -> HttpResponse:
        return page.bulk_page(self, request)

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """What would take long for all of a list is done in the background."""
        return page.in_background(request, queryset) or super().response_action(request, queryset)

    @admin.action(permissions=["change"], description=_("Tags, filing, times …"))
    def change_many(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        return page.ticked_page(request)
