"""Many bounded counts in one statement."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import IntegerField, QuerySet, Subquery

from articles.admin.base import COUNT_LIMIT


class BoundedCount(Subquery):
    """How many rows there are, counted no further than the limit and one more."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet, limit: int = COUNT_LIMIT) -> None:
        super().__init__(rows.order_by().values("pk")[: limit + 1])


def counts(user: Any, rows: Mapping[str, QuerySet], limit: int = COUNT_LIMIT) -> dict[str, int]:
    """Each by its name. SQL wants a row to say it beside: the user's own serves."""
    if not rows:
        return {}
    own = get_user_model().objects.filter(pk=user.pk).order_by()
    asked = {f"count_{name}": BoundedCount(queryset, limit) for name, queryset in rows.items()}
    found = own.annotate(**asked).values_list(*asked).first()
    return dict(zip(rows, found or (), strict=True))


def words(count: int, limit: int = COUNT_LIMIT) -> str:
    return f"{limit:,}+" if count > limit else f"{count:,}"
