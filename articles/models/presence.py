"""Presence: who has a story's form open, so that two do not write over one another unawares."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article


class Presence(models.Model):
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="presences",
        help_text=_("The story whose form is open."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Who has it open."),
    )
    opened_at = models.DateTimeField(_("opened at"), help_text=_("When."))
    seen_at = models.DateTimeField(_("seen at"), help_text=_("The form's last sign of life."))
    has_typed = models.BooleanField(
        _("has typed"), default=False, help_text=_("Whether something in the form has changed.")
    )

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=("article", "user"), name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.article_id}"
