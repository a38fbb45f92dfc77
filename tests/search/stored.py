"""What stands in the index of search itself, which no model can be asked on SQLite."""

from django.db import connection

from articles.models.search_index import TABLE, Folded, SearchText
from articles.search import indexing


def stored_terms() -> list[tuple[int, tuple[str, ...]]]:
    """Of each story by number its terms, in order."""
    found: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT rowid, unnest(tsvector_to_array(terms)) FROM {TABLE}")
        else:
            cursor.execute(
                f"CREATE VIRTUAL TABLE temp.spelt USING fts5vocab(main, {TABLE}, instance)"
            )
            cursor.execute("SELECT doc, term FROM temp.spelt")
        for pk, term in cursor.fetchall():
            found.setdefault(pk, []).append(term)
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE temp.spelt")
    return sorted((pk, tuple(sorted(terms))) for pk, terms in found.items())


def state() -> dict[str, object]:
    """All that search knows of the stories."""
    texts = {
        row.pk: (row.digest, row.facts, Folded.unpacked(row.text))
        for row in SearchText.objects.order_by("pk")
    }
    return {"texts": texts, "terms": stored_terms()}


def assert_right() -> None:
    """The index holds each story as it is stored, and nothing else: making it anew changes nothing,
    and that is no less than what a check sees."""
    assert indexing.check() == []
    found = state()
    indexing.reindex(rebuild=True)
    assert found == state()
