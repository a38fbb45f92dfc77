"""Articles: the list, the form, and the way from one to the other."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import transaction
from django.db.models import QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from articles.importer import deriving
from articles.models import Article, Sighting, Status, Tombstone, refresh_listings
from articles.provenance.history import FIELDS, RELATIONS, record, snapshot

from . import (
    actions,
    columns,
    editing,
    facts,
    filters,
    merging,
    paging,
    picture_tools,
    saved_row,
    searching,
)
from .base import DeskList
from .bulk import BulkAdmin
from .comparing.desk import HistoryAdmin
from .conflicts import waiting_notice
from .corrections import CorrectionInline
from .dashboard.due import DueFilter
from .fieldsets import FIELDSETS
from .forms import ArticleForm
from .picking import chips, source_field, source_suggest, tree
from .preview import preview, preview_button
from .together import presence
from .together.desk import TogetherAdmin
from .triage import views as triage
from .workflow import assigning, schedule
from .workflow.desk import WorkflowAdmin

# What related stories go by.
RELATING = frozenset({"title", "summary", "body", "categories", "tags", "published_at"})


class ArticleList(DeskList):
    """What is visible comes from `published()`, in one query for the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        shown = [article.pk for article in self.result_list]
        visible = Article.objects.published().filter(pk__in=shown).values_list("pk", flat=True)
        visible_ids = set(visible.order_by())
        for article in self.result_list:
            article.is_visible = article.pk in visible_ids
        assigning.tell_comments(self.result_list)
        presence.tell(self.result_list, request.user)


@admin.register(Article)
class ArticleAdmin(BulkAdmin, HistoryAdmin, TogetherAdmin, WorkflowAdmin):
    form = ArticleForm
    fieldsets = FIELDSETS
    list_display = [
        searching.title, "source", columns.status, columns.date, columns.visible,
        assigning.assigned, columns.changed,
    ]  # fmt: skip
    list_display_links = None  # the title's column holds the link
    list_select_related = ["source", "assigned_to"]
    list_filter = [
        ("status", filters.StatusFilter),
        DueFilter,
        assigning.AssignedFilter,
        assigning.PersonFilter,
        filters.SourceFilter,
        filters.CategoryFilter,
        filters.TagFilter,
        filters.VisibleFilter,
        ("date_confidence", filters.DateFilter),
        filters.SureDateFilter,
        filters.LinkFilter,
        filters.ImageFilter,
        filters.GuessedTitleFilter,
        filters.LookAlikeFilter,
        filters.PutOffFilter,
        filters.EditsFilter,
        filters.LanguageFilter,
        filters.BroughtByFilter,
    ]
    ordering = ["-pk"]
    search_fields = ["title"]
    search_help_text = searching.HELP
    autocomplete_fields = ["source", "possibly_same", "assigned_to"]
    only_chosen = ("assigned_to", "possibly_same")
    inlines = [CorrectionInline]
    actions = [
        *actions.MOVES, assigning.take, assigning.assign_to, "change_many",
        merging.merge_selected, "delete_selected",
    ]  # fmt: skip
    readonly_fields = [
        columns.visible, schedule.words, "date_confidence", "date_raw", columns.updated,
        "preview_button",
        "body_pictures", "lead_pictures", "word_count", "reading_minutes", columns.made,
        columns.changed, columns.edited,
    ]  # fmt: skip
    change_form_template = "admin/articles/article/change_form.html"

    @property
    def media(self) -> Media:
        source = self.opts.get_field("source")
        select = AutocompleteSelect(source, self.admin_site)
        return super().media + select.media + source_suggest.MEDIA

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        return ArticleList

    def get_sortable_by(self, request: HttpRequest) -> tuple[str, ...]:
        """Only by date, and only where an index holds that order: among published stories."""
        chosen = request.GET.get("status__exact") == Status.PUBLISHED
        return (columns.date,) if chosen else ()

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str):
        """For lists and autocompletes, with a term or without: bodies stay where they are."""
        found = queryset.defer("body", "edited_fields")
        is_typing = request.path == reverse("admin:autocomplete")
        if is_typing:
            return searching.suggest(search_term.strip(), found, request.user), False
        shared = filters.facts_of(request.GET)
        request.searched = searching.find(search_term.strip(), found, request.user, shared)
        return request.searched.stories, False

    def get_paginator(self, request: HttpRequest, queryset: QuerySet, *args, **kwargs):
        """What a search has found need not be counted and cut again, if the list orders it so."""
        found = super().get_paginator(request, queryset, *args, **kwargs)
        is_whole = paging.AFTER not in request.GET and paging.order_of(queryset) == ["-pk"]
        if is_whole and (searched := getattr(request, "searched", None)):
            found.known = searched.ids
        return found

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if cl := context.get("cl"):  # the list itself, not what an action asks
            context["among"] = request.searched.among  # for the list, which says so
            context |= searching.marked_list(cl) | saved_row.beside(self, request, cl)
        return response

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("preview/", view(self.preview), name="articles_article_preview"),
            path("preview/<int:pk>/", view(self.preview), name="articles_article_preview_of"),
            path("editor/", view(self.editor), name="articles_article_editor"),
            path("merge/", view(self.merge), name="articles_article_merge"),
            path("saved/", view(self.save_list), name="articles_article_save_list"),
            *triage.urls(self),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return preview(self, request, pk)

    def editor(self, request: HttpRequest) -> HttpResponse:
        return editing.editor_options(self, request)

    def merge(self, request: HttpRequest) -> HttpResponse:
        return merging.merge_stories(self, request)

    def save_list(self, request: HttpRequest) -> HttpResponse:
        return saved_row.save(self, request)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Of the merged stories all but one are deleted."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None):
        """The tools for pictures are for those who may use them."""
        found = super().get_fieldsets(request, obj)
        return found if picture_tools.are_for(self, request) else picture_tools.without(found)

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "body":
            kwargs |= {"form_class": editing.BodyField, "widget": editing.BodyWidget}
        if db_field.name == "categories":
            kwargs["widget"] = tree.TreeSelectMultiple(db_field, self.admin_site)
        if db_field.name == "source":
            kwargs |= source_field.field_options(db_field, self.admin_site)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "tags":
            field.widget.attrs |= chips.attributes()
        return field

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change) -> None:
        if form.changed_data or not change:
            form.prepare()
            form.before = snapshot(form.stored, FIELDS) if change else {}
            super().save_model(request, obj, form, change)
        if form.body_losses:
            text = _("The cleaning took away: %(losses)s.")
            values = {"losses": columns.losses_text(form.body_losses)}
            self.message_user(request, text % values, messages.WARNING)

    def save_related(self, request: HttpRequest, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        editing.note_saved(request)
        if change and not form.changed_data:
            return
        if not change or RELATIONS.intersection(form.changed_data):  # saving saw to the rest
            refresh_listings([form.instance.pk])
        if not change or RELATING.intersection(form.changed_data):
            # Robust: the story is saved, whatever becomes of this.
            saved = Article.objects.filter(pk=form.instance.pk)
            transaction.on_commit(partial(deriving.derive, saved), robust=True)
        if change:
            lost = form.body_lost if "body" in form.changed_data else None
            record(form.instance, form.before, request.user, lost=lost)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        Tombstone.bury(obj, request.user)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for article in queryset.select_related("source"):
            Tombstone.bury(article, request.user)
        super().delete_queryset(request, queryset)

    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        article = kwargs.get("obj")
        if body := context["adminform"].form.fields.get("body"):
            body.widget.saved = editing.saved(request)
        files = self.admin_site.get_model_admin(Sighting)
        if article and files.has_view_permission(request):
            context["files"] = facts.file_facts(article)
        if article:
            context |= waiting_notice(article)
            context["look_alikes"] = merging.look_alikes(self, request, article)
        context["media"] += picture_tools.MEDIA + chips.MEDIA
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, obj: Article) -> str | None:
        """The public address, while there is something to see."""
        obj.is_visible = Article.objects.published().filter(pk=obj.pk).exists()
        return obj.get_absolute_url() if obj.is_visible else None

    @admin.display(description=_("Preview"))
    def preview_button(self, article: Article) -> str:
        return preview_button(article)

    @admin.display(description=_("Pictures"))
    def body_pictures(self, article: Article) -> str:
        return picture_tools.tools("body", article)

    @admin.display(description=_("Picture"))
    def lead_pictures(self, article: Article) -> str:
        return picture_tools.tools("lead", article)
