"""Job: long work that somebody at the desk began, done beside the server, with its progress."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    kind = models.CharField(_("kind"), max_length=40, help_text=_("What is done."))
    params = models.JSONField(
        _("parameters"), default=dict, blank=True, help_text=_("To what, and how.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, help_text=_("Where it is.")
    )
    total = models.PositiveIntegerField(
        _("in all"), null=True, blank=True, help_text=_("Empty until they are counted.")
    )
    done = models.PositiveIntegerField(_("done"), default=0, help_text=_("Of them, so far."))
    position = models.JSONField(
        _("position"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("Where it goes on after an interruption."),
    )
    result = models.JSONField(
        _("result"), default=dict, blank=True, help_text=_("What came of it, and what was left.")
    )
    error = models.TextField(_("error"), blank=True, help_text=_("Why it failed, for a person."))
    is_asked_to_stop = models.BooleanField(
        _("asked to stop"), default=False, help_text=_("It stops after the piece at hand.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="jobs",
        help_text=_("Who began it; empty: from the command line."),
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True, help_text=_("When."))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    alive_at = models.DateTimeField(
        _("last sign of life"), null=True, blank=True, help_text=_("Of the process that does it.")
    )
    holder = models.CharField(
        _("run by"), max_length=200, blank=True, help_text=_("The process and its machine.")
    )
    tries = models.PositiveSmallIntegerField(
        _("tries"),
        default=0,
        editable=False,
        help_text=_("How many processes have begun or resumed it."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        editable=False,
        help_text=_("That it reports in: of who began it."),
    )
    undoes = models.OneToOneField(
        "self",
        verbose_name=_("undoes"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="undone_by",
        help_text=_("The job whose changes it takes back."),
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("id",),
                condition=models.Q(state__in=["waiting", "running"]),
                name="job_to_do",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"

    @property
    def is_over(self) -> bool:
        return self.state not in (self.State.WAITING, self.State.RUNNING)


class JobStory(models.Model):
    """A story that a job is about, as it was when the job began, and what became of it.

    By number, without a reference: stories may go while the job's record stays.
    """

    class Outcome(models.TextChoices):
        WAITING = "", _("waiting")
        CHANGED = "changed", _("changed")
        SAME = "same", _("was so already")
        LEFT = "left", _("left alone")

    job = models.ForeignKey(
        Job,
        verbose_name=_("job"),
        on_delete=models.CASCADE,
        related_name="stories",
        help_text=_("The work that it is part of."),
    )
    number = models.PositiveBigIntegerField(_("number"), help_text=_("The article's."))
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, blank=True, help_text=_("What became of it.")
    )
    reason = models.CharField(
        _("reason"), max_length=300, blank=True, help_text=_("Why it was left alone.")
    )
    before = models.JSONField(
        _("before"),
        default=dict,
        blank=True,
        help_text=_("What the job changed, and what it was before."),
    )

    class Meta:
        verbose_name = _("story of a job")
        verbose_name_plural = _("stories of jobs")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=("job", "number"), name="job_story_once")]
        indexes = [models.Index(fields=("job", "outcome", "id"), name="job_story_outcome")]

    def __str__(self) -> str:
        return f"#{self.number}"
