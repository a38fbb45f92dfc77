"""Old addresses: where a file's story stood on the site that it was made for."""

import re
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.cleaning.paths import LONGEST, canonical, number

from .sightings import Sighting

__all__ = ["OldAddress", "Teller", "canonical", "tellers"]

NUMBERED = re.compile(r"/(?:p|posts)/(\w+)(?:\.html)?")
MOST_FILES = 500  # that are asked about one address: somebody may give all files the same


class OldAddress(models.Model):
    """An address that a file claims for itself: `permalink`, `aliases`, `url`, …

    It hangs on the file and not on the article, so that it follows the story when that is merged,
    and still tells that there was one when it is deleted.
    """

    path = models.CharField(
        _("old address"), max_length=LONGEST, help_text=_("A path, as people read it.")
    )
    sighting = models.ForeignKey(
        Sighting,
        verbose_name=_("file"),
        on_delete=models.CASCADE,
        related_name="old_addresses",
        help_text=_("The file that says so."),
    )

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=("path", "sighting"), name="old_address_once_a_file")
        ]

    def __str__(self) -> str:
        return self.path


class Teller(NamedTuple):
    """What became of a file that tells of an old address. One of the two is known."""

    article: int | None
    tombstone: int | None


def tellers(path: str) -> set[Teller]:
    """Of the files whose story stood at this canonical path: as they state it, or as the number in
    it tells. Older versions of files count as well; refused and forgotten ones do not."""
    stated = OldAddress.objects.filter(path=path).order_by("-sighting_id")
    found = list(stated.values_list("sighting__article_id", "sighting__tombstone_id")[:MOST_FILES])
    numbered = NUMBERED.fullmatch(path)
    wanted = number(numbered[1]) if numbered else None
    if wanted is not None:
        files = Sighting.objects.filter(old_number=wanted).order_by("-pk")
        found += files.values_list("article_id", "tombstone_id")[:MOST_FILES]
    return {Teller(*told) for told in found if any(told)}
