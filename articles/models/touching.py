"""Which stamps a change touches: every way in which one row changes ends here, by Django's signals.

Bulk statements send none; who writes one calls `touch_stories` or `touch_all` beside it.
"""

from collections.abc import Collection, Sequence

from django.db.models import F, QuerySet, Value
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from taggit.models import Tag

from .article import Article
from .category import Category
from .compiled import Compiled
from .corrections import Correction
from .redirect import Redirect
from .source import Source
from .stamps import ALL, LATEST, stamp_of, touch

MANY = 50  # stories; of more nobody reads where they stand


def touch_all() -> None:
    """Everything that readers see may be another one now."""
    touch([ALL])


def touch_stories(ids: Collection[int]) -> None:
    """These stories have changed, or are about to: they and the lists that they stand in *now*.

    What moves a story calls it before and after, for the lists that it leaves and those it enters.
    """
    if not ids:
        return
    if len(ids) > MANY:
        touch_all()
        return
    stamps = {stamp_of("article", pk) for pk in ids}
    stamps.update(stamp_of(kind, pk) for kind, pk in PLACES(ids=list(ids)))
    touch([LATEST, *stamps])


def _places(ids: Sequence[int]) -> QuerySet:
    """Sources, categories with all above them, tags, and the stories that these may be the same
    as: their pages tell of them. One query, each as its kind and its number."""
    from .listing import CategoryEntry, Tagging

    def rows(kind: str, found, column: str):
        return found.order_by().values_list(Value(kind), F(column))

    sources = rows("source", Article.objects.filter(pk__in=ids), "source_id")
    entries = rows("category", CategoryEntry.objects.filter(article__in=ids), "category_id")
    taggings = rows("tag", Tagging.objects.filter(content_object__in=ids), "tag_id")
    alike = Article.objects.filter(pk__in=ids, possibly_same__isnull=False)
    return sources.union(entries, taggings, rows("article", alike, "possibly_same_id"))


PLACES = Compiled(_places)


@receiver([pre_save, pre_delete], sender=Article)
def leave(sender, instance, **kwargs) -> None:
    """The lists that it stands in so far. `refresh_listings` follows, for those of afterwards."""
    if instance.pk:
        touch_stories([instance.pk])


@receiver([post_save, post_delete], sender=Correction)
def tell_of_correction(sender, instance, **kwargs) -> None:
    touch_stories([instance.article_id])


@receiver([post_save, post_delete], sender=Redirect)
def tell_of_redirect(sender, **kwargs) -> None:
    touch([LATEST])


@receiver([post_save, post_delete], sender=Source)
@receiver([post_save, post_delete], sender=Category)
@receiver([post_save, post_delete], sender=Tag)
def tell_of_place(sender, created: bool = False, **kwargs) -> None:
    """Its name, address or rights stand on any number of pages; a new one stands on none yet."""
    touch([LATEST if created else ALL])
