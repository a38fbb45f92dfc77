"""Which rows somebody sees at the desk: who has beats sees their stories, and what hangs on them.

Every queryset of stories at the desk goes through `visible_to`; every model's list and form through
`rows_for`, which DeskAdmin calls. What tells of stories without belonging to one (imports, their
plans, files and problems, rules, tombstones) is closed to those who have beats.
"""

from typing import Any

from django.db.models import Model, Q, QuerySet

from articles.models import (
    Article,
    Category,
    Comment,
    Conflict,
    Correction,
    HeldFile,
    ImageAddress,
    ImageUse,
    ImportBatch,
    ImportPlan,
    ImportProblem,
    ImportRule,
    Job,
    OldAddress,
    PlannedFile,
    PreviewLink,
    Redirect,
    RefusedFile,
    Revision,
    Sighting,
    Tombstone,
)
from articles.models.beats import beats_of, reach_of
from articles.models.search_index import fact

KNOWN = "known_to"
MOST_OWN = 1_000  # stories assigned to somebody that a search looks at one by one
# How a row leads to its story.
WAYS: dict[type[Model], str] = {
    Article: "pk",
    Comment: "article",
    Conflict: "article",
    Correction: "article",
    ImageUse: "article",
    PreviewLink: "article",
    Revision: "article",
    Sighting: "article",
}
CLOSED: frozenset[type[Model]] = frozenset(
    {
        HeldFile, ImageAddress, ImportBatch, ImportPlan, ImportProblem, ImportRule, OldAddress,
        PlannedFile, Redirect, RefusedFile, Tombstone,
    }
)  # fmt: skip


def is_bound(user: Any) -> bool:
    """Whether the user has beats, and so does not see everything."""
    return reach_of(user) is not None


def visible_to(user: Any, queryset: QuerySet) -> QuerySet:
    """Of these stories those that the user may see at the desk."""
    condition = beats_of(user)
    return queryset.filter(condition) if condition else queryset


def facts_of(user: Any) -> tuple[list[frozenset[str]], list[int]]:
    """What the search index knows of the stories that the user sees: of each set of terms they have
    one, but for the stories with these numbers. Nothing, if he sees all, or has too many of his
    own."""
    reach = reach_of(user)
    if reach is None:
        return [], []
    assigned = Article.objects.filter(assigned_to=reach.user).order_by("-pk")
    own = list(assigned.values_list("pk", flat=True)[: MOST_OWN + 1])
    if len(own) > MOST_OWN:
        return [], []
    sections = Category.objects.filter(path__in=reach.paths).values_list("pk", flat=True)
    terms = {fact("s", pk) for pk in reach.sources} | {fact("c", pk) for pk in sections}
    return [frozenset(terms)], own


def rows_for(user: Any, queryset: QuerySet) -> QuerySet:
    """The same of the rows of any model."""
    if not is_bound(user):
        return queryset
    if queryset.model in CLOSED:
        return queryset.none()
    if queryset.model is Job:
        return queryset.filter(made_by=user)
    way = WAYS.get(queryset.model)
    if way is None:
        return queryset
    if way == "pk":
        return visible_to(user, queryset)
    stories = visible_to(user, Article.objects.order_by())
    return queryset.filter(Q(**{f"{way}__in": stories.values("pk")}))


def is_open(user: Any, model: type[Model]) -> bool:
    """Whether the user may enter the rooms of this model at all."""
    return model not in CLOSED or not is_bound(user)


def sees(user: Any, row: Model | None) -> bool:
    """Whether the user may see this row: a story by what is stored of it, not by what is typed.
    Forms ask many times; the row remembers the answer."""
    if row is None or row.pk is None or not is_bound(user):
        return True
    known = row.__dict__.setdefault(KNOWN, {})
    if user.pk not in known:
        own = rows_for(user, type(row).objects.filter(pk=row.pk))
        known[user.pk] = own.exists()
    return known[user.pk]


def seen(user: Any, row: Model) -> None:
    """Remember that he sees it: it came out of `rows_for`."""
    row.__dict__.setdefault(KNOWN, {})[user.pk] = True
