"""The desk's search: all stories, whatever their status, within what a list shows already."""

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from articles.models import Article

from .candidates import start_of, statement
from .expressions import is_exact_query, tree_of, without
from .names import Names, resolve
from .query import Query, parse
from .texts import matching

LOOKED_AT = 2_000  # newest stories that the index names, where it cannot tell by itself


def for_desk(text: str, stories: QuerySet[Article]) -> QuerySet[Article]:
    """Of `stories`, which a list has filtered already, those that match what was typed.

    A query of which the index knows the answer finds all of them; of others, such as phrases, those
    among the newest LOOKED_AT that it names.
    """
    query = parse(text)
    names = resolve(query)
    if query.is_empty:
        return stories
    if names.is_impossible:
        return stories.none()
    tree = without(tree_of(query, names.resolved), query, names.resolved)
    found = _in_time(query, stories)
    if tree is not None:
        sql, asked = statement(tree)
        found = found.filter(pk__in=RawSQL(sql, [asked]))  # noqa: S611 ours, with its parameter
    is_told = tree is not None or not query.excluded
    if is_told and is_exact_query(query, names.resolved):
        return found
    newest = found.order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT]
    told = matching(query, Names(names.resolved, link_only=frozenset()), newest)
    return stories.filter(pk__among=[story.pk for story in told])


def _in_time(query: Query, stories: QuerySet[Article]) -> QuerySet[Article]:
    if query.after:
        stories = stories.filter(published_at__gte=start_of(query.after))
    if query.before:
        stories = stories.filter(published_at__lt=start_of(query.before))
    return stories
