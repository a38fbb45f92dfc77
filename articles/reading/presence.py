"""Which of many spans hold a visible story: one step along an index for each span."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, Q, Subquery

from articles.models import Article, Source

# Each question is a column, of which PostgreSQL has 1,664 in a query and SQLite 2,000.
AT_ONCE = 500


def filled(spans: Iterable[Q]) -> list[bool]:
    """For each condition, whether readers can see a story that meets it: a query per AT_ONCE."""
    tests = [Exists(Article.objects.published().filter(span)) for span in spans]
    return [bool(answer) for answer in answers(tests)]


def answers(questions: Sequence[Subquery]) -> list[Any]:
    """What each of these comes to, for questions that look at no row outside themselves."""
    starts = range(0, len(questions), AT_ONCE)
    return [answer for at in starts for answer in _answers(questions[at : at + AT_ONCE])]


def _answers(questions: Sequence[Subquery]) -> Sequence[Any]:
    columns = {f"column_{n}": question for n, question in enumerate(questions)}
    # Any table that holds a row will do. No source, no story.
    row = Source.objects.order_by("pk").annotate(**columns).values_list(*columns).first()
    return row or [None] * len(questions)
