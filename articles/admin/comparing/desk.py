"""What the history of a story adds to the articles' admin: its pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from articles.admin.base import DeskAdmin, id_in

from . import pages, timeline


class HistoryAdmin(DeskAdmin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/history/<int:number>/restore/",
                view(require_POST(self.put_back)),
                name="articles_article_restore",
            ),
            path("<int:pk>/history/compare/", view(self.compare), name="articles_article_compare"),
            path("<int:pk>/history/version/", view(self.version), name="articles_article_version"),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None):
        article = pages.story_for(self, request, id_in(object_id))
        return timeline.page(self, request, article)

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        return pages.compare(self, request, pk)

    def version(self, request: HttpRequest, pk: int) -> HttpResponse:
        return pages.version(self, request, pk)

    def put_back(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        return pages.put_back(self, request, pk, number)
