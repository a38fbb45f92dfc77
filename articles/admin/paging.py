"""Pages of the desk's lists: numbered as far as a database skips cheaply, then one after the other.

Behind the last numbered page a list goes on after its last row (keyset pagination): the address
names that row, and the database goes there by the list's order.
"""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.utils.functional import cached_property

COUNT_LIMIT = 10_000
MOST_SKIPPED = 1_000
AFTER = "after"  # the address's word for the row's number


class CappedPaginator(Paginator):
    """Counts no further than COUNT_LIMIT, and skips no more than MOST_SKIPPED rows.

    `known`: the rows' numbers in their order, where a search has told them.
    """

    known: Sequence[int] | None = None

    @cached_property
    def found(self) -> int:
        if self.known is not None:
            return len(self.known)
        return self.object_list.order_by()[: COUNT_LIMIT + 1].count()

    @property
    def count(self) -> int:
        return min(self.found, COUNT_LIMIT)

    @property
    def is_capped(self) -> bool:
        return self.found > COUNT_LIMIT

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, MOST_SKIPPED // self.per_page + 1)

    @property
    def goes_on(self) -> bool:
        """Whether rows lie behind the last page that has a number."""
        return self.found > self.num_pages * self.per_page

    def page(self, number: int | str) -> Page:
        """Skips over bare ids, not over whole rows: a sixth of the time on the last page."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        ids = self.object_list.values_list("pk", flat=True) if self.known is None else self.known
        shown = list(ids[first : min(first + self.per_page, self.count)])
        return self._get_page(only(self.object_list, shown), number, self)


def only(rows: models.QuerySet, ids: Sequence[int]) -> models.QuerySet:
    """These of the rows, as a list wants them. Its filters have had their say, and are not asked
    again for each row; but where they join tables, they keep rows from being doubled."""
    chosen = rows.all()
    if sum(map(bool, chosen.query.alias_refcount.values())) > 1:
        return chosen.filter(pk__in=ids)
    chosen.query.where = models.QuerySet(rows.model).filter(pk__in=ids).query.where
    return chosen


def order_of(queryset: models.QuerySet) -> list[str] | None:
    """The plain fields that the rows are ordered by, as far as the first that no two share; None
    where the order is by anything else."""
    fields = {field.name: field for field in queryset.model._meta.concrete_fields}
    fields["pk"] = queryset.model._meta.pk
    order = []
    for each in queryset.query.order_by or queryset.model._meta.ordering:
        name = each.removeprefix("-") if isinstance(each, str) else ""
        if name not in fields:
            return None
        order.append(each)
        if fields[name].unique:
            return order
    return None


def place_of(row: models.Model, order: list[str]) -> dict[str, Any] | None:
    """What the list goes on after; None where databases do not agree on it, as with no value."""
    found = {each: getattr(row, each.removeprefix("-")) for each in order}
    return None if None in found.values() else found


def after(queryset: models.QuerySet, number: int) -> models.QuerySet:
    """The rows behind the one of that number; none if it is gone, or has no place in the order."""
    order = order_of(queryset)
    row = queryset.model.objects.only(*_fields(queryset, order or [])).filter(pk=number).first()
    place = place_of(row, order) if row and order else None
    return queryset.filter(beyond(place)) if place else queryset.none()


def _fields(queryset: models.QuerySet, order: list[str]) -> list[str]:
    pk = queryset.model._meta.pk.name
    return [pk if each.endswith("pk") else each.removeprefix("-") for each in order] or [pk]


def beyond(place: dict[str, Any]) -> models.Q:
    """Rows that come later in the order. The first field is bounded outright, for its index."""
    (each, value), *rest = place.items()
    name, later = each.removeprefix("-"), "lt" if each.startswith("-") else "gt"
    if not rest:
        return models.Q(**{f"{name}__{later}": value})
    bounded = models.Q(**{f"{name}__{later}e": value})
    equal = models.Q(**{name: value}) & beyond(dict(rest))
    return bounded & (models.Q(**{f"{name}__{later}": value}) | equal)
