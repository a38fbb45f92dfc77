"""Keyset pages: nothing repeated, nothing left out, whatever the dates; the indexes are used."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from taggit.models import Tag

from articles.models import Article
from articles.reading.keyset import Cursor, Walk, Way
from tests.factories import NOON, make_article, make_articles, make_category, make_source
from tests.reading.helpers import many

pytestmark = pytest.mark.django_db


def walk() -> Walk:
    return Walk(Article.objects.published().for_lists())


def params(query: str) -> dict[str, str]:
    return dict([query.split("=")]) if query else {}


def steps(direction: str, start: dict[str, str], size: int) -> list[list[int]]:
    pages, at = [], start
    while True:
        page = walk().page(at, size)
        pages.append([story.pk for story in page.stories])
        at = params(getattr(page, direction))
        if not at:
            return pages


def test_a_walk_forward_and_back_meets_every_story_once_though_dates_are_equal(subtests):
    make_articles({"published_at": NOON - timedelta(minutes=number // 5)} for number in range(12))
    expected = [story.pk for story in Article.objects.order_by("-published_at", "-pk").only("pk")]
    oldest = Article.objects.get(pk=expected[-1])

    for size in (1, 2, 3, 5, 11, 12, 13):
        with subtests.test(size):
            forward = steps("older", {}, size)
            assert sum(forward, []) == expected
            assert all(len(page) == size for page in forward[:-1])

            back = steps("newer", {"after": str(Cursor.at(oldest))}, size)
            assert sum(back[::-1], []) == expected[:-1]


def test_a_story_that_arrives_during_the_walk_moves_nothing():
    stories = many(6)
    first = walk().page({}, 3)
    make_article("Breaking", published_at=NOON + timedelta(days=1))

    second = walk().page(params(first.older), 3)
    assert [story.pk for story in second.stories] == [story.pk for story in stories[3:]]

    back = walk().page(params(second.newer), 3)
    assert [story.pk for story in back.stories] == [story.pk for story in stories[:3]]
    assert back.newer


def test_the_end_of_the_walk_leads_back():
    story = make_article()

    page = walk().page({"before": str(Cursor.at(story))})

    assert page.stories == []
    assert page.older == ""
    assert [s.pk for s in walk().page({}).stories] == [story.pk]


def test_beyond_the_newest_story_stands_the_first_page():
    story = make_article()

    page = walk().page({"after": str(Cursor.at(story))})

    assert page.is_first
    assert [s.pk for s in page.stories] == [story.pk]


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        NOON + timedelta(microseconds=1),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("pk", [1, 2**63 - 1])
def test_a_cursor_survives_the_address(moment, pk):
    assert Cursor.parse(str(Cursor(moment, pk))) == Cursor(moment, pk)


BROKEN = ["", "-", "x", "1-", "-1", "1_0-2", "١-٢", "zzzzzzzzzzzzz-1", "1-zzzzzzzzzzzzz", "A-B",
          "1-2-3", " 1-2", "1-2\n", "9" * 400]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_cursor_is_no_cursor(text):
    assert Cursor.parse(text) is None


def test_a_story_without_a_date_has_no_place_in_a_list():
    with pytest.raises(ValueError, match="no date"):
        Cursor.at(Article(pk=1))


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("index", "turn"),
    [
        ("article_newest", lambda stories, **of: Walk(stories)),
        (
            "article_source_newest",
            lambda stories, source, **of: Walk(stories.filter(source=source)),
        ),
        (
            "entry_newest",
            lambda stories, category, **of: Walk(
                stories, Q(entries__category=category), "entries__", "article_id"
            ),
        ),
        (
            "tagging_newest",
            lambda stories, tag, **of: Walk(
                stories,
                Q(taggings__tag=tag, taggings__published_at__isnull=False),
                "taggings__",
                "content_object_id",
            ),
        ),
    ],
    ids=["newest", "source", "category", "tag"],
)
def test_each_list_walks_its_index_and_sorts_nothing(index, turn):
    sources = [make_source(f"Wire {n}") for n in range(3)]
    stories = [story for source in sources for story in many(6, source)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    lane = turn(
        Article.objects.published().for_lists(),
        source=sources[0],
        category=make_category("News"),
        tag=Tag.objects.get(),
    )
    middle = Cursor.at(stories[9])
    queries = (
        lane.asked(Way.OLDER, None),
        lane.asked(Way.OLDER, middle),
        lane.asked(Way.NEWER, middle),
    )

    for query in queries:
        plan = query[:21].explain()
        assert f"INDEX {index}" in plan
        assert "TEMP B-TREE" not in plan
