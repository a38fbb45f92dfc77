"""What a run does to each file, as a plan tells it: watched chunk by chunk, from within the run.

A rehearsal keeps these rows, and the run that applies it is held to them: the same files on the
same archive give the same rows. So nothing in them depends on numbers that the run itself gave.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max

from articles.models import Article, ImportRule, Tagging, TagSynonym
from articles.models.category_names import CategoryTree

from .details import as_json, changed_fields, conflict_texts, first_fields, passages
from .entry import Entry
from .problems import Problem
from .scratch import open_scratch

THROUGH = Article.categories.through
Added = dict[int, dict[Any, str]]  # article → what it was filed under by this chunk, by key


class Row(NamedTuple):
    """One file of a plan, in the order of PlannedFile's fields."""

    path: str
    outcome: str
    sha256: str
    title: str
    source_name: str
    article_number: int | None
    version: datetime | None
    detail: dict[str, Any]

    @property
    def digest(self) -> str:
        """Equal for rows that say the same."""
        said = [*self[:6], self.version and self.version.timestamp(), self.detail]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


class Witness:
    """Call `rows` with each chunk's entries, in the order of the run."""

    def __init__(self) -> None:
        self.rules = dict(ImportRule.objects.values_list("pk", "name"))
        # What each article was when the run first met it; one that the run made has its path.
        self.met = open_scratch(
            "CREATE TABLE article (number INTEGER PRIMARY KEY, version TEXT, path TEXT)"
        )
        self.tree = CategoryTree()
        self.synonyms = dict(TagSynonym.objects.values_list("key", "tag__name"))
        self.last_filed = _last(THROUGH)
        self.last_tagged = _last(Tagging)

    def rows(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Row | None]]:
        """Each entry with its row; None if nothing is new in the file, not even its bytes."""
        self._meet(entries)
        filed, tagged = self._newly_filed(), self._newly_tagged()
        for entry in entries:
            is_news = entry.writes or entry.outcome != "unchanged"
            yield entry, self._row(entry, filed, tagged) if is_news else None

    def _meet(self, entries: Sequence[Entry]) -> None:
        """The first one to change an article still saw it as it was before the run."""
        owned = [(entry, entry.article) for entry in entries if entry.article]
        seen = [
            (article.pk, None, entry.path)
            if entry.outcome == "created"
            else (article.pk, str(entry.before["modified_at"]), None)
            for entry, article in owned
            if entry.outcome == "created" or entry.before
        ]
        seen += [(article.pk, str(article.modified_at), None) for _entry, article in owned]
        self.met.executemany("INSERT OR IGNORE INTO article VALUES (?, ?, ?)", seen)

    def _before(self, number: int) -> tuple[datetime | None, str | None]:
        """The article's version before the run; or the path of the file that made it."""
        found = self.met.execute("SELECT version, path FROM article WHERE number = ?", [number])
        version, path = found.fetchone() or (None, None)
        return (datetime.fromisoformat(version) if version else None), path

    def _newly_filed(self) -> Added:
        rows = THROUGH.objects.filter(pk__gt=self.last_filed).order_by("pk")
        added: Added = {}
        for pk, article, number in rows.values_list("pk", "article_id", "category_id"):
            if number not in self.tree.rows:  # this chunk made it
                self.tree = CategoryTree()
            added.setdefault(article, {})[number] = self.tree.rows[number].title
            self.last_filed = pk
        return added

    def _newly_tagged(self) -> Added:
        rows = Tagging.objects.filter(pk__gt=self.last_tagged).order_by("pk")
        added: Added = {}
        for pk, article, name in rows.values_list("pk", "content_object_id", "tag__name"):
            added.setdefault(article, {})[name.casefold()] = name
            self.last_tagged = pk
        return added

    def _row(self, entry: Entry, filed: Added, tagged: Added) -> Row:
        story, known = entry.cleaned, entry.known
        number = version = None
        detail: dict[str, Any] = {}
        if entry.article:
            number = entry.article.pk
            version, made_by = self._before(number)
            detail |= _told(entry)
            self._file(detail, entry, filed.get(number, {}), tagged.get(number, {}))
            if made_by is not None:
                number = None
                if entry.outcome != "created":
                    detail["made_by"] = made_by
        if entry.prepared.rule:
            detail["rule"] = as_json(self.rules.get(entry.prepared.rule, ""))
        if entry.problems:
            detail["problems"] = self._problems(entry.problems)
        title = story.title if story else known.title if known else ""
        source = story.source if story else ""
        return Row(
            entry.path, entry.outcome, entry.prepared.sha256, as_json(title), as_json(source),
            number, version, detail,
        )  # fmt: skip

    def _file(self, detail: dict[str, Any], entry: Entry, filed: dict, tagged: dict) -> None:
        """Categories and tags that the article did not have yet; the first file to name them adds
        them."""
        story = entry.cleaned
        if story is None:
            return
        meant = [found.pk for path in story.categories if (found := self.tree.find(path))]
        categories = [filed.pop(number) for number in meant if number in filed]
        names = [self.synonyms.get(name.casefold(), name).casefold() for name in story.tags]
        tags = [tagged.pop(name) for name in names if name in tagged]
        if categories:
            detail["categories"] = categories
        if tags:
            detail["tags"] = tags

    def _problems(self, problems: Sequence[Problem]) -> dict[str, list[dict[str, Any]]]:
        """By code, so that databases can be asked for those of one."""
        found: dict[str, list[dict[str, Any]]] = {}
        for problem in problems:
            said = {name: as_json(value) for name, value in problem.detail.items()}
            if problem.code == "W_POSSIBLY_SAME":
                said["article"] = self._before(int(said["article"]))[1] or said["article"]
            found.setdefault(problem.code, []).append(
                {"line": problem.line, "detail": said, "excerpt": as_json(problem.excerpt)}
            )
        return found


def _last(model: Any) -> int:
    return model.objects.aggregate(last=Max("pk"))["last"] or 0


def _told(entry: Entry) -> dict[str, Any]:
    """What changes in the article: fields before and after, passages, conflicts."""
    if entry.outcome == "created" and entry.article:
        return {"fields": first_fields(entry.article)}
    detail: dict[str, Any] = {}
    if fields := changed_fields(entry.before, entry.changes):
        detail["fields"] = fields
    if "body" in entry.changes:
        detail["body"] = passages(str(entry.before["body"]), str(entry.changes["body"]))
    if entry.clashes:
        detail["conflicts"] = [conflict_texts(clash) for clash in entry.clashes]
    return detail
