"""Successor: what was merged into what, by number: history goes on naming the old ones."""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Successor(models.Model):
    class Kind(models.TextChoices):
        """By the fields of a story that hold such numbers."""

        CATEGORIES = "categories", _("categories")
        TAGS = "tags", _("tags")

    kind = models.CharField(
        _("kind"), max_length=10, choices=Kind.choices, help_text=_("What the numbers are of.")
    )
    number = models.BigIntegerField(_("number"), help_text=_("The one that is gone."))
    now = models.BigIntegerField(_("now"), help_text=_("The number of the one that stayed."))

    class Meta:
        verbose_name = _("successor")
        verbose_name_plural = _("successors")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=("kind", "number"), name="successor_once")]
        indexes = [models.Index(fields=("kind", "now"), name="successor_now")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} → {self.now}"

    @classmethod
    def leave(cls, kind: str, number: int, now: int) -> None:
        """No chain grows: what had led to the one that goes leads to the other as well."""
        cls.objects.filter(kind=kind, now=number).update(now=now)
        cls.objects.update_or_create(kind=kind, number=number, defaults={"now": now})


def successors(kind: str) -> dict[int, int]:
    """What stands for each that is gone; one query, of as many rows as were ever merged."""
    return dict(Successor.objects.filter(kind=kind).values_list("number", "now"))


def by_now(numbers: Iterable[int], now: Mapping[int, int]) -> list[int]:
    """Each once, with what stands for those that are gone, sorted as fields hold them."""
    return sorted({now.get(number, number) for number in numbers})
