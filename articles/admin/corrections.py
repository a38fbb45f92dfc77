"""Corrections, written on their story's form: whoever may change a story may say what was wrong."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Correction

WRITTEN = frozenset({"text", "made_at"})


class CorrectionForm(forms.ModelForm):
    """Carries along what it was opened with: what its author did not touch stays others'."""

    is_gone = False  # somebody deleted the note while the form was open

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            self.pass_over_twin(cleaned)
        else:
            self.keep_others(cleaned)
        return cleaned

    def keep_others(self, cleaned: dict[str, Any]) -> None:
        for name in WRITTEN.difference(self.changed_data):
            cleaned[name] = self.initial[name]
        if "text" in self.changed_data:
            self.refuse_overwriting(cleaned)

    def pass_over_twin(self, cleaned: dict[str, Any]) -> None:
        """A form that is sent twice adds its note once."""
        twins = Correction.objects.filter(article=self.instance.article_id)
        if twins.filter(text=cleaned.get("text")).exists():
            self.changed_data = []

    def refuse_overwriting(self, cleaned: dict[str, Any]) -> None:
        """Once; who saves again knows what he replaces."""
        name, stands = self["text"].html_initial_name, self.initial["text"]
        base = self.data.get(name, "").replace("\r\n", "\n")
        if stands in (base, cleaned.get("text")):
            return
        self.data = self.data.copy()
        self.data[name] = stands
        text = _(
            "Somebody else has changed this note meanwhile, to: “%(text)s”. Save again to put"
            " yours in its place."
        )
        self.add_error("text", text % {"text": stands})


WRITTEN = frozenset({"text", "made_at"})


class CorrectionFormSet(BaseInlineFormSet):
    """A note that somebody deleted meanwhile stays deleted, unless it was worded anew: then that
    is a new note."""

    def _construct_form(self, i: int, **kwargs: Any) -> CorrectionForm:
        form = super()._construct_form(i, **kwargs)
        if form.is_bound and i < self.initial_form_count() and form.instance.pk is None:
            form.is_gone = form.empty_permitted = True
            form.fields["id"].disabled = True
            form.fields["id"].required = False
        return form

    @property
    def initial_forms(self) -> list[CorrectionForm]:
        return [form for form in super().initial_forms if not form.is_gone]

    @property
    def extra_forms(self) -> list[CorrectionForm]:
        return [form for form in super().initial_forms if form.is_gone] + super().extra_forms


class CorrectionInline(admin.TabularInline):
    model = Correction
    form = CorrectionForm
    formset = CorrectionFormSet
    fields = ["text", "made_at"]
    extra = 0
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}

    def _may(self, request: HttpRequest, *_args: Any) -> bool:
        return self.admin_site.get_model_admin(Article).has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return self.admin_site.get_model_admin(Article).has_view_permission(request)

    has_add_permission = has_change_permission = has_delete_permission = _may
