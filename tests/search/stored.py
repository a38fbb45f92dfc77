"""What stands in the index of search itself, which no model can be asked on SQLite."""

from django.db import connection

from articles.models.search_index import TABLE


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
