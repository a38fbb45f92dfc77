"""Imports: what each run did, what it could not do, and every file with its original bytes."""

from collections import Counter
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles.admin import columns
from articles.admin.base import COUNT_LIMIT, CappedPaginator, ReadOnlyAdmin, newest
from articles.admin.facts import explained, sightings_at
from articles.admin.filters import BatchFilter
from articles.admin.mended import Mending
from articles.admin.originals import as_download
from articles.importer.errors import explain, in_general
from articles.importer.problems import SENTENCES
from articles.models import Article, ImportBatch, ImportProblem, Sighting, Status

from .batches import BatchDesk

PROBLEMS_A_PAGE = 50
VERSIONS_SHOWN = 20
STORIES = "articles_article_changelist"


def by_path(queryset: QuerySet, term: str) -> QuerySet:
    """The rows whose path begins with `term`: the very file by its index, others if new enough."""
    term = term.strip()
    if not term:
        return queryset
    roots = ImportBatch.objects.order_by().values_list("root", flat=True).distinct()
    exact = queryset.filter(root__in=list(roots), path=term)
    if exact.exists():
        return exact
    return newest(queryset).filter(path__startswith=term)


def name_of(field: str) -> str:
    return ImportBatch._meta.get_field(field).verbose_name


def where(page: str, batch: ImportBatch, **more: str) -> str:
    """A list of what this import was the last to bring."""
    return f"{reverse(f'admin:{page}')}?{urlencode({BatchFilter.parameter_name: batch.pk, **more})}"


def linked(number: int, address: str) -> str:
    return format_html('<a href="{}">{}</a>', address, f"{number:,}") if number else "0"


class CodeFilter(admin.SimpleListFilter):
    title, parameter_name = _("problem"), "code"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [(code, code) for code in SENTENCES if not code.startswith("N_")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(code=self.value()) if self.value() else queryset


@admin.register(ImportBatch)
class ImportBatchAdmin(BatchDesk, ReadOnlyAdmin):
    list_display = ["id", "root", "state_mark", "began", "duration", "progress", "outcome"]
    list_filter = ["state"]
    ordering = ["-pk"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "root", "state_mark", "began", "ended", "duration", "started_by", "taken_back",
                ]
            },
        ),
        (
            _("Outcome"),
            {
                "fields": [
                    ("progress", "to_created", "to_updated", "unchanged"),
                    ("duplicates", "to_drafts", "to_refused", "skipped"),
                    ("held", "dropped", "conflicts"),
                ]
            },
        ),
        (_("How it was run"), {"fields": ["options", "holder"], "classes": ["collapse"]}),
    ]  # fmt: skip
    readonly_fields = [
        "state_mark", "began", "ended", "duration", "progress", "taken_back",
        "to_created", "to_updated", "to_drafts", "to_refused",
    ]  # fmt: skip
    change_form_template = "admin/articles/importbatch/change_form.html"

    def get_fieldsets(self, request: HttpRequest, obj: ImportBatch | None = None) -> list:
        """The last one names the server's folders and processes: for who looks after it."""
        found = list(super().get_fieldsets(request, obj))
        return found if request.user.is_superuser else found[:-1]

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        batch = kwargs["obj"]
        context.update(problem_report(batch, request))
        stories = self.admin_site.get_model_admin(Article)
        if (batch.created or batch.updated) and stories.has_change_permission(request):
            context["triage"] = where("articles_article_triage", batch)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=name_of("created"))
    def to_created(self, batch: ImportBatch) -> str:
        return linked(batch.created, where(STORIES, batch))

    @admin.display(description=name_of("updated"))
    def to_updated(self, batch: ImportBatch) -> str:
        return linked(batch.updated, where(STORIES, batch))

    @admin.display(description=name_of("drafts"))
    def to_drafts(self, batch: ImportBatch) -> str:
        return linked(batch.drafts, where(STORIES, batch, status__exact=Status.DRAFT))

    @admin.display(description=name_of("refused"))
    def to_refused(self, batch: ImportBatch) -> str:
        return linked(batch.refused, where("articles_refusedfile_changelist", batch))

    @admin.display(description=_("started at"))
    def began(self, batch: ImportBatch) -> str:
        return columns.when(batch.started_at)

    @admin.display(description=_("finished at"))
    def ended(self, batch: ImportBatch) -> str:
        return columns.when(batch.finished_at) if batch.finished_at else columns.EMPTY

    @admin.display(description=_("duration"))
    def duration(self, batch: ImportBatch) -> str:
        """Hours, minutes and seconds; of a running import, so far."""
        running = batch.finished_at is None and batch.state == ImportBatch.State.RUNNING
        end = timezone.now() if running else batch.finished_at
        if end is None:
            return columns.EMPTY
        seconds = max(0, int((end - batch.started_at).total_seconds()))
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def problem_report(batch: ImportBatch, request: HttpRequest) -> dict[str, Any]:
    """A run's problems by code, and one page of them; routine repairs from its notes."""
    codes = batch.problems.order_by().values_list("code", flat=True)[: COUNT_LIMIT + 1]
    counts = Counter(codes)
    chosen = request.GET.get("code", "")
    problems = batch.problems.filter(code=chosen) if chosen else batch.problems.all()
    page = CappedPaginator(problems.order_by("pk"), PROBLEMS_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    files = sightings_at(rows)
    return {
        "groups": [(code, n, in_general(code)) for code, n in sorted(counts.items())],
        "groups_capped": counts.total() > COUNT_LIMIT,
        "chosen": chosen,
        "page": page,
        "rows": [(row, files.get((row.problem.root, row.problem.path))) for row in explained(rows)],
        "notes": [(code, n, in_general(code)) for code, n in sorted(batch.notes.items())],
    }


@admin.register(ImportProblem)
class ImportProblemAdmin(ReadOnlyAdmin):
    list_display = ["file", "line", "code", "sentence", "excerpt"]
    list_filter = [BatchFilter, CodeFilter]
    list_select_related = ["batch"]
    ordering = ["-pk"]
    search_fields = ["path"]
    search_help_text = _("The beginning of the file's path, below the imported folder.")
    fields = ["batch", "root", "path", "line", "code", "sentence", "excerpt"]
    readonly_fields = ["sentence"]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return by_path(queryset, search_term), False

    @admin.display(description=_("file"))
    def file(self, problem: ImportProblem) -> str:
        return f"{problem.root}: {problem.path}"

    @admin.display(description=_("what happened, and what to do"))
    def sentence(self, problem: ImportProblem) -> str:
        return explain(problem.code, problem.detail)


class RefusedFilter(admin.SimpleListFilter):
    title, parameter_name = _("outcome"), "outcome"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [
            ("story", _("has a story")),
            ("refused", _("refused")),
            ("deleted", _("its story was deleted")),
            ("held", _("held by a rule")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "story":
                return queryset.filter(article__isnull=False)
            case "refused":
                return queryset.filter(~Q(refused=""), article__isnull=True)
            case "deleted":
                return queryset.filter(tombstone__isnull=False, article__isnull=True)
            case "held":
                return queryset.exclude(held="")
        return queryset


@admin.register(Sighting)
class SightingAdmin(ReadOnlyAdmin):
    list_display = ["file", "story", "channel", "seen", "refused", "download"]
    list_select_related = ["article"]
    list_filter = [BatchFilter, RefusedFilter]
    ordering = ["-pk"]
    search_fields = ["path"]
    search_help_text = _("The beginning of the file's path, below the imported folder.")
    fields = [
        "root", "path", "story", "batch", "refused_because", "title", "date_raw", "channel",
        "size", "seen", "sha256", "download", "versions",
    ]  # fmt: skip
    readonly_fields = ["story", "refused_because", "seen", "download", "versions"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        deferred = ("original", "article__body", "article__edited_fields")
        return super().get_queryset(request).select_related("article").defer(*deferred)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        return by_path(queryset, search_term), False

    def get_urls(self) -> list:
        download = self.admin_site.admin_view(self.download_original)
        name = "articles_sighting_original"
        return [path("<int:pk>/original/", download, name=name), *super().get_urls()]

    def download_original(self, request: HttpRequest, pk: int) -> HttpResponse:
        sighting = get_object_or_404(Sighting, pk=pk)
        if not self.has_view_permission(request, sighting):
            raise PermissionDenied
        return as_download(sighting)

    @admin.display(description=_("file"))
    def file(self, sighting: Sighting) -> str:
        return str(sighting)

    @admin.display(description=_("article"))
    def story(self, sighting: Sighting) -> str:
        if sighting.article is None:
            return columns.EMPTY
        address = reverse("admin:articles_article_change", args=[sighting.article_id])
        return format_html('<a href="{}">{}</a>', address, sighting.article)

    @admin.display(description=_("refused"))
    def refused_because(self, sighting: Sighting) -> str:
        if not sighting.refused:
            return columns.EMPTY
        return f"{sighting.refused}: {in_general(sighting.refused)}"

    @admin.display(description=_("seen at"))
    def seen(self, sighting: Sighting) -> str:
        return columns.when_html(sighting.seen_at)

    @admin.display(description=_("original"))
    def download(self, sighting: Sighting) -> str:
        address = reverse("admin:articles_sighting_original", args=[sighting.pk])
        return format_html('<a href="{}" download>{}</a>', address, _("Download"))

    @admin.display(description=_("versions"))
    def versions(self, sighting: Sighting) -> str:
        """All that this path has told, the latest first; and what a person wrote in its place."""
        found = Sighting.objects.filter(root=sighting.root, path=sighting.path)
        rows = found.select_related("batch__started_by").defer("original", "batch__made")
        return format_html_join(
            "",
            '<div><a href="{}">{}</a> {} {}</div>',
            (
                (
                    reverse("admin:articles_sighting_change", args=[row.pk]),
                    columns.when(row.seen_at),
                    row.refused,
                    _("mended by %(who)s") % {"who": Mending(row, None).who} if row.mends else "",
                )
                for row in rows.order_by("-pk")[:VERSIONS_SHOWN]
            ),
        )
