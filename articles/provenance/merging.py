"""Two articles that tell one story become one: the winner's text, the files and filing of both."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.urls import reverse

from articles.models import Article, Redirect, Revision, Tagging, Tombstone

from .history import FIELDS, snapshot


class CannotMergeError(Exception):
    """Carries the code of the reason, which the desk puts into words."""

    SAME = "same"
    GONE = "gone"
    OTHER_SOURCE = "other source"


@transaction.atomic
def merge(loser: Article, winner: Article, user: Any) -> Revision:
    """Merge the loser into the winner and delete it; its addresses lead to the winner.

    The winner's fields stay as they are. What the loser said is kept in the revision, under
    "merged". Raises CannotMergeError, and then nothing changed.
    """
    if loser.pk == winner.pk:
        raise CannotMergeError(CannotMergeError.SAME)
    # In the order of their numbers, so that two merges at once cannot wait for each other.
    pair = (loser.pk, winner.pk)
    rows = Article.objects.select_for_update(of=("self",)).select_related("source")
    locked = {row.pk: row for row in rows.filter(pk__in=pair).order_by("pk")}
    if len(locked) < 2:
        raise CannotMergeError(CannotMergeError.GONE)
    loser, winner = locked[loser.pk], locked[winner.pk]
    if loser.source_id != winner.source_id:
        # Readers would be told the wrong origin, and the wrong rights would hold.
        raise CannotMergeError(CannotMergeError.OTHER_SOURCE)
    return _merge(loser, winner, user)


def _merge(loser: Article, winner: Article, user: Any) -> Revision:
    before = snapshot(winner, ("categories", "tags"))
    kept = {"number": loser.pk} | snapshot(loser, FIELDS)
    addresses = [*old_addresses(loser)]
    Tombstone.bury(loser, user, into=winner)
    _take_over_filing(loser, winner)
    _take_over_notes(loser, winner)
    _settle_look_alikes(loser, winner)
    loser.delete()
    for address in addresses:
        Redirect.leave(address, winner.get_absolute_url())
    winner.save(update_fields=["possibly_same", "modified_at"])  # forms that are open will notice
    now = snapshot(winner, before)
    changed = {name: was for name, was in before.items() if was != now[name]}
    return Revision.objects.create(
        article=winner, kind=Revision.Kind.MERGE, user=user, before=changed | {"merged": kept}
    )


def old_addresses(article: Article) -> Iterator[str]:
    """Where the article stands, and where it stood under the slugs that it once had.

    While it lives its number decides; afterwards only an address that a redirect knows is found.
    """
    yield f"/articles/{article.pk}/"
    past = article.revisions.filter(before__has_key="slug").values_list("before__slug", flat=True)
    for slug in sorted({article.slug, *past} - {""}):
        yield reverse("article", args=[article.pk, slug])


def _take_over_filing(loser: Article, winner: Article) -> None:
    """Categories and tags: the winner keeps its own and is given the loser's."""
    through = Article.categories.through
    filed = through.objects.filter(article=loser.pk).values_list("category_id", flat=True)
    through.objects.bulk_create(
        [through(article_id=winner.pk, category_id=category) for category in filed],
        ignore_conflicts=True,
    )
    tagged = loser.taggings.values_list("tag_id", flat=True)
    Tagging.objects.bulk_create(
        [Tagging(content_object_id=winner.pk, tag_id=tag) for tag in tagged],
        ignore_conflicts=True,
    )


def _take_over_notes(loser: Article, winner: Article) -> None:
    """What the desk said about the loser, and what readers were told was wrong in it, would be
    deleted with it."""
    loser.comments.update(article=winner)
    loser.corrections.update(article=winner)


def _settle_look_alikes(loser: Article, winner: Article) -> None:
    """What resembled the loser resembles the winner now, but the two no longer each other."""
    loser.look_alikes.exclude(pk=winner.pk).update(possibly_same=winner)
    if winner.possibly_same_id == loser.pk:
        winner.possibly_same = None
