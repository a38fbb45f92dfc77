"""Files that could not be read: why, in words, and each to be mended in the browser."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin import columns
from articles.admin.base import DeskList, ReadOnlyAdmin, id_in
from articles.admin.filters import BatchFilter
from articles.importer.errors import explain, in_general
from articles.importer.problems import SENTENCES
from articles.models import ImportProblem, RefusedFile

from . import mending
from .beginning import PERMISSION
from .imports import by_path


class ReasonFilter(admin.SimpleListFilter):
    title, parameter_name = _("problem"), "code"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [(code, code) for code in SENTENCES if code.startswith("E_")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(refused=self.value()) if self.value() else queryset


class RefusedList(DeskList):
    """Each file with what the import said of it: one query for a page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        files = {(file.root, file.path, file.refused): file for file in self.result_list}
        told = ImportProblem.objects.filter(
            root__in={root for root, _path, _code in files},
            path__in={path for _root, path, _code in files},
            code__startswith="E_",
        )
        for problem in told.order_by("pk") if files else ():
            if file := files.get((problem.root, problem.path, problem.code)):
                file.problem = problem


@admin.register(RefusedFile)
class RefusedFileAdmin(ReadOnlyAdmin):
    list_display = ["file", "reason", "line", "batch", "seen", "door"]
    list_display_links = None
    list_select_related = ["batch"]
    list_filter = [BatchFilter, ReasonFilter]
    ordering = ["-pk"]
    search_fields = ["path"]
    search_help_text = _("The beginning of the file's path, below the imported folder.")

    @property
    def media(self):
        return super().media + Media(css={"all": ["articles/admin/importing.css"]})

    # Who may look at sightings sees them; who may import mends them. A proxy has no permissions.

    def has_view_permission(self, request: HttpRequest, obj: RefusedFile | None = None) -> bool:
        return request.user.has_perm("articles.view_sighting") or self.has_mend_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_mend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).to_mend().defer("original")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return by_path(queryset, search_term), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        return RefusedList

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None):
        """Not only of those that stand refused: somebody else may have been faster."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        refused = get_object_or_404(RefusedFile.objects.exclude(refused=""), pk=id_in(object_id))
        return self.answer(request, refused)

    def answer(self, request: HttpRequest, refused: RefusedFile) -> HttpResponse:
        may_mend = self.has_mend_permission(request)
        if request.method == "POST" and not may_mend:
            raise PermissionDenied
        return mending.view(self, request, refused, may_mend=may_mend)

    @admin.display(description=_("file"))
    def file(self, refused: RefusedFile) -> str:
        return str(refused)

    @admin.display(description=_("reason"))
    def reason(self, refused: RefusedFile) -> str:
        problem = getattr(refused, "problem", None)
        words = explain(problem.code, problem.detail) if problem else in_general(refused.refused)
        return format_html("{} <code>{}</code>", words, refused.refused)

    @admin.display(description=_("line"))
    def line(self, refused: RefusedFile) -> str:
        problem = getattr(refused, "problem", None)
        return str(problem.line) if problem and problem.line else columns.EMPTY

    @admin.display(description=_("seen at"))
    def seen(self, refused: RefusedFile) -> str:
        return columns.when_html(refused.seen_at)

    @admin.display(description=_("mend"))
    def door(self, refused: RefusedFile) -> str:
        address = reverse("admin:articles_refusedfile_change", args=[refused.pk])
        words = _("Mend “%(name)s”") % {"name": refused.path}
        return format_html('<a href="{}" aria-label="{}">{}</a>', address, words, _("Mend"))
