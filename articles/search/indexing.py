"""The index of search as a whole: made, mended and compared with what is stored.

Single stories are indexed in the write that stores them (models/search_index.py). This is for the
others: those of an archive that is older than its index, or that another version has indexed.
"""

from collections.abc import Callable, Iterator, Sequence

from django.db import connection, transaction

from articles.cleaning.searchable import SPELLING
from articles.models import Article, SearchText, index_stories
from articles.models.search_index import TABLE, wrong_stories

CHUNK = 200  # stories in one transaction, while which nobody else writes on SQLite
OLDEST = 10  # stories that tell for all
PAGES = 500  # of the index that are merged in one transaction


def is_complete() -> bool:
    """Whether search can find every story. One short query: the index is made from the newest story
    to the oldest, so that it has all where it has the oldest ones."""
    return all(digest and digest.startswith(SPELLING) for digest in _oldest_digests())


def reindex(
    *, rebuild: bool = False, progress: Callable[[int], None] = lambda stories: None
) -> dict[str, int]:
    """Index each story whose index is not right, the newest first, in short transactions: it can be
    stopped at any time, goes on where it was, and others may store stories meanwhile.

    Begins with an empty index if told to `rebuild`, or where another version has made the present
    one: its terms are not ours to take away one by one.
    """
    counts = {"stories": 0, "indexed": 0}
    if rebuild or any(it and not it.startswith(SPELLING) for it in _oldest_digests()):
        _begin_anew()
    for ids in _newest_first():
        counts["indexed"] += index_stories(ids)
        counts["stories"] += len(ids)
        progress(len(ids))
    _take_out_orphans()
    if counts["indexed"] * 2 > counts["stories"]:
        _tidy()
    return counts


def check(progress: Callable[[int], None] = lambda stories: None) -> list[int]:
    """The stories whose index is not right. Changes nothing."""
    found: list[int] = []
    for ids in _newest_first():
        found += wrong_stories(ids)
        progress(len(ids))
    return sorted(found)


def _oldest_digests() -> list[str | None]:
    oldest = Article.objects.order_by("pk").values_list("search_text__digest", flat=True)
    return list(oldest[:OLDEST])


def _newest_first() -> Iterator[Sequence[int]]:
    """By number: what is stored meanwhile has a higher one, and is indexed in its own write."""
    articles = Article.objects.order_by("-pk").values_list("pk", flat=True)
    ids = list(articles[:CHUNK])
    while ids:
        yield ids
        ids = list(articles.filter(pk__lt=ids[-1])[:CHUNK])


# Each database's own ------------------------------------------------------------------------------


def _begin_anew() -> None:
    """Search finds what is indexed by now, the newest stories first."""
    with transaction.atomic(), connection.cursor() as cursor:
        texts = SearchText._meta.db_table
        if connection.vendor == "postgresql":
            connection.check_constraints()  # of rows that this very transaction has written
            cursor.execute(f"TRUNCATE {texts}, {TABLE}")
        else:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")  # noqa: S608
            cursor.execute(f"DELETE FROM {texts}")  # noqa: S608  # our names


def _take_out_orphans() -> None:
    """What was deleted past Django. FTS5 cannot name its stories; there they lead nowhere until the
    index is made anew."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {TABLE} terms WHERE NOT EXISTS"  # noqa: S608  # our names
                f" (SELECT 1 FROM {Article._meta.db_table} story WHERE story.id = terms.rowid)"
            )


def _tidy() -> None:
    """After many writes: a search has fewer places to look."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT gin_clean_pending_list('{TABLE}_found')")
            return
        # A negative number begins to make one piece of all; each further step writes some pages.
        pages, before = -PAGES, -1
        while (written := _merge(cursor, pages)) - before > 1:
            pages, before = PAGES, written


def _merge(cursor, pages: int) -> int:
    cursor.execute(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('merge', %s)", [pages])  # noqa: S608
    cursor.execute("SELECT total_changes()")
    return cursor.fetchone()[0]
