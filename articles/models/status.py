"""What a story may be: where it stands in its work, and how sure its date is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """In the order of the work."""

    INBOX = "inbox", _("inbox")
    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


class DateConfidence(models.TextChoices):
    EXACT = "exact", _("with time zone")
    ZONE_ASSUMED = "assumed", _("time zone assumed")
    FETCHED = "fetched", _("time of fetching")
    NONE = "none", _("none")
