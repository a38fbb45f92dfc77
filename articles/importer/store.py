"""Stories into the database: a chunk of files in one transaction, or not at all.

The decisions (what a file is: new, a change, a duplicate, …) are taken in decide.py on what
archive.py found; this module writes them in bulk. Queries are bounded by chunks, not by files.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.models import (
    Article,
    Conflict,
    ImportBatch,
    ImportProblem,
    Revision,
    bulk,
    index_stories,
)
from articles.models.touching import touch_stories

from . import lock, queueing, rows, seen
from .entry import Entry
from .filing import Filing
from .problems import Problem
from .shelving import Wish, shelve, wishes

COUNTS = (
    "files", "created", "updated", "unchanged", "duplicates", "drafts", "refused", "skipped",
    "held", "dropped", "conflicts",
)  # fmt: skip


class Store:
    """Writes the entries of one run. The batch's row is made with the first change; a run that was
    interrupted goes on with its own."""

    def __init__(
        self,
        root: str,
        options: dict[str, object],
        user_id: int | None,
        resumed: ImportBatch | None = None,
        *,
        holds: bool = True,
    ) -> None:
        self.root = root
        self.options = options
        self.user_id = user_id
        self.batch = resumed
        self.total: int | None = None
        self.first: int | None = None  # the first article that this run made
        self.filing = Filing(holds=holds)
        self.uncounted = dict.fromkeys(COUNTS, 0)
        self.notes: dict[str, int] = dict(resumed.notes) if resumed else {}
        self.passed = resumed.files if resumed else 0  # files that were counted before

    @contextmanager
    def chunk(self) -> Iterator[None]:
        """A transaction. If it fails, what was counted in it is forgotten as well."""
        before = dict(self.uncounted), dict(self.notes), self.passed
        try:
            with transaction.atomic():
                yield
        except BaseException:
            self.uncounted, self.notes, self.passed = before
            raise

    def write(self, entries: Sequence[Entry]) -> None:
        """Store the entries' decisions. In a transaction, which the caller opens."""
        changed = [entry for entry in entries if entry.writes]
        news = self._new_problems(entries)
        if changed or news:
            batch = self._open_batch()
            wished = wishes(changed)
            self._make_filing(changed, wished)
            new = self._create(changed)
            news += self._look_alikes(changed)
            before = self._update(changed, new)
            dated = {pk for pk, each in before.items() if any("published_at" in it for it in each)}
            self._note_filing(shelve(wished, self.filing, new, dated), wished, before, changed)
            index_stories([*new, *before], rows.told(changed))
            self._revisions(before, batch)
            self._conflicts(changed, batch)
            seen.keep(changed, self.root, batch)
            bulk.insert(ImportProblem, rows.PROBLEM, rows.problems(news, self.root, batch.pk))
            touch_stories({it.article.pk for it in changed if it.article and it.is_news})
        self._count(entries)
        if self.batch and (changed or news):
            self._save_counts(self.batch)

    def start_over(self, batch: ImportBatch | None) -> None:
        """After a rollback: the rows that it took are not remembered any more."""
        self.batch = batch
        if batch:
            batch.refresh_from_db()
        self.filing = Filing(holds=self.filing.holds)

    def finish(self, state: str) -> None:
        """Close the batch, if there is one."""
        if self.batch:
            self.filing.made = {}  # what is still here was taken back with its chunk
            self._save_counts(self.batch)
            ImportBatch.objects.filter(pk=self.batch.pk).update(
                state=state, finished_at=timezone.now(), notes=self.notes
            )

    # Batch ------------------------------------------------------------------------------------

    def _open_batch(self) -> ImportBatch:
        if self.batch is None:
            self.batch = ImportBatch.objects.create(
                root=self.root,
                options=self.options,
                started_by_id=self.user_id,
                total=self.total,
                holder=lock.myself()[:200],
            )
        return self.batch

    def _count(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if self.passed and not entry.writes:  # the walk's beginning: an interrupted run's
                self.passed -= 1
                continue
            self.uncounted["files"] += 1
            self.uncounted[entry.outcome] += 1
            self.uncounted["conflicts"] += len(entry.clashes)
            if entry.cleaned:
                self.uncounted["drafts"] += entry.outcome == "created" and entry.cleaned.draft
                for code, count in entry.cleaned.notes.items():
                    self.notes[code] = self.notes.get(code, 0) + count

    def _save_counts(self, batch: ImportBatch) -> None:
        pending = {name: F(name) + count for name, count in self.uncounted.items() if count}
        made = {**batch.made}
        for kind, ids in self.filing.made.items():
            made[kind] = [*made.get(kind, ()), *ids]
        if made != batch.made:
            pending["made"] = batch.made = made
            self.filing.made = {}
        ImportBatch.objects.filter(pk=batch.pk).update(
            **pending, notes=self.notes, alive_at=timezone.now()
        )
        self.uncounted = dict.fromkeys(COUNTS, 0)

    def _note_filing(
        self,
        filed: Mapping[int, dict],
        wished: Iterable[Wish],
        before: dict[int, list[dict]],
        changed: Iterable[Entry],
    ) -> None:
        """Another category or tag is a change of the article as well."""
        now = timezone.now()
        articles = {wish.article.pk: wish.article for wish in wished}
        only = {pk: articles[pk].modified_at for pk in filed if pk not in before}
        for pk, change in filed.items():
            if pk not in before:
                change["modified_at"] = articles[pk].modified_at
                articles[pk].modified_at = now
            before.setdefault(pk, []).append(change)
        bulk.update(Article, ["modified_at"], [(now, pk) for pk in only])
        for entry in changed:
            if entry.article and entry.article.pk in only and not entry.before:
                entry.before = {"modified_at": only[entry.article.pk]}

    def _make_filing(self, changed: Iterable[Entry], wished: Iterable[Wish]) -> None:
        new = [entry.cleaned for entry in changed if entry.outcome == "created" and entry.cleaned]
        self.filing.make(
            [story.source for story in new],
            [path for wish in wished for path in wish.paths],
            [tag for wish in wished for tag in wish.tags],
        )

    # Articles ---------------------------------------------------------------------------------

    def _create(self, changed: Iterable[Entry]) -> dict[int, Article]:
        """The new articles, by number."""
        created = [entry for entry in changed if entry.outcome == "created" and entry.article]
        now = timezone.now()
        new: dict[int, Article] = {}
        for entry, pk in zip(created, bulk.next_ids(Article, len(created)), strict=True):
            article, story = entry.article, entry.cleaned
            assert article is not None
            assert story is not None
            article.pk = pk
            article.source = self.filing.source(story.source)
            article.created_at = article.modified_at = now
            new[pk] = article
        for entry in created:
            if entry.article and entry.same_as:
                entry.article.possibly_same_id = entry.same_as.pk
        bulk.insert(Article, rows.ARTICLE, [rows.article(article) for article in new.values()])
        if new and self.first is None:
            self.first = min(new)
        if new and self.batch and "first_article" not in self.batch.made:
            self.batch.made["first_article"] = min(new)
            ImportBatch.objects.filter(pk=self.batch.pk).update(made=self.batch.made)
        return new

    def _look_alikes(self, changed: Iterable[Entry]) -> list[tuple[str, Problem]]:
        """Told only now, because only now the other story has a number."""
        found = []
        for entry in changed:
            if entry.outcome == "created" and entry.same_as:
                problem = Problem("W_POSSIBLY_SAME", detail={"article": entry.same_as.pk})
                entry.problems.append(problem)
                found.append((entry.path, problem))
        return found

    def _update(
        self, changed: Iterable[Entry], new: Mapping[int, Article]
    ) -> dict[int, list[dict[str, object]]]:
        """Changed fields of older articles; what stood there before, by number. One statement for
        each set of fields."""
        now = timezone.now()
        before: dict[int, list[dict[str, object]]] = {}
        groups: dict[tuple[str, ...], dict[int, Article]] = {}
        for entry in changed:
            article = entry.article
            if article is None or not entry.changes or article.pk in new:
                continue
            article.modified_at = now
            names = (*sorted(entry.changes), "modified_at")
            groups.setdefault(names, {})[article.pk] = article
            before.setdefault(article.pk, []).append(entry.before)
        for names, articles in groups.items():
            values = [
                [*(getattr(article, name) for name in names), pk]
                for pk, article in articles.items()
            ]
            bulk.update(Article, names, values)
        return before

    def _revisions(self, before: dict[int, list[dict]], batch: ImportBatch) -> None:
        """One for each change of an article, unless this very run made the article. Between an
        interrupted run and its resumption others may have made some."""
        first = self.first
        Revision.objects.bulk_create(
            rows.revision(pk, change, batch)
            for pk, changes in before.items()
            if first is None or pk < first
            for change in changes
        )

    def _conflicts(self, changed: Iterable[Entry], batch: ImportBatch) -> None:
        """Into the queue, once for all of a story's files. What the source does not say any more
        waits no longer."""
        told = [
            (entry, entry.article)
            for entry in changed
            if entry.article and entry.outcome != "created" and (entry.clashes or entry.said)
        ]
        waiting: dict[int, list[Conflict]] = {}
        numbers = {article.pk for _entry, article in told}
        for old in Conflict.objects.filter(article__in=numbers, choice="") if told else ():
            waiting.setdefault(old.article_id, []).append(old)
        new, replaced = [], []
        for entry, article in told:
            queue = waiting.setdefault(article.pk, [])
            joining, leaving = queueing.join(entry, article, batch, queue)
            new += joining
            replaced += leaving
            gone = [old for old, _newer in leaving]
            waiting[article.pk] = [old for old in queue if old not in gone] + joining
        Conflict.objects.bulk_create(new)
        for old, newer in replaced:
            old.choice, old.replaced_by = Conflict.Choice.REPLACED, newer
        Conflict.objects.bulk_update(
            [old for old, _newer in replaced], ["choice", "replaced_by"], batch_size=200
        )

    # Problems ---------------------------------------------------------------------------------

    def _new_problems(self, entries: Iterable[Entry]) -> list[tuple[str, Problem]]:
        """Problems that no earlier run has written down: saying it twice would be a write."""
        found = [
            (entry, problem)
            for entry in entries
            if entry.writes or entry.outcome in ("refused", "skipped")
            for problem in entry.problems
        ]
        idle = {entry.path for entry, _ in found if not entry.writes}
        told = ImportProblem.objects.filter(root=self.root, path__in=idle) if idle else ()
        known = {(problem.path, problem.code) for problem in told}
        return [
            (entry.path, problem)
            for entry, problem in found
            if entry.writes or (entry.path, problem.code) not in known
        ]
