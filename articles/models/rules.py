"""ImportRule: what an editor lets in, keeps out, files elsewhere or words anew at import."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What keeps a file out: for now, or for good."""

    HOLD = "hold", _("hold")
    DROP = "drop", _("drop")


class ImportRule(models.Model):
    class Effect(models.TextChoices):
        ALLOW = "allow", _("allow")
        HOLD = Verdict.HOLD.value, _("hold for an editor")
        DROP = Verdict.DROP.value, _("drop")
        FILE = "file", _("file under another category")
        REWRITE = "rewrite", _("rewrite a field")

    class Field(models.TextChoices):
        TITLE = "title", _("title")
        SOURCE = "source", _("source")
        BYLINE = "byline", _("byline")
        SUMMARY = "summary", _("summary")

    class Place(models.TextChoices):
        ANYWHERE = "anywhere", _("anywhere")
        BEGINNING = "beginning", _("at the beginning")
        END = "end", _("at the end")
        WHOLE = "whole", _("the whole field")

    name = models.CharField(
        _("name"), max_length=200, help_text=_("For people, e.g. “No press releases”.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Untick to set the rule aside.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"),
        default=100,
        help_text=_(
            "Rules are asked from the lowest number up. Of allow, hold and drop the first that"
            " matches counts; filing and rewriting rules all apply, in this order."
        ),
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("Only stories of this source. * stands for any text. Empty: every source."),
    )
    section = models.CharField(
        _("section"),
        max_length=400,
        blank=True,
        help_text=_(
            "Only stories filed under this category or below it, e.g. News / Phones."
            " * stands for any text. Empty: everywhere."
        ),
    )
    title = models.CharField(
        _("title"),
        max_length=200,
        blank=True,
        help_text=_("Only stories with such a title, e.g. *press release*. Empty: any title."),
    )
    effect = models.CharField(
        _("effect"), max_length=10, choices=Effect, help_text=_("What becomes of these stories.")
    )
    target = models.CharField(
        _("new category"),
        max_length=400,
        blank=True,
        help_text=_("For filing: it takes the section's place, e.g. News / Mobile."),
    )
    field = models.CharField(
        _("field"), max_length=10, choices=Field, blank=True, help_text=_("For rewriting.")
    )
    place = models.CharField(
        _("where"),
        max_length=10,
        choices=Place,
        default=Place.ANYWHERE,
        help_text=_("For rewriting: where in the field the text must stand."),
    )
    pattern = models.CharField(
        _("text"), max_length=200, blank=True, help_text=_("For rewriting: the text to replace.")
    )
    replacement = models.CharField(
        _("replacement"),
        max_length=200,
        blank=True,
        help_text=_("For rewriting: what takes its place. Empty: nothing."),
    )
    changed_at = models.DateTimeField(
        _("changed at"), auto_now=True, help_text=_("When the rule was last saved.")
    )

    class Meta:
        verbose_name = _("import rule")
        verbose_name_plural = _("import rules")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name
