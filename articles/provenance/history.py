"""The timeline's people: what stood in a story before a person changed it, and putting it back.

Imports write revisions of the same shape, in bulk. `Revision.before` holds the changed fields as
JSON: times in ISO 8601, the source by number, categories and tags as lists of numbers.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.dateparse import parse_datetime
from taggit.models import Tag

from articles.cleaning import text
from articles.models import Article, Category, Revision, Source, refresh_listings

from .merge import same_to_readers

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
    article: Article, before: Mapping[str, Any], user: Any, kind: str = Revision.Kind.EDIT
) -> Revision | None:
    """Write down what differs from the snapshot `before`; None and no row if nothing does."""
    now = snapshot(article, before)
    changed = {name: was for name, was in before.items() if differs(name, was, now[name])}
    if not changed:
        return None
    return Revision.objects.create(article=article, kind=kind, user=user, before=changed)


def record_statuses(articles: Iterable[Article], user: Any) -> None:
    """The same for many whose status is about to change, in one statement."""
    Revision.objects.bulk_create(
        Revision(
            article=article, kind=Revision.Kind.EDIT, user=user, before={"status": article.status}
        )
        for article in articles
    )


@transaction.atomic
def restore(revision: Revision, user: Any) -> Revision | None:
    """Give the article the fields that it had before this revision, as a person's edit.

    None if they stand like that already. Raises CannotRestoreError, and then nothing changed.
    """
    article = Article.objects.select_for_update().get(pk=revision.article_id)
    wanted = {name: revision.before[name] for name in FIELDS if name in revision.before}
    before = snapshot(article, wanted)
    changed = {name for name, was in wanted.items() if was != before[name]}
    if not changed:
        return None
    for name in changed - RELATIONS:
        _put_back(article, name, wanted[name])
    try:
        article.validate_constraints()
    except ValidationError as error:
        raise CannotRestoreError(" ".join(error.messages)) from error
    edited = changed - {"summary"} if _summary_is_derived(article) else changed
    article.edited_fields = sorted(TRACKED.intersection(edited).union(article.edited_fields))
    article.save()
    _file_again(article, {name: wanted[name] for name in RELATIONS & changed})
    return record(article, before, user)


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
