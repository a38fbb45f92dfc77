"""The list pages' indexes: one row per published article and category above it, or tag.

The rows carry `published_at`, so that a page of the newest stories is one walk along one index,
whatever the size of the archive (docs/decisions/0004-listings.md has the figures). They are
derived: `refresh_listings` makes them again from the article, its categories and its tags.
"""

from collections.abc import Iterable, Sequence

from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, Tag

from .article import Article
from .category import Category
from .search_index import index_stories, refile_stories
from .status import Status
from .touching import touch_stories

CHUNK = 500


class CategoryEntry(models.Model):
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        on_delete=models.CASCADE,
        related_name="entries",
        help_text=_("The article's category or one above it."),
    )
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="entries",
        help_text=_("A published article."),
    )
    published_at = models.DateTimeField(
        _("published at"), help_text=_("The article's, repeated here for the index.")
    )

    class Meta:
        verbose_name = _("category entry")
        verbose_name_plural = _("category entries")
        constraints = [models.UniqueConstraint(fields=("article", "category"), name="entry_once")]
        indexes = [
            models.Index(fields=("category", "-published_at", "-article"), name="entry_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} · {self.article_id}"


class Tagging(ItemBase):
    tag = models.ForeignKey(
        Tag,
        verbose_name=_("tag"),
        on_delete=models.CASCADE,
        related_name="taggings",
        help_text=_("What the story is about."),
    )
    content_object = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="taggings",
        help_text=_("The tagged article."),
    )
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        editable=False,
        help_text=_("The article's, repeated here for the index; empty while it is not published."),
    )

    class Meta:
        verbose_name = _("tagging")
        verbose_name_plural = _("taggings")
        constraints = [
            models.UniqueConstraint(fields=("content_object", "tag"), name="tagging_once")
        ]
        indexes = [
            models.Index(
                fields=("tag", "-published_at", "-content_object"),
                condition=models.Q(published_at__isnull=False),
                name="tagging_newest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} · {self.content_object_id}"


@transaction.atomic(savepoint=False)
def refresh_listings(article_ids: Iterable[int], *, retold: bool = False) -> None:
    """Make the listing rows of these articles again, and what search finds them by: a bounded
    number of queries per 500. `retold`: they may tell something else now, and are read for it."""
    ids = sorted(set(article_ids))
    touch_stories(ids)
    for at in range(0, len(ids), CHUNK):
        _refresh_chunk(ids[at : at + CHUNK])
    if retold:
        index_stories(ids)
    else:
        refile_stories(ids)
    touch_stories(ids)


def _refresh_chunk(ids: Sequence[int]) -> None:
    # The stories first, as whoever saves one does: two who change them wait, and do not deadlock.
    stories = Article.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    published = {
        pk: moment
        for pk, moment, status in stories.values_list("pk", "published_at", "status")
        if status == Status.PUBLISHED
    }
    through = Article.categories.through.objects.filter(article_id__in=published)
    filed = list(through.values_list("article_id", "category_id"))
    # Only now: whoever moved a category while we waited for its stories has done it. One that is
    # gone since the line before lists nothing.
    lineages = Category.objects.lineages() if filed else {}
    wanted = {
        (article, above) for article, category in filed for above in lineages.get(category, ())
    }
    CategoryEntry.objects.filter(article_id__in=ids).delete()
    CategoryEntry.objects.bulk_create(
        CategoryEntry(article_id=article, category_id=category, published_at=published[article])
        for article, category in sorted(wanted)
    )
    own_date = Article.objects.filter(
        pk=models.OuterRef("content_object_id"), status=Status.PUBLISHED
    ).values("published_at")
    Tagging.objects.filter(content_object_id__in=ids).update(
        published_at=models.Subquery(own_date[:1])
    )


@receiver(m2m_changed, sender=Article.categories.through)
def refile(sender, instance, action, pk_set, reverse, **kwargs) -> None:
    """Forms and shells file one article at a time; bulk work calls refresh_listings itself."""
    if action == "pre_clear" and reverse:
        remember_filed(sender, instance)
    elif action == "post_clear" and reverse:
        unfile(sender, instance)
    elif action in {"post_add", "post_remove", "post_clear"}:
        refresh_listings((pk_set or ()) if reverse else [instance.pk])


@receiver(m2m_changed, sender=Tagging)
def retag(sender, instance, action, **kwargs) -> None:
    """The tags' own lists, and search; removed tags are known only before."""
    if action in {"post_add", "pre_remove", "pre_clear"}:
        touch_stories([instance.pk])
    if action in {"post_add", "post_remove", "post_clear"}:
        refile_stories([instance.pk])


@receiver(pre_delete, sender=Tag)
def remember_tagged(sender, instance, **kwargs) -> None:
    instance.tagged = list(instance.taggings.values_list("content_object_id", flat=True))


@receiver(post_delete, sender=Tag)
def untag(sender, instance, **kwargs) -> None:
    refile_stories(instance.tagged)


@receiver(pre_delete, sender=Category)
def remember_filed(sender, instance, **kwargs) -> None:
    """The stories of a category that goes: they leave the lists of those above it as well."""
    instance.filed = list(instance.articles.values_list("pk", flat=True))


@receiver(post_delete, sender=Category)
def unfile(sender, instance, **kwargs) -> None:
    refresh_listings(instance.filed)
