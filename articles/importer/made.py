"""Sources, categories and tags that an import made, removed again where nothing needs them."""

from collections.abc import Iterator, Sequence

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from taggit.models import Tag

from articles.models import Category, ImportBatch, ImportRule, Source

CHUNK = 500
KINDS = (("sources", "source", Source), ("categories", "category", Category), ("tags", "tag", Tag))
# What an import says of a source; the rest is as the model has it, unless a person was here.
IMPORTED = frozenset({"id", "name", "slug"})


def remove(batch: ImportBatch, *, dry_run: bool) -> dict[str, int]:
    """How many of each kind are gone. A dry run counts those that may go: whether something else
    hangs on them can be told only when the articles are gone."""
    counts = {}
    for plural, kind, model in KINDS:
        ids = sorted(set(batch.made.get(kind, ())))
        chunks = [ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK)]
        if dry_run:
            counts[plural] = sum(_untouched(model, chunk).count() for chunk in chunks)
        else:
            counts[plural] = _remove(model, chunks)
    return counts


def relations(model: type[models.Model]) -> Iterator[models.ForeignObjectRel]:
    """The foreign keys that point at the model, those of hidden tables included."""
    for field in model._meta.get_fields(include_hidden=True):
        if (field.one_to_many or field.one_to_one) and field.auto_created and not field.concrete:
            yield field


def _remove(model: type[models.Model], chunks: Sequence[Sequence[int]]) -> int:
    """Again and again, for what is above others is free only when those are gone."""
    count = 0
    while bare := [pk for chunk in chunks for pk in _bare(model, chunk)]:
        for at in range(0, len(bare), CHUNK):
            model.objects.filter(pk__in=bare[at : at + CHUNK]).delete()
        count += len(bare)
        if model is not Category:
            break
    return count


def _bare(model: type[models.Model], ids: Sequence[int]) -> Sequence[int]:
    found = _untouched(model, ids)
    for relation in relations(model):
        rows = relation.related_model.objects.filter(**{relation.field.name: OuterRef("pk")})
        found = found.filter(~Exists(rows.order_by()))
    return list(found.values_list("pk", flat=True))


def _untouched(model: type[models.Model], ids: Sequence[int]) -> models.QuerySet:
    """Those that no person ever changed and no rule names, as far as one can tell."""
    found = model.objects.filter(pk__in=ids).order_by()
    kind = ContentType.objects.get_for_model(model)
    logged = LogEntry.objects.filter(content_type=kind, object_id__in=map(str, ids))
    found = found.exclude(pk__in=[int(pk) for pk in logged.values_list("object_id", flat=True)])
    if model is Source:
        named = ImportRule.objects.filter(source=OuterRef("name"))
        found = found.filter(~Exists(named.order_by()), _as_imported())
    elif model is Category:
        title = OuterRef("title")
        named = ImportRule.objects.filter(Q(section=title) | Q(target=title))
        found = found.filter(~Exists(named.order_by()))
    return found


def _as_imported() -> Q:
    told = [field for field in Source._meta.concrete_fields if field.name not in IMPORTED]
    return Q(*((field.attname, field.get_default() or _empty(field)) for field in told))


def _empty(field: models.Field) -> object:
    if field.null:
        return None
    return False if isinstance(field, models.BooleanField) else ""
