"""What a job did with each of its stories: the first on its page, all of them in a file."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import StreamingHttpResponse
from django.urls import reverse

from articles.admin.workflow.scope import visible_to
from articles.models import Article, Job, JobStory

SHOWN = 100
AT_ONCE = 1_000
Outcome = JobStory.Outcome
HEAD = ("number", "title", "outcome", "reason")


@dataclass(frozen=True, slots=True)
class Told:
    """A story of a job as its page names it. It has no title if it is gone, or none of his."""

    number: int
    title: str
    outcome: str
    reason: str

    @property
    def url(self) -> str:
        return reverse("admin:articles_article_change", args=[self.number]) if self.title else ""


def told_of(job: Job, user: Any) -> dict[str, Any]:
    """The first stories that were left alone, and that were changed."""
    left = _rows(job).filter(outcome=Outcome.LEFT)[:SHOWN]
    changed = _rows(job).filter(outcome=Outcome.CHANGED)[:SHOWN]
    return {
        "left": _told(list(left), user),
        "more_left": max(0, job.result.get("left", 0) - SHOWN),
        "changed": _told(list(changed), user),
        "more_changed": max(0, job.result.get("changed", 0) - SHOWN),
    }


def _rows(job: Job) -> Any:
    return JobStory.objects.filter(job=job).order_by("pk").defer("before")


def _told(rows: Sequence[JobStory], user: Any) -> list[Told]:
    numbers = [row.number for row in rows]
    stories = visible_to(user, Article.objects.order_by().filter(pk__among=numbers))
    titles = dict(stories.values_list("pk", "title"))
    return [Told(row.number, titles.get(row.number, ""), row.outcome, row.reason) for row in rows]


def all_told(job: Job, user: Any) -> Iterator[Told]:
    last = 0
    while rows := list(_rows(job).filter(pk__gt=last)[:AT_ONCE]):
        yield from _told(rows, user)
        last = rows[-1].pk


def as_csv(job: Job, user: Any) -> StreamingHttpResponse:
    """With a byte order mark: without it spreadsheets take Chinese for something else."""

    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        buffer.write("\ufeff")
        writer.writerow(HEAD)
        for one in all_told(job, user):
            writer.writerow([one.number, harmless(one.title), one.outcome, one.reason])
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
        yield buffer.getvalue()

    return _download(lines(), "text/csv; charset=utf-8", f"job-{job.pk}.csv")


def harmless(text: str) -> str:
    """A title that a spreadsheet would take for a formula, and carry out."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def as_json(job: Job, user: Any) -> StreamingHttpResponse:
    def pieces() -> Iterator[str]:
        between = "["
        for one in all_told(job, user):
            values = {name: getattr(one, name) for name in HEAD}
            yield f"{between}\n{json.dumps(values, ensure_ascii=False)}"
            between = ","
        yield "[]\n" if between == "[" else "\n]\n"

    return _download(pieces(), "application/json", f"job-{job.pk}.json")


def _download(pieces: Iterator[str], kind: str, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)
