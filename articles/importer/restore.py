"""Articles as they were before an import changed them: what its revisions remember, put back."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from articles.models import Article, Tagging, bulk, index_stories, refresh_listings
from articles.models.revision_bodies import RevisionQuerySet
from articles.models.successors import successors

THROUGH = Article.categories.through
# Relations by the name that revisions give them: table, its article and what that lies under.
RELATIONS = {
    "categories": (THROUGH, "article_id", "category_id"),
    "tags": (Tagging, "content_object_id", "tag_id"),
}
LISTED = frozenset({"categories", "tags", "published_at", "status"})  # what list pages go by


def restore(revisions: RevisionQuerySet) -> None:
    """Put back what stood in the articles before all of these revisions."""
    before: dict[int, dict[str, Any]] = {}
    for row in revisions.order_by("-pk").with_bodies():
        # The newest first, so that the oldest has the last word.
        before.setdefault(row.article_id, {}).update(row.before)
    for name, (table, article, other) in RELATIONS.items():
        lists = {pk: values.pop(name) for pk, values in before.items() if name in values}
        now = successors(name) if lists else {}
        lists = {pk: [now.get(one, one) for one in numbers] for pk, numbers in lists.items()}
        _take_away(table, article, other, lists)
        for pk in lists:
            before[pk]["listed"] = True
    listed = [pk for pk, values in before.items() if LISTED.intersection(values)]
    listed += [pk for pk, values in before.items() if values.pop("listed", False)]
    _put_back(before)
    refresh_listings(listed)
    index_stories(before)


def _take_away(
    table: type[models.Model], article: str, other: str, lists: Mapping[int, list[int]]
) -> None:
    """What the import added. It takes nothing away, so nothing is to be added again."""
    if not lists:
        return
    rows = table.objects.filter(**{f"{article}__in": list(lists)})
    added = [pk for pk, one, filed in rows.values_list("pk", article, other)
             if filed not in lists[one]]  # fmt: skip
    table.objects.filter(pk__in=added).delete()


def _put_back(before: Mapping[int, Mapping[str, Any]]) -> None:
    """One statement for each set of fields."""
    groups: dict[tuple[str, ...], list[list[Any]]] = {}
    for pk, values in before.items():
        names = tuple(sorted(values))
        fields = [Article._meta.get_field(name) for name in names]
        row = [field.to_python(values[name]) for name, field in zip(names, fields, strict=True)]
        groups.setdefault(names, []).append([*row, pk])
    for names, rows in groups.items():
        if names:
            bulk.update(Article, names, rows)
