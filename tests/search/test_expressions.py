"""The index is asked for a superset: no matching story may be missed, whatever the database."""

from datetime import date, timedelta

import pytest

from articles.cleaning.folding import fold, terms
from articles.search.expressions import (
    All,
    Some,
    Term,
    days,
    fts5,
    is_exact,
    is_exact_query,
    terms_of,
    titles_of,
    tree_of,
    tsquery,
    unprefixed,
    without,
)
from articles.search.matching import Resolved
from articles.search.query import Phrase, parse

NOTHING_NAMED = Resolved()


def tree(text: str, names: Resolved = NOTHING_NAMED):
    query = parse(text)
    return without(tree_of(query, names), query, names)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("linux", ["linux"]),
        ("国家", ["国家"]),
        ("人工智能", ["人工", "工智", "智能"]),
        ("C++", ["c", "c++"]),
        (".NET 框架", [".net", "net", "框架"]),
        ("国 linux", ["国", "linux"]),
        ("x" * 80, ["x" * 64]),
    ],
)
def test_a_phrase_is_asked_for_by_its_words_and_pairs(words, expected):
    assert terms_of(Phrase.of(words).needle) == tuple(map(Term, expected))


def test_a_lone_character_at_the_end_is_a_prefix():
    assert terms_of(Phrase.of("国").needle) == (Term("国", is_prefix=True),)
    assert terms_of(Phrase.of("linux 国").needle)[-1].is_prefix


@pytest.mark.parametrize("text", ["使用 C++ 写的国产 Linux 内核", "iQOO Neo5 发布：5G 手机", "国"])
def test_every_phrase_of_a_text_leads_to_it(text):
    indexed = terms(fold(text)).split()
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            needle = Phrase.of(text[start:end]).needle
            if not needle or needle not in fold(text):
                continue
            for term in terms_of(needle):
                begins = [it for it in indexed if it.startswith(term.text)]
                assert begins if term.is_prefix else term.text in indexed, (needle, term)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("linux", True),
        ("国家", True),
        ("国", True),
        ("linux 国家 -windows", True),
        ("人工智能", False),
        ("C++", False),
        ("-人工智能", False),
        ("linux author:ann", False),
        ("x" * 64, False),
    ],
)
def test_what_the_index_tells_by_itself(typed, expected):
    assert is_exact_query(parse(typed), NOTHING_NAMED) is expected


def test_a_name_of_many_is_tried_on_each_story():
    names = Resolved(filters=(frozenset(f"§c{number}" for number in range(40)),))
    assert fts5(tree("linux", names)) == '"linux"'
    assert not is_exact_query(parse("linux category:tech"), names)


def test_a_cut_word_is_not_exact():
    assert not is_exact(Phrase.of("x" * 64).needle)


def test_groups_filters_and_exclusions_for_both_databases():
    names = Resolved({" linux ": {"§t4", "§s2"}}, (frozenset({"§c1", "§c7"}),))
    asked = tree("linux 国家 OR 国 -windows -人工智能", names)
    assert fts5(asked) == (
        '((("linux" OR "§s2" OR "§t4") AND ("国家" OR "国" *) AND ("§c1" OR "§c7")) NOT "windows")'
    )
    assert tsquery(asked) == (
        "((('linux' | '§s2' | '§t4') & ('国家' | '国':*) & ('§c1' | '§c7')) & !'windows')"
    )


def test_quotes_in_terms_cannot_end_them():
    assert fts5(Term('a"b')) == '"a""b"'
    assert tsquery(Term("a'b\\")) == "'a''b\\\\'"


def test_nothing_but_exclusions_asks_for_nothing():
    assert tree("-windows") is None


def test_titles_hold_every_word():
    assert fts5(titles_of(parse("linux 国家"), NOTHING_NAMED)) == '("¶linux" AND "¶国家")'
    assert titles_of(parse("source:wired"), NOTHING_NAMED) is None


@pytest.mark.parametrize(
    ("typed", "wider"),
    [
        ("国", None),
        ("linux 国", '"linux"'),
        ("linux OR 国", None),
        ("家园 linux OR 国 -国", '"家园"'),
        ("linux -国 -windows", '("linux" NOT "windows")'),
        ("linux -国", '"linux"'),
    ],
)
def test_a_wider_question_has_no_prefixes(typed, wider):
    found = unprefixed(tree(typed))
    assert (found and fts5(found)) == wider


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 2, 28), date(2024, 3, 1), "§d20240228 §d20240229 §d20240301"),
        (date(2024, 1, 1), date(2024, 2, 29), "§m202401 §m202402"),
        (date(2022, 12, 31), date(2024, 1, 1), "§d20221231 §y2023 §d20240101"),
        (date(9999, 12, 1), date.max, "§m999912"),
    ],
)
def test_days_are_named_by_few_terms(first, last, expected):
    assert " ".join(term.text for term in days(first, last).parts) == expected


def test_the_days_of_many_years_stay_few():
    found = days(date(1970, 1, 2), date(1970, 1, 2) + timedelta(days=365 * 55))
    assert isinstance(found, Some)
    assert len(found.parts) < 125


def test_trees_of_one_part_need_no_brackets():
    assert fts5(All((Some((Term("a"),)),))) == '"a"'
