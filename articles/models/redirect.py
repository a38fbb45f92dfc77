"""Redirect: an address that was once ours and where it leads now."""

from urllib.parse import unquote

from django.db import models
from django.utils.translation import gettext_lazy as _


def readable(path: str) -> str:
    """As people read it: 新闻, not %E6%96%B0%E9%97%BB. Twice changes no more than once.

    Forms, `leave` and `save` all pass here, so what is escaped twice must come out the same.
    """
    while (plain := unquote(path)) != path:
        path = plain
    return path


class Redirect(models.Model):
    old_path = models.CharField(
        _("old address"),
        max_length=850,
        unique=True,
        help_text=_("The path that people still follow, from the first slash on."),
    )
    new_path = models.CharField(
        _("new address"),
        max_length=850,
        blank=True,
        help_text=_("Where it leads now. Empty: the page is gone (410)."),
    )
    created_at = models.DateTimeField(
        _("made at"), auto_now_add=True, help_text=_("When the address changed.")
    )

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ("old_path",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(old_path=models.F("new_path")), name="redirect_leads_elsewhere"
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path or '410'}"

    def save(self, *args, **kwargs) -> None:
        """Store it, with both addresses as people read them."""
        self.old_path, self.new_path = readable(self.old_path), readable(self.new_path)
        super().save(*args, **kwargs)

    @classmethod
    def leave(cls, old_path: str, new_path: str) -> None:
        """Point `old_path` at `new_path`, and everything that led to `old_path` with it.

        No chain and no loop can grow: an address that is in use again loses its redirect.
        """
        old_path, new_path = readable(old_path), readable(new_path)
        cls.objects.filter(old_path=new_path).delete()
        if old_path == new_path:
            return
        cls.objects.filter(new_path=old_path).update(new_path=new_path)
        cls.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})
