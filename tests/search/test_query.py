"""What is typed into the search field, understood, and spelt again."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.search.query import LONGEST, MOST_FILTERS, MOST_PHRASES, Query, parse

SPELT = {
    "words": ("linux  kernel", "linux kernel"),
    "a phrase": ('"exact phrase" x', '"exact phrase" x'),
    "a phrase of one word": ('"kernel"', "kernel"),
    "typographic quotes": ("“a b” „c d“", '"a b" "c d"'),
    "corner brackets": ("「開源 軟件」『x y』", '"開源 軟件" "x y"'),
    "full-width quotes": ("＂a b＂", '"a b"'),
    "quotes inside of text": ("小米“黑科技”曝光", "小米 黑科技 曝光"),
    "no closing quote": ('"a b', "a b"),
    "an empty phrase": ('"" a', "a"),
    "exclusions": ('-a b -"c d" －e', 'b -a -"c d" -e'),
    "a hyphen is none": ("e-mail - x", "e-mail x"),
    "two hyphens": ("--x", '-"-x"'),
    "either": ("a OR b c", "a OR b c"),
    "a bar": ("a|b｜c", "a OR b OR c"),
    "or is a word": ("a or b", "a or b"),
    "OR alone": ("OR", '"OR"'),
    "OR first": ("OR a", '"OR" a'),
    "OR last": ("a OR", 'a "OR"'),
    "OR twice": ("a OR OR b", "a OR b"),
    "OR before an exclusion": ("a OR -b", 'a "OR" -b'),
    "OR before a filter": ("a OR tag:b", 'a "OR" tag:b'),
    "bars around nothing": ("| a | ... | b |", "a OR b"),
    "punctuation": ("... a，！", "a，！"),
    "filters": ("source:IT之家 tag：ai Category:news x", "x source:IT之家 category:news tag:ai"),
    "values in quotes": ('source:"IT 之家" author:「张 三」', 'source:"IT 之家" author:"张 三"'),
    "the same twice": ("a a tag:x tag:x -b -b", "a -b tag:x"),
    "no value": ("tag: x", '"tag:" x'),
    "a value of nothing": ("tag:!!", '"tag:!!"'),
    "an unknown filter": ("foo:bar http://a.b/c", '"foo:bar" "http://a.b/c"'),
    "an excluded filter": ("-tag:x", '-"tag:x"'),
    "dates": ("after:2024 before:2024-03", "after:2024-01-01 before:2024-03-01"),
    "a day": ("after:2024/3/5", "after:2024-03-05"),
    "the narrowest dates": ("after:2023 after:2024 before:2026 before:2025-2",
                            "after:2024-01-01 before:2025-02-01"),
    "bad dates": ("after:soon before:2024-13", '"after:soon" "before:2024-13"'),
    "control characters": ("a\0b\x1fc", "a b c"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "spelt"), SPELT.values(), ids=SPELT)
def test_is_understood_as(typed, spelt):
    query = parse(typed)

    assert str(query) == spelt
    assert parse(spelt) == query


def needles(typed: str) -> list[list[str]]:
    return [[phrase.needle for phrase in group] for group in parse(typed).groups]


def test_latin_words_are_whole_and_cjk_stands_within():
    assert needles("Linux 国 C++ 小米14 14小米 “a 国 b”") == [
        [" linux "], ["国"], [" c c++ "], ["小米 14 "], [" 14 小米"], [" a 国 b "],
    ]  # fmt: skip


def test_dates_and_what_was_typed_are_kept():
    query = parse("  after:2024-02  x\n before:2025 ")

    assert (query.after, query.before) == (date(2024, 2, 1), date(2025, 1, 1))
    assert query.text == "after:2024-02 x before:2025"
    assert [str(phrase) for phrase in query.words] == ["x"]


@pytest.mark.parametrize("typed", ["", "  ", "...", '""', "|", "\ud800", "-", "\0"])
def test_nothing_to_find(typed):
    assert parse(typed).is_empty
    assert parse(typed).relaxed() == []


@pytest.mark.parametrize("typed", ["-x", "tag:x", "after:2024", "author:x"])
def test_filters_and_exclusions_alone_are_a_query(typed):
    assert not parse(typed).is_empty
    assert parse(typed).relaxed() == []


def test_filters_come_and_go():
    query = parse('x "y z"').with_filter("source", 'The "Daily" News').with_filter("tag", "ai")

    assert str(query) == query.text == 'x "y z" source:"The Daily News" tag:ai'
    assert str(query.without("source", "The Daily News")) == 'x "y z" tag:ai'
    assert str(query.without("source", "other")) == str(query)
    assert str(query.with_filter("tag", "b").without("tag")) == 'x "y z" source:"The Daily News"'
    dated = parse("x author:me").with_filter("after", "2024").with_filter("before", "2025")
    assert str(dated.without("after").without("author", "me")) == "x before:2025-01-01"


RELAXED = {
    "one word": ("linux", []),
    "filters": ("linux tag:x after:2024", ["linux"]),
    "words": ("a b c -d", ["a b -d", "a c -d", "b c -d", "a OR b OR c -d"]),
    "many words": ("a b c d e", ["a b c d", "a b c e", "a b d e", "a OR b OR c OR d OR e"]),
    "a phrase": ('"open source"', ["open source", "open OR source"]),
    "a run of CJK": ("苹果发布会新品", ["苹果 发布 会新品", "苹果 OR 发布 OR 会新品"]),
    "scripts": ("小米14手机", ["小米 14 手机", "小米 OR 14 OR 手机"]),
    "signs": ('"C++ 编程"', ["c++ 编程", "c++ OR 编程"]),
    "either": ("a OR b", []),
}


@pytest.mark.parametrize(("typed", "offered"), RELAXED.values(), ids=RELAXED)
def test_what_finds_nothing_is_asked_with_less(typed, offered):
    assert [str(query) for query in parse(typed).relaxed()] == offered


def test_a_query_has_bounds():
    many = parse(" ".join(f"w{n} tag:t{n}" for n in range(40)))
    assert len(many.words) == MOST_PHRASES
    assert len(many.tags) == MOST_FILTERS

    long = parse(f"{'国' * 150} {'家' * 150} rest")
    assert [len(phrase.words) for phrase in long.words] == [150, LONGEST - 150]

    assert len(parse("tag:" + "x" * 150).tags[0]) == 100
    assert parse("a " * 100_000 + "b") == parse("a")


PARTS = st.sampled_from(
    [*"ab国-|:：.\"“”„「」『』＂－ \0é", " ", " OR ", "OR", "C++", ".NET", "source:", "tag：",
     "author:", "after:", "before:", "2024", "2024-03", "x y", "\ud800", "ﷺ", "™",
     "国家", "-\"", "' "]
)  # fmt: skip
TYPED = st.one_of(st.lists(PARTS, max_size=25).map("".join), st.text(max_size=250))


@given(TYPED)
@example("ﷺ" * 200)
@example("a" * 199 + ' "b c" d')
def test_a_query_spelt_again_is_the_same(typed):
    query = parse(typed)

    assert parse(str(query)) == query
    assert str(parse(str(query))) == str(query)
    assert query.is_empty == (query == Query())
    assert all(phrase.needle.strip() for phrase in (*query.words, *query.excluded, *query.authors))


@given(TYPED)
def test_what_is_relaxed_is_a_query_of_its_own(typed):
    query = parse(typed)
    offered = query.relaxed()

    assert len(offered) <= 4
    assert query not in offered
    assert all(parse(str(each)) == each and each.words for each in offered)
