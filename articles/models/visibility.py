"""Which articles are seen: `published()` is the one rule of what readers see."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from .status import Status


class ArticleQuerySet(models.QuerySet):
    def published(self, now: datetime | None = None) -> "ArticleQuerySet":
        """What readers may see at `now` (aware; the default is the present moment)."""
        now = now or timezone.now()
        return self.filter(
            models.Q(publish_at__isnull=True) | models.Q(publish_at__lte=now),
            models.Q(expire_at__isnull=True) | models.Q(expire_at__gt=now),
            models.Q(status=Status.PUBLISHED, source__is_public=True),
        )

    def for_lists(self) -> "ArticleQuerySet":
        """With the source and the lead picture, without the body: what a card needs."""
        cards = self.select_related("source", "gallery")
        return cards.defer("body", "edited_fields", "gallery__body")
