"""A chunk's stories into categories and tags, list pages' rows included. An import adds, it never
takes away."""

from collections.abc import Iterable, Mapping, Sequence

from articles.models import (
    Article,
    Category,
    CategoryEntry,
    Status,
    Tagging,
    refresh_listings,
)

from . import bulk
from .changes import new_names
from .entry import Entry
from .filing import Filing

Pairs = dict[int, dict[int, None]]  # article → its categories or tags, in order

THROUGH = Article.categories.through
FILED, TAGGED = ("article_id", "category_id"), ("content_object_id", "tag_id")


def shelve(
    entries: Iterable[Entry], filing: Filing, new: Mapping[int, Article]
) -> dict[int, dict[str, list[int]]]:
    """File what the entries say; `new` are the articles that this chunk made, by number.

    Returns what older articles were filed under before, for those that this changed.
    """
    filed: Pairs = {}
    tagged: Pairs = {}
    dated = set()
    for entry in entries:
        article, story = entry.article, entry.cleaned
        if article is None or story is None or entry.outcome == "unchanged":
            continue
        said = entry.said
        paths = _wanted(article, "categories", story.categories, said and said.categories)
        names = _wanted(article, "tags", story.tags, said and said.tags)
        for path in paths:
            filed.setdefault(article.pk, {})[filing.category(path).pk] = None
        for name in names:
            tagged.setdefault(article.pk, {})[filing.tag(name).pk] = None
        if "published_at" in entry.changes and article.pk not in new:
            dated.add(article.pk)
    _shelve_new(filed, tagged, new)
    return _shelve_old(filed, tagged, new, dated)


def _wanted(article: Article, field: str, told: Sequence, said: Sequence | None) -> Sequence:
    """In the file's order. Of a field that a person has edited only what is news."""
    if field not in article.edited_fields:
        return told
    news = new_names(told, said)
    return [name for name in told if name in news]


def _shelve_new(filed: Pairs, tagged: Pairs, new: Mapping[int, Article]) -> None:
    shown = {
        pk: article.published_at
        for pk, article in new.items()
        if article.status == Status.PUBLISHED
    }
    lineages = Category.objects.lineages() if filed else {}
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
