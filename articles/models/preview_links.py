"""PreviewLink: a private address that shows a story as readers will see it, for a while."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .article import Article


def new_token() -> str:
    """192 random bits: nobody guesses it."""
    return secrets.token_urlsafe(24)


class PreviewLinkQuerySet(models.QuerySet):
    def open(self, now: datetime | None = None) -> "PreviewLinkQuerySet":
        """Those that still show something at `now` (aware; the default is the present moment)."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now or timezone.now())


class PreviewLink(models.Model):
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="preview_links",
        help_text=_("The story that it shows."),
    )
    token = models.CharField(
        _("token"), max_length=40, unique=True, default=new_token, editable=False
    )
    as_of = models.DateTimeField(
        _("as of"),
        null=True,
        blank=True,
        help_text=_("Shows the page of that moment; empty: of the moment of looking."),
    )
    expires_at = models.DateTimeField(_("expires at"), help_text=_("Shows nothing after this."))
    revoked_at = models.DateTimeField(
        _("revoked at"), null=True, blank=True, help_text=_("Empty: it was not taken back.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who made the link."),
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True, help_text=_("When."))

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ("-pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"#{self.pk} {self.article_id}"
