"""What happened to an article: one timeline of imports and people, and what waits for a person."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article
from .body_packing import unpack
from .imports import ImportBatch
from .jobs import Job
from .revision_bodies import BeforeField, RevisionQuerySet, keep_apart


class Revision(models.Model):
    """One visible change, by an import or a person, and what stood there before it."""

    class Kind(models.TextChoices):
        IMPORT = "import", _("import")
        EDIT = "edit", _("edit")
        CONFLICT = "conflict", _("conflict resolved")
        MERGE = "merge", _("stories merged")

    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="revisions",
        help_text=_("The article that changed."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, help_text=_("What happened."))
    batch = models.ForeignKey(
        ImportBatch,
        verbose_name=_("import"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="revisions",
        help_text=_("The run that changed it; empty: a person did."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who changed it; empty: an import did."),
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True, help_text=_("When."))
    before = BeforeField(
        _("before"),
        default=dict,
        help_text=_("The changed fields as they were; categories and tags by number."),
    )
    packed_body = models.BinaryField(
        _("body before"),
        null=True,
        help_text=_("The body as it was, compressed; empty: the body did not change."),
    )
    body_base = models.ForeignKey(
        "self",
        verbose_name=_("leans on"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="leaning",
        help_text=_("The full copy that the compressed body differs from; empty: it is one."),
    )
    is_visible = models.BooleanField(
        _("visible"),
        default=True,
        help_text=_("Whether readers could see the change; else it is kept for undoing only."),
    )
    job = models.ForeignKey(
        Job,
        verbose_name=_("job"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="revisions",
        help_text=_("The work on many stories that this was part of."),
    )
    lost = models.JSONField(
        _("lost"),
        default=dict,
        blank=True,
        help_text=_("What of the markup was lost, and confirmed, by name: its count."),
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("-id",),
                condition=models.Q(user__isnull=False, job__isnull=True),
                name="revision_by_people",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        keep_apart([self])
        super().save(*args, **kwargs)

    @property
    def kept(self) -> dict[str, Any]:
        """The fields as they are stored: no body is unpacked, null stands for it."""
        return self.__dict__["before"]

    @cached_property
    def body_before(self) -> str:
        """Raises DamagedBodyError where it cannot be read any more."""
        base = self.body_base.body_before if self.body_base_id else None
        return unpack(bytes(self.packed_body), base)


class Conflict(models.Model):
    """A change of the source that met a change of an editor: ours stands until a person decides."""

    class Choice(models.TextChoices):
        THEIRS = "theirs", _("theirs taken")
        OURS = "ours", _("ours kept")
        BOTH = "both", _("both")
        REPLACED = "replaced", _("replaced by a newer one")

    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="conflicts",
        help_text=_("The article that both changed."),
    )
    batch = models.ForeignKey(
        ImportBatch,
        verbose_name=_("import"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="conflicts_found",
        help_text=_("The run that brought the source's change."),
    )
    field = models.CharField(
        _("field"), max_length=40, help_text=_("Of the article; of the body, one passage.")
    )
    base = models.TextField(_("before"), blank=True, help_text=_("What both started from."))
    ours = models.TextField(_("ours"), blank=True, help_text=_("What our editor made of it."))
    theirs = models.TextField(_("theirs"), blank=True, help_text=_("What the source made of it."))
    after = models.TextField(
        _("stands after"), blank=True, help_text=_("Of the body: the passage before it, in ours.")
    )
    found_at = models.DateTimeField(_("found at"), auto_now_add=True, help_text=_("When."))
    choice = models.CharField(
        _("decision"),
        max_length=10,
        choices=Choice,
        blank=True,
        help_text=_("Empty: it waits for a person."),
    )
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
        help_text=_("A newer conflict about the same passage."),
    )
    resolved_at = models.DateTimeField(
        _("resolved at"), null=True, blank=True, help_text=_("When it was decided.")
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Who decided it."),
    )

    class Meta:
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        ordering = ("pk",)
        indexes = [
            models.Index(fields=("id",), condition=models.Q(choice=""), name="conflict_waiting")
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {Article._meta.get_field(self.field).verbose_name}"
