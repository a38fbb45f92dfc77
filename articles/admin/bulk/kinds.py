"""The two kinds of work: a deed done to all stories of a list, and the same taken back."""

from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.jobs import JobError, Tell, kind
from articles.admin.workflow.moving import CHANGED, move
from articles.importer import deriving
from articles.models import Article, Job, JobStory, Revision, Status
from articles.models.beats import keeps
from articles.models.successors import by_now, successors

from . import chosen
from .deeds import DEEDS, in_words, resolved
from .doing import Chunk, LeftAlone, Outcome, do_all
from .fields import RELATED, mark_edited, there, values_of, write

BULK, UNDO = "bulk", "bulk_undo"
RELATING = frozenset({"categories", "tags"})  # what related stories go by
RELATED_AT_ONCE = 2_500  # the first of a block costs as much as five hundred


def title(job: Job) -> str:
    words = in_words(job.params["do"], job.params.get("shown"))
    if job.total is None:
        return words
    text = ngettext("%(words)s: %(n)s story", "%(words)s: %(n)s stories", job.total)
    return text % {"words": words, "n": f"{job.total:,}"}


def outcome(job: Job) -> Sequence[str]:
    """How many of each, and of those left alone, why."""
    changed, same, left = (job.result.get(each, 0) for each in ("changed", "same", "left"))
    found = [ngettext("%(n)s story changed.", "%(n)s stories changed.", changed) % _n(changed)]
    if same:
        found.append(ngettext("%(n)s was so already.", "%(n)s were so already.", same) % _n(same))
    if left:
        text = ngettext("%(n)s was left alone:", "%(n)s were left alone:", left) % _n(left)
        reasons = [f"{why} ({n:,})" for why, n in job.result.get("reasons", {}).items()]
        found.append(f"{text} {' '.join(reasons)}")
    return found if job.total is not None else []


def _n(count: int) -> dict[str, str]:
    return {"n": f"{count:,}"}


# Doing --------------------------------------------------------------------------------------------


@kind(BULK, title=title, outcome=outcome, undone_by=UNDO)
def change_all(job: Job, tell: Tell) -> None:
    if "value" not in job.position:
        job.total = chosen.write_down(job)
        job.position = {"value": resolved(job.params["do"], job.params["value"])}
        tell(0, job.total)
    do_all(job, tell, Changing(job))
    relate_again(job, tell, DEEDS[job.params["do"]].field)


class Changing:
    """The deed, done to a chunk."""

    def __init__(self, job: Job) -> None:
        self.job, self.deed = job, DEEDS[job.params["do"]]
        self.value = job.position["value"]
        self.seen: datetime = parse_datetime(job.params["seen"])

    def __call__(self, chunk: Chunk) -> None:
        for pk in changed_since(chunk, self.seen):
            chunk.left(pk, CHANGED)
        if self.deed.field == "status":
            take_to(chunk, Status(self.value), list(chunk.articles.values()))
        else:
            self._change(chunk)

    def _change(self, chunk: Chunk) -> None:
        name = self.deed.field
        value = self.value
        if name in RELATING:  # since the last chunk some may have been merged
            value = by_now(value, successors(name))
        found = values_of(name, list(chunk.articles.values()))
        changes = {pk: (was, self.deed.after(was, value)) for pk, was in found.items()}
        change(chunk, name, changes)


def changed_since(chunk: Chunk, seen: datetime) -> set[int]:
    """The stories that somebody else, or an import, has changed since the list was looked at."""
    later = Revision.objects.filter(article__in=chunk.articles, made_at__gt=seen)
    others = later.exclude(user=chunk.job.made_by).order_by()
    return set(others.values_list("article_id", flat=True))


def take_to(chunk: Chunk, status: Status, articles: Sequence[Article]) -> None:
    """By the door that all moves go through, with its rules."""
    was = {article.pk: article.status for article in articles}
    moved = move(articles, status, chunk.job.made_by, job=chunk.job)
    for pk in moved.changed:
        chunk.changed(pk, {"was": was[pk], "now": status})
    for pk, reason in moved.refused:
        chunk.left(pk, reason)


def change(chunk: Chunk, name: str, wanted: dict[int, tuple[Any, Any]]) -> None:
    """Give the field these values where they differ from what it has, and where nothing forbids
    it; it is a person's from then on."""
    changes = {}
    for pk, (was, now) in wanted.items():
        try:
            allow(chunk.articles[pk], name, now, chunk.job.made_by)
        except LeftAlone as reason:
            chunk.left(pk, str(reason))
        else:
            if was != now:
                changes[pk] = (was, now)
    articles = [chunk.articles[pk] for pk in changes]
    write(name, articles, changes, chunk.job)
    marked = mark_edited(name, articles, edited=True)
    for pk, (was, now) in changes.items():
        chunk.changed(pk, {"was": was, "now": now, "marked": pk in marked})


def allow(article: Article, name: str, now: Any, user: Any) -> None:
    if name in ("publish_at", "expire_at"):
        moment = parse_datetime(now) if now else None
        start = moment if name == "publish_at" else article.publish_at
        end = moment if name == "expire_at" else article.expire_at
        if start and end and end <= start:
            raise LeftAlone(_("The end must come after the beginning."))
    if name == "categories":
        person = user if article.assigned_to_id == user.pk else None
        if not keeps(user, article.source_id, now, person):
            raise LeftAlone(_("You would not see it again: its categories are none of yours."))


def relate_again(job: Job, tell: Tell, name: str) -> None:
    """What is related to these stories, and to whom they are, may be others now."""
    if name not in RELATING:
        return
    changed = JobStory.objects.filter(job=job, outcome=Outcome.CHANGED).order_by("pk")
    while rows := list(changed.filter(pk__gt=job.position.get("related", 0))[:RELATED_AT_ONCE]):
        deriving.derive(Article.objects.filter(pk__among=[row.number for row in rows]))
        job.position = job.position | {"related": rows[-1].pk}
        tell(job.done)


# Taking back --------------------------------------------------------------------------------------


@kind(UNDO, title=lambda job: _("Undo"), outcome=outcome)
def take_back(job: Job, tell: Tell) -> None:
    """What the job changed, where it still stands as the job left it; the rest is named."""
    if job.undoes is None:
        raise JobError(_("The record of what was changed is gone: nothing can be taken back."))
    if "listed" not in job.position:
        changed = JobStory.objects.filter(job=job.undoes, outcome=Outcome.CHANGED).order_by("pk")
        numbers = array("q", changed.values_list("number", flat=True).iterator(10_000))
        JobStory.objects.filter(job=job).delete()
        chosen.add(job, numbers)
        job.position = {"listed": True}
        tell(0, len(numbers))
    do_all(job, tell, TakingBack(job))
    relate_again(job, tell, DEEDS[job.undoes.params["do"]].field)


class TakingBack:
    """The deed of another job, taken back from a chunk."""

    def __init__(self, job: Job) -> None:
        self.origin = job.undoes
        self.name = DEEDS[self.origin.params["do"]].field

    def __call__(self, chunk: Chunk) -> None:
        rows = JobStory.objects.filter(job=self.origin, number__in=chunk.articles)
        before = self._by_now(dict(rows.values_list("number", "before")))
        current = values_of(self.name, list(chunk.articles.values()))
        self.there = self._there(before.values())
        wanted = {}
        for pk, was in before.items():
            found = self.returned(current[pk], was)
            if found == current[pk]:
                chunk.left(pk, CHANGED)
            else:
                wanted[pk] = (current[pk], found)
        if self.name == "status":
            self._take_to(chunk, wanted)
            return
        untouched = {pk for pk in wanted if current[pk] == before[pk]["now"]}
        change(chunk, self.name, wanted)
        self._unmark(chunk, {pk for pk in untouched if before[pk].get("marked")})

    def _by_now(self, before: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
        """In place of categories and tags that were merged into others, these."""
        if self.name not in RELATING:
            return before
        now = successors(self.name)
        for each in before.values():
            for key in ("was", "now"):
                each[key] = by_now(each[key], now)
        return before

    def returned(self, current: Any, before: dict[str, Any]) -> Any:
        """What the field returns to; what it is, where somebody has changed it since. Of tags and
        categories each is looked at by itself."""
        was, now = before["was"], before["now"]
        if isinstance(now, list):
            back = self.there.intersection(was).difference(now)
            return sorted({*current}.difference(set(now).difference(was)) | back)
        if current != now:
            return current
        return was if self.name not in RELATED or was in self.there else None

    def _there(self, before: Iterable[dict[str, Any]]) -> set[int]:
        """Of what was taken away, what has not been deleted since and can come back."""
        if self.name not in RELATED:
            return set()
        gone: set[int] = set()
        for each in before:
            was = each["was"] or []
            gone.update(was if isinstance(was, list) else [was])
        return there(self.name, gone)

    def _take_to(self, chunk: Chunk, wanted: dict[int, tuple[str, str]]) -> None:
        by_status: dict[str, list[Article]] = {}
        for pk, (_now, was) in wanted.items():
            by_status.setdefault(was, []).append(chunk.articles[pk])
        for status, articles in by_status.items():
            take_to(chunk, Status(status), articles)

    def _unmark(self, chunk: Chunk, numbers: set[int]) -> None:
        """The field is no person's any more, where it had become one by the job alone."""
        articles = [chunk.articles[pk] for pk in numbers if pk in chunk.articles]
        mark_edited(self.name, articles, edited=False)
