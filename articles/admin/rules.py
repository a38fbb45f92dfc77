"""Import rules at the desk: entering one, asking for what it lacks, trying it on the archive."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import AdminErrorList, AdminForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.importer import ruling
from articles.importer.rules import levels
from articles.importer.wildcards import ANY, says_nothing
from articles.models import ImportRule

from . import columns
from .base import DeskAdmin

Effect, Place = ImportRule.Effect, ImportRule.Place
TEST = "_test"
CONDITIONS = ("source", "section", "title")
NEEDED = {Effect.FILE: ("target",), Effect.REWRITE: ("field", "pattern")}
# What only one effect uses; with others it is emptied, so that no rule says more than it does.
USED_BY = {
    "target": Effect.FILE,
    "field": Effect.REWRITE,
    "place": Effect.REWRITE,
    "pattern": Effect.REWRITE,
    "replacement": Effect.REWRITE,
}
MARKS = {Effect.ALLOW: "visible", Effect.HOLD: "unsure", Effect.DROP: "lacking"}
LACKING = {
    "target": _("Say under which category these stories are to be filed."),
    "field": _("Say which field is to be worded anew."),
    "pattern": _("Say which text is to be replaced."),
}


class ImportRuleForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"pattern", "replacement"}.intersection(self.fields):
            self.fields[name].strip = False  # “by ” is not “by”

    def clean_target(self) -> str:
        target = self.cleaned_data["target"]
        if ANY in target:
            raise forms.ValidationError(_("One category is meant here, without *."))
        return " / ".join(levels(target))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        effect = cleaned.get("effect")
        if not effect:
            return cleaned
        for name, user in USED_BY.items():
            if effect != user:
                cleaned[name] = Place.ANYWHERE if name == "place" else ""
                self.errors.pop(name, None)
        for name in NEEDED.get(effect, ()):
            if name not in self.errors and not cleaned.get(name, "").strip():
                self.add_error(name, LACKING[name])
        if effect == Effect.DROP and all(
            says_nothing(cleaned.get(name, "")) for name in CONDITIONS
        ):
            text = _("This would drop everything. Name a source, a section or a title.")
            self.add_error("source", text)
        cleaned["pattern"] = self.pattern_within(cleaned.get("place"), cleaned.get("pattern", ""))
        return cleaned

    def pattern_within(self, place: str | None, pattern: str) -> str:
        """Without the space that no field begins or ends with."""
        if place in (Place.BEGINNING, Place.WHOLE):
            pattern = pattern.lstrip()
        return pattern.rstrip() if place in (Place.END, Place.WHOLE) else pattern


class RowForm(forms.ModelForm):
    """A row of the list: the columns' headings do not name its fields for those who hear them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for words, field in (
            (_("Position of “%(name)s”"), "position"),
            (_("“%(name)s” is active"), "is_active"),
        ):
            name = words % {"name": self.instance.name}
            self.fields[field].widget.attrs["aria-label"] = name


@admin.register(ImportRule)
class ImportRuleAdmin(DeskAdmin):
    form = ImportRuleForm
    list_display = ["position", "name", "conditions", "effect_mark", "is_active"]
    list_display_links = ["name"]
    list_editable = ["position", "is_active"]
    list_filter = ["is_active", "effect"]
    list_per_page = 200
    sortable_by = ()
    search_fields = ["name", "source", "section", "title"]
    fieldsets = [
        (None, {"fields": ["name", ("position", "is_active")]}),
        (_("Which stories"), {"fields": ["source", "section", "title"]}),
        (_("What becomes of them"), {"fields": ["effect"]}),
        (_("Only for filing"), {"fields": ["target"]}),
        (
            _("Only for rewriting"),
            {"fields": [("field", "place"), "pattern", "replacement"]},
        ),
        (_("Facts"), {"fields": [("changed", "held")]}),
    ]
    readonly_fields = ["changed", "held"]
    change_form_template = "admin/articles/importrule/change_form.html"

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[forms.ModelForm]:
        return super().get_changelist_form(request, form=RowForm, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and TEST in request.POST:
            return self.test(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def test(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        """The form again, with what its rule would do. Nothing is saved."""
        stored = self.get_object(request, object_id) if object_id else None
        if object_id and stored is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        adding = stored is None
        allowed = (
            self.has_add_permission(request)
            if adding
            else self.has_change_permission(request, stored)
        )
        if not allowed:
            raise PermissionDenied
        form = self.get_form(request, stored, change=not adding)(request.POST, instance=stored)
        rehearsal = ruling.rehearse(form.instance) if form.is_valid() else None
        context = self.form_context(request, form, stored)
        context |= {"rehearsal": rehearsal, "effect": self.effect_mark(form.instance)}
        return self.render_change_form(request, context, add=adding, change=not adding, obj=stored)

    def form_context(
        self, request: HttpRequest, form: forms.ModelForm, stored: ImportRule | None
    ) -> dict[str, Any]:
        """What Django gives its page of one row."""
        fieldsets = self.get_fieldsets(request, stored)
        readonly = self.get_readonly_fields(request, stored)
        adminform = AdminForm(form, fieldsets, {}, readonly, model_admin=self)
        title = _("Change %s") if stored else _("Add %s")
        return {
            **self.admin_site.each_context(request),
            "title": title % self.opts.verbose_name,
            "subtitle": str(stored) if stored else None,
            "adminform": adminform,
            "object_id": stored.pk if stored else None,
            "original": stored,
            "is_popup": False,
            "to_field": None,
            "media": self.media + adminform.media,
            "inline_admin_formsets": [],
            "errors": AdminErrorList(form, []),
            "preserved_filters": self.get_preserved_filters(request),
        }

    @admin.display(description=_("which stories"))
    def conditions(self, rule: ImportRule) -> str:
        said = [
            f"{capfirst(self.opts.get_field(name).verbose_name)}: {value}"
            for name in CONDITIONS
            if (value := getattr(rule, name))
        ]
        return " · ".join(said) or _("all")

    @admin.display(description=_("effect"))
    def effect_mark(self, rule: ImportRule) -> str:
        return columns.mark(MARKS.get(rule.effect, "change"), rule.get_effect_display())

    @admin.display(description=_("changed at"))
    def changed(self, rule: ImportRule) -> str:
        return columns.when(rule.changed_at) if rule.pk else columns.EMPTY

    @admin.display(description=_("files that it keeps out"))
    def held(self, rule: ImportRule) -> str:
        if rule.pk is None:
            return columns.EMPTY
        address = reverse("admin:articles_heldfile_changelist")
        return format_html('<a href="{}?held=all&amp;rule={}">{}</a>', address, rule.pk, _("Show"))
