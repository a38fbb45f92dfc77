"""What imports did: batches and their problems."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        UNDONE = "undone", _("undone")

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
    held = models.PositiveIntegerField(
        _("held"), default=0, help_text=_("Files that a rule put into quarantine.")
    )
    dropped = models.PositiveIntegerField(
        _("dropped"), default=0, help_text=_("Files that a rule keeps out.")
    )
    conflicts = models.PositiveIntegerField(
        _("conflicts"),
        default=0,
        help_text=_("Changes of the source that met changes of an editor."),
    )
    total = models.PositiveIntegerField(
        _("files in all"), null=True, blank=True, help_text=_("Empty until they are counted.")
    )
    alive_at = models.DateTimeField(
        _("last sign of life"),
        null=True,
        blank=True,
        help_text=_("When the run last wrote something."),
    )
    holder = models.CharField(
        _("run by"), max_length=200, blank=True, help_text=_("The process and its machine.")
    )
    made = models.JSONField(
        _("made"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("The sources, categories and tags that the run made, by number."),
    )
    undone_at = models.DateTimeField(
        _("undone at"), null=True, blank=True, help_text=_("When the run was taken back.")
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: from the command line, or not undone."),
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
