"""Source: the outlet whose stories we show, and what its licence lets us do with them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .names import free_slug
from .redirect import Redirect


class TextRights(models.TextChoices):
    FULL = "full", _("full text")
    EXCERPT = "excerpt", _("excerpt with a link")
    LINK = "link", _("headline and link only")


class ImageRights(models.TextChoices):
    COPY = "copy", _("copied, and shown from here")
    LINK = "link", _("shown from where they lie")
    NONE = "none", _("not shown")


class Indexing(models.TextChoices):
    INDEX = "index", _("may list our pages")
    CANONICAL = "canonical", _("are pointed to the original")
    NOINDEX = "noindex", _("are told to leave our pages out")


def default_image_rights() -> str:
    """What a new source's licence is taken to allow, as the site's owner says."""
    return settings.IMAGE_RIGHTS


class Source(models.Model):
    name = models.CharField(
        _("name"), max_length=200, unique=True, help_text=_("As readers see it, e.g. IT 之家.")
    )
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the source's address. Left empty, it is made from the name."),
    )
    homepage = models.URLField(
        _("homepage"),
        blank=True,
        help_text=_("Where the outlet lives. Relative links in its stories are resolved here."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("A sentence or two for the source's page.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("Of its stories, e.g. zh-Hans or en. Empty: told from each story's text."),
    )
    logo = models.ImageField(
        _("logo"),
        upload_to="sources/",
        blank=True,
        help_text=_("A square picture, shown beside the source's name."),
    )
    is_public = models.BooleanField(
        _("shown"),
        default=True,
        help_text=_("Untick to take all stories of this source off the site at once."),
    )
    text_rights = models.CharField(
        _("we may show"),
        max_length=10,
        choices=TextRights,
        default=TextRights.FULL,
        help_text=_("How much of a story's text the licence allows us to show."),
    )
    image_rights = models.CharField(
        _("its pictures"),
        max_length=10,
        choices=ImageRights,
        default=default_image_rights,
        help_text=_("Whether pages show this source's pictures, where they show its full text."),
    )
    indexing = models.CharField(
        _("search engines"),
        max_length=10,
        choices=Indexing,
        default=Indexing.INDEX,
        help_text=_("What pages, feeds and sitemaps tell search engines of this source's stories."),
    )
    licence = models.CharField(
        _("licence"),
        max_length=200,
        blank=True,
        help_text=_("The licence or agreement, in words readers understand, e.g. CC BY-SA 4.0."),
    )
    licence_url = models.URLField(
        _("licence address"), blank=True, help_text=_("Where readers can read the licence.")
    )
    licence_until = models.DateField(
        _("licence until"),
        null=True,
        blank=True,
        help_text=_(
            "The last day on which the licence allows what is chosen above. From the day after, its"
            " stories are shown as headline and link only. Empty: it has no end."
        ),
    )
    credit_line = models.CharField(
        _("credit line"),
        max_length=300,
        blank=True,
        help_text=_("The exact credit that the source asks for. Shown under each of its stories."),
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])

    def save(self, *args, **kwargs) -> None:
        """Store it; a changed slug leaves a redirect."""
        if not self.slug:
            taken = set(Source.objects.exclude(pk=self.pk).values_list("slug", flat=True))
            self.slug = free_slug(self.name, taken, fallback="source")
        before = Source.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        super().save(*args, **kwargs)
        if before and before != self.slug:
            Redirect.leave(reverse("source", args=[before]), self.get_absolute_url())
