"""Old addresses: where a file's story stood on the site that it was made for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .sightings import Sighting


class OldAddress(models.Model):
    """An address that a file claims for itself: `permalink`, `aliases`, `url`, …

    It hangs on the file and not on the article, so that it follows the story when that is merged,
    and still tells that there was one when it is deleted.
    """

    path = models.CharField(
        _("old address"), max_length=500, help_text=_("A path, as people read it.")
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
