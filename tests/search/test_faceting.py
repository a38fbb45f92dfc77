"""What can be chosen beside what was found."""

from datetime import UTC, datetime

import pytest

from articles.models import TextRights
from articles.search import Search, faceting, newest
from articles.search.faceting import facets
from articles.search.query import parse
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    media, forums = make_category("媒体", "Wired"), make_category("论坛", "V2EX")
    for number in range(6):
        make_article(
            f"Kernel panic {number}",
            source=make_source("Wired" if number < 4 else "V2EX 热门"),
            categories=(media,) if number < 4 else (forums,),
            tags=("Linux", "内核") if number < 2 else ("Linux",),
            published_at=datetime(2020 + number // 3, 5, 1, number, tzinfo=UTC),
        )
    make_article("Something else", source=make_source("Else"))


def told(found: list) -> list[tuple[str, int]]:
    return [(facet.label, facet.count) for facet in found]


@pytest.mark.parametrize("text", ["kernel", '"kernel panic"'])
def test_the_most_frequent_first(archive, text):
    found = facets(Search(parse(text)))
    assert told(found.sections) == [("媒体", 4), ("论坛", 2)]
    assert told(found.sources) == [("Wired", 4), ("V2EX 热门", 2)]
    assert told(found.tags) == [("Linux", 6), ("内核", 2)]
    assert sorted(told(found.years)) == [("2020", 3), ("2021", 3)]
    assert (found.counted, found.is_complete) == (6, True)


def test_choosing_one_leaves_as_many_stories_as_it_says(archive):
    query = parse("kernel")
    found = facets(Search(query))
    kinds = {"category": found.sections, "source": found.sources, "tag": found.tags}
    for kind, choices in kinds.items():
        for choice in choices:
            assert newest(Search(query.with_filter(kind, choice.value))).count == choice.count


def test_only_what_matches_counts(archive):
    source = make_source("V2EX 热门")
    source.text_rights = TextRights.LINK
    source.save()
    assert told(facets(Search(parse("kernel"))).sources) == [("Wired", 4), ("V2EX 热门", 2)]
    assert facets(Search(parse('"kernel story"'))).counted == 0


def test_a_bounded_number_of_stories_is_counted(archive, monkeypatch):
    monkeypatch.setattr(faceting, "AMONG", 4)
    found = facets(Search(parse("kernel")))
    assert (found.counted, found.is_complete) == (4, False)


def test_no_query_has_no_facets(archive):
    assert facets(Search(parse(""))).counted == 0
