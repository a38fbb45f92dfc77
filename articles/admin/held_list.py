"""The list of the quarantine: what its files have in common, and the filters that follow it."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.importer.ruling import PATHS
from articles.models import ImportRule, Verdict

from . import columns
from .base import COUNT_LIMIT, DeskList, id_in

SHOWN = 5
NONE = "-"  # in addresses: files that name none


@dataclass(frozen=True, slots=True)
class Count:
    """So many files have this in common; the link shows only them."""

    name: str
    files: int
    query: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    counts: list[Count]
    others: int


class HeldList(DeskList):
    """Above the rows: what they have in common."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = self.queryset.order_by().values_list("source_name", "channel", "rule")
        found = list(rows[: COUNT_LIMIT + 1])
        self.groups_capped = len(found) > COUNT_LIMIT
        names = dict(ImportRule.objects.values_list("pk", "name")) if found else {}
        self.groups = [
            self.group("source", _("Source"), (source for source, _channel, _rule in found)),
            self.group("section", _("Category"), (section_of(row[1]) for row in found)),
            self.group("rule", _("Rule"), (row[2] for row in found), names),
        ]

    def group(
        self, parameter: str, title: str, values: Iterable[Any], names: dict[Any, str] | None = None
    ) -> Group:
        counted = Counter(values)
        shown = counted.most_common(SHOWN)
        counts = [
            Count(
                str(names.get(value, "") if names is not None else value) or columns.EMPTY,
                files,
                self.get_query_string({parameter: value or NONE}, ["p"]),
            )
            for value, files in shown
        ]
        return Group(title, counts, len(counted) - len(shown))


def section_of(channel: str) -> str:
    """The first of a file's categories."""
    return channel.split(PATHS, 1)[0]


class VerdictFilter(admin.SimpleListFilter):
    """What waits comes first; what was dropped is looked at when asked for."""

    title, parameter_name = _("state"), "held"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [(Verdict.DROP.value, _("dropped")), ("all", _("waiting or dropped"))]

    def choices(self, changelist):
        waiting, *others = super().choices(changelist)
        yield {**waiting, "display": _("waiting")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        dropped = self.value() == Verdict.DROP
        return queryset.filter(held=Verdict.DROP if dropped else Verdict.HOLD)


class ChosenFilter(ABC, admin.SimpleListFilter):
    """Chosen by a link in the counts; beside the list only while it is."""

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        value = self.used_parameters.get(self.parameter_name)
        return [(value, self.name_of(value))] if value else []

    def name_of(self, value: str) -> str:
        return value

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(self.condition("" if value == NONE else value))

    @abstractmethod
    def condition(self, value: str) -> Q:
        """Of the rows that `value` means."""


class SourceThenFilter(ChosenFilter):
    title, parameter_name = _("source"), "source"

    def condition(self, value: str) -> Q:
        return Q(source_name=value)


class SectionFilter(ChosenFilter):
    title, parameter_name = _("category"), "section"

    def condition(self, value: str) -> Q:
        return Q(channel=value) | Q(channel__startswith=value + PATHS)


class RuleFilter(ChosenFilter):
    title, parameter_name = _("rule"), "rule"

    def name_of(self, value: str) -> str:
        number = id_in(value)
        rule = ImportRule.objects.filter(pk=number).first() if number is not None else None
        return str(rule or value)

    def condition(self, value: str) -> Q:
        number = id_in(value)
        return Q(rule=number) if number is not None else Q(rule__isnull=True)
