"""What is worked out from stories and kept, because working it out is too slow for a reader.

All of it can be made again by command, and nothing of it is a source of truth.
"""

import hashlib

from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from articles.cleaning.highlight import MARK, highlight

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
    """An article's body as pages show it, where that differs: with its code highlighted.

    It counts as long as the body is the one that it was made from: bodies change in many ways, and
    whoever forgets to render one anew leaves a page without colours, never one with an old text.
    """

    article = models.OneToOneField(
        Article,
        verbose_name=_("article"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="rendering",
        help_text=_("The story."),
    )
    body = models.TextField(_("body"), help_text=_("HTML, sanitised last."))
    digest = models.CharField(
        _("digest"),
        max_length=64,
        default="",
        help_text=_("SHA-256 of the body that this was made from."),
    )

    class Meta:
        verbose_name = _("rendering")
        verbose_name_plural = _("renderings")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.article_id)

    def is_of(self, body: str) -> bool:
        return self.digest == digest_of(body)

    @classmethod
    def made(cls, number: int, body: str) -> "Rendering | None":
        """The rendering of this article's body, not stored; None where it would be the same."""
        rendered = highlight(body)
        if rendered == body:
            return None
        return cls(article_id=number, body=rendered, digest=digest_of(body))


def digest_of(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()


@receiver(post_save, sender=Article)
def render(sender, instance, raw, update_fields, **kwargs) -> None:
    """Bulk work renders what it stores itself, in bulk."""
    if raw or MARK not in instance.body or (update_fields and "body" not in update_fields):
        return
    if rendering := Rendering.made(instance.pk, instance.body):
        rendering.save()
