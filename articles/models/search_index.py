"""What search finds stories by, stored in the same write as they are.

`SearchText` holds a story's folded text, by which a find is verified and ranked; `SearchTerms`
leads to it: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL, one spelling for both. The
terms have no positions. They find every story that can match, and the folded text decides: so the
index is small, and nothing depends on what a database takes for a word or a phrase
(docs/decisions/0016-search.md).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from django.db import connection, models, transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from articles.cleaning.searchable import (
    FACT,
    SPELLING,
    Folded,
    Searchable,
    digest_of,
    searchable,
)
from articles.cleaning.text import plain_text

from . import bulk
from .article import Article

CHUNK = 500  # stories that are indexed at once
AT_ONCE = 50  # bodies in memory
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
    digest = models.CharField(
        _("digest"), max_length=32, help_text=_("Of what the text was made from.")
    )
    facts = models.TextField(
        _("facts"), help_text=_("Terms of its source, categories, tags and date.")
    )
    # The last one: SQLite reads a row from its beginning, and most questions end before the text.
    text = models.BinaryField(
        _("text"), help_text=_("Title, byline, summary and body, folded; Zstandard.")
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


def day_terms(moment: datetime | None) -> list[str]:
    """A date's terms: its day, month and year, in UTC. No date, none."""
    if moment is None:
        return []
    year, month, day = moment.astimezone(UTC).date().isoformat().split("-")
    return [f"{FACT}d{year}{month}{day}", f"{FACT}m{year}{month}", f"{FACT}y{year}"]


def fact(kind: str, number: int) -> str:
    """The term of a source ("s"), a category or one below it ("c"), or a tag ("t")."""
    return f"{FACT}{kind}{number}"


@transaction.atomic(savepoint=False)
def index_stories(ids: Iterable[int], told: Mapping[int, Searchable] | None = None) -> int:
    """Index these articles as they are stored now, in the transaction of the change. How many
    rows it wrote: none for stories whose index is right. Those that are gone it passes over.

    `told`: what some of them tell, where the caller has worked it out.
    """
    return sum(_index(chunk, told or {}) for chunk in _chunks(ids))


@transaction.atomic(savepoint=False)
def refile_stories(ids: Iterable[int]) -> int:
    """The same where only their source, categories, tags or date may be others: it reads the texts
    of none but those that are not indexed yet."""
    return sum(_index(chunk, {}, reread=False) for chunk in _chunks(ids))


@transaction.atomic(savepoint=False)
def forget_stories(ids: Iterable[int]) -> None:
    """Take these articles out of the index, before they are deleted: what the index of SQLite
    holds can be taken out only by who knows it."""
    for chunk in _chunks(ids):
        found = SearchText.objects.filter(article__pk__among=chunk)
        if connection.vendor == "postgresql":
            _remove_rows(chunk)
        else:
            rows = found.iterator(AT_ONCE)
            _take_out([(row.pk, {*row.facts.split(), *_terms(row)}) for row in rows])
        found.delete()


@receiver(pre_delete, sender=Article)
def forget(sender, instance, **kwargs) -> None:
    """Whoever deletes it and however. Who deletes past Django's signals forgets them himself."""
    forget_stories([instance.pk])


def _chunks(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    wanted = sorted(set(ids))
    return (wanted[at : at + CHUNK] for at in range(0, len(wanted), CHUNK))


def _terms(row: SearchText) -> set[str]:
    """What the index leads to it by, facts apart. Of what another version has made nobody knows
    it; terms that are left there lead to a story that does not match."""
    if not row.digest.startswith(SPELLING):
        return set()
    return set(Folded.unpacked(row.text).terms().split())


# What a chunk's stories say --------------------------------------------------------------------


def wrong_stories(ids: Iterable[int]) -> list[int]:
    """Those of them that the index does not have as they are stored."""
    found = set()
    for chunk in _chunks(ids):
        facts, known = _facts(_stories(chunk)), _known(chunk)
        found.update(pk for pk in facts if pk not in known or known[pk].facts != facts[pk])
        found.update(pk for pk, _texts in _other_texts(_digests(facts, known)))
    return sorted(found)


def _index(ids: Sequence[int], told: Mapping[int, Searchable], *, reread: bool = True) -> int:
    facts = _facts(_locked(ids))
    known = _known(ids)
    texts = {pk: told[pk] for pk in facts if pk in told}
    unread = facts.keys() - texts if reread else facts.keys() - known
    for pk, story in _other_texts(_digests(unread, known)):
        texts[pk] = searchable(*story, plain_text(story[-1]))
    new = [pk for pk in texts if pk not in known]
    retold = {pk: texts[pk] for pk in texts if pk in known and texts[pk].digest != known[pk].digest}
    _add(new, texts, facts)
    return len(new) + _change(known, facts, retold)


def _stories(ids: Sequence[int]) -> models.QuerySet[Article]:
    return Article.objects.filter(pk__among=ids).order_by("pk")


def _locked(ids: Sequence[int]) -> models.QuerySet[Article]:
    """What two people change at once is indexed as the later one leaves it."""
    return _stories(ids).select_for_update(no_key=True)


def _known(ids: Sequence[int]) -> dict[int, SearchText]:
    found = SearchText.objects.filter(article__pk__among=ids).defer("text")
    return {row.pk: row for row in found}


def _facts(stories: models.QuerySet[Article]) -> dict[int, str]:
    """Of each story that is there the terms of its source, its categories with all above them, its
    tags and its day, as they are stored."""
    from .category import Category
    from .listing import Tagging

    rows = list(stories.values_list("pk", "source_id", "published_at"))
    found = {pk: [fact("s", source)] for pk, source, _at in rows}
    filed = Article.categories.through.objects.filter(article__pk__among=list(found))
    pairs = list(filed.values_list("article_id", "category_id"))
    lineages = Category.objects.lineages() if pairs else {}
    for pk, number in sorted({(pk, above) for pk, own in pairs for above in lineages[own]}):
        found[pk].append(fact("c", number))
    tagged = Tagging.objects.filter(content_object__pk__among=list(found)).order_by("tag_id")
    for pk, tag in tagged.values_list("content_object_id", "tag_id"):
        found[pk].append(fact("t", tag))
    return {pk: " ".join([*found[pk], *day_terms(at)]) for pk, _source, at in rows}


def _digests(ids: Iterable[int], known: Mapping[int, SearchText]) -> dict[int, str]:
    return {pk: known[pk].digest if pk in known else "" for pk in ids}


def _other_texts(digests: Mapping[int, str]) -> Iterator[tuple[int, tuple[str, str, str, str]]]:
    """Title, byline, summary and body of the stories that do not have this digest."""
    if digests:
        rows = _stories(list(digests)).values_list("pk", "title", "byline", "summary", "body")
        for pk, *texts in rows.iterator(AT_ONCE):
            if digest_of(*texts) != digests[pk]:
                yield pk, (texts[0], texts[1], texts[2], texts[3])


# What is written --------------------------------------------------------------------------------


def _add(new: Sequence[int], texts: Mapping[int, Searchable], facts: Mapping[int, str]) -> None:
    if not new:
        return
    if connection.vendor == "postgresql":
        _remove_rows(new)  # of stories that went past us: FTS5 does not mind them
    _put_in([(pk, f"{texts[pk].terms} {facts[pk]}") for pk in new])
    rows = [(pk, texts[pk].digest, facts[pk], texts[pk].text) for pk in new]
    bulk.insert(SearchText, ["article", "digest", "facts", "text"], rows)


def _change(
    known: Mapping[int, SearchText], facts: Mapping[int, str], retold: Mapping[int, Searchable]
) -> int:
    changed = [
        row for pk, row in known.items() if pk in facts and (pk in retold or row.facts != facts[pk])
    ]
    before = {row.pk: set(row.facts.split()) for row in changed}
    after = {row.pk: set(facts[row.pk].split()) for row in changed}
    if retold:
        old = SearchText.objects.filter(article__pk__among=list(retold))
        for row in old.iterator(AT_ONCE):
            before[row.pk] |= _terms(row)
            after[row.pk] |= set(retold[row.pk].terms.split())
    _replace([(pk, was - after[pk], after[pk] - was) for pk, was in before.items()])
    _write(["facts"], [(facts[row.pk], row.pk) for row in changed if row.pk not in retold])
    rows = [(it.digest, facts[pk], it.text, pk) for pk, it in retold.items()]
    _write(["digest", "facts", "text"], rows)
    return len(changed)


def _write(names: Sequence[str], rows: Sequence[tuple]) -> None:
    """Other values in rows that are there, each ending with its number."""
    if rows:
        values = ", ".join(f"{name} = %s" for name in names)
        table = SearchText._meta.db_table
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {values} WHERE article_id = %s", rows)  # noqa: S608


def _replace(changes: Sequence[tuple[int, set[str], set[str]]]) -> None:
    """For stories by number, terms taken away and terms added."""
    changes = [each for each in changes if each[1] or each[2]]
    if not changes:
        return
    if connection.vendor != "postgresql":
        _take_out([(pk, removed) for pk, removed, _added in changes])
        _put_in([(pk, " ".join(added)) for pk, _removed, added in changes])
        return
    sql = f"UPDATE {TABLE} SET terms = ts_delete(terms, %s::text[]) || %s::tsvector"  # noqa: S608
    rows = [(list(removed), " ".join(added), pk) for pk, removed, added in changes]
    with connection.cursor() as cursor:
        cursor.executemany(f"{sql} WHERE rowid = %s", rows)


def _take_out(terms: Sequence[tuple[int, Collection[str]]]) -> None:
    """FTS5 takes away by name, and counts: what is taken out of a story and what is put in again
    are one row each, be there nothing in it. Below none, it calls itself corrupt."""
    sql = f"INSERT INTO {TABLE} ({TABLE}, rowid, terms) VALUES ('delete', %s, %s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(pk, " ".join(removed)) for pk, removed in terms])


def _put_in(terms: Sequence[tuple[int, str]]) -> None:
    bulk.insert(SearchTerms, ["rowid", "terms"], terms)


def _remove_rows(ids: Sequence[int]) -> None:
    SearchTerms.objects.filter(rowid__among=ids)._raw_delete("default")  # noqa: SLF001  no cascade
