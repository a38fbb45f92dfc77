"""Beats: who works on which sources and sections."""

from django.contrib import admin
from django.forms import Media
from django.http import HttpRequest

from articles.admin.base import DeskAdmin
from articles.admin.picking import source_field, source_suggest
from articles.models import Beat

from .assigning import staff


@admin.register(Beat)
class BeatAdmin(DeskAdmin):
    list_display = ["user", "source", "category"]
    list_select_related = ["user", "source", "category"]
    list_display_links = ["user", "source", "category"]
    list_filter = ["user"]
    ordering = ["user__username", "pk"]
    sortable_by = ()
    search_fields = ["user__username", "source__name", "category__path"]
    autocomplete_fields = ["user", "source", "category"]
    fields = ["user", "source", "category"]

    @property
    def media(self) -> Media:
        return super().media + source_suggest.MEDIA

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = staff()
        if db_field.name == "source":
            kwargs |= source_field.field_options(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
