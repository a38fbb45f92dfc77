"""Tags that become one: what happens to their stories, their addresses and their names.

Stories are given the other tag in pieces, each in a transaction of its own when a job does it, so
that nobody waits for the whole of a large tag. A tag goes when no story has it any more.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles.admin.jobs import JobError, Tell, kind, start
from articles.admin.tags import remember_name
from articles.models import Article, Job, Redirect, Tagging, refile_stories, touch_all

AT_ONCE = 500
WHILE_WAITING = 2_000  # stories; for more a person would wait too long
KIND = "merge_tags"


def merge(losers: Sequence[Tag], winner: Tag, user: Any) -> Job | None:
    """All or none at once; a job where the stories are many."""
    stories = Tagging.objects.filter(tag__in=losers).order_by()
    if stories[: WHILE_WAITING + 1].count() > WHILE_WAITING:
        names = [tag.name for tag in losers]
        params = {"from": [tag.pk for tag in losers], "names": names}
        return start(KIND, user, params | {"into": winner.pk, "name": winner.name})
    with transaction.atomic():
        for loser in losers:
            retire(loser, winner, user)
    return None


@transaction.atomic
def hand_over(loser: Tag, winner: Tag) -> int:
    """Give the winner some of the loser's stories, and say how many."""
    taggings = Tagging.objects.filter(tag=loser).order_by("pk")
    ids = sorted(taggings.values_list("content_object_id", flat=True)[:AT_ONCE])
    # The stories first, as whoever saves one does: two who change them wait, and do not deadlock.
    list(
        Article.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).only("pk")
    )
    had = Tagging.objects.filter(tag=winner, content_object__in=ids)
    both = set(had.values_list("content_object_id", flat=True))
    given = Tagging.objects.filter(tag=loser, content_object__in=ids)
    given.filter(content_object__in=both).delete()
    given.update(tag=winner)
    if ids:
        refile_stories(ids)
        touch_all()
    return len(ids)


@transaction.atomic
def retire(loser: Tag, winner: Tag, user: Any) -> None:
    """The tag goes; its names and its address lead to the winner.

    Both are locked: a form that names the loser now waits, or is seen by the last look.
    """
    list(Tag.objects.filter(pk__in=[loser.pk, winner.pk]).order_by("pk").select_for_update())
    while hand_over(loser, winner):
        pass
    loser.synonyms.update(tag=winner)
    name, address = loser.name, f"/tags/{loser.slug}/"
    loser.delete()
    remember_name(name, winner)
    Redirect.leave(address, reverse("tag", args=[winner.slug]))
    if user:
        words = [{"changed": {"fields": ["merge"], "name": "tag", "object": name}}]
        LogEntry.objects.log_actions(user.pk, [winner], CHANGE, words, single_object=True)


def title(job: Job) -> str:
    names = ", ".join(f"“{name}”" for name in job.params["names"])
    return _("Merge the tags %(names)s into “%(name)s”") % {
        "names": names,
        "name": job.params["name"],
    }


@kind(KIND, title=title)
def merge_beside(job: Job, tell: Tell) -> None:
    """Begun again it goes on with the stories that are left."""
    winner = Tag.objects.filter(pk=job.params["into"]).first()
    if winner is None:
        raise JobError(_("The tag that was to stay is gone."))
    for loser in Tag.objects.filter(pk__in=job.params["from"]).order_by("pk"):
        while moved := hand_over(loser, winner):
            tell(job.done + moved)
        retire(loser, winner, job.made_by)
