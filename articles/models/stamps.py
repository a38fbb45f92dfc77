"""Stamps: what has changed since a page was made, in a table that stays small."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stamp(models.Model):
    """One thing that pages depend on. Its value is another one after each change."""

    name = models.CharField(
        _("name"), max_length=40, primary_key=True, help_text=_("What it is the stamp of.")
    )
    value = models.BigIntegerField(_("value"), help_text=_("Drawn anew with each change."))
    changed_at = models.DateTimeField(_("changed at"), help_text=_("The last change."))

    class Meta:
        verbose_name = _("stamp")
        verbose_name_plural = _("stamps")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
