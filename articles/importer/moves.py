"""What moved since a plan was made: imports, rules, deletions, files, articles. Reads only."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, ImportBatch, ImportPlan, Revision, Sighting, Tombstone

from . import archive, files
from .planning import horizon, top_of
from .problems import Refused
from .scratch import open_scratch
from .work import MAX_PATH_BYTES

AT_ONCE = 500
MOST_TOLD = 10_000
SCHEMA = """
CREATE TABLE planned (path TEXT PRIMARY KEY, sha256 TEXT) WITHOUT ROWID;
CREATE TABLE walked (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class Move(NamedTuple):
    """`what`: the file, or the article's number, that moved; "" if it is neither."""

    kind: str
    what: str
    sentence: str


@dataclass(slots=True)
class Moves:
    """All that moved, as far as one wants to read it."""

    told: list[Move] = field(default_factory=list)
    count: int = 0

    def add(self, kind: str, sentence: str, what: str = "") -> None:
        self.count += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(Move(kind, what, sentence))


def since(plan: ImportPlan, progress: Callable[[int], None]) -> Moves:
    """Everything that is not as the plan found it. `progress` is called with numbers of files."""
    moves = Moves()
    _archive(plan, moves)
    _articles(plan, moves)
    _Folder(plan, moves).compare(progress)
    return moves


def when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S %Z}"


# The archive ------------------------------------------------------------------------------------


def _archive(plan: ImportPlan, moves: Moves) -> None:
    then, now = plan.horizon, horizon()
    newer = ImportBatch.objects.filter(pk__gt=then["batch"]).order_by("pk")
    for batch in newer[:AT_ONCE]:
        text = _("Import %(batch)s ran at %(time)s.")
        moves.add("import", text % {"batch": batch, "time": when(batch.started_at)})
    if now["batch"] < then["batch"]:
        moves.add("import", _("Imports that the plan knew of are gone."))
    if now["undone"] != then["undone"]:
        at = parse_datetime(now["undone"]) if now["undone"] else None
        text = _("An import was undone at %(time)s.")
        moves.add("undo", text % {"time": when(at) if at else "?"})
    if now["rules"] != then["rules"]:
        moves.add("rules", _("The import rules were changed."))
    if now["tombstones"] != then["tombstones"]:
        moves.add("tombstones", _("Stories were deleted, merged or let come back."))


# Articles ---------------------------------------------------------------------------------------


def _articles(plan: ImportPlan, moves: Moves) -> None:
    rows = plan.files.filter(article_number__isnull=False).order_by("pk")
    planned = rows.values_list("article_number", "version", "title").iterator(AT_ONCE)
    told: set[int] = set()
    while some := list(islice(planned, AT_ONCE)):
        found = Article.objects.filter(pk__in={row[0] for row in some})
        now = {pk: at for pk, *at in found.values_list("pk", "modified_at", "title")}
        for number, version, title in some:
            at, named = now.get(number, (None, title))
            if at != version and number not in told:
                told.add(number)
                _tell_article(number, named, version, at, moves)


def _tell_article(
    number: int, title: str, version: datetime, at: datetime | None, moves: Moves
) -> None:
    said: Mapping[str, Any] = {"number": number, "title": title}
    if at is None:
        grave = Tombstone.objects.filter(article_number=number).select_related("buried_by").last()
        who = _by(grave.buried_by if grave else None)
        text = _("#%(number)s “%(title)s” is gone%(by)s.")
    else:
        who = _editor(number, version)
        text = _("#%(number)s “%(title)s” was edited since%(by)s at %(time)s.")
    sentence = text % {**said, "by": who, "time": when(at) if at else ""}
    moves.add("article", sentence, str(number))


def _by(user: Any) -> str:
    return _(", by %(user)s") % {"user": user.get_username()} if user else ""


def _editor(number: int, version: datetime) -> str:
    """Who changed the article after this moment, as far as anything tells."""
    changes = Revision.objects.filter(article=number, made_at__gt=version).order_by("-pk")
    change = changes.select_related("user", "batch").defer("before").first()
    if change and change.batch:
        return _(", by import %(batch)s") % {"batch": change.batch}
    if change and change.user:
        return _by(change.user)
    log = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Article),
        object_id=str(number),
        action_time__gt=version,
    )
    entry = log.select_related("user").order_by("-pk").first()
    return _by(entry.user if entry else None)


# Files ------------------------------------------------------------------------------------------


class _Folder:
    """The folder as it is now beside what the plan saw there."""

    def __init__(self, plan: ImportPlan, moves: Moves) -> None:
        self.plan = plan
        self.moves = moves
        self.scratch = open_scratch(SCHEMA)
        self.idle = 0  # files without a row in the plan that are still there

    def compare(self, progress: Callable[[int], None]) -> None:
        top = top_of(self.plan)
        if not top.exists():
            text = _("%(path)s is not there any more.")
            self.moves.add("file", text % {"path": self.plan.options["path"]})
            return
        rows = self.plan.files.order_by("pk").values_list("path", "sha256", "detail__problems")
        self.scratch.executemany(
            "INSERT OR REPLACE INTO planned VALUES (?, ?)",
            # What only the database refused was read, and is not compared.
            ((path, None if "E_NOT_STORED" in (problems or ()) else sha)
             for path, sha, problems in rows.iterator(AT_ONCE)),
        )  # fmt: skip
        walked = files.walk(top)
        while some := list(islice(walked, AT_ONCE)):
            self._compare([self._read(found) for found in some])
            progress(len(some))
        self._tell_gone()

    def _read(self, found: files.Found) -> tuple[str, str]:
        """The file's path and SHA-256 as a run would have them; "" if it could not be read."""
        path = self.plan.options["prefix"] + found.path
        if len(path) > files.MAX_PATH or len(path.encode()) > MAX_PATH_BYTES:
            return path[: files.MAX_PATH // 2], ""
        try:
            return path, files.read(found, self.plan.root).sha256
        except Refused:
            return path, ""

    def _compare(self, read: list[tuple[str, str]]) -> None:
        self.scratch.executemany(
            "INSERT OR IGNORE INTO walked VALUES (?)", ((path,) for path, _sha in read)
        )
        rest = [each for each in read if not self._is_planned(*each)]
        known = archive.known_files(self.plan.root, [path for path, _sha in rest])
        for path, sha256 in rest:
            if path not in known:
                self.moves.add("file", _("%(path)s is new.") % {"path": path}, path)
                continue
            self.idle += 1
            if sha256 not in known[path].digests:
                self._tell_changed(path)

    def _is_planned(self, path: str, sha256: str) -> bool:
        found = self.scratch.execute("SELECT sha256 FROM planned WHERE path = ?", [path])
        row = found.fetchone()
        if row and row[0] not in (sha256, None):
            self._tell_changed(path)
        return row is not None

    def _tell_changed(self, path: str) -> None:
        self.moves.add("file", _("%(path)s has changed.") % {"path": path}, path)

    def _tell_gone(self) -> None:
        gone = "SELECT path FROM planned WHERE path NOT IN (SELECT path FROM walked) ORDER BY path"
        for (path,) in self.scratch.execute(gone):
            self.moves.add("file", _("%(path)s is gone.") % {"path": path}, path)
        outcomes = self.plan.counts["outcomes"]
        missing = outcomes["files"] - self.plan.files.count() - self.idle
        if missing <= 0:
            return
        if outcomes["gone"]:  # then nobody can tell which of those that are not there now
            text = ngettext(
                "%(n)s file that had said nothing new is gone.",
                "%(n)s files that had said nothing new are gone.",
                missing,
            )
            self.moves.add("file", text % {"n": missing})
            return
        for path in islice(self._unseen(), missing):
            self.moves.add("file", _("%(path)s is gone.") % {"path": path}, path)

    def _unseen(self) -> Iterator[str]:
        """Known files without a row in the plan that are not there."""
        rows = Sighting.objects.filter(root=self.plan.root, superseded=False).order_by("path")
        both = "SELECT 1 FROM walked WHERE path = ? UNION SELECT 1 FROM planned WHERE path = ?"
        for path in rows.values_list("path", flat=True).iterator():
            if not self.scratch.execute(both, [path, path]).fetchone():
                yield path
