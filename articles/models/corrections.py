"""Corrections: what was wrong in a story, told to its readers."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .article import Article


class Correction(models.Model):
    """A note to readers. It stands on the story's page and in the list of corrections."""

    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="corrections",
        help_text=_("The story that was wrong."),
    )
    text = models.TextField(
        _("note"), help_text=_("What was wrong and what is right, in a sentence or two.")
    )
    made_at = models.DateTimeField(
        _("corrected at"), default=timezone.now, help_text=_("When the text was put right.")
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("-made_at", "-pk")
        indexes = [models.Index(fields=("-made_at", "-id"), name="correction_newest")]

    def __str__(self) -> str:
        return self.text[:80]
