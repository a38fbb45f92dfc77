"""Whose beats hang on a source or a category."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.admin.base import list_some
from articles.models import Beat, Category, Source


def kept_by_beats(row: Source | Category) -> str:
    """Why it cannot be deleted: who loses his last beat would see everything."""
    found = people(Beat.objects.filter(**{row._meta.model_name: row}))
    if not found:
        return ""
    text = _(
        "“%(name)s” is a beat of %(people)s. Give them another one, or take this one away, first:"
        " who has none sees all stories."
    )
    return text % {"name": row, "people": list_some(found)}


def when_merged(category: Category) -> Iterable[str]:
    """Whose view of the archive changes with it."""
    parts = category.path.split("/")
    above = ["/".join(parts[:level]) for level in range(1, len(parts))]
    here = people(Beat.objects.filter(category=category))
    higher = people(Beat.objects.filter(category__path__in=above)) if above else []
    if here:
        text = _("Beat of %(people)s: if it goes, they see all stories of the one that stays.")
        yield text % {"people": list_some(here)}
    if others := [name for name in higher if name not in here]:
        text = _(
            "Below a beat of %(people)s: if it goes, they see its stories only where the one that"
            " stays lies in a beat of theirs as well."
        )
        yield text % {"people": list_some(others)}


def people(beats: QuerySet[Beat]) -> list[str]:
    names = beats.order_by("user__username").values_list("user__username", flat=True)
    return list(dict.fromkeys(names))
