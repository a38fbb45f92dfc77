"""Which of many spans hold a visible story: one step along an index for each span."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, Q

from articles.models import Article, Source

# Each span is a column, of which PostgreSQL has 1,664 in a query and SQLite 2,000.
AT_ONCE = 500


def filled(spans: Iterable[Q]) -> list[bool]:
    """For each condition, whether readers can see a story that meets it: a query per AT_ONCE."""
    conditions = list(spans)
    starts = range(0, len(conditions), AT_ONCE)
    return [found for at in starts for found in _filled(conditions[at : at + AT_ONCE])]


def _filled(spans: Sequence[Q]) -> list[bool]:
    tests = [Exists(Article.objects.published().filter(span)) for span in spans]
    # The tests do not look at the row; any table that holds one will do. No source, no story.
    columns = {f"span_{n}": test for n, test in enumerate(tests)}
    row = Source.objects.order_by("pk").annotate(**columns).values_list(*columns).first()
    return list(row) if row else [False] * len(tests)
