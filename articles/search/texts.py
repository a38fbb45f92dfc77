"""Stories as search compares them, read from what is stored of them."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import QuerySet

from articles.cleaning.searchable import Folded, unpacked
from articles.models import SearchText
from articles.models.compiled import Compiled

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
    """Of these stories those that match, in the order in which they are named.

    Most that do not match lack one of the words altogether: that is seen before a text is decoded.
    """
    found = {}
    wanted = _wanted(query, names)
    for pk, data, said in STORED(ids=listed(ids)) if ids else ():
        text = unpacked(data)
        if any(needle not in text for needle in wanted):
            continue
        texts, facts = Sections(*Folded.read(text)), frozenset(said.split())
        is_short = names.is_link_only(facts)
        if matches(query, texts, facts, names.resolved, is_short):
            shown = texts._replace(summary="", body="") if is_short else texts
            found[pk] = Told(pk, shown, facts)
    return [found[pk] for pk in ids if pk in found]


def _wanted(query: Query, names: Names) -> list[bytes]:
    """What a story's text must hold somewhere: phrases without another in their place, which no
    tag or source is called."""
    alone = [group[0] for group in query.groups if len(group) == 1]
    meant = names.resolved.phrases
    return [it.needle.encode() for it in alone if not meant.get(it.needle)]


def facts_of(ids: Collection[int]) -> list[list[str]]:
    return [said.split() for said in FACTS(ids=listed(ids))] if ids else []
