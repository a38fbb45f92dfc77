"""What imports did: batches, their problems, and every file ever seen with its original bytes."""

import zlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article


class ImportBatch(models.Model):
    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    root = models.CharField(
        _("root"), max_length=200, help_text=_("The name that the imported folder goes by.")
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=State,
        default=State.RUNNING,
        help_text=_("Done: every file has its outcome. Failed: it stopped early; run it again."),
    )
    started_at = models.DateTimeField(
        _("started at"), auto_now_add=True, help_text=_("When the first change was written.")
    )
    finished_at = models.DateTimeField(
        _("finished at"), null=True, blank=True, help_text=_("Empty while it runs.")
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        help_text=_("Empty: from the command line."),
    )
    options = models.JSONField(
        _("options"), default=dict, blank=True, help_text=_("Paths, dialect and time zone.")
    )
    files = models.PositiveIntegerField(_("files"), default=0, help_text=_("Files looked at."))
    created = models.PositiveIntegerField(_("created"), default=0, help_text=_("New articles."))
    updated = models.PositiveIntegerField(
        _("updated"), default=0, help_text=_("Articles that changed.")
    )
    unchanged = models.PositiveIntegerField(
        _("unchanged"), default=0, help_text=_("Files that said nothing new.")
    )
    duplicates = models.PositiveIntegerField(
        _("duplicates"), default=0, help_text=_("Known stories at a further path.")
    )
    drafts = models.PositiveIntegerField(
        _("drafts"), default=0, help_text=_("New articles that wait for an editor.")
    )
    refused = models.PositiveIntegerField(
        _("refused"), default=0, help_text=_("Files that could not be read.")
    )
    skipped = models.PositiveIntegerField(
        _("skipped"), default=0, help_text=_("Things that are no article files.")
    )
    notes = models.JSONField(
        _("notes"),
        default=dict,
        blank=True,
        help_text=_("Routine repairs by code, such as placeholder images taken out."),
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"#{self.pk} {self.root}"


class Sighting(models.Model):
    root = models.CharField(_("root"), max_length=200, help_text=_("The imported folder's name."))
    path = models.CharField(
        _("path"),
        max_length=1000,
        help_text=_("Below the root. What is no UTF-8 or not printable is shown by its number."),
    )
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sightings",
        help_text=_("Empty: the file was refused, or an editor deleted its story for good."),
    )
    batch = models.ForeignKey(
        ImportBatch,
        verbose_name=_("import"),
        on_delete=models.PROTECT,
        related_name="sightings",
        help_text=_("The run that last saw a change in this file."),
    )
    refused = models.CharField(
        _("refused"), max_length=40, blank=True, help_text=_("The reason's code, if it was.")
    )
    sha256 = models.CharField(
        _("SHA-256"), max_length=64, help_text=_("Of the file's bytes, in hexadecimal.")
    )
    story_key = models.CharField(
        _("story key"),
        max_length=64,
        blank=True,
        db_index=True,
        help_text=_("The story's fingerprint: the same text has the same key at every path."),
    )
    superseded = models.BooleanField(
        _("superseded"),
        default=False,
        help_text=_("An earlier version: the file has told something else since."),
    )
    source_name = models.CharField(
        _("source then"), max_length=200, blank=True, help_text=_("As this file named it.")
    )
    title = models.CharField(
        _("title then"), max_length=300, blank=True, help_text=_("As this file gave it.")
    )
    title_key = models.CharField(
        _("title key"),
        max_length=64,
        blank=True,
        help_text=_("The title's fingerprint, for knowing a deleted story again."),
    )
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("The file's date, in UTC.")
    )
    date_raw = models.CharField(
        _("date then"), max_length=200, blank=True, help_text=_("As this file wrote it.")
    )
    channel = models.CharField(
        _("channel"), max_length=400, blank=True, help_text=_("The file's categories, with ' / '.")
    )
    size = models.PositiveIntegerField(_("size"), help_text=_("Of the file, in bytes."))
    seen_at = models.DateTimeField(
        _("seen at"), auto_now=True, help_text=_("When the file was new or had changed.")
    )
    original = models.BinaryField(
        _("original"), help_text=_("The file byte for byte, compressed with zlib.")
    )

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("root", "path"),
                condition=models.Q(superseded=False),
                name="sighting_once_a_path",
            )
        ]
        indexes = [
            models.Index(
                fields=("title_key",),
                condition=models.Q(article__isnull=True),
                name="sighting_deleted_title",
            )
        ]

    def __str__(self) -> str:
        return f"{self.root}: {self.path}"

    @property
    def raw(self) -> bytes:
        """The file as it was."""
        return zlib.decompress(self.original)


class ImportProblem(models.Model):
    batch = models.ForeignKey(
        ImportBatch,
        verbose_name=_("import"),
        on_delete=models.CASCADE,
        related_name="problems",
        help_text=_("The run that met it."),
    )
    root = models.CharField(_("root"), max_length=200, help_text=_("The imported folder's name."))
    path = models.CharField(_("path"), max_length=1000, help_text=_("The file, below the root."))
    line = models.PositiveIntegerField(
        _("line"), null=True, blank=True, help_text=_("Counted from 1; empty: the whole file.")
    )
    code = models.CharField(
        _("code"),
        max_length=40,
        db_index=True,
        help_text=_("E_…: the file was refused or skipped. W_…: it was imported after a repair."),
    )
    detail = models.JSONField(
        _("detail"), default=dict, blank=True, help_text=_("What the message names.")
    )
    excerpt = models.CharField(
        _("offending text"), max_length=300, blank=True, help_text=_("As it stands in the file.")
    )

    class Meta:
        verbose_name = _("import problem")
        verbose_name_plural = _("import problems")
        ordering = ("pk",)
        indexes = [models.Index(fields=("root", "path"), name="problem_path")]

    def __str__(self) -> str:
        return f"{self.path}:{self.line or '-'} {self.code}"
