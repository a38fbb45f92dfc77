"""“Merge into one”: the list's action that takes the chosen rows to a page, and what that page's
address and answer say: which rows, and which of them stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from .base import id_in

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Staying:
    """`name`: of the parameter; `view`: of the page; `hint`: who chose one row or too many reads
    it."""

    name: str
    view: str
    most: int
    hint: Any

    def url(self, pks: Iterable[Any]) -> str:
        query = urlencode({self.name: list(pks)}, doseq=True)
        return f"{reverse(self.view)}?{query}"

    def begin(self, modeladmin: ModelAdmin, request: HttpRequest, queryset: QuerySet):
        pks = list(queryset.order_by().values_list("pk", flat=True)[: self.most + 1])
        if 2 <= len(pks) <= self.most:
            return HttpResponseRedirect(self.url(pks))
        modeladmin.message_user(request, self.hint % {"most": self.most}, messages.WARNING)
        return None

    def numbers(self, request: HttpRequest) -> set[int]:
        found = {id_in(text) for text in request.GET.getlist(self.name)[: self.most]}
        return {number for number in found if number is not None}


def answer(request: HttpRequest, rows: Sequence[Row]) -> Row | None:
    """The row that stays; none while that is still to be asked."""
    chosen = request.POST.get("winner") if request.method == "POST" else None
    return next((row for row in rows if str(row.pk) == chosen), None)
