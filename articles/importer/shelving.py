"""A chunk's stories into categories and tags, list pages' rows included. An import adds, it never
takes away."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from articles.models import (
    Article,
    CategoryEntry,
    Status,
    Tagging,
    bulk,
    refresh_listings,
)
from articles.provenance.merge import merge_set

from .entry import Entry
from .filing import Filing, Path

Pairs = dict[int, dict[int, None]]  # article → its categories or tags, in order

THROUGH = Article.categories.through
FILED, TAGGED = ("article_id", "category_id"), ("content_object_id", "tag_id")


class Wish(NamedTuple):
    """What a story is to be filed under, by name."""

    article: Article
    paths: Sequence[Path]
    tags: Sequence[str]


def wishes(entries: Iterable[Entry]) -> list[Wish]:
    """What the entries' stories say of their filing, as far as it is to be followed."""
    found = []
    for entry in entries:
        article, story, said = entry.article, entry.cleaned, entry.said
        if article is None or story is None or entry.outcome == "unchanged":
            continue
        paths = _wanted(article, "categories", story.categories, said and said.categories)
        tags = _wanted(article, "tags", story.tags, said and said.tags)
        found.append(Wish(article, paths, tags))
    return found


def shelve(
    wished: Iterable[Wish], filing: Filing, new: Mapping[int, Article], dated: set[int]
) -> dict[int, dict[str, list[int]]]:
    """File the stories; `new` are the articles that this chunk made, by number, `dated` older ones
    whose date is another now.

    Returns what older articles were filed under before, for those that this changed.
    """
    filed: Pairs = {}
    tagged: Pairs = {}
    for article, paths, tags in wished:
        for path in paths:
            filed.setdefault(article.pk, {})[filing.category(path).pk] = None
        for name in tags:
            tagged.setdefault(article.pk, {})[filing.tag(name).pk] = None
    leaves = {number for numbers in filed.values() for number in numbers}
    _shelve_new(filed, tagged, new, filing.lineages(leaves) if leaves else {})
    return _shelve_old(filed, tagged, new, dated)


def _wanted(article: Article, field: str, told: Sequence, said: Sequence | None) -> Sequence:
    """In the file's order. Of a field that a person has edited only what is news."""
    if field not in article.edited_fields:
        return told
    news = merge_set(frozenset(said), frozenset(told), frozenset()) if said is not None else ()
    return [name for name in told if name in news]


def _shelve_new(
    filed: Pairs,
    tagged: Pairs,
    new: Mapping[int, Article],
    lineages: Mapping[int, Sequence[int]],
) -> None:
    shown = {
        pk: article.published_at
        for pk, article in new.items()
        if article.status == Status.PUBLISHED
    }
    pairs = [(pk, category) for pk in filed if pk in new for category in filed[pk]]
    entries = [
        (above, pk, shown[pk])
        for pk in filed
        if pk in shown
        for above in dict.fromkeys(above for leaf in filed[pk] for above in lineages[leaf])
    ]
    taggings = [(pk, tag, shown.get(pk)) for pk in tagged if pk in new for tag in tagged[pk]]
    bulk.insert(THROUGH, FILED, pairs)
    bulk.insert(CategoryEntry, ("category_id", "article_id", "published_at"), entries)
    bulk.insert(Tagging, (*TAGGED, "published_at"), taggings)


def _shelve_old(
    filed: Pairs, tagged: Pairs, new: Mapping[int, Article], dated: set[int]
) -> dict[int, dict[str, list[int]]]:
    old = (filed.keys() | tagged.keys()) - new.keys()
    before: dict[int, dict[str, list[int]]] = {}
    if old:
        more = _added(THROUGH, FILED, filed, old, "categories", before)
        bulk.insert(THROUGH, FILED, more, ignore=True)
        more = _added(Tagging, TAGGED, tagged, old, "tags", before)
        bulk.insert(Tagging, TAGGED, more, ignore=True)
    refresh_listings(before.keys() | dated)
    return before


def _added(
    model, names: tuple[str, str], wanted: Pairs, old: set[int], field: str, before
) -> list[tuple[int, int]]:
    """The pairs that are not there yet; `before` learns what was there where there are some."""
    owner, other = names
    found: dict[int, list[int]] = {pk: [] for pk in old}
    rows = model.objects.filter(**{f"{owner}__in": old}).order_by("pk")
    for pk, value in rows.values_list(owner, other):
        found[pk].append(value)
    pairs = []
    for pk in sorted(old & wanted.keys()):
        if more := [value for value in wanted[pk] if value not in found[pk]]:
            before.setdefault(pk, {})[field] = found[pk]
            pairs += [(pk, value) for value in more]
    return pairs
