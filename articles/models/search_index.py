"""What search finds stories by, stored in the same write as they are.

`SearchText` holds a story's folded text, by which a find is verified and ranked; `SearchTerms`
leads to it: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL, one spelling for both. The
terms have no positions. They find every story that can match, and the folded text decides: so the
index is small, and nothing depends on what a database takes for a word or a phrase
(docs/decisions/0016-search.md).
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import zstandard
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from articles.cleaning import text as texts
from articles.cleaning.folding import fold, terms

from . import bulk
from .article import Article

VERSION = 1  # of folding and of terms: stories of another one are indexed anew by `reindex`
CHUNK = 250  # stories that are indexed at once
FACT, TITLE = "§", "¶"  # no folded text holds them: terms of other kinds begin with them
MOST_BYTES = 900_000  # of one story's terms: a tsvector holds a megabyte
TABLE = "articles_searchterms"


class SearchText(models.Model):
    """A story as search compares it, and the facts that it is found by."""

    article = models.OneToOneField(
        Article,
        verbose_name=_("article"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="search_text",
        help_text=_("The story."),
    )
    text = models.BinaryField(
        _("text"), help_text=_("Title, byline, summary and body, folded; Zstandard.")
    )
    facts = models.TextField(
        _("facts"), help_text=_("Terms of its source, categories, tags and date.")
    )
    digest = models.CharField(
        _("digest"), max_length=32, help_text=_("Of what the text was made from.")
    )

    class Meta:
        verbose_name = _("text for search")
        verbose_name_plural = _("texts for search")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.article_id)


class SearchTerms(models.Model):
    """The index itself: a virtual table on SQLite. A story that is gone may still stand in it."""

    rowid = models.BigIntegerField(primary_key=True)
    terms = models.TextField()

    class Meta:
        managed = False
        db_table = TABLE
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.rowid}: {self.terms}"


class Folded(NamedTuple):
    """A story's folded texts; the summary is empty where it is the body's beginning."""

    title: str
    byline: str
    summary: str
    body: str

    def packed(self) -> bytes:
        return zstandard.ZstdCompressor(level=3).compress("\n".join(self).encode())

    @classmethod
    def unpacked(cls, data: bytes | memoryview) -> "Folded":
        return cls(*zstandard.ZstdDecompressor().decompress(data).decode().split("\n"))

    def terms(self) -> set[str]:
        """The index's terms of it, those of the title twice: for search within titles as well."""
        title = terms(self.title).split()
        found = {*title, *terms(" ".join(self[1:])).split()}
        while sum(map(len, found)) * 3 > MOST_BYTES and (longest := max(map(len, found))) > 2:
            found = {term for term in found if len(term) < longest}
        return found | {TITLE + term for term in title}


def day_terms(moment: datetime | None) -> list[str]:
    """A date's terms: its day, month and year, in UTC. No date, none."""
    if moment is None:
        return []
    day = moment.astimezone(UTC)
    return [f"{FACT}d{day:%Y%m%d}", f"{FACT}m{day:%Y%m}", f"{FACT}y{day:%Y}"]


def fact(kind: str, number: int) -> str:
    """The term of a source ("s"), a category or one below it ("c"), or a tag ("t")."""
    return f"{FACT}{kind}{number}"


def index_stories(ids: Iterable[int], plain: Mapping[int, str] | None = None) -> int:
    """Index these articles as they are stored now, in the transaction of the change. How many
    rows it wrote: none for stories whose index is right. Those that are gone it passes over.

    `plain`: of some of them the body's plain text, where the caller knows it.
    """
    wanted = sorted(set(ids))
    written = 0
    for at in range(0, len(wanted), CHUNK):
        written += _index_chunk(wanted[at : at + CHUNK], plain or {})
    return written


def forget_stories(ids: Iterable[int]) -> None:
    """Take these articles out of the index, before they are deleted. What is deleted without it
    leaves terms that lead nowhere, until `reindex` sweeps them."""
    wanted = sorted(set(ids))
    for at in range(0, len(wanted), CHUNK):
        found = SearchText.objects.filter(article__pk__among=wanted[at : at + CHUNK])
        rows = list(found.order_by("pk"))
        for row in rows:
            _replace(row.pk, Folded.unpacked(row.text).terms() | set(row.facts.split()), set())
        _remove_rows([row.pk for row in rows])
        SearchText.objects.filter(pk__in=[row.pk for row in rows]).delete()


# What a chunk's stories say --------------------------------------------------------------------

STORY = ("pk", "title", "byline", "summary", "text_digest", "source_id", "published_at")


class _Story(NamedTuple):
    pk: int
    title: str
    byline: str
    summary: str
    text_digest: str
    source: int
    published_at: datetime | None

    @property
    def digest(self) -> str:
        said = f"{VERSION}\0{self.title}\0{self.byline}\0{self.summary}\0{self.text_digest}"
        return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _index_chunk(ids: Sequence[int], plain: Mapping[int, str]) -> int:
    rows = Article.objects.filter(pk__among=ids).order_by("pk").values_list(*STORY)
    stories = {row[0]: _Story(*row) for row in rows}
    known = {row.pk: row for row in SearchText.objects.filter(article__pk__among=ids)}
    facts = _facts(stories)
    new = [story for pk, story in stories.items() if pk not in known]
    changed = [
        story
        for pk, story in stories.items()
        if (old := known.get(pk)) and (old.digest, old.facts) != (story.digest, facts[pk])
    ]
    retold = [story.pk for story in changed if known[story.pk].digest != story.digest]
    folded = _folded([*new, *(stories[pk] for pk in retold)], plain)
    _add(new, folded, facts)
    _change(changed, known, folded, facts)
    return len(new) + len(changed)


def _facts(stories: Mapping[int, _Story]) -> dict[int, str]:
    """Of each story the terms of its source, its categories with all above them, its tags and its
    day, as they are stored."""
    from .category import Category
    from .listing import Tagging

    found = {pk: [fact("s", story.source)] for pk, story in stories.items()}
    among = list(stories)
    filed = Article.categories.through.objects.filter(article__pk__among=among)
    lineages: Mapping[int, tuple[int, ...]] = {}
    pairs = list(filed.values_list("article_id", "category_id"))
    if pairs:
        lineages = Category.objects.lineages()
    above = {(pk, number) for pk, category in pairs for number in lineages[category]}
    for pk, number in sorted(above):
        found[pk].append(fact("c", number))
    tagged = Tagging.objects.filter(content_object__pk__among=among).order_by("tag_id")
    for pk, tag in tagged.values_list("content_object_id", "tag_id"):
        found[pk].append(fact("t", tag))
    return {
        pk: " ".join([*found[pk], *day_terms(story.published_at)]) for pk, story in stories.items()
    }


def _folded(stories: Sequence[_Story], plain: Mapping[int, str]) -> dict[int, Folded]:
    missing = [story.pk for story in stories if story.pk not in plain]
    bodies = dict(Article.objects.filter(pk__among=missing).values_list("pk", "body"))
    found = {}
    for story in stories:
        pk = story.pk
        body = plain[pk] if pk in plain else texts.plain_text(bodies[pk])
        found[pk] = folded_story(story.title, story.byline, story.summary, body)
    return found


def folded_story(title: str, byline: str, summary: str, plain: str) -> Folded:
    """What search compares of a story; `plain` is its body's text."""
    body, short = fold(plain), fold(summary.removesuffix("…"))
    return Folded(fold(title), fold(byline), "" if body.startswith(short.rstrip()) else short, body)


# What is written --------------------------------------------------------------------------------


def _add(new: Sequence[_Story], folded: Mapping[int, Folded], facts: Mapping[int, str]) -> None:
    if not new:
        return
    _remove_rows([story.pk for story in new])
    bulk.insert(
        SearchTerms,
        ["rowid", "terms"],
        [(it.pk, f"{' '.join(folded[it.pk].terms())} {facts[it.pk]}") for it in new],
    )
    bulk.insert(
        SearchText,
        ["article", "text", "facts", "digest"],
        [(it.pk, folded[it.pk].packed(), facts[it.pk], it.digest) for it in new],
    )


def _change(
    changed: Sequence[_Story],
    known: Mapping[int, SearchText],
    folded: Mapping[int, Folded],
    facts: Mapping[int, str],
) -> None:
    for story in changed:
        old = known[story.pk]
        before, after = set(old.facts.split()), set(facts[story.pk].split())
        if told := folded.get(story.pk):
            before |= Folded.unpacked(old.text).terms()
            after |= told.terms()
            old.text, old.digest = told.packed(), story.digest
        old.facts = facts[story.pk]
        _replace(story.pk, before - after, after - before)
    rows = [known[story.pk] for story in changed]
    SearchText.objects.bulk_update(rows, ["text", "facts", "digest"], batch_size=50)


def _replace(pk: int, removed: Collection[str], added: Collection[str]) -> None:
    """Other terms for one story. FTS5 takes a story's terms away one by one as well."""
    if connection.vendor == "postgresql":
        sql = f"UPDATE {TABLE} SET terms = ts_delete(terms, %s::text[]) || %s::tsvector"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} WHERE rowid = %s", [sorted(removed), " ".join(added), pk])
        return
    with connection.cursor() as cursor:
        if removed:
            sql = f"INSERT INTO {TABLE} ({TABLE}, rowid, terms) VALUES (%s, %s, %s)"  # noqa: S608
            cursor.execute(sql, ["delete", pk, " ".join(sorted(removed))])
        if added:
            sql = f"INSERT INTO {TABLE} (rowid, terms) VALUES (%s, %s)"  # noqa: S608
            cursor.execute(sql, [pk, " ".join(sorted(added))])


def _remove_rows(ids: Sequence[int]) -> None:
    """On PostgreSQL, where a row of that number is in the way of a new one."""
    if connection.vendor == "postgresql":
        SearchTerms.objects.filter(rowid__in=ids)._raw_delete("default")  # noqa: SLF001 no cascade
