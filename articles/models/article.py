"""Article: one story, as readers see it."""

from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import get_script_prefix
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.cleaning import clean_html, text

from .category import Category
from .doubts import DOUBTS
from .names import make_slug
from .slices import NEWEST_CHANGE
from .source import Source
from .status import DateConfidence, Status
from .visibility import ArticleQuerySet
from .workflow import PERMISSIONS


class Article(models.Model):
    title = models.CharField(_("title"), max_length=300, help_text=_("Plain text, no HTML."))
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        allow_unicode=True,
        blank=True,
        help_text=_("The readable part of the address. Left empty, it is made from the title."),
    )
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        related_name="articles",
        help_text=_("The outlet that the story comes from."),
    )
    byline = models.CharField(
        _("byline"), max_length=200, blank=True, help_text=_("The person who wrote it, if known.")
    )
    original_url = models.URLField(
        _("original URL"),
        max_length=2000,
        null=True,
        blank=True,
        help_text=_("Where the story first stood. Many feeds do not say: then leave it empty."),
    )
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        help_text=_("When the source published it. Lists are sorted by it."),
    )
    date_confidence = models.CharField(
        _("date confidence"),
        max_length=10,
        choices=DateConfidence,
        default=DateConfidence.EXACT,
        help_text=_("How sure the date is. A time of fetching may be days late."),
    )
    date_raw = models.CharField(
        _("date as written"), max_length=200, blank=True, help_text=_("In the imported file.")
    )
    updated_at = models.DateTimeField(
        _("updated at"), null=True, blank=True, help_text=_("When the source last changed it.")
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        help_text=_("Only published stories are visible, between the two times below."),
    )
    publish_at = models.DateTimeField(
        _("visible from"),
        null=True,
        blank=True,
        help_text=_("An embargo: not shown before this time. Empty: at once."),
    )
    expire_at = models.DateTimeField(
        _("visible until"), null=True, blank=True, help_text=_("Empty: for good.")
    )
    categories = models.ManyToManyField(
        Category,
        verbose_name=_("categories"),
        blank=True,
        related_name="articles",
        help_text=_("The most special ones; those above follow."),
    )
    tags = TaggableManager(
        _("tags"),
        through="articles.Tagging",
        blank=True,
        related_name="articles",
        help_text=_("Topics, separated by commas."),
    )
    lead_image = models.CharField(
        _("lead image"),
        max_length=2000,
        blank=True,
        help_text=_("The picture's address. Empty: the story has none."),
    )
    lead_alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    lead_width = models.PositiveIntegerField(
        _("image width"), null=True, blank=True, help_text=_("In pixels, if known.")
    )
    lead_height = models.PositiveIntegerField(
        _("image height"), null=True, blank=True, help_text=_("In pixels, if known.")
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("Plain text for lists. Left empty, the text's beginning serves."),
    )
    body = models.TextField(
        _("body"), blank=True, help_text=_("HTML. It is sanitised whenever it is saved.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("Of the text, e.g. zh-Hans or en. Left empty, it is told from the text."),
    )
    word_count = models.PositiveIntegerField(
        _("words"),
        default=0,
        editable=False,
        help_text=_("Latin words and CJK characters in the body."),
    )
    reading_minutes = models.PositiveSmallIntegerField(
        _("reading time"), default=0, editable=False, help_text=_("In minutes.")
    )
    story_key = models.CharField(
        _("story key"),
        max_length=64,
        unique=True,
        null=True,
        editable=False,
        help_text=_("The imported story's fingerprint; empty for stories written here."),
    )
    title_key = models.CharField(
        _("title key"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("The imported title's fingerprint, for finding new versions of a story."),
    )
    imported_text = models.CharField(
        _("imported text"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("SHA-256 of the body's text as imported; tells whether we changed it."),
    )
    text_digest = models.CharField(
        _("text's digest"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("SHA-256 of the body's text as it stands."),
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_articles",
        help_text=_("Who works on it."),
    )
    put_off_until = models.DateTimeField(
        _("put off until"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Triage leaves it alone until then."),
    )
    possibly_same = models.ForeignKey(
        "self",
        verbose_name=_("possibly the same as"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="look_alikes",
        help_text=_("Same source and title within three days, but another text."),
    )
    edited_fields = models.JSONField(
        _("edited fields"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("What a person changed: imports leave these fields alone."),
    )
    created_at = models.DateTimeField(
        _("made at"), auto_now_add=True, help_text=_("When newsdesk first stored it.")
    )
    modified_at = models.DateTimeField(
        _("changed at"), auto_now=True, help_text=_("When newsdesk last stored it.")
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("-published_at", "-pk")
        permissions = PERMISSIONS
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="published_has_a_date",
                violation_error_message=_("A published story needs a date."),
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="article_has_a_title"),
        ]
        indexes = [
            models.Index(
                fields=("-published_at", "-id"),
                condition=models.Q(status="published"),
                name="article_newest",
            ),
            models.Index(
                fields=("source", "-published_at", "-id"),
                condition=models.Q(status="published"),
                name="article_source_newest",
            ),
            # Without the published ones: a planner that knows no figures would sort all of them.
            models.Index(
                fields=("status", "-id"),
                condition=~models.Q(status="published"),
                name="article_not_published",
            ),
            models.Index(fields=("source", "title_key"), name="article_same_title"),
            # The next embargo to end and the next story to expire: few rows have either.
            models.Index(
                fields=("publish_at",),
                condition=models.Q(publish_at__isnull=False),
                name="article_appears",
            ),
            models.Index(
                fields=("expire_at",),
                condition=models.Q(expire_at__isnull=False),
                name="article_expires",
            ),
            NEWEST_CHANGE,
            *DOUBTS,
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """As `reverse` makes it (a test holds them together); a list asks for twenty of them."""
        slug = quote(self.slug or make_slug(self.title), safe="!$&'()*+,;=/~:@")
        return f"{get_script_prefix()}articles/{self.pk}/{slug}/"

    @property
    def is_edited(self) -> bool:
        """Whether the text differs from the imported one (False for stories written here)."""
        return self.imported_text not in ("", self.text_digest)

    @property
    def has_derived_summary(self) -> bool:
        """Whether the summary is the text's beginning, and so follows the text."""
        return self.summary == text.summarise(text.plain_text(self.body))

    def clean(self) -> None:
        if self.publish_at and self.expire_at and self.expire_at <= self.publish_at:
            raise ValidationError({"expire_at": _("The end must come after the beginning.")})

    def derive(self) -> None:
        """Sanitise the body and work out all that follows from it and from the title."""
        self.body = clean_html(self.body)
        plain = text.plain_text(self.body)
        self.slug = self.slug or make_slug(self.title)
        self.summary = self.summary or text.summarise(plain)
        self.language = self.language or self.source.language or text.guess_language(plain)
        self.text_digest, length = text.digest(plain), text.measure(plain)
        self.word_count, self.reading_minutes = length.total, length.minutes

    def save(self, *args, **kwargs) -> None:
        """Store it with everything derived, listings included. Bulk paths do the same in bulk."""
        from .listing import refresh_listings

        if not kwargs.get("update_fields"):
            self.derive()
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            refresh_listings([self.pk], retold=True)
