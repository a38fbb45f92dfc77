"""The bodies of revisions, which the timeline is made of: kept apart from the other fields, packed.

`Revision.before` reads as if the body stood among the other fields. In its column it is null there,
and `packed_body` holds it: in full, or as what differs from the full copy that `body_base` points
to. Never from one that is packed so itself: a row that is damaged takes no others along but those
that lean on it, and a body takes two rows to read, whatever the length of the timeline.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.db.models.query_utils import DeferredAttribute

from .body_packing import DamagedBodyError, pack

LEANING = 19  # with the copy itself: one full body in every twenty


class BeforeAttribute(DeferredAttribute):
    """`revision.before`, with the body unpacked when somebody asks."""

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        values = super().__get__(instance, cls)
        if instance is not None and is_apart(values):
            return values | {"body": instance.body_before}
        return values

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class BeforeField(models.JSONField):
    descriptor_class = BeforeAttribute

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """To migrations it is the column that it is."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """What is stored: the body is not among it."""
        return model_instance.kept


def is_apart(values: Any) -> bool:
    """Whether these fields had a body, and it is packed beside them."""
    return isinstance(values, dict) and values.get("body", "") is None


class RevisionQuerySet(models.QuerySet):
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        keep_apart(rows)
        return super().bulk_create(rows, *args, **kwargs)

    def with_bodies(self) -> "RevisionQuerySet":
        """For reading bodies of many: one query more, for the copies that they lean on."""
        return self.prefetch_related("body_base")

    def bodies(self) -> Iterator[str]:
        """All that can be read of what these revisions have kept, a few at a time."""
        packed = self.filter(packed_body__isnull=False).order_by("article", "pk")
        only = packed.only("packed_body", "body_base").with_bodies()
        for row in only.iterator(chunk_size=50):
            with suppress(DamagedBodyError):
                yield row.body_before


def keep_apart(revisions: Iterable[Any]) -> None:
    """Pack the bodies of revisions that are about to be stored; one query for all of them."""
    heavy = [row for row in revisions if isinstance(row.kept.get("body"), str)]
    new = [row for row in heavy if row.packed_body is None]
    bases = full_copies({row.article_id for row in new}) if new else {}
    for row in new:
        row.body_base = bases.get(row.article_id)
        row.packed_body = pack(row.kept["body"], row.body_base and row.body_base.body_before)
    for row in heavy:
        row.before = row.kept | {"body": None}


def full_copies(articles: Collection[int]) -> dict[int, Any]:
    """By story: the latest body in full, if one more may lean on it."""
    from .history import Revision

    full = Revision.objects.filter(packed_body__isnull=False, body_base__isnull=True)
    latest = full.filter(article__pk__among=articles).order_by().values("article")
    latest = latest.annotate(latest=models.Max("pk")).values("latest")
    leaning = Revision.objects.filter(body_base=models.OuterRef("pk")).order_by()
    leaning = leaning.values("body_base").annotate(n=models.Count("pk")).values("n")
    found = Revision.objects.filter(pk__in=latest).only("article", "packed_body", "body_base")
    found = found.alias(lean=Coalesce(models.Subquery(leaning), 0))
    return {row.article_id: row for row in found.filter(lean__lt=LEANING)}
