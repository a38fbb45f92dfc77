"""A query as the index is asked: for terms that every matching story has. Pure.

The index finds a superset; what it means where it finds more is said in matching.py. One tree of
terms is spelt for both databases: as an FTS5 expression, and as a tsquery.
"""

import calendar
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from articles.cleaning.folding import LONGEST_TERM, is_cjk

from .matching import Resolved
from .query import Phrase, Query

MOST_NAMED = 20  # by one filter; more are cheaper to try on each story than to ask the index for
TITLE = "¶"  # begins the terms of titles
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """One term; as a prefix, any that begins with it."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class But:
    """What has the first, without any of the others."""

    tree: "Tree"
    excluded: tuple["Tree", ...]


Tree = Term | All | Some | But


def terms_of(needle: str) -> tuple[Term, ...]:
    """The terms of all stories that contain this needle."""
    found: dict[Term, None] = {}
    runs = needle.split()
    for run in runs:
        if not is_cjk(run[0]):
            found[Term(run[:LONGEST_TERM])] = None
        elif len(run) == 1:
            # A run's last character is a term; elsewhere it begins a pair.
            found[Term(run, is_prefix=run is runs[-1] and not needle.endswith(" "))] = None
        else:
            found.update(dict.fromkeys(Term(run[at : at + 2]) for at in range(len(run) - 1)))
    return tuple(found)


def is_exact(needle: str) -> bool:
    """Whether every story with the needle's terms contains it."""
    (first, *more) = terms_of(needle)
    return not more and len(first.text) < LONGEST_TERM


def is_exact_query(query: Query, names: Resolved) -> bool:
    """Whether the index alone says what matches, where all texts may be searched."""
    phrases = (*query.words, *query.excluded)
    asks_all = all(len(terms) <= MOST_NAMED for terms in names.filters)
    return asks_all and not query.authors and all(is_exact(phrase.needle) for phrase in phrases)


def tree_of(query: Query, names: Resolved) -> Tree | None:
    """What all matching stories have, days aside; None where that may be anything."""
    parts = [_either(group, names) for group in query.groups]
    parts += [All(terms_of(phrase.needle)) for phrase in query.authors]
    few = (sorted(terms) for terms in names.filters if len(terms) <= MOST_NAMED)
    parts += [Some(tuple(map(Term, terms))) for terms in few]
    return all_of(parts)


def titles_of(query: Query, names: Resolved) -> Tree | None:
    """The same for stories whose titles hold all words."""
    groups = [Some(tuple(_in_title(phrase) for phrase in group)) for group in query.groups]
    if not groups:
        return None
    return all_of([*groups, tree_of(Query(authors=query.authors), names)])


def without(tree: Tree | None, query: Query, names: Resolved) -> Tree | None:
    """Without the stories that are excluded, as far as the index knows them for certain."""
    sure = [(phrase,) for phrase in query.excluded if is_exact(phrase.needle)]
    if tree is None or not sure:
        return tree
    return But(tree, tuple(_either(group, names) for group in sure))


def all_of(parts: Iterable[Tree | None]) -> Tree | None:
    """What has them all; those that are anything say nothing."""
    kept = tuple(part for part in parts if part is not None)
    return All(kept) if kept else None


def unprefixed(tree: Tree | None) -> Tree | None:
    """A wider tree without prefixes. A database reads every term that a prefix begins, whatever
    else is asked; it is the way to what is rare, not to the newest of what is common."""
    match tree:
        case Term(is_prefix=True):
            return None
        case All(parts):
            return all_of(map(unprefixed, parts))
        case Some(parts):
            kept = tuple(part for part in map(unprefixed, parts) if part is not None)
            return Some(kept) if len(kept) == len(parts) else None
        case But(inner, excluded):
            wider = unprefixed(inner)
            plain = tuple(part for part in excluded if unprefixed(part) == part)
            return But(wider, plain) if wider and plain else wider
    return tree


def _either(group: Iterable[Phrase], names: Resolved) -> Tree:
    parts: list[Tree] = []
    for phrase in group:
        parts.append(All(terms_of(phrase.needle)))
        parts += map(Term, sorted(names.phrases.get(phrase.needle, ())))
    return Some(tuple(parts))


def _in_title(phrase: Phrase) -> Tree:
    return All(tuple(Term(TITLE + it.text, it.is_prefix) for it in terms_of(phrase.needle)))


# Windows of days ------------------------------------------------------------------------------


def days(first: date, last: date) -> Some:
    """The stories of these days, in as few terms as name them: of years, months and days."""
    return Some(tuple(Term(text) for text in _days(first, last)))


def _days(first: date, last: date) -> Iterator[str]:
    while first <= last:
        month_ends = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        year_ends = date(first.year, 12, 31)
        if first.day == first.month == 1 and year_ends <= last:
            end = year_ends
            yield f"§y{first.isoformat()[:4]}"  # %Y leaves out the zeros of early years
        elif first.day == 1 and month_ends <= last:
            end = month_ends
            yield "§m" + first.isoformat()[:7].replace("-", "")
        else:
            end = first
            yield "§d" + first.isoformat().replace("-", "")
        if end == date.max:
            return
        first = end + A_DAY


# Spelling -------------------------------------------------------------------------------------


def fts5(tree: Tree) -> str:
    """The tree for `MATCH`."""
    return _spelt(tree, _fts5_term, (" AND ", " OR ", " NOT "))


def tsquery(tree: Tree) -> str:
    """The tree as the text of a tsquery."""
    return _spelt(tree, _tsquery_term, (" & ", " | ", " & !"))


def _fts5_term(term: Term) -> str:
    quoted = '"' + term.text.replace('"', '""') + '"'
    return f"{quoted} *" if term.is_prefix else quoted


def _tsquery_term(term: Term) -> str:
    quoted = "'" + term.text.replace("\\", "\\\\").replace("'", "''") + "'"
    return f"{quoted}:*" if term.is_prefix else quoted


def _spelt(tree: Tree, spell: Callable[[Term], str], signs: tuple[str, str, str]) -> str:
    match tree:
        case Term():
            return spell(tree)
        case But(inner, excluded):
            parts, sign = (inner, *excluded), signs[2]
        case All(parts):
            sign = signs[0]
        case Some(parts):
            sign = signs[1]
    spelt = sign.join(_spelt(part, spell, signs) for part in parts)
    return f"({spelt})" if len(parts) > 1 else spelt
