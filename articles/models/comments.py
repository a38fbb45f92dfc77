"""Comment: what people at the desk say to one another about a story. Readers never see it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article


class Comment(models.Model):
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="comments",
        help_text=_("The story that it is about."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who said it; empty: that account is gone."),
    )
    text = models.TextField(_("text"), max_length=4000, help_text=_("Plain text."))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True, help_text=_("When."))
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("mentions"),
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("The people whom it names with an “@”."),
    )
    resolved_at = models.DateTimeField(
        _("resolved at"), null=True, blank=True, help_text=_("Empty: it is still open.")
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who called it done."),
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=("article",),
                condition=models.Q(resolved_at__isnull=True),
                name="comment_open",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
