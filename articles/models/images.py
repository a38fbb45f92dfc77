"""Pictures: the files we hold, the addresses that stories show pictures from, and who shows which.

A body keeps the addresses that its author wrote. `Gallery` tells pages which pictures of ours stand
for them, so that a page asks no further question.
"""

import hashlib

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.cleaning.caps import MAX_URL_CHARS

from .article import Article

COPIES, UPLOADS = "copies", "uploads"
# Where an uploaded picture lies: this, its folder's name and a file. Also an identifier: bodies
# name it so wherever the storage really is.
OWN = f"/media/{UPLOADS}/"
LONGEST_ADDRESS = MAX_URL_CHARS


class Image(models.Model):
    """One picture's content, with the renditions that pages show of it.

    What an editor uploads is ours to show; what was copied from elsewhere hangs on the rights in
    each story that shows it. The same content may come both ways, and then has two rows.
    """

    digest = models.CharField(
        _("digest"), max_length=64, help_text=_("SHA-256 of the file as it came.")
    )
    is_upload = models.BooleanField(
        _("uploaded"), default=False, help_text=_("By an editor; otherwise copied from elsewhere.")
    )
    format = models.CharField(
        _("format"), max_length=10, help_text=_("Of the file as it came, e.g. jpeg.")
    )
    bytes = models.PositiveBigIntegerField(_("size"), help_text=_("Of that file, in bytes."))
    width = models.PositiveIntegerField(_("width"), help_text=_("In pixels, upright."))
    height = models.PositiveIntegerField(_("height"), help_text=_("In pixels, upright."))
    frames = models.PositiveIntegerField(
        _("frames"), default=1, help_text=_("More than one: it is an animation.")
    )
    colour = models.CharField(
        _("colour"),
        max_length=3,
        default="888",
        help_text=_("Its mean colour as three hexadecimal digits: it fills the place meanwhile."),
    )
    renditions = models.JSONField(
        _("renditions"),
        default=dict,
        help_text=_("Widths in pixels by file extension, in ascending order."),
    )
    focal_x = models.PositiveSmallIntegerField(
        _("focal point from the left"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("In per cent. What stays in sight where the picture is cropped."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point from the top"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("In per cent."),
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What it shows, for those who cannot see it. A story's own text goes first."),
    )
    is_decorative = models.BooleanField(
        _("decoration"),
        default=False,
        help_text=_("It tells nothing that the text does not: it needs no alternative text."),
    )
    credit = models.CharField(
        _("credit"), max_length=300, blank=True, help_text=_("Who made it. Shown below it.")
    )
    licence = models.CharField(
        _("licence"), max_length=200, blank=True, help_text=_("On what terms we may show it.")
    )
    licence_url = models.URLField(
        _("licence address"), blank=True, help_text=_("Where readers can read the licence.")
    )
    is_rejected = models.BooleanField(
        _("no picture"),
        default=False,
        help_text=_("A site's “not available” picture and the like: stories show none instead."),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The editor."),
    )
    created_at = models.DateTimeField(
        _("stored at"), default=timezone.now, editable=False, help_text=_("When we got it.")
    )
    unused_since = models.DateTimeField(
        _("unused since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a collection first found no story that shows it."),
    )

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("digest", "is_upload"), name="image_content"),
        ]
        indexes = [
            models.Index(
                fields=("-id",),
                condition=models.Q(alt="", is_decorative=False, is_rejected=False),
                name="image_without_alt",
            ),
        ]

    def __str__(self) -> str:
        return self.alt or f"{self.format.upper()} {self.width} × {self.height}"

    @property
    def folder(self) -> str:
        """Where its renditions lie in the default storage, e.g. copies/ab/ab12…/640.avif."""
        return folder_of(self.digest, self.is_upload)

    @property
    def original(self) -> str:
        """The file as it came, in the storage "originals"."""
        return f"{self.folder}.{self.format}"


def folder_of(digest: str, is_upload: bool) -> str:
    return f"{UPLOADS if is_upload else COPIES}/{digest[:2]}/{digest[:32]}"


class ImageAddress(models.Model):
    """An address that stories show a picture from, and what became of it when it was fetched."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        COPIED = "copied", _("copied")
        FAILED = "failed", _("failed, will be tried again")
        REFUSED = "refused", _("refused")
        NONE = "none", _("no picture")

    url = models.CharField(
        _("address"), max_length=LONGEST_ADDRESS, help_text=_("As stories write it.")
    )
    key = models.CharField(
        _("key"), max_length=64, unique=True, editable=False, help_text=_("Its SHA-256.")
    )
    host = models.CharField(
        _("host"), max_length=255, db_index=True, blank=True, help_text=_("Empty: this site.")
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=State,
        default=State.WAITING,
        help_text=_("What became of it."),
    )
    image = models.ForeignKey(
        Image,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="addresses",
        help_text=_("What stands for it on our pages."),
    )
    reason = models.CharField(
        _("reason"), max_length=20, blank=True, help_text=_("Why there is none: a code.")
    )
    detail = models.JSONField(
        _("details"), default=dict, blank=True, help_text=_("The values in that reason.")
    )
    status = models.PositiveSmallIntegerField(
        _("HTTP status"),
        null=True,
        blank=True,
        help_text=_("Of the last answer, if there was one."),
    )
    tries = models.PositiveSmallIntegerField(
        _("tries"), default=0, help_text=_("That failed since it was last copied.")
    )
    tried_at = models.DateTimeField(
        _("tried at"), null=True, blank=True, help_text=_("The last time.")
    )
    next_at = models.DateTimeField(
        _("next try"), null=True, blank=True, help_text=_("Empty: it is not tried again.")
    )
    created_at = models.DateTimeField(
        _("seen first"), default=timezone.now, help_text=_("When a story first named it.")
    )

    class Meta:
        verbose_name = _("picture's address")
        verbose_name_plural = _("pictures' addresses")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=("next_at", "-id"),
                condition=models.Q(next_at__isnull=False),
                name="image_address_due",
            ),
            models.Index(fields=("state", "-id"), name="image_address_state"),
        ]

    def __str__(self) -> str:
        return self.url


def key_of(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()


class ImageUse(models.Model):
    """A story names an address, in its body or as its lead image."""

    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="image_uses",
        help_text=_("The story."),
    )
    address = models.ForeignKey(
        ImageAddress,
        verbose_name=_("address"),
        on_delete=models.CASCADE,
        related_name="uses",
        help_text=_("The picture's address."),
    )
    is_lead = models.BooleanField(
        _("lead image"), default=False, help_text=_("It is the story's lead image.")
    )

    class Meta:
        verbose_name = _("use of a picture")
        verbose_name_plural = _("uses of pictures")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=("article", "address"), name="image_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.address_id}"


class Gallery(models.Model):
    """Which pictures of ours stand for the addresses that an article names. Made from ImageUse.

    An article without a row was not looked through yet: nobody may copy its pictures so far.
    Values are what `images.gallery.entry_of` makes of an Image.
    """

    article = models.OneToOneField(
        Article,
        verbose_name=_("article"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="gallery",
        help_text=_("The story."),
    )
    lead = models.JSONField(
        _("lead image"), default=dict, help_text=_("Its entry, with its address; or nothing.")
    )
    body = models.JSONField(
        _("pictures in the body"), default=dict, help_text=_("Entries by address.")
    )

    class Meta:
        verbose_name = _("gallery")
        verbose_name_plural = _("galleries")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.article_id)
