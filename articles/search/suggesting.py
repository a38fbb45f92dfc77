"""What somebody may mean who has typed a little, or who has found nothing.

The index leads to titles that hold the words, the newest first. So many of them are looked at and
no more, however many there are.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import log

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from articles.cleaning.folding import LONGEST_TERM, fold, is_cjk
from articles.models import Article
from articles.models.compiled import Compiled, padded

from . import names
from .candidates import statement
from .expressions import TITLE, All, Term, Tree, terms_of
from .query import Phrase

MOST_TYPED = 100  # characters
MOST_TERMS = 12
MOST_TAGS, MOST_TITLES, MOST_NEAR = 5, 6, 5
LOOKED_AT = 24  # titles that are read
SHORTEST = 2  # letters of an unfinished Latin word: fewer begin too many
LONG = 5  # letters from which on a word may be misspelt, or inflected
SHARE = 200  # titles with a term: more are not told apart


def tags(typed: str) -> list[str]:
    """The names of tags that hold what was typed, the shortest first."""
    known = names.directory()
    found = known.tags.containing(_unfinished(fold(typed[:MOST_TYPED])))
    return [known.tags.labels[term] for term in found[:MOST_TAGS]]


def titles(typed: str) -> list[Article]:
    """The newest stories whose titles hold what was typed; first those where it stands together."""
    folded = fold(typed[:MOST_TYPED])
    wanted = _typed_terms(folded)
    if not wanted:
        return []
    ids = [pk for _at, pk in _newest([All(wanted)], LOOKED_AT)]
    pieces = [_unfinished(f" {piece} ") for piece in folded.split()]
    found = [(story, fold(story.title)) for story in _visible(ids)]
    found = [pair for pair in found if all(piece in pair[1] for piece in pieces)]
    together = _unfinished(folded)
    found.sort(key=lambda pair: together not in pair[1])
    return [story for story, _title in found[:MOST_TITLES]]


def nearest(phrases: Iterable[Phrase]) -> list[Article]:
    """The stories whose titles share most with these, where a rare term is worth more."""
    wanted = list(dict.fromkeys(term for phrase in phrases for term in _near_terms(phrase)))
    found = _newest(wanted[:MOST_TERMS], SHARE)
    known = Counter(at for at, _pk in found)
    worth: Counter[int] = Counter()
    for at, pk in found:
        worth[pk] += log(2 * SHARE / known[at])
    best = sorted(worth, key=lambda pk: (-worth[pk], -pk))[:LOOKED_AT]
    visible = {story.pk: story for story in _visible(best)}
    return [visible[pk] for pk in best if pk in visible][:MOST_NEAR]


def _unfinished(folded: str) -> str:
    """For looking it up within a folded text: the last word may go on there, and CJK may stand
    within a run."""
    inner = folded.strip()
    return inner if not inner or is_cjk(inner[0]) else f" {inner}"


def _typed_terms(folded: str) -> tuple[Term, ...]:
    *finished, last = folded.split() or [""]
    found = [term for run in finished for term in _in_title(terms_of(f" {run} "))]
    if last and is_cjk(last[0]):
        found += _in_title(terms_of(last))
    elif len(last) >= SHORTEST or (last and not found):
        found.append(Term(TITLE + last[:LONGEST_TERM], is_prefix=len(last) >= SHORTEST))
    return tuple(found[:MOST_TERMS])


def _near_terms(phrase: Phrase) -> list[Term]:
    """Of long words the beginnings, because it is in their ends that words mostly differ."""
    return [
        Term(it.text[: max(LONG, len(it.text) * 2 // 3 + 1)], is_prefix=True)
        if len(it.text) > LONG
        else it
        for it in _in_title(terms_of(phrase.needle))
    ]


def _in_title(terms: Iterable[Term]) -> list[Term]:
    return [Term(TITLE + it.text, it.is_prefix) for it in terms]


def _newest(trees: Sequence[Tree], limit: int) -> list[tuple[int, int]]:
    """Of each tree the stories that were stored last: its place and a story's number."""
    if not trees:
        return []
    parts, params = [], []
    for at, tree in enumerate(trees):
        sql, text = statement(tree)
        newest = f"{sql} ORDER BY rowid DESC LIMIT {limit}"
        parts.append(f"SELECT {at} AS place, rowid FROM ({newest}) AS part{at}")  # noqa: S608 ours
        params.append(text)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return cursor.fetchall()


def _visible(ids: Sequence[int]) -> list[Article]:
    return VISIBLE(ids=padded(ids, LOOKED_AT), now=timezone.now()) if ids else []


def _titles(ids: Sequence[int], now: datetime) -> QuerySet[Article]:
    found = Article.objects.published(now).filter(pk__in=ids).order_by("-published_at", "-pk")
    shown = ("title", "slug", "language", "published_at", "date_confidence", "source__name")
    return found.select_related("source").only(*shown)


VISIBLE = Compiled(_titles)
