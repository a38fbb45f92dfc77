"""Holding several stories at once."""

from collections.abc import Collection

from .article import Article


def lock_stories(numbers: Collection[int]) -> None:
    """Whoever else wants one of them waits until the transaction ends.

    In the order of their numbers and in one statement, before any of them is touched: two who want
    the same stories wait for one another once, and never both.
    """
    rows = Article.objects.filter(pk__in=numbers).order_by("pk").select_for_update()
    list(rows.values_list("pk"))
