"""The tags' own lists and forms."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.admin import columns
from articles.admin.base import DeskAdmin, DeskList
from articles.admin.catalogue import stories_link, tell_new_address
from articles.admin.tags import TagForm, remember_name
from articles.models import Redirect, TagSynonym
from articles.models.tag_synonyms import synonym_key

from . import chips, tag_merging
from .merge_page import tell_counts
from .synonyms import SynonymInline


class TagList(DeskList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        tell_counts(self.result_list, *tag_merging.COUNTS)


admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    form = TagForm
    list_display = ["name", "slug", "stories", "other_names"]
    ordering = ["name"]
    sortable_by = ()
    search_fields = ["name", "synonyms__name"]
    search_help_text = _("A part of the name, or of another name of the tag.")
    fields = ["name", "slug", "stories"]
    readonly_fields = ["stories"]
    inlines = [SynonymInline]
    actions = [tag_merging.merge_selected, "delete_selected"]
    change_list_template = "admin/articles/picking/tags.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        return TagList

    def get_queryset(self, request: HttpRequest):
        """A field that suggests tags asks for no other names."""
        found = super().get_queryset(request)
        typing = request.path == reverse("admin:autocomplete")
        return found if typing else found.prefetch_related("synonyms")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("merge/", view(self.merge), name="taggit_tag_merge"),
            path("alike/", view(self.alike), name="taggit_tag_alike"),
            path("suggest/", view(self.suggest), name="taggit_tag_suggest"),
            *super().get_urls(),
        ]

    def merge(self, request: HttpRequest) -> HttpResponse:
        return tag_merging.PAGE.respond(self, request)

    def alike(self, request: HttpRequest) -> HttpResponse:
        return tag_merging.propose(self, request)

    def suggest(self, request: HttpRequest) -> HttpResponse:
        return chips.suggest(self, request)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Of the merged tags all but one are deleted."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        more = {"may_merge": self.has_merge_permission(request)}
        return super().changelist_view(request, more | (extra_context or {}))

    def get_form(self, request: HttpRequest, obj: Tag | None = None, **kwargs: Any):
        form = super().get_form(request, obj, **kwargs)
        if "slug" in form.base_fields:
            form.base_fields["slug"].required = False
            form.base_fields["slug"].help_text = _("Left empty, it is made from the name.")
        return form

    def save_model(self, request: HttpRequest, obj: Tag, form, change: bool) -> None:
        slug, name = (form.initial.get(each) if change else None for each in ("slug", "name"))
        super().save_model(request, obj, form, change)
        if slug and slug != obj.slug:
            old = f"/tags/{slug}/"
            Redirect.leave(old, reverse("tag", args=[obj.slug]))
            tell_new_address(self, request, old)
        TagSynonym.objects.filter(tag=obj, key=synonym_key(obj.name)).delete()
        if name and synonym_key(name) != synonym_key(obj.name):
            remember_name(name, obj)
            text = gettext("“%(old)s” is another name of the tag now: imports still say it.")
            self.message_user(request, text % {"old": name}, messages.INFO)

    @admin.display(description=_("articles"))
    def stories(self, tag: Tag) -> str:
        if not tag.pk:
            return columns.EMPTY
        return stories_link("tags__id__exact", tag.pk, getattr(tag, "counted", None) or _("Show"))

    @admin.display(description=_("other names"))
    def other_names(self, tag: Tag) -> str:
        return ", ".join(synonym.name for synonym in tag.synonyms.all()) or columns.EMPTY
