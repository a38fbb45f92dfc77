"""Corrections, written on their story's form: whoever may change a story may say what was wrong."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest

from articles.models import Article, Correction


class CorrectionInline(admin.TabularInline):
    model = Correction
    fields = ["text", "made_at"]
    extra = 0
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}

    def _may(self, request: HttpRequest, *_args: Any) -> bool:
        return self.admin_site.get_model_admin(Article).has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return self.admin_site.get_model_admin(Article).has_view_permission(request)

    has_add_permission = has_change_permission = has_delete_permission = _may
