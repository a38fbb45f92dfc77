"""The timeline's people: what stood in a story before a person changed it, and putting it back.

Imports write revisions of the same shape, in bulk. `Revision.before` holds the changed fields as
JSON: times in ISO 8601, the source by number, categories and tags as lists of numbers.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles.cleaning import text
from articles.models import (
    Article,
    Category,
    DamagedBodyError,
    Job,
    Revision,
    Source,
    Status,
    refresh_listings,
    workflow,
)
from articles.models.beats import keeps
from articles.models.successors import successors

from .merge import same_to_readers

T = TypeVar("T")
# What a file says about a story, and so what a later import could overwrite.
TRACKED = frozenset(
    "body byline categories language lead_alt lead_image original_url published_at slug source"
    " summary tags title".split()
)
RELATIONS = frozenset({"categories", "tags"})
TIMES = frozenset({"expire_at", "publish_at", "published_at", "updated_at"})
# What readers see, and what decides when and where they see it; in the order of the form.
FIELDS = (
    "title", "source", "byline", "original_url", "status", "publish_at", "expire_at",
    "published_at", "date_confidence", "date_raw", "updated_at", "summary", "body", "lead_image",
    "lead_alt", "lead_width", "lead_height", "categories", "tags", "language", "slug",
)  # fmt: skip


class CannotRestoreError(Exception):
    """Says in a sentence why the fields cannot be put back."""


class StaleError(CannotRestoreError):
    """Somebody was faster: what the person saw is not what there is."""


def snapshot(article: Article, names: Iterable[str]) -> dict[str, Any]:
    """These fields as `Revision.before` holds them; one query for categories, one for tags."""
    return {name: _as_json(article, name) for name in names}


def _as_json(article: Article, name: str) -> Any:
    match name:
        case "categories":
            return sorted(_filed(article).values_list("category_id", flat=True))
        case "tags":
            return sorted(article.taggings.values_list("tag_id", flat=True))
        case "source":
            return article.source_id
    value = getattr(article, name)
    return value.isoformat() if isinstance(value, datetime) else value


def _filed(article: Article) -> models.QuerySet:
    return Article.categories.through.objects.filter(article=article.pk)


def differs(name: str, before: Any, now: Any) -> bool:
    """Whether readers, lists or the schedule could tell the two apart."""
    if name == "body":
        return not same_to_readers(before, now)
    return before != now


def record(
    article: Article,
    before: Mapping[str, Any],
    user: Any,
    kind: str = Revision.Kind.EDIT,
    *,
    job: Job | None = None,
    lost: Mapping[str, int] | None = None,
) -> Revision | None:
    """Write down what differs from the snapshot `before`; None and no row if nothing does.

    `lost`: what of the body's markup the person gave up knowingly, by name; that is a change of the
    body, whatever readers see of it.
    """
    now = snapshot(article, before)
    changed = {name: was for name, was in before.items() if differs(name, was, now[name])}
    if lost and before.get("body", now.get("body")) != now.get("body"):
        changed["body"] = before["body"]
    if not changed:
        return None
    return Revision.objects.create(
        article=article, kind=kind, user=user, before=changed, job=job, lost=dict(lost or {})
    )


def record_statuses(articles: Iterable[Article], user: Any, *, job: Job | None = None) -> None:
    """The same for many whose status is about to change, in one statement."""
    Revision.objects.bulk_create(
        Revision(
            article=article,
            kind=Revision.Kind.EDIT,
            user=user,
            before={"status": article.status},
            job=job,
        )
        for article in articles
    )


# What stood when --------------------------------------------------------------------------------


def newest_of(article: Article) -> int:
    """The number of the story's latest revision; 0 if there is none."""
    return article.revisions.order_by("-pk").values_list("pk", flat=True).first() or 0


def fields_after(article: Article, number: int) -> tuple[dict[str, Any], int | None]:
    """The fields as they stood right after the revision of this number; with 0, before the first.
    The body is the article's own; where it has changed since, the revision that keeps it is told
    beside them. Two queries at most beside those of a snapshot; no body is unpacked.
    """
    newer = article.revisions.filter(is_visible=True, pk__gt=number).order_by()
    first = {name: models.Min("pk", filter=models.Q(before__has_key=name)) for name in FIELDS}
    numbers = {name: pk for name, pk in newer.aggregate(**first).items() if pk is not None}
    keeper = numbers.pop("body", None)
    rows = newer.defer("packed_body").in_bulk({*numbers.values()}) if numbers else {}
    then = {name: rows[pk].kept[name] for name, pk in numbers.items()}
    return snapshot(article, FIELDS) | then, keeper


def values_after(article: Article, number: int) -> dict[str, Any]:
    """The same with the body as it stood then. Raises DamagedBodyError."""
    values, keeper = fields_after(article, number)
    if keeper is not None:
        values["body"] = Revision.objects.select_related("body_base").get(pk=keeper).body_before
    return values


# Putting back -----------------------------------------------------------------------------------


@transaction.atomic
def restore(
    revision: Revision,
    user: Any,
    names: Collection[str] | None = None,
    *,
    seen: int | None = None,
    job: Job | None = None,
) -> Revision | None:
    """Give the article the fields that it had before this revision, or those of them that are
    named, as a person's edit. `seen` is the newest revision that the person knew of, `user` None
    for a program.

    None if they stand like that already. Raises CannotRestoreError, and then nothing changed.
    """
    article = _locked(revision.article_id, user, seen)
    kept = revision.kept
    wanted = {name: kept[name] for name in FIELDS if name in kept and _is_in(name, names)}
    if "body" in wanted:
        wanted["body"] = _readable(lambda: revision.body_before)
    return _give(article, wanted, user, job)


@transaction.atomic
def restore_version(
    article: Article,
    number: int,
    user: Any,
    names: Collection[str] | None = None,
    *,
    seen: int | None = None,
) -> Revision | None:
    """The same for the story, or the fields named, as it stood right after a revision; 0: before
    the first of them."""
    article = _locked(article.pk, user, seen)
    then = _readable(lambda: values_after(article, number))
    wanted = {name: then[name] for name in FIELDS if _is_in(name, names)}
    return _give(article, wanted, user, None)


def _is_in(name: str, names: Collection[str] | None) -> bool:
    return names is None or name in names


def _readable(read: Callable[[], T]) -> T:
    try:
        return read()
    except DamagedBodyError as error:
        raise CannotRestoreError(
            _("The text of this version is damaged and cannot be read any more.")
        ) from error


def _locked(number: int, user: Any, seen: int | None) -> Article:
    article = Article.objects.select_for_update().get(pk=number)
    if seen is not None and seen != newest_of(article):
        raise StaleError(
            _("The story has changed since you opened this page: look at it as it is now.")
        )
    if user is not None and not workflow.may_edit(user, article.status):
        raise CannotRestoreError(_("Stories that have come this far are not yours to change."))
    return article


def _give(
    article: Article, wanted: Mapping[str, Any], user: Any, job: Job | None
) -> Revision | None:
    before = snapshot(article, wanted)
    wanted = {name: _by_now(name, value) for name, value in wanted.items()}
    changed = {name for name, was in wanted.items() if was != before[name]}
    if not changed:
        return None
    if "status" in changed and user is not None:
        _refuse_move(user, article.status, wanted["status"])
    for name in changed - RELATIONS:
        _put_back(article, name, wanted[name])
    if changed & {"source", "categories"} and user is not None:
        _refuse_loss(user, article, wanted.get("categories"))
    try:
        article.validate_constraints()
    except ValidationError as error:
        raise CannotRestoreError(" ".join(error.messages)) from error
    edited = changed - {"summary"} if _summary_is_derived(article) else changed
    article.edited_fields = sorted(TRACKED.intersection(edited).union(article.edited_fields))
    article.save()
    _file_again(article, {name: wanted[name] for name in RELATIONS & changed})
    return record(article, before, user, job=job)


def _by_now(name: str, value: Any) -> Any:
    """In place of categories and tags that were merged into others, these."""
    if name not in RELATIONS:
        return value
    now = successors(name)
    return sorted({now.get(number, number) for number in value})


def _refuse_move(user: Any, was: str, to: str) -> None:
    if to not in Status.values or not workflow.may_move(user, was, to):
        words = _("You may not take the story from “%(was)s” to “%(to)s”.")
        labels = dict(Status.choices)
        raise CannotRestoreError(words % {"was": labels[was], "to": labels.get(to, to)})


def _refuse_loss(user: Any, article: Article, categories: list[int] | None) -> None:
    """Nobody files a story where he would not see it again; None: where it is filed."""
    filed = snapshot(article, ["categories"])["categories"] if categories is None else categories
    person = user if article.assigned_to_id == user.pk else None
    if not keeps(user, article.source_id, filed, person):
        raise CannotRestoreError(
            _("This source and these categories are none of yours: you would not see it again.")
        )


def _summary_is_derived(article: Article) -> bool:
    return article.summary == text.summarise(text.plain_text(article.body))


def _put_back(article: Article, name: str, value: Any) -> None:
    """In place of a source that is gone by now the present one stays."""
    if name == "source":
        article.source = Source.objects.filter(pk=value).first() or article.source
    else:
        setattr(article, name, parse_datetime(value) if value and name in TIMES else value)


def _file_again(article: Article, wanted: Mapping[str, list[int]]) -> None:
    """Under the categories and tags that still exist."""
    for name, model in (("categories", Category), ("tags", Tag)):
        if name in wanted:
            getattr(article, name).set(list(model.objects.filter(pk__in=wanted[name])))
    if wanted:
        refresh_listings([article.pk])
