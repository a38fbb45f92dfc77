"""A newsroom of any size, made by rows: what pages are measured on.

Stories stand in 48 categories three levels deep, at 20 sources, with two tags each, a minute apart.
Their texts differ in nothing but a number, so that pages of archives of any size weigh the same;
who measures something else tells stories of their own.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from taggit.models import Tag

from articles.importer import rows
from articles.models import (
    Article,
    Category,
    CategoryEntry,
    DateConfidence,
    Related,
    Source,
    Status,
    Tagging,
    bulk,
)

SOURCES, TAGS = 20, 200
ROOTS, BRANCHES, LEAVES = 4, 4, 3
CHUNK = 5_000
# As COPY writes them: as texts.
PUBLISHED, EXACT = Status.PUBLISHED.value, DateConfidence.EXACT.value
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
PARAGRAPH = (
    "<p>The review board measured the new controller for a week, under the load of a whole"
    " building, and found that it kept its promise of {n} requests a second. 每一个数字都可以"
    "复查，原始记录附在文末。</p>"
)
Stories = list[Article]
BODY = "".join(
    f"<h2>Part {part}</h2>" + PARAGRAPH.replace("{n}", str(part * 1000)) * 4 for part in range(1, 5)
)


def fill(
    count: int,
    tell: Callable[[list[int], int, list[Source]], Stories] | None = None,
    then: Callable[[Stories], object] | None = None,
    *,
    sources: int = SOURCES,
    tags: int = TAGS,
) -> None:
    """Fill the empty database that Django is set up for with `count` published stories.

    `tell`: makes those of a chunk's numbers; `then`: is called with each chunk that is stored.
    """
    tell = tell or _stories
    at, leaves, under = _sources(sources), _leaves(), _tags(tags)
    numbers = iter(range(1, count + 1))
    with bulk.little_memory():
        while chunk := list(islice(numbers, CHUNK)):
            stories = tell(chunk, count, at)
            _insert(stories, count, leaves, under)
            if then:
                then(stories)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _insert(stories: Stories, count: int, leaves: list[Category], tags: list[Tag]) -> None:
    filed = [(story, leaves[story.pk % len(leaves)]) for story in stories]
    with transaction.atomic():
        bulk.insert(Article, rows.ARTICLE, [rows.article(story) for story in stories])
        bulk.insert(
            Article.categories.through,
            ("article_id", "category_id"),
            [(story.pk, leaf.pk) for story, leaf in filed],
        )
        bulk.insert(
            CategoryEntry,
            ("article_id", "category_id", "published_at"),
            [(s.pk, above, s.published_at) for s, leaf in filed for above in _lineage(leaf)],
        )
        bulk.insert(
            Tagging,
            ("content_object_id", "tag_id", "published_at"),
            [(s.pk, tag.pk, s.published_at) for s in stories for tag in _two(s.pk, tags)],
        )
        bulk.insert(Related, ("article_id", "stories"), [_related(s.pk, count) for s in stories])


def _stories(numbers: list[int], count: int, sources: list[Source]) -> Stories:
    return [_story(number, count, sources) for number in numbers]


def _story(number: int, count: int, sources: list[Source]) -> Article:
    published = NEWEST - timedelta(minutes=count - number)
    return Article(
        pk=number,
        title=f"Controllers keep the promise of their makers, says report {number}",
        slug=f"controllers-report-{number}",
        source=sources[number % len(sources)],
        published_at=published,
        status=PUBLISHED,
        date_confidence=EXACT,
        summary="The review board measured the new controller for a week, under the load of a"
        " whole building.",
        body=BODY,
        language="en",
        word_count=640,
        reading_minutes=3,
        created_at=published,
        modified_at=published,
    )


def _lineage(leaf: Category) -> Iterator[int]:
    category: Category | None = leaf
    while category:
        yield category.pk
        category = category.parent


def _two(number: int, tags: list[Tag]) -> tuple[Tag, Tag]:
    count = len(tags)
    first = number % count
    return tags[first], tags[(first + 1 + number // count % (count - 2)) % count]


def _related(number: int, count: int) -> tuple[int, str]:
    near = (number + step * ROOTS * BRANCHES * LEAVES for step in (-3, -2, -1, 1, 2, 3))
    return number, json.dumps([pk for pk in near if 0 < pk <= count])


def _sources(count: int) -> list[Source]:
    made = [
        Source(
            name=f"Example Wire {number}",
            slug=f"example-wire-{number}",
            homepage="https://wire.example/",
            licence="CC BY-SA 4.0",
            licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
        )
        for number in range(count)
    ]
    return Source.objects.bulk_create(made)


def _tags(count: int) -> list[Tag]:
    return Tag.objects.bulk_create(Tag(name=f"Topic {n}", slug=f"topic-{n}") for n in range(count))


def _leaves() -> list[Category]:
    found = []
    for root in range(ROOTS):
        above = Category.objects.create(name=f"Section {root}")
        for branch in range(BRANCHES):
            middle = Category.objects.create(name=f"Channel {branch}", parent=above)
            found += [
                Category.objects.create(name=f"Column {leaf}", parent=middle)
                for leaf in range(LEAVES)
            ]
    return found
