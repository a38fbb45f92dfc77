"""Single changes that pictures follow from: a story saved, a picture changed or deleted.

Bulk statements send no signals; who writes one calls `registering` himself. Connected when the app
is ready, for tables know nothing of this room.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone

from articles.models import Article, Image, ImageAddress

from . import registering

NAMING = frozenset({"body", "lead_image", "source"})  # what decides which pictures a story has
UNSEEN = frozenset({"unused_since", "uploaded_by"})  # of a picture, what no page shows


@receiver(post_save, sender=Article)
def look_through(instance: Article, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    if not raw and (update_fields is None or NAMING.intersection(update_fields)):
        registering.register([instance.pk])


@receiver(post_save, sender=Image)
def show_anew(instance: Image, created: bool, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    if not raw and not created and (update_fields is None or set(update_fields) - UNSEEN):
        registering.reconsider([instance.pk])


@receiver(pre_delete, sender=Image)
def ask_again(instance: Image, **kwargs: Any) -> None:
    """Its addresses wait again, in case that stories still name them."""
    with transaction.atomic():
        registering.take_turn()
        instance.shown_by = registering.stories_of([instance.pk])
        ImageAddress.objects.filter(image=instance).update(
            state=ImageAddress.State.WAITING, next_at=timezone.now(), tries=0, reason="", detail={}
        )


@receiver(post_delete, sender=Image)
def leave_out(instance: Image, **kwargs: Any) -> None:
    registering.refresh(instance.shown_by)
