"""TagSynonym: another name of a tag, which imports and editors may write; stored is the tag."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

LONGEST = 100  # taggit's column


def synonym_key(name: str) -> str:
    """What of a name is compared: as imports compare the names of tags."""
    return name.strip().casefold()


class TagSynonym(models.Model):
    tag = models.ForeignKey(
        Tag,
        verbose_name=_("tag"),
        on_delete=models.CASCADE,
        related_name="synonyms",
        help_text=_("The tag that stories are given instead."),
    )
    name = models.CharField(
        _("name"), max_length=LONGEST, help_text=_("The other name, as people write it.")
    )
    key = models.CharField(
        _("key"),
        max_length=LONGEST,
        unique=True,
        editable=False,
        help_text=_("The name without its capitals: what is compared."),
    )

    class Meta:
        verbose_name = _("synonym of a tag")
        verbose_name_plural = _("synonyms of tags")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = synonym_key(self.name)
        super().save(*args, **kwargs)
