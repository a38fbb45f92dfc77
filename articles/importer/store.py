"""Stories into the database: a chunk of files in one transaction, or not at all.

The decisions (what a file is: new, a change, a duplicate, …) are taken in decide.py on what
lookup.py found; this module writes them in bulk. Queries are bounded by chunks, not by files.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.models import (
    Article,
    ImportBatch,
    ImportProblem,
    Sighting,
    Tagging,
    refresh_listings,
)

from .build import CleanedArticle
from .files import SourceFile
from .filing import Filing
from .problems import Problem

COUNTS = (
    "files", "created", "updated", "unchanged", "duplicates", "drafts", "refused", "skipped",
)  # fmt: skip

# What a changed file changes in its sighting.
SEEN_ANEW = (
    "article", "batch", "refused", "sha256", "story_key", "source_name", "title", "title_key",
    "published_at", "date_raw", "channel", "size",
    "seen_at", "original",
)  # fmt: skip


@dataclass(slots=True)
class Entry:
    """One file on its way: what it is, what was decided, and the rows that follow."""

    path: str
    file: SourceFile | None = None
    cleaned: CleanedArticle | None = None
    problems: list[Problem] = field(default_factory=list)
    known: Sighting | None = None
    said: CleanedArticle | None = None  # what the file said when it was last stored
    outcome: str = ""
    article: Article | None = None
    same_as: Article | None = None
    changes: dict[str, object] = field(default_factory=dict)
    writes: bool = False

    def start_over(self) -> None:
        """Forget what was decided, but not that nothing is new."""
        if self.outcome != "unchanged" or self.cleaned:
            self.outcome, self.article, self.changes = "", None, {}
            self.same_as, self.writes = None, False

    def refuse(self, problem: Problem) -> None:
        """Nothing of the file can be kept but the reason."""
        self.cleaned = self.file = None
        self.problems = [problem]

    @property
    def refusal(self) -> Problem | None:
        return next((problem for problem in self.problems if problem.refuses), None)


class Store:
    """Writes the entries of one run. The batch's row is made with the first change."""

    def __init__(self, root: str, status: str, options: dict[str, object], user_id: int | None):
        self.root = root
        self.status = status
        self.options = options
        self.user_id = user_id
        self.batch: ImportBatch | None = None
        self.filing = Filing()
        self.uncounted = dict.fromkeys(COUNTS, 0)
        self.notes: dict[str, int] = {}

    def write(self, entries: Sequence[Entry]) -> None:
        """Store the entries' decisions in one transaction."""
        changed = [entry for entry in entries if entry.writes]
        if not changed and not self._new_problems(entries):
            self._count(entries)
            return
        with transaction.atomic():
            batch = self._open_batch()
            stories = [entry for entry in changed if entry.cleaned]
            self._articles(stories)
            self._link_look_alikes(stories)
            self._file_under(stories)
            self._sightings(changed, batch)
            self._problems(self._new_problems(entries), batch)
            self._count(entries)
            self._save_counts(batch)

    def start_over(self, batch: ImportBatch | None) -> None:
        """After a rollback: the rows that it took are not remembered any more."""
        self.batch = batch
        self.filing = Filing()

    def finish(self, state: str) -> None:
        """Close the batch, if there is one."""
        if self.batch:
            self._save_counts(self.batch)
            ImportBatch.objects.filter(pk=self.batch.pk).update(
                state=state, finished_at=timezone.now(), notes=self.notes
            )

    # Batch ------------------------------------------------------------------------------------

    def _open_batch(self) -> ImportBatch:
        if self.batch is None:
            self.batch = ImportBatch.objects.create(
                root=self.root, options=self.options, started_by_id=self.user_id
            )
        return self.batch

    def _count(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.uncounted["files"] += 1
            self.uncounted[entry.outcome] += 1
            if entry.cleaned:
                self.uncounted["drafts"] += entry.outcome == "created" and entry.cleaned.draft
                for code, count in entry.cleaned.notes.items():
                    self.notes[code] = self.notes.get(code, 0) + count

    def _save_counts(self, batch: ImportBatch) -> None:
        pending = {name: F(name) + count for name, count in self.uncounted.items() if count}
        if pending:
            ImportBatch.objects.filter(pk=batch.pk).update(**pending)
            self.uncounted = dict.fromkeys(COUNTS, 0)

    # Rows -------------------------------------------------------------------------------------

    def _articles(self, stories: Iterable[Entry]) -> None:
        created, updated = [], []
        for entry in stories:
            if entry.article is None or not entry.cleaned:
                continue
            if entry.outcome == "created":
                entry.article.source = self.filing.source(entry.cleaned.source)
                created.append(entry.article)
            elif entry.changes:
                updated.append(entry)
        Article.objects.bulk_create(created)
        now = timezone.now()
        for entry in updated:
            assert entry.article is not None
            entry.article.modified_at = now
        self._bulk_update(updated)

    def _link_look_alikes(self, stories: Iterable[Entry]) -> None:
        linked = []
        for entry in stories:
            if entry.article is not None and entry.same_as is not None:
                entry.article.possibly_same = entry.same_as
                detail = {"article": entry.same_as.pk}
                entry.problems.append(Problem("W_POSSIBLY_SAME", detail=detail))
                linked.append(entry.article)
        Article.objects.bulk_update(linked, ["possibly_same"])

    def _bulk_update(self, entries: Iterable[Entry]) -> None:
        """One statement for each set of changed fields."""
        groups: dict[tuple[str, ...], dict[int, Article]] = {}
        for entry in entries:
            if entry.article is not None:
                names = (*sorted(entry.changes), "modified_at")
                groups.setdefault(names, {})[entry.article.pk] = entry.article
        for names, articles in groups.items():
            Article.objects.bulk_update(articles.values(), names, batch_size=100)

    def _file_under(self, stories: Sequence[Entry]) -> None:
        """Categories and tags: an import adds, it never takes away."""
        filed, tagged = {}, {}
        dated = set()
        for entry in stories:
            article, cleaned = entry.article, entry.cleaned
            if article is None or cleaned is None or entry.outcome == "unchanged":
                continue
            if "categories" not in article.edited_fields:
                for path in cleaned.categories:
                    filed[article.pk, self.filing.category(path).pk] = True
            if "tags" not in article.edited_fields:
                for name in cleaned.tags:
                    tagged[article.pk, self.filing.tag(name).pk] = True
            if "published_at" in entry.changes:
                dated.add(article.pk)
        through = Article.categories.through
        through.objects.bulk_create(
            [through(article_id=article, category_id=category) for article, category in filed],
            ignore_conflicts=True,
        )
        Tagging.objects.bulk_create(
            [Tagging(content_object_id=article, tag_id=tag) for article, tag in tagged],
            ignore_conflicts=True,
        )
        refresh_listings({article for article, _ in (*filed, *tagged)} | dated)

    def _sightings(self, changed: Iterable[Entry], batch: ImportBatch) -> None:
        new, old, superseded = [], [], []
        for entry in changed:
            if entry.file is None:
                continue
            row = entry.known
            if row and not _is_new_version(row, entry):
                old.append(row)
            else:
                superseded += [row.pk] if row else []
                row = Sighting(root=self.root, path=entry.path)
                new.append(row)
            _fill(row, entry, entry.file)
            row.batch, row.seen_at = batch, timezone.now()
        Sighting.objects.filter(pk__in=superseded).update(superseded=True)
        Sighting.objects.bulk_create(new)
        Sighting.objects.bulk_update(old, SEEN_ANEW, batch_size=50)

    # Problems ---------------------------------------------------------------------------------

    def _new_problems(self, entries: Iterable[Entry]) -> list[tuple[str, Problem]]:
        """Problems that no earlier run has written down: saying it twice would be a write."""
        found = [
            (entry.path, problem)
            for entry in entries
            if entry.writes or entry.outcome in ("refused", "skipped")
            for problem in entry.problems
        ]
        idle = {entry.path for entry in entries if not entry.writes}
        paths = {path for path, _ in found if path in idle}
        told = set(
            ImportProblem.objects.filter(root=self.root, path__in=paths).values_list("path", "code")
            if paths
            else ()
        )
        return [item for item in found if (item[0], item[1].code) not in told]

    def _problems(self, problems: Iterable[tuple[str, Problem]], batch: ImportBatch) -> None:
        ImportProblem.objects.bulk_create(
            ImportProblem(
                batch=batch,
                root=self.root,
                path=path,
                line=problem.line,
                code=problem.code,
                detail={key: _sound(value) for key, value in problem.detail.items()},
                excerpt=_sound(problem.excerpt[:300]),
            )
            for path, problem in problems
        )


def _is_new_version(row: Sighting, entry: Entry) -> bool:
    """Whether the file tells something else than before: then both originals are kept. New noise
    around the same story takes the old bytes' place, and so does a file that never was one."""
    if row.refused and not row.article_id:
        return False
    same_text = entry.cleaned is not None and entry.cleaned.story_key == row.story_key
    return not (same_text and entry.outcome == "unchanged")


def _fill(row: Sighting, entry: Entry, file: SourceFile) -> None:
    cleaned, refusal = entry.cleaned, entry.refusal
    row.sha256 = file.sha256
    row.size = len(file.data)
    row.original = zlib.compress(file.data, 6)
    row.refused = refusal.code if refusal else ""
    if cleaned:
        row.article = entry.article
        row.story_key = cleaned.story_key
        row.source_name = cleaned.source
        row.title = cleaned.title
        row.title_key = cleaned.title_key
        row.published_at = cleaned.published_at
        row.date_raw = cleaned.date_raw
        row.channel = " · ".join(" / ".join(path) for path in cleaned.categories)[:400]


def _sound(value: str | int) -> str | int:
    """Without what PostgreSQL's text cannot hold."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    return value
