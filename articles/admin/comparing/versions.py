"""The versions of a story that can be held against each other: its own, and what its files tell.

A version's code stands in addresses: "now", the number of the revision that it is the outcome of,
"0" for before the first, "original" and "upstream" for the first and the newest file.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from articles.admin.base import id_in
from articles.admin.mended import Mending, mendings_of
from articles.importer import release
from articles.models import Article, DamagedBodyError, Revision, Sighting
from articles.provenance.history import FIELDS, fields_after, snapshot

from .changes import DAMAGED, Values, named

NEWEST = 50  # revisions that are offered; others are reached from the timeline
# What a file tells of a story, under the names of both.
TOLD = (
    "title", "source", "byline", "original_url", "summary", "body", "lead_image", "lead_alt",
    "language",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    code: str
    label: str
    file: Sighting | None = None  # whose text it is; its bytes can be had as they came
    mending: Mending | None = None


@dataclass(slots=True)
class Offered:
    """The versions of one story, the oldest first."""

    article: Article
    versions: list[Version] = field(default_factory=list)

    def __getitem__(self, code: str) -> Version | None:
        """Also of a revision that is too old to be offered."""
        found = next((each for each in self.versions if each.code == code), None)
        if found or not (number := id_in(code)):
            return found
        row = self.article.revisions.filter(pk=number, is_visible=True)
        row = row.defer("packed_body").select_related("user", "batch").first()
        return Version(code, after(row)) if row else None


def versions_of(article: Article) -> Offered:
    """Three queries; one more for files that somebody mended."""
    offered = Offered(article)
    files = article.sightings.filter(held="", refused="").select_related("batch__started_by")
    first = files.defer("original").order_by("pk").first()
    newest = files.defer("original").filter(superseded=False).order_by("-pk").first()
    mended = mendings_of(file for file in (first, newest) if file)
    if first:
        mending = mended.get(first.pk)
        offered.versions.append(Version("original", original(mending), first, mending))
    if newest and first and newest.pk != first.pk:
        words = _("Upstream: the newest file")
        offered.versions.append(Version("upstream", words, newest, mended.get(newest.pk)))
    offered.versions.append(Version("0", _("Ours, as it was made")))
    rows = article.revisions.filter(is_visible=True).defer("packed_body")
    rows = list(rows.select_related("user", "batch").order_by("-pk")[:NEWEST])
    # What came of the newest is what stands now.
    offered.versions += [Version(str(row.pk), after(row)) for row in reversed(rows[1:])]
    offered.versions.append(Version("now", _("Ours, as it stands now")))
    return offered


def original(mending: Mending | None) -> str:
    if mending is None:
        return _("The original, as it came")
    return _("The original, as %(who)s mended it") % {"who": mending.who}


def after(row: Revision) -> str:
    """Of which change a version is the outcome."""
    who = row.user or row.batch or row.get_kind_display()
    return _("After #%(number)s: %(who)s, %(when)s") % {
        "number": row.pk, "who": who, "when": f"{row.made_at:%Y-%m-%d %H:%M}",
    }  # fmt: skip


def values_of(article: Article, *versions: Version) -> list[Values]:
    """What each says, by field and with names for numbers. Raises Refused where the file cannot be
    read any more."""
    ours = [{} if version.file else _ours(article, version) for version in versions]
    found = named(ours)
    return [
        _theirs(version.file) if version.file else values
        for version, values in zip(versions, found, strict=True)
    ]


def _ours(article: Article, version: Version) -> Values:
    if version.code == "now":
        return snapshot(article, FIELDS)
    values, keeper = fields_after(article, int(version.code))
    if keeper is not None:
        values["body"] = body_of(Revision.objects.select_related("body_base").get(pk=keeper))
    return values


def body_of(row: Revision) -> str | object:
    try:
        return row.body_before
    except DamagedBodyError:
        return DAMAGED


def _theirs(file: Sighting) -> Values:
    """What the file tells, cleaned as an import would clean it today."""
    story = release.story_of(file)
    values: Values = {name: getattr(story, name) for name in TOLD}
    values["published_at"] = story.published_at and story.published_at.isoformat()
    values["categories"] = sorted(" / ".join(path) for path in story.categories)
    values["tags"] = sorted(story.tags)
    return values
