"""Every file ever seen, with its original bytes; and the stories that must not come back."""

import zlib

from django.conf import settings
from django.db import models
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from .article import Article
from .imports import ImportBatch
from .rules import ImportRule, Verdict


class Tombstone(models.Model):
    """A story that an editor deleted or merged: imports leave it where it is.

    Its sightings point here; their text and titles tell the story under any other name.
    """

    class Reason(models.TextChoices):
        DELETED = "deleted", _("deleted")
        MERGED = "merged", _("merged")

    reason = models.CharField(
        _("reason"), max_length=10, choices=Reason, help_text=_("What the editor did.")
    )
    article_number = models.PositiveBigIntegerField(
        _("number"),
        db_index=True,
        help_text=_("The article's number, which its address held."),
    )
    title = models.CharField(_("title"), max_length=300, help_text=_("The article's last title."))
    source_name = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("The article's source, by name.")
    )
    buried_at = models.DateTimeField(
        _("buried at"), auto_now_add=True, help_text=_("When the article went.")
    )
    buried_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("buried by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: by a program."),
    )

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")
        ordering = ("-pk",)
        permissions = [("forget_tombstone", _("Can let a deleted story come back"))]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def bury(cls, article: Article, user=None, into: Article | None = None) -> "Tombstone | None":
        """Remember the imported story of an article that is about to go, or to be merged `into`
        another. None if no file ever told it: nothing could bring it back."""
        # A version that rules hold was never part of it.
        found = Sighting.objects.filter(article=article, held="")
        if not found.exists():
            return None
        tombstone = cls.objects.create(
            reason=cls.Reason.MERGED if into else cls.Reason.DELETED,
            article_number=article.pk,
            title=article.title,
            source_name=article.source.name,
            buried_by=user,
        )
        found.update(tombstone=tombstone, article=into)
        return tombstone

    def forget(self) -> None:
        """Let the story come back with the next import that meets it."""
        self.sightings.update(tombstone=None, article=None)
        self.delete()


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
        help_text=_("Empty: the file was refused or held, or its story was deleted."),
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
    held = models.CharField(
        _("held"),
        max_length=5,
        choices=Verdict,
        blank=True,
        help_text=_("A rule keeps this file out for now (hold) or for good (drop)."),
    )
    rule = models.ForeignKey(
        "articles.ImportRule",
        verbose_name=_("rule"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The rule that held or dropped the file. Dropped without one: by an editor."),
    )
    released = models.BooleanField(
        _("released"),
        default=False,
        help_text=_("An editor let this file in: rules do not hold it any more."),
    )
    tombstone = models.ForeignKey(
        Tombstone,
        verbose_name=_("tombstone"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sightings",
        help_text=_("The story was deleted, or merged into the article above."),
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
    old_number = models.PositiveIntegerField(
        _("old number"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("The title's checksum: older sites had it in their pages' addresses."),
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
    mends = models.CharField(
        _("mends"),
        max_length=64,
        blank=True,
        help_text=_("Written by an editor in place of the refused file with this SHA-256."),
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
            # An import's stories, read from the index alone: the files themselves are large.
            models.Index(fields=("batch", "article"), name="sighting_stories_of_import"),
            models.Index(
                fields=("title_key",),
                condition=models.Q(tombstone__isnull=False),
                name="sighting_buried_title",
            ),
            models.Index(
                fields=("root", "path"),
                condition=models.Q(superseded=True),
                name="sighting_older_versions",
            ),
            models.Index(
                fields=("-id",),
                condition=~models.Q(refused=""),
                name="sighting_ever_refused",
            ),
            models.Index(
                fields=("held", "source_name"),
                condition=~models.Q(held=""),
                name="sighting_held",
            ),
            models.Index(
                fields=("refused", "id"),
                condition=~models.Q(refused="") & models.Q(superseded=False),
                name="sighting_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.root}: {self.path}"

    @property
    def raw(self) -> bytes:
        """The file as it was."""
        return zlib.decompress(self.original)


class HeldFileQuerySet(models.QuerySet):
    def in_quarantine(self) -> "HeldFileQuerySet":
        """Files that a rule keeps out, for now or for good, as they are told now."""
        return self.filter(~models.Q(held=""), superseded=False)


class HeldFile(Sighting):
    """A sighting seen from the quarantine; whoever may change sightings may let it in."""

    objects = HeldFileQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("file in quarantine")
        verbose_name_plural = _("files in quarantine")
        default_permissions = ()


class RefusedFileQuerySet(models.QuerySet):
    def to_mend(self) -> "RefusedFileQuerySet":
        """Files that no version of theirs that counts has told a story."""
        return self.filter(~models.Q(refused=""), superseded=False)


class RefusedFile(Sighting):
    """A sighting of a file that could not be read; whoever may import may mend it."""

    objects = RefusedFileQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("refused file")
        verbose_name_plural = _("refused files")
        default_permissions = ()


@receiver(pre_delete, sender=Article)
def bury(sender, instance, **kwargs) -> None:
    """Whoever deletes it and however; desks that know the person bury it themselves, before."""
    Tombstone.bury(instance)


@receiver(pre_delete, sender=ImportRule)
def ask_again(sender, instance, **kwargs) -> None:
    """What only this rule dropped waits again: dropped without a rule is an editor's word."""
    dropped = Sighting.objects.filter(rule=instance, held=Verdict.DROP, superseded=False)
    dropped.update(held=Verdict.HOLD)
