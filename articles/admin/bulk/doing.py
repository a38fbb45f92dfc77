"""A job on many stories, chunk by chunk: a short transaction each, so that readers and editors
never wait long, and what is interrupted goes on where it was.

What becomes of a story is written down beside it, in the transaction that changes it.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from articles.admin.jobs import JobError, Tell, rest
from articles.admin.workflow.moving import GONE, why_closed
from articles.admin.workflow.scope import visible_to
from articles.models import Article, Job, JobStory, bulk
from articles.models.workflow import may_edit

CHUNK = 250
MOST_REASONS = 50
Outcome = JobStory.Outcome
# Bare words: databases take them in bulk.
CHANGED, SAME, LEFT = (each.value for each in (Outcome.CHANGED, Outcome.SAME, Outcome.LEFT))
Fate = tuple[str, str, dict[str, Any]]  # of a story: outcome, reason, what it was before
WAS_SO: Fate = (SAME, "", {})


class LeftAlone(Exception):
    """Says why a story stays as it is."""


@dataclass(slots=True)
class Chunk:
    """Stories on their way: their rows in the job, and what became of each of them."""

    job: Job
    rows: Sequence[JobStory]
    articles: dict[int, Article] = field(default_factory=dict)  # that may be changed
    fates: dict[int, Fate] = field(default_factory=dict)

    def changed(self, pk: int, before: Mapping[str, Any]) -> None:
        self.fates[pk] = (CHANGED, "", dict(before))

    def left(self, pk: int, reason: str) -> None:
        self.articles.pop(pk, None)
        self.fates[pk] = (LEFT, str(reason)[:300], {})


class Change(Protocol):
    """What is done to a chunk's stories, which are locked. Says of those that it changes or leaves
    alone what became of them; the others were so already."""

    def __call__(self, chunk: Chunk) -> None: ...


def do_all(job: Job, tell: Tell, change: Change) -> None:
    """Over all stories of the job that nothing has become of yet."""
    user = job.made_by
    if user is None or not user.is_active:
        raise JobError(_("The person who began it is at the desk no more."))
    waiting = JobStory.objects.filter(job=job, outcome="").order_by("pk")
    while rows := list(waiting[:CHUNK]):
        with transaction.atomic():
            _do(Chunk(job, rows), change)
        tell(job.done)
        rest()


def _do(chunk: Chunk, change: Change) -> None:
    _find(chunk)
    change(chunk)
    rows = []
    for row in chunk.rows:
        outcome, reason, before = chunk.fates.setdefault(row.number, WAS_SO)
        rows.append((outcome, reason, json.dumps(before), row.pk))
    bulk.update(JobStory, ("outcome", "reason", "before"), rows)
    _count(chunk)


def _find(chunk: Chunk) -> None:
    """The stories that are there, that he sees, and that he may change where they stand."""
    user = chunk.job.made_by
    numbers = [row.number for row in chunk.rows]
    # In the order of their numbers: two who change the same stories wait, and do not deadlock.
    found = visible_to(user, Article.objects.filter(pk__in=numbers)).order_by("pk")
    locked = found.select_for_update(of=("self",)).defer("body", "summary")
    chunk.articles = {article.pk: article for article in locked}
    for number in numbers:
        article = chunk.articles.get(number)
        if article is None:
            chunk.left(number, GONE)
        elif not may_edit(user, article.status):
            chunk.left(number, why_closed(user, article) or GONE)


def _count(chunk: Chunk) -> None:
    """In the transaction, so that an interruption counts nothing twice."""
    job, fates = chunk.job, chunk.fates.values()
    counts = Counter(outcome for outcome, _reason, _before in fates)
    reasons = Counter(job.result.get("reasons", {}))
    reasons.update(reason for outcome, reason, _before in fates if outcome == LEFT)
    job.result = job.result | {
        outcome: job.result.get(outcome, 0) + counts[outcome] for outcome in (CHANGED, SAME, LEFT)
    }
    job.result["reasons"] = dict(reasons.most_common(MOST_REASONS))
    job.done += len(chunk.rows)
    Job.objects.filter(pk=job.pk).update(done=job.done, result=job.result)
