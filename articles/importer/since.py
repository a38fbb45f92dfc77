"""What people and later imports have done with the stories of an import since it stored them.

Undoing the import (undo.py) leaves such stories as they are. A story's own sightings tell when the
import last wrote it: a run that was interrupted and resumed has no other moment that holds for all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from articles.models import (
    Article,
    Conflict,
    ImportBatch,
    Revision,
    Sighting,
    Tombstone,
    Verdict,
)

# By code: with the person's name, and without.
REASONS = {
    "edited": (gettext_noop("edited by %(who)s on %(when)s"), gettext_noop("edited on %(when)s")),
    "decided": (
        gettext_noop("its conflict was decided by %(who)s on %(when)s"),
        gettext_noop("its conflict was decided on %(when)s"),
    ),
    "merged": (
        gettext_noop("merged with another story by %(who)s on %(when)s"),
        gettext_noop("merged with another story on %(when)s"),
    ),
    "merged into": (
        gettext_noop("merged into another story by %(who)s on %(when)s"),
        gettext_noop("merged into another story on %(when)s"),
    ),
    "deleted": (
        gettext_noop("deleted by %(who)s on %(when)s"),
        gettext_noop("deleted on %(when)s"),
    ),
    "built on": (
        gettext_noop("import %(batch)s has built on it"),
        gettext_noop("import %(batch)s has built on it"),
    ),
    "dropped": (
        gettext_noop("an editor dropped the file for good"),
        gettext_noop("an editor dropped the file for good"),
    ),
}
OF_REVISIONS = {Revision.Kind.CONFLICT: "decided", Revision.Kind.MERGE: "merged"}
OF_TOMBSTONES = {Tombstone.Reason.DELETED: "deleted", Tombstone.Reason.MERGED: "merged into"}
# Of the batch's sightings: those on which a person has decided since.
SETTLED = Q(tombstone__buried_at__gt=F("seen_at")) | Q(held=Verdict.DROP, rule__isnull=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """A story that stays as it is, and why; without a number a file that has none."""

    number: int | None
    title: str
    reason: str
    who: str = ""
    at: datetime | None = None
    batch: int | None = None

    def __str__(self) -> str:
        name = f"#{self.number} “{self.title}”" if self.number else self.title
        return f"{name}: {self.why}"

    @property
    def is_gone(self) -> bool:
        """Whether there is no article of that number any more."""
        return self.number is None or self.reason in OF_TOMBSTONES.values()

    @property
    def why(self) -> str:
        """In the reader's language."""
        local = timezone.localtime(self.at) if self.at else None
        when = f"{local:%Y-%m-%d %H:%M} {local.tzname()}" if local else ""
        sentence = REASONS[self.reason][0 if self.who else 1]
        return gettext(sentence) % {"who": self.who, "when": when, "batch": self.batch}

    def as_json(self) -> dict[str, Any]:
        return {
            "article": self.number,
            "title": self.title,
            "reason": self.reason,
            "who": self.who,
            "at": self.at.isoformat() if self.at else None,
            "import": self.batch,
            "message": str(self),
        }


@dataclass(slots=True)
class Past:
    """An article's sightings: those of the batch from the first to the last, and the others."""

    is_older: bool  # another import has stored it before
    files: int = 0
    began: datetime | None = None
    ended: datetime | None = None
    later: int | None = None  # the import that built on it


@dataclass(slots=True)
class Found:
    """A chunk of a batch's articles: what became of each."""

    pasts: dict[int, Past] = field(default_factory=dict)
    kept: dict[int, Kept] = field(default_factory=dict)

    @property
    def free(self) -> list[int]:
        return [pk for pk in self.pasts if pk not in self.kept]


def own(batch: ImportBatch) -> QuerySet[Sighting]:
    """The batch's sightings, without those on which a person has decided since."""
    return Sighting.objects.filter(batch=batch).exclude(SETTLED).order_by()


def later(batch: ImportBatch) -> QuerySet[ImportBatch]:
    """Later imports, of any root, that have built on this one's stories and are not undone, the
    newest first. An article's later sightings tell: a further file of it, or a new version."""
    earlier = Sighting.objects.filter(article=OuterRef("article"), pk__lt=OuterRef("pk"))
    # SQLite would rather read the whole batch for each article: a sum hides that index from it.
    mine = earlier.annotate(number=F("batch") + 0).filter(number=batch.pk).exclude(SETTLED)
    built = Sighting.objects.filter(Exists(mine), batch=OuterRef("pk")).order_by()
    standing = ImportBatch.objects.filter(pk__gt=batch.pk).exclude(state=ImportBatch.State.UNDONE)
    return standing.filter(Exists(built)).order_by("-pk")


def look(batch: ImportBatch, ids: Sequence[int], *, locking: bool) -> Found:
    """What became of these articles of the batch; `locking` holds them as they are."""
    found = Found(_pasts(batch, ids))
    articles = Article.objects.filter(pk__in=ids).order_by("pk")
    if locking:
        articles = articles.select_for_update()
    rows = list(articles.values_list("pk", "title", "modified_at"))
    titles = {pk: title for pk, title, _ in rows}
    for pk, title, modified_at in rows:
        past = found.pasts[pk]
        if past.later:
            found.kept[pk] = Kept(pk, title, "built on", batch=past.later)
        elif past.ended and modified_at > past.ended:
            found.kept[pk] = Kept(pk, title, "edited", at=modified_at)
    for pk, reason, who, at in _by_people(batch, ids):
        began = found.pasts[pk].began
        if pk in titles and began and at and at > began:
            found.kept[pk] = Kept(pk, titles[pk], reason, who or "", at)
    return found


def _pasts(batch: ImportBatch, ids: Sequence[int]) -> dict[int, Past]:
    """Only of articles that have sightings of the batch's own."""
    first_new = batch.made.get("first_article")
    pasts: dict[int, Past] = {}
    seen = Sighting.objects.filter(article_id__in=ids).order_by("pk")
    mine = frozenset(own(batch).filter(article_id__in=ids).values_list("pk", flat=True))
    for sighting, pk, number, at in seen.values_list("pk", "article_id", "batch_id", "seen_at"):
        past = pasts.get(pk)
        if past is None:
            older = number != batch.pk or first_new is None or pk < first_new
            past = pasts[pk] = Past(is_older=older)
        if sighting in mine:
            past.files += 1
            past.began = past.began or at
            past.ended = at
        elif number != batch.pk and past.began:
            past.later = number
    return {pk: past for pk, past in pasts.items() if past.files}


def _by_people(
    batch: ImportBatch, ids: Sequence[int]
) -> Iterable[tuple[int, str, str, datetime | None]]:
    """Article, reason, who and when; the latest last."""
    name = get_user_model().USERNAME_FIELD
    decided = Conflict.objects.filter(batch=batch, article_id__in=ids).order_by("pk")
    decided = decided.exclude(choice__in=("", Conflict.Choice.REPLACED))
    for pk, who, at in decided.values_list("article_id", f"resolved_by__{name}", "resolved_at"):
        yield pk, "decided", who, at
    revisions = Revision.objects.filter(article_id__in=ids, made_at__gt=batch.started_at)
    revisions = revisions.exclude(kind=Revision.Kind.IMPORT).order_by("pk")
    for pk, kind, who, at in revisions.values_list(
        "article_id", "kind", f"user__{name}", "made_at"
    ):
        yield pk, OF_REVISIONS.get(kind, "edited"), who, at


def gone(batch: ImportBatch) -> Iterable[Kept]:
    """The batch's stories that a person deleted or merged since, and files that one dropped."""
    name = get_user_model().USERNAME_FIELD
    buried = Tombstone.objects.filter(
        sightings__batch=batch, buried_at__gt=F("sightings__seen_at")
    ).order_by("pk")
    for number, title, reason, who, at in buried.distinct().values_list(
        "article_number", "title", "reason", f"buried_by__{name}", "buried_at"
    ):
        yield Kept(number, title, OF_TOMBSTONES[reason], who or "", at)
    dropped = Sighting.objects.filter(batch=batch, held=Verdict.DROP, rule__isnull=True)
    for root, path in dropped.order_by("pk").values_list("root", "path"):
        yield Kept(None, f"{root}: {path}", "dropped")
