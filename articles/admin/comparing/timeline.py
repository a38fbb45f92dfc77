"""The timeline of one story: what imports and people did to it, newest first, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.admin import audit_links, columns
from articles.admin.base import id_in
from articles.admin.editing.wording import listed
from articles.admin.jobs import job_url
from articles.admin.mended import Mending, mendings_of
from articles.cleaning import text
from articles.models import Article, Comment, Revision, Sighting
from articles.provenance.history import FIELDS, fields_after, newest_of, snapshot

from .changes import Change, Values, changes, illustrate, named
from .pages import context_of
from .versions import body_of

TEMPLATE = "admin/articles/article/timeline.html"
REVISIONS_A_PAGE = 15
MOST_LOOKED_AT = 200  # revisions that a filtered page passes over
MOST_COMMENTS = 50
MOST_MENDED = 20
MOST_PEOPLE = 100
MERGED_CHARS = 4_000
COMMENT = "comment"


@dataclass(slots=True)
class Event:
    """A revision, a comment, or a file that was mended before its import, as the page shows it."""

    made_at: Any
    user: Any
    revision: Revision | None = None
    comment: Comment | None = None
    mending: Mending | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def merged(self) -> Values | None:
        return self.revision.kept.get("merged") if self.revision else None

    @property
    def merged_text(self) -> str:
        """The beginning of what the merged story said."""
        return Truncator(text.plain_text((self.merged or {})["body"])).chars(MERGED_CHARS)

    @property
    def job_url(self) -> str:
        return job_url(self.revision.job) if self.revision and self.revision.job else ""

    @property
    def lost(self) -> str:
        return listed(self.revision.lost) if self.revision else ""


@dataclass(slots=True)
class Step:
    """A revision with what its fields became; the body is kept by a later revision, or (None) it is
    the article's own."""

    revision: Revision
    after: Values
    body: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader of the timeline wants to see."""

    kind: str
    person: int | None

    @property
    def is_all(self) -> bool:
        return not self.kind and self.person is None

    def has(self, row: Revision) -> bool:
        return self.kind in ("", row.kind) and self.person in (None, row.user_id)


@dataclass(slots=True)
class Page:
    steps: list[Step] = field(default_factory=list)
    older: int | None = None  # the last revision looked at, if there are more


def page(modeladmin: ModelAdmin, request: HttpRequest, article: Article) -> HttpResponse:
    """`?before=` is the number of the oldest revision looked at so far."""
    before = id_in(request.GET.get("before", ""))
    kind = request.GET.get("kind", "")
    wanted = Wanted(kind, id_in(request.GET.get("person", "")))
    shown = look(article, wanted, before)
    found = [] if kind == COMMENT else events(article, shown.steps)
    found += comments(article, wanted, before, shown.older)
    found += mendings(article, wanted, before, shown.older)
    found.sort(key=lambda event: event.made_at, reverse=True)
    query = request.GET.copy()
    query.pop("before", None)
    context = context_of(modeladmin, request, article, _("Timeline")) | {
        "events": found,
        "older": shown.older,
        "is_first_page": not before,
        "made": columns.when(article.created_at),
        "newest": newest_of(article),
        "kinds": [*Revision.Kind.choices, (COMMENT, _("comment"))],
        "people": people(article),
        "may_download": modeladmin.admin_site.get_model_admin(Sighting).has_view_permission(
            request
        ),
        "wanted": wanted,
        "query": query.urlencode(),
        "log": audit_links.may_read(request.user) and audit_links.address_of(Article, article.pk),
    }
    return TemplateResponse(request, TEMPLATE, context)


def look(article: Article, wanted: Wanted, before: int | None) -> Page:
    """The next revisions that are wanted, no body read. What came after each is known from those
    newer than it, so that the others are looked at as well."""
    rows = article.revisions.filter(is_visible=True).defer("packed_body")
    rows = rows.select_related("user", "batch", "job")
    rows = rows.filter(pk__lt=before) if before else rows
    most = REVISIONS_A_PAGE if wanted.is_all else MOST_LOOKED_AT
    found = list(rows[: most + 1])
    shown = Page()
    if not found:
        return shown
    now, body = fields_after(article, before - 1) if before else (snapshot(article, FIELDS), None)
    for row in found[:most]:
        if wanted.has(row):
            shown.steps.append(Step(row, dict(now), body))
        now |= {name: was for name, was in row.kept.items() if name in FIELDS and name != "body"}
        body = row.pk if "body" in row.kept else body
        if len(shown.steps) == REVISIONS_A_PAGE:
            break
    shown.older = row.pk if row.pk != found[-1].pk else None
    return shown


def events(article: Article, steps: Sequence[Step]) -> list[Event]:
    bodies = bodies_of(article, steps)
    pairs = []
    for step in steps:
        was = {name: value for name, value in step.revision.kept.items() if name in FIELDS}
        after = {name: step.after[name] for name in was}
        if "body" in was:
            was["body"], after["body"] = bodies[step.revision.pk], bodies[step.body]
        pairs += [was, after]
    told = named(pairs)
    found = [
        Event(
            step.revision.made_at,
            step.revision.user,
            revision=step.revision,
            changes=changes(told[2 * at], told[2 * at + 1]),
        )
        for at, step in enumerate(steps)
    ]
    illustrate(change for event in found for change in event.changes)
    return found


def bodies_of(article: Article, steps: Sequence[Step]) -> dict[int | None, Any]:
    """Those before and after each change of the body, and no others: two queries."""
    heavy = [step for step in steps if "body" in step.revision.kept]
    wanted = {pk for step in heavy for pk in (step.revision.pk, step.body)} - {None}
    rows = Revision.objects.filter(pk__in=wanted).only("packed_body", "body_base")
    found = {row.pk: body_of(row) for row in rows.with_bodies()} if wanted else {}
    return found | {None: article.body}


def comments(
    article: Article, wanted: Wanted, before: int | None, older: int | None
) -> Iterator[Event]:
    """What was said in the time that the page is about."""
    if wanted.kind not in ("", COMMENT):
        return
    found = article.comments.select_related("user").order_by("-pk")
    if wanted.person is not None:
        found = found.filter(user=wanted.person)
    for comment in within(found, "made_at", before, older)[:MOST_COMMENTS]:
        yield Event(comment.made_at, comment.user, comment=comment)


def mendings(
    article: Article, wanted: Wanted, before: int | None, older: int | None
) -> Iterator[Event]:
    """Files of the story that somebody mended in that time. They are part of what imports did."""
    if wanted.kind not in ("", Revision.Kind.IMPORT):
        return
    found = article.sightings.exclude(mends="").select_related("batch__started_by")
    if wanted.person is not None:
        found = found.filter(batch__started_by=wanted.person)
    found = within(found.defer("original"), "seen_at", before, older)
    for mending in mendings_of(found[:MOST_MENDED]).values():
        yield Event(mending.file.seen_at, mending.file.batch.started_by, mending=mending)


def within(rows: QuerySet, name: str, before: int | None, older: int | None) -> QuerySet:
    """Those of the time between two revisions."""
    made_at = Revision.objects.values("made_at")
    if before:
        rows = rows.filter(**{f"{name}__lt": made_at.filter(pk=before)})
    if older:
        rows = rows.filter(**{f"{name}__gte": made_at.filter(pk=older)})
    return rows


def people(article: Article) -> QuerySet:
    """Those who had a hand in it."""
    made = article.revisions.filter(user__isnull=False).order_by().values("user")
    said = article.comments.filter(user__isnull=False).order_by().values("user")
    mended = article.sightings.exclude(mends="").order_by()
    mended = mended.filter(batch__started_by__isnull=False).values("batch__started_by")
    known = made.union(said, mended)
    return get_user_model().objects.filter(pk__in=known).order_by("pk")[:MOST_PEOPLE]
