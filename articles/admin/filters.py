"""The filters beside the article list. None of them counts, none lists a whole table."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ImportBatch, Source

# What cleaning.text can tell from a text alone, whatever the sources say.
TOLD_FROM_TEXT = frozenset({"en", "ja", "ko", "zh-Hans"})


class AutocompleteFilter(admin.FieldListFilter):
    """One related row, found by typing: works for ten sources and for ten thousand."""

    template = "admin/autocomplete_filter.html"

    def __init__(self, field, request, params, model, model_admin, field_path) -> None:
        self.lookup = f"{field_path}__id__exact"
        super().__init__(field, request, params, model, model_admin, field_path)
        self.used_parameters = {
            name: values for name, values in self.used_parameters.items() if any(values)
        }
        self.select = forms.ModelChoiceField(
            field.related_model.objects.all(),
            widget=AutocompleteSelect(field, model_admin.admin_site),
        ).widget

    def expected_parameters(self) -> list[str]:
        return [self.lookup]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.used_parameters or not self.field.many_to_many:
            return super().queryset(request, queryset)
        # As ids of its own: a join would double rows, and Django would test every row for that.
        among = super().queryset(request, Article.objects.order_by())
        return queryset.filter(pk__in=among.values("pk"))

    def choices(self, changelist):
        """One choice for the template: the form, and the way back to everything."""
        chosen = self.used_parameters.get(self.lookup, [""])[-1]
        others = changelist.get_query_string(remove=[self.lookup, "p"])
        kept = [(key, value[-1]) for key, value in changelist.filter_params.items()]
        yield {
            "selected": not chosen,
            "query_string": others,
            "display": _("All"),
            "widget": self.select.render(self.lookup, chosen, {"id": f"filter-{self.field.name}"}),
            "label_for": f"filter-{self.field.name}",
            "kept": [(key, value) for key, value in kept if key != self.lookup],
        }


class YesNoFilter(admin.SimpleListFilter):
    """Two choices, and a condition that the first one means."""

    yes = no = ""

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("yes", self.yes), ("no", self.no)]

    def condition(self) -> Q | Exists:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "yes":
                return queryset.filter(self.condition())
            case "no":
                return queryset.filter(~self.condition())
        return queryset


class VisibleFilter(YesNoFilter):
    title, parameter_name = _("visible now"), "visible"
    yes, no = _("Readers can see it"), _("Not visible")

    def condition(self) -> Exists:
        return Exists(Article.objects.published().filter(pk=OuterRef("pk")))


class ImageFilter(YesNoFilter):
    title, parameter_name = _("lead image"), "image"
    yes, no = _("With an image"), _("Without an image")

    def condition(self) -> Q:
        return ~Q(lead_image="")


class LookAlikeFilter(YesNoFilter):
    title, parameter_name = _("possibly the same"), "same"
    yes, no = _("Resembles another story"), _("On its own")

    def condition(self) -> Q:
        return Q(possibly_same__isnull=False)


class EditsFilter(YesNoFilter):
    title, parameter_name = _("edits"), "edits"
    yes, no = _("Changed by a person"), _("As imported")

    def condition(self) -> Q:
        return ~Q(edited_fields=[])


class LanguageFilter(admin.SimpleListFilter):
    title, parameter_name = _("language"), "language"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        given = Source.objects.exclude(language="").values_list("language", flat=True).distinct()
        return [(code, code) for code in sorted(TOLD_FROM_TEXT.union(given.order_by()))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(language=self.value()) if self.value() else queryset


class BatchFilter(admin.SimpleListFilter):
    """The newest imports; an older one is reached from its own page."""

    title, parameter_name = _("import"), "batch"
    shown = 15

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        latest = [(str(batch.pk), str(batch)) for batch in ImportBatch.objects.all()[: self.shown]]
        chosen = self.used_parameters.get(self.parameter_name, "")
        if chosen and chosen not in dict(latest):
            latest.append((chosen, f"#{chosen}"))
        return latest

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(batch=int(value)) if value.isdecimal() else queryset.none()
