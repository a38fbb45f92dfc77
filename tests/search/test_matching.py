"""Whether a story matches, on folded texts; and that the index leads to all that do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning.folding import fold, terms
from articles.search.expressions import terms_of
from articles.search.matching import Resolved, Sections, matches
from articles.search.query import Phrase, parse

STORY = Sections(
    title=fold("小米14 Pro 發布：搭載 C++ 核心"),
    byline=fold("Jane Doe"),
    summary=fold("Summary of the day"),
    body=fold("正文提到开源软件與 iQOO Neo5、.NET，and Café culture."),
)
FACTS = {"§s3", "§c5", "§t9", "§d20240131", "§m202401", "§y2024"}
MATCHING = [
    "小米", "米14", "发布", "發布", "搭载", "核", "pro", "ＰＲＯ", "C++", "c", "jane",
    '"jane doe"', "summary", '"of the"', "软件與iqoo", "开源 neo5", ".net", "net", "cafe",
    "x OR 小米", "x|y|day", "-x", "-源开", "author:doe", "author:jane 小米",
    "after:2024-01-31", "before:2024-02", "after:2023 before:2025", "after:0001",
]  # fmt: skip
OTHERS = [
    "米4", "小米1", "nejane", "jan", '"doe jane"', '"day 正文"', "x", "x OR y",
    "小米 x", "-小米", "x OR 小米 -jane",
    '-"the day"', "author:小米", "author:jan", "c#", "after:2024-02", "before:2024-01-31", "neo",
    "小 米-米",
]  # fmt: skip


@pytest.mark.parametrize("typed", MATCHING)
def test_matches(typed):
    assert matches(parse(typed), STORY, FACTS, Resolved())


@pytest.mark.parametrize("typed", OTHERS)
def test_does_not_match(typed):
    assert not matches(parse(typed), STORY, FACTS, Resolved())


def test_a_phrase_is_also_the_name_of_a_tag_or_source():
    names = Resolved(phrases={" wired ": {"§s3", "§t4"}, " ai ": {"§t4"}})

    assert matches(parse("wired 小米"), STORY, FACTS, names)
    assert not matches(parse("-wired"), STORY, FACTS, names)
    assert not matches(parse("ai"), STORY, FACTS, names)
    assert matches(parse("-ai"), STORY, FACTS, names)


def test_of_each_filter_a_story_has_one():
    assert matches(parse(""), STORY, FACTS, Resolved(filters=(frozenset({"§s3", "§s4"}),)))
    both = Resolved(filters=(frozenset({"§s3"}), frozenset({"§t8"})))
    assert not matches(parse(""), STORY, FACTS, both)
    assert not matches(parse(""), STORY, FACTS, Resolved(filters=(frozenset(),)))


def test_of_sources_that_are_only_linked_title_and_byline_are_searched():
    for typed, found in {"小米": True, "jane": True, "summary": False, "-开源": True}.items():
        assert matches(parse(typed), STORY, FACTS, Resolved(), link_only=True) == found


def test_a_story_without_a_date_is_in_no_time():
    assert not matches(parse("after:2000"), STORY, {"§s3"}, Resolved())
    assert matches(parse("小米"), STORY, {"§s3"}, Resolved())


ALPHABET = "aBé +#.Ｃ-1國国々ー家한가ガｶﾞ\u0301…™ﬁ\ud800я"
PIECE = st.text(ALPHABET, max_size=12)


@given(PIECE, PIECE, PIECE)
def test_the_index_leads_to_every_story_that_contains_a_phrase(before, words, after):
    phrase = Phrase.of(words)
    for text in (before + words + after, f"{before} {words} {after}", before + after):
        folded = fold(text)
        if phrase.needle and phrase.needle in folded:
            stored = terms(folded).split()
            for term in terms_of(phrase.needle):
                begins = str.startswith if term.is_prefix else str.__eq__
                assert any(begins(one, term.text) for one in stored), (term, stored)


@given(PIECE, PIECE, PIECE)
def test_words_are_found_between_others(before, words, after):
    phrase = Phrase.of(words)

    assert phrase.needle in fold(f"{before}。{words}\u3000{after}")
