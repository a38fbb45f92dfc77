"""Stories as search compares them, read from what is stored of them."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import QuerySet

from articles.models import SearchText
from articles.models.compiled import Compiled
from articles.models.search_index import Folded

from .listed import listed
from .matching import Sections, matches
from .names import Names
from .query import Query


def _stored(ids: str) -> QuerySet[SearchText]:
    return SearchText.objects.filter(article__pk__listed=ids).order_by()


STORED = Compiled(lambda ids: _stored(ids).values_list("pk", "text", "facts"))
FACTS = Compiled(lambda ids: _stored(ids).values_list("facts", flat=True))


class Told(NamedTuple):
    """A story's facts, and those of its texts that may be searched."""

    pk: int
    texts: Sections
    facts: frozenset[str]


def matching(query: Query, names: Names, ids: Collection[int]) -> list[Told]:
    """Of these stories those that match, in the order in which they are named."""
    found = {}
    for pk, data, said in STORED(ids=listed(ids)) if ids else ():
        texts, facts = Sections(*Folded.unpacked(data)), frozenset(said.split())
        is_short = names.is_link_only(facts)
        if matches(query, texts, facts, names.resolved, is_short):
            shown = texts._replace(summary="", body="") if is_short else texts
            found[pk] = Told(pk, shown, facts)
    return [found[pk] for pk in ids if pk in found]


def facts_of(ids: Collection[int]) -> list[list[str]]:
    return [said.split() for said in FACTS(ids=listed(ids))] if ids else []
