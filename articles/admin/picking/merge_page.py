"""“Merge into one”: which of the chosen tags or categories stays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, OuterRef, Subquery, Value
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import ngettext

from articles.admin.jobs import JobError, job_url
from articles.admin.staying import Staying, answer
from articles.models.redirect import readable

from .joining import Joining

MOST = 20
COUNTED = 1_000  # stories of a row


def tell_counts(rows: Sequence[Any], table: type[Model], column: str) -> None:
    """Gives each its `counted`, one question for all, of which none counts on for ever."""
    if not rows:
        return
    some = table.objects.filter(**{column: OuterRef(OuterRef("pk"))}).order_by()
    alone = table.objects.filter(pk__in=some.values("pk")[: COUNTED + 1]).order_by()
    counted = alone.annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    asked = type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).order_by()
    counts = dict(asked.annotate(n=Subquery(counted)).values_list("pk", "n"))
    for row in rows:
        row.count = counts.get(row.pk) or 0
        row.counted = f"{COUNTED:,}+" if row.count > COUNTED else f"{row.count:,}"


def stories_told(row: Any) -> str:
    return ngettext("%(n)s story", "%(n)s stories", row.count) % {"n": row.counted}


@dataclass(frozen=True, slots=True)
class MergePage:
    """`rooms`: the beginning of the addresses of list and form; `counts`: the table of stories and
    its column for these rows; the rest are texts: the heading, what merging means, that too few are
    left, that it is done, and how many stories a row has."""

    joining: Joining
    staying: Staying
    rooms: str
    counts: tuple[type[Model], str]
    title: Any
    meaning: Any
    few: Any
    done: Any
    told: Callable[[Any], str] = stories_told

    def respond(self, modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
        """GET asks which one stays; POST merges the others into it."""
        if not modeladmin.has_merge_permission(request):
            raise PermissionDenied
        rows = list(
            modeladmin.get_queryset(request)
            .filter(pk__in=self.staying.numbers(request))
            .order_by(*modeladmin.get_ordering(request))
        )
        if len(rows) < 2:
            return self.too_few(modeladmin, request)
        winner = answer(request, rows)
        if winner is None:
            return self.ask(modeladmin, request, rows)
        losers = [row for row in rows if row is not winner]
        job, why = None, self.joining.refusal(losers, winner)
        try:
            if not why:
                job = self.joining.merge(losers, winner, request.user)
        except self.joining.model.DoesNotExist:
            return self.too_few(modeladmin, request)
        except JobError as error:  # one was moved a moment ago
            why = str(error)
        if why:
            modeladmin.message_user(request, why, messages.ERROR)
            return self.ask(modeladmin, request, rows, winner)
        if job:
            return HttpResponseRedirect(job_url(job))
        text = self.done % {"name": winner}
        modeladmin.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"{self.rooms}_change", args=[winner.pk]))

    def too_few(self, modeladmin: ModelAdmin, request: HttpRequest) -> HttpResponse:
        modeladmin.message_user(request, self.few, messages.WARNING)
        return HttpResponseRedirect(reverse(f"{self.rooms}_changelist"))

    def ask(
        self, modeladmin: ModelAdmin, request: HttpRequest, rows: list[Any], winner: Any = None
    ) -> HttpResponse:
        """The one with the most stories is proposed."""
        tell_counts(rows, *self.counts)
        proposed = winner or max(rows, key=lambda row: row.count)
        context = modeladmin.admin_site.each_context(request) | {
            "title": self.title,
            "opts": modeladmin.opts,
            "meaning": self.meaning,
            "rows": [(row, readable(self.joining.address(row)), self.told(row)) for row in rows],
            "proposed": proposed.pk,
        }
        return TemplateResponse(request, "admin/articles/picking/merge.html", context)
