"""What people did, of three records read as one: Django's log, the stories' revisions, the jobs.

Each record is walked by its own number, newest first, and the three walks are merged by time: the
place where a page ends is three numbers, and no page costs more than the first.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Job, Revision

from .base import newest
from .jobs import job_url
from .jobs import words as job_words

KINDS = {
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "deleted": gettext_lazy("deleted"),
    "text": gettext_lazy("story changed"),
    "job": gettext_lazy("job begun"),
}
FLAGS = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}
TWICE = timedelta(seconds=2)  # a save of a story is in the log and in its history
Place = dict[str, int]  # the record's name → the number of its last row that was shown


@dataclass(frozen=True, slots=True)
class Entry:
    record: str
    number: int
    when: datetime
    person: str
    kind: str
    what: str
    thing: str
    about: str = ""
    url: str = ""
    story: str = ""

    @property
    def kind_words(self) -> str:
        return str(KINDS[self.kind])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; empty: everything."""

    person: Any = None
    kind: str = ""
    model: ContentType | None = None
    number: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def stories(self) -> bool:
        return self.model is None or self.model.model_class() is Article

    @property
    def jobs(self) -> bool:
        return not self.text and (self.model is None or self.model.model_class() is Job)


@dataclass(slots=True)
class Page:
    entries: list[Entry] = field(default_factory=list)
    onward: Place | None = None  # None at the end


def page(wanted: Wanted, place: Place, size: int) -> Page:
    walks = [
        list(walk(wanted, place.get(name), size + 1))
        for name, walk in (("log", logged), ("story", revised), ("job", begun))
    ]
    merged = list(heapq.merge(*walks, key=lambda entry: entry.when, reverse=True))
    shown = merged[:size]
    onward = place | {entry.record: entry.number for entry in shown}
    return Page(once(shown), onward if len(merged) > size else None)


def once(entries: list[Entry]) -> list[Entry]:
    """Without what the log says of a change that the story's history tells as well."""
    told: dict[tuple[str, str], list[datetime]] = {}
    for entry in entries:
        if entry.record == "story":
            told.setdefault((entry.person, entry.story), []).append(entry.when)

    def is_told(entry: Entry) -> bool:
        moments = told.get((entry.person, entry.story), ())
        return any(abs(entry.when - moment) <= TWICE for moment in moments)

    return [
        entry
        for entry in entries
        if (entry.record, entry.kind) != ("log", "changed") or not is_told(entry)
    ]


def everything(wanted: Wanted, size: int = 500) -> Iterator[Entry]:
    place: Place | None = {}
    while place is not None:
        found = page(wanted, place, size)
        yield from found.entries
        place = found.onward


# The three records ------------------------------------------------------------------------------


def logged(wanted: Wanted, before: int | None, size: int) -> Iterator[Entry]:
    flags = [flag for flag, kind in FLAGS.items() if wanted.kind in ("", kind)]
    if not flags:
        return
    found = LogEntry.objects.filter(action_flag__in=flags)
    if wanted.model:
        found = found.filter(content_type=wanted.model)
    if wanted.number:
        found = found.filter(object_id=wanted.number)
    if wanted.text:
        found = newest(found).filter(object_repr__istartswith=wanted.text)
    rows = (
        _narrowed(found, wanted, before, "action_time", "user")
        if flags
        else LogEntry.objects.none()
    )
    # Not joined: SQLite would begin with the people, and walk the whole log for one object.
    for row in rows.prefetch_related("user", "content_type")[:size]:
        is_story = row.content_type and row.content_type.model_class() is Article
        yield Entry(
            "log", row.pk, row.action_time, row.user.get_username(), FLAGS[row.action_flag],
            "" if row.is_deletion() else row.get_change_message(), row.object_repr,
            capfirst(row.content_type.name) if row.content_type else "",
            "" if row.is_deletion() else row.get_admin_url() or "",
            row.object_id if is_story else "",
        )  # fmt: skip


def revised(wanted: Wanted, before: int | None, size: int) -> Iterator[Entry]:
    """What people did to single stories; what a job did to many stands there as the job."""
    if wanted.kind not in ("", "text") or not wanted.stories:
        return
    found = Revision.objects.filter(user__isnull=False, job__isnull=True)
    if wanted.number:
        found = found.filter(article=int(wanted.number) if wanted.number.isdecimal() else 0)
    if wanted.text:
        found = newest(found).filter(article__title__istartswith=wanted.text)
    rows = _narrowed(found, wanted, before, "made_at", "user").select_related("user", "article")
    for row in rows.only("kind", "made_at", "before", "user__username", "article__title")[:size]:
        yield Entry(
            "story", row.pk, row.made_at, row.user.get_username(), "text",
            f"{capfirst(row.get_kind_display())}: {_fields(row)}", row.article.title,
            capfirst(Article._meta.verbose_name),
            reverse("admin:articles_article_history", args=[row.article_id]),
            str(row.article_id),
        )  # fmt: skip


def begun(wanted: Wanted, before: int | None, size: int) -> Iterator[Entry]:
    """Work on many stories, imports and what takes them back."""
    if wanted.kind not in ("", "job") or not wanted.jobs:
        return
    found = Job.objects.filter(made_by__isnull=False)
    if wanted.number:
        found = found.filter(pk=int(wanted.number) if wanted.number.isdecimal() else 0)
    rows = _narrowed(found, wanted, before, "made_at", "made_by")
    for row in rows.select_related("made_by", "undoes")[:size]:
        yield Entry(
            "job", row.pk, row.made_at, row.made_by.get_username(), "job", job_words.title(row),
            f"#{row.pk}", capfirst(_("job")), job_url(row),
        )  # fmt: skip


def _narrowed(
    found: QuerySet, wanted: Wanted, before: int | None, moment: str, person: str
) -> QuerySet:
    if before is not None:
        found = found.filter(pk__lt=before)
    if wanted.person:
        found = found.filter(**{person: wanted.person})
    if wanted.first:
        found = found.filter(**{f"{moment}__gte": _begin(wanted.first)})
    if wanted.last and wanted.last < date.max:
        found = found.filter(**{f"{moment}__lt": _begin(wanted.last + timedelta(days=1))})
    return found.order_by("-pk")


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _fields(row: Revision) -> str:
    known: dict[str, Callable] = {each.name: each for each in Article._meta.get_fields()}
    return ", ".join(str(getattr(known.get(name), "verbose_name", name)) for name in row.kept)
