"""Stories as search compares them, read from what is stored of them."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from articles.cleaning.searchable import Folded, unpacked
from articles.models import SearchText
from articles.models.compiled import Compiled

from .listed import listed
from .matching import Sections, matches, says
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
    for pk, text, facts in _possible(query, names, ids):
        texts = Sections(*Folded.read(text))
        is_short = names.is_link_only(facts)
        if matches(query, texts, facts, names.resolved, is_short):
            shown = texts._replace(summary="", body="") if is_short else texts
            found[pk] = Told(pk, shown, facts)
    return [found[pk] for pk in ids if pk in found]


def numbers(query: Query, names: Names, ids: Collection[int]) -> list[int]:
    """The same for who wants their numbers only, and takes half the time where it can."""
    if query.authors or names.link_only:
        return [story.pk for story in matching(query, names, ids)]
    possible = _possible(query, names, ids)
    found = {pk for pk, text, facts in possible if says(query, text, facts, names.resolved)}
    return [pk for pk in ids if pk in found]


def _possible(
    query: Query, names: Names, ids: Collection[int]
) -> Iterator[tuple[int, bytes, frozenset[str]]]:
    """What is stored of them, but for those that lack one of the words altogether: that is seen
    before a text is decoded."""
    wanted = _wanted(query, names)
    for pk, data, said in STORED(ids=listed(ids)) if ids else ():
        text = unpacked(data)
        if all(needle in text for needle in wanted):
            yield pk, text, frozenset(said.split())


def _wanted(query: Query, names: Names) -> list[bytes]:
    """What a story's text must hold somewhere: phrases without another in their place, which no
    tag or source is called."""
    alone = [group[0] for group in query.groups if len(group) == 1]
    meant = names.resolved.phrases
    return [it.needle.encode() for it in alone if not meant.get(it.needle)]


def facts_of(ids: Collection[int]) -> list[list[str]]:
    return [said.split() for said in FACTS(ids=listed(ids))] if ids else []
