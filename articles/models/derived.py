"""What is worked out from stories and kept, because working it out is too slow for a reader.

All of it can be made again by command, and nothing of it is a source of truth.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article


class Related(models.Model):
    """The stories to read after this one, best first."""

    article = models.OneToOneField(
        Article,
        verbose_name=_("article"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="related",
        help_text=_("The story that was read."),
    )
    stories = models.JSONField(
        _("stories"), default=list, help_text=_("Numbers of articles; some may be gone by now.")
    )

    class Meta:
        verbose_name = _("related stories")
        verbose_name_plural = _("related stories")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.article_id}: {self.stories}"


class Rendering(models.Model):
    """An article's body as pages show it, where that differs: with its code highlighted."""

    article = models.OneToOneField(
        Article,
        verbose_name=_("article"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="rendering",
        help_text=_("The story."),
    )
    body = models.TextField(_("body"), help_text=_("HTML, sanitised last."))

    class Meta:
        verbose_name = _("rendering")
        verbose_name_plural = _("renderings")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.article_id)
