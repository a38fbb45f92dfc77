"""A rehearsed import: what it would do, file by file, to be looked at and then applied or left."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .imports import ImportBatch


class ImportPlan(models.Model):
    root = models.CharField(
        _("root"), max_length=200, help_text=_("The name that the imported folder goes by.")
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True, help_text=_("When."))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: from the command line."),
    )
    options = models.JSONField(
        _("options"), default=dict, blank=True, help_text=_("Paths, dialect and time zone.")
    )
    counts = models.JSONField(
        _("counts"), default=dict, help_text=_("Files by outcome, and problems by code.")
    )
    sources = models.JSONField(
        _("sources"),
        default=dict,
        help_text=_("Sources never seen before, and known ones that fell silent."),
    )
    horizon = models.JSONField(
        _("horizon"),
        default=dict,
        editable=False,
        help_text=_("What the plan was made on: the latest import and the latest rule."),
    )
    applied_as = models.ForeignKey(
        ImportBatch,
        verbose_name=_("applied as"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="plans",
        help_text=_("The import that did it; empty: not applied."),
    )

    class Meta:
        verbose_name = _("import plan")
        verbose_name_plural = _("import plans")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"#{self.pk} {self.root}"


class PlannedFile(models.Model):
    """One file that the plan would do something with. A file that says nothing new has a row only
    if its bytes are new."""

    plan = models.ForeignKey(
        ImportPlan,
        verbose_name=_("plan"),
        on_delete=models.CASCADE,
        related_name="files",
        help_text=_("The rehearsal."),
    )
    path = models.CharField(_("path"), max_length=1000, help_text=_("The file, below the root."))
    outcome = models.CharField(
        _("outcome"), max_length=12, help_text=_("created, updated, duplicates, refused, …")
    )
    sha256 = models.CharField(
        _("SHA-256"), max_length=64, blank=True, help_text=_("Of the file's bytes.")
    )
    title = models.CharField(_("title"), max_length=300, blank=True, help_text=_("The story's."))
    source_name = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("As the file names it.")
    )
    article_number = models.PositiveBigIntegerField(
        _("article"), null=True, blank=True, help_text=_("The article that it would change.")
    )
    version = models.DateTimeField(
        _("version"), null=True, blank=True, help_text=_("When that article last changed.")
    )
    detail = models.JSONField(
        _("detail"),
        default=dict,
        blank=True,
        help_text=_("Changed fields before and after, conflicts, and problems."),
    )

    class Meta:
        verbose_name = _("planned file")
        verbose_name_plural = _("planned files")
        ordering = ("pk",)
        indexes = [models.Index(fields=("plan", "outcome", "id"), name="planned_by_outcome")]

    def __str__(self) -> str:
        return self.path
