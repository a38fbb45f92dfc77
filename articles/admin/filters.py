"""The filters beside the article list. None of them counts, none lists a whole table."""

from abc import ABC, abstractmethod

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, DateConfidence, ImportBatch, Sighting, Source, Status
from articles.models.doubts import EDITED, UNSURE
from articles.models.search_index import fact

from .base import id_in
from .triage.guesses import guessed_titles

# What cleaning.text can tell from a text alone, whatever the sources say.
TOLD_FROM_TEXT = frozenset({"en", "ja", "ko", "zh-Hans"})


class AutocompleteFilter(admin.ListFilter):
    """Rows that hang on one other, found by typing: works for ten sources and for ten thousand.

    No FieldListFilter: over a many-to-many field Django would test every row for doubles.
    """

    template = "admin/autocomplete_filter.html"
    field_name = ""
    kind = ""  # of the search index's facts that tell it

    def __init__(self, request: HttpRequest, params: dict, model, model_admin) -> None:
        super().__init__(request, params, model, model_admin)
        self.field = model_admin.opts.get_field(self.field_name)
        self.lookup = f"{self.field_name}__id__exact"
        self.chosen = params.pop(self.lookup, [""])[-1]
        self.select = forms.ModelChoiceField(
            self.field.related_model.objects.all(),
            widget=AutocompleteSelect(self.field, model_admin.admin_site),
        ).widget

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str]:
        return [self.lookup]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.chosen:
            return queryset
        if id_in(self.chosen) is None:
            raise IncorrectLookupParameters
        condition = {self.field_name: self.chosen}
        if not self.field.many_to_many:
            return queryset.filter(**condition)
        among = queryset.model.objects.order_by().filter(**condition)
        return queryset.filter(pk__in=among.values("pk"))

    def choices(self, changelist):
        """One choice for the template: the form, and the way back to everything."""
        kept = [(key, value[-1]) for key, value in changelist.filter_params.items()]
        label_for = f"filter-{self.field_name}"
        yield {
            "selected": not self.chosen,
            "query_string": changelist.get_query_string(remove=[self.lookup, "p"]),
            "display": _("All"),
            "widget": self.select.render(self.lookup, self.chosen, {"id": label_for}),
            "label_for": label_for,
            "kept": [(key, value) for key, value in kept if key != self.lookup],
        }


class SourceFilter(AutocompleteFilter):
    title, field_name, kind = _("source"), "source", "s"


class CategoryFilter(AutocompleteFilter):
    title, field_name, kind = _("category"), "categories", "c"


class TagFilter(AutocompleteFilter):
    title, field_name, kind = _("tag"), "tags", "t"


def facts_of(params: QueryDict) -> list[str]:
    """What the search index knows of all stories that these filters show."""
    found = []
    for each in (SourceFilter, CategoryFilter, TagFilter):
        chosen = id_in(params.get(f"{each.field_name}__id__exact", ""))
        if chosen is not None:
            found.append(fact(each.kind, chosen))
    return found


class StatusFilter(admin.ChoicesFieldListFilter):
    """Says “not published” outright: SQLite does not conclude it, and then uses no index."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        found = super().queryset(request, queryset)
        if self.lookup_val and Status.PUBLISHED not in self.lookup_val:
            return found.exclude(status=Status.PUBLISHED)
        return found


class DateFilter(admin.ChoicesFieldListFilter):
    """Says “unsure” outright, as StatusFilter does: for its index."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        found = super().queryset(request, queryset)
        unsure = {DateConfidence.FETCHED.value, DateConfidence.NONE.value}
        return found.filter(UNSURE) if unsure.issuperset(self.lookup_val or ["other"]) else found


class YesNoFilter(ABC, admin.SimpleListFilter):
    """Two choices, and a condition that the first one means."""

    yes = no = ""

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("yes", self.yes), ("no", self.no)]

    @abstractmethod
    def condition(self) -> Q | Exists:
        """Of the rows that “yes” means."""

    def otherwise(self) -> Q | Exists:
        """Of those that “no” means; SQLite finds an index only by the words that it was made of."""
        return ~self.condition()

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "yes":
                return queryset.filter(self.condition())
            case "no":
                return queryset.filter(self.otherwise())
        return queryset


class VisibleFilter(YesNoFilter):
    title, parameter_name = _("visible now"), "visible"
    yes, no = _("Readers can see it"), _("Not visible")

    def condition(self) -> Exists:
        return Exists(Article.objects.published().filter(pk=OuterRef("pk")))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """What is hidden has one of four reasons, each of which an index leads to: few stories to
        ask the rule about, where it would be asked about all of them."""
        found = super().queryset(request, queryset)
        if self.value() != "no":
            return found
        each = Article.objects.order_by().values("pk")
        reasons = each.exclude(status=Status.PUBLISHED).union(
            each.filter(publish_at__isnull=False),
            each.filter(expire_at__isnull=False),
            each.filter(source__is_public=False),
        )
        return found.filter(pk__in=reasons)


class ImageFilter(YesNoFilter):
    title, parameter_name = _("lead image"), "image"
    yes, no = _("With an image"), _("Without an image")

    def condition(self) -> Q:
        return ~Q(lead_image="")

    def otherwise(self) -> Q:
        return Q(lead_image="")


class LookAlikeFilter(YesNoFilter):
    title, parameter_name = _("possibly the same"), "same"
    yes, no = _("Resembles another story"), _("On its own")

    def condition(self) -> Q:
        return Q(possibly_same__isnull=False)


class LinkFilter(YesNoFilter):
    title, parameter_name = _("link to the source"), "link"
    yes, no = _("With a link"), _("Without a link")

    def condition(self) -> Q:
        return Q(original_url__isnull=False)

    def otherwise(self) -> Q:
        return Q(original_url__isnull=True)


class SureDateFilter(YesNoFilter):
    title, parameter_name = _("sure date"), "sure"
    yes, no = _("Date of publishing"), _("Unsure or lacking")

    def condition(self) -> Q:
        return Q(date_confidence__in=(DateConfidence.EXACT, DateConfidence.ZONE_ASSUMED))

    def otherwise(self) -> Q:
        return UNSURE


class GuessedTitleFilter(YesNoFilter):
    title, parameter_name = _("title"), "guessed"
    yes, no = _("Guessed at import"), _("As given")

    def condition(self) -> Q:
        return Q(pk__among=guessed_titles())


class PutOffFilter(YesNoFilter):
    title, parameter_name = _("put off"), "later"
    yes, no = _("Put off"), _("Not put off")

    def condition(self) -> Q:
        return Q(put_off_until__isnull=False, put_off_until__gt=timezone.now())


class EditsFilter(YesNoFilter):
    title, parameter_name = _("edits"), "edits"
    yes, no = _("Changed by a person"), _("As imported")

    def condition(self) -> Q:
        return EDITED


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
        number = id_in(value)
        return queryset.none() if number is None else queryset.filter(batch=number)


class BroughtByFilter(BatchFilter):
    """Stories with a file that this import was the last to see a change in."""

    shown = 5

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return brought_by(self.value(), queryset) if self.value() else queryset


def brought_by(batch: str | int, stories: QuerySet) -> QuerySet:
    """Of these stories those of an import. Begins with its files, of which an index knows."""
    number = id_in(str(batch))
    if number is None:
        return stories.none()
    files = Sighting.objects.order_by().filter(batch=number, article__isnull=False)
    return stories.filter(pk__in=files.values("article"))
