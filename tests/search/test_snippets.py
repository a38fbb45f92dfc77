"""The part of a text that shows why it was found, and its marked hits."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.cleaning.folding import fold
from articles.search.query import Phrase, parse
from articles.search.snippets import marked, snippet
from tests.hanging import without_hanging


def shown(pieces: list[tuple[str, bool]]) -> str:
    return "".join(f"[{text}]" if is_hit else text for text, is_hit in pieces)


MARKED = {
    "case": ("github", "GitHub and GITHUB", "[GitHub] and [GITHUB]"),
    "whole words": ("net", "Netscape, a net.", "Netscape, a [net]."),
    "within CJK": ("操作", "新操作系统", "新[操作]系统"),
    "traditional": ("国家", "國家与国家", "[國家]与[国家]"),
    "full width": ("gpu", "ＧＰＵ与GPU", "[ＧＰＵ]与[GPU]"),
    "accents": ("cafe", "Café, cafe\u0301s, cafe\u0301", "[Café], cafe\u0301s, [cafe\u0301]"),
    "ligatures": ("fine", "(ﬁne)", "([ﬁne])"),
    "half-width kana": ("ガス", "ｶﾞｽとガス", "[ｶﾞｽ]と[ガス]"),
    "voicing marks": ("が", "か\u3099か", "[か\u3099]か"),
    "signs": ("c++ .net", "C++11, ASP.NET, .NET; Ｃ＋＋", "[C++]11, ASP.NET, [.NET]; [Ｃ＋＋]"),
    "a word with signs is one": ("c", "C C++ D", "[C] [C]++ D"),
    "separators": ('"iqoo neo5"', "iQOO — Neo5 iqooneo5", "[iQOO — Neo5] iqooneo5"),
    "scripts": ("小米14pro", "小米 14Pro小米14 Pro", "[小米 14Pro]小米14 Pro"),
    "soft hyphens": ("software", "a soft\u00adware b", "a [soft\u00adware] b"),
    "trade marks": ('"core i7"', "Intel Core™ i7.", "Intel [Core™ i7]."),
    "overlapping": ("操作系 作系统", "操作系统", "[操作系统]"),
    "side by side": ("操作 系统", "操作系统", "[操作][系统]"),
    "no hit": ("x", "abc", "abc"),
    "nothing": ("x", "", ""),
    "markup": ("b", "<b>a</b> &amp;", "<[b]>a</[b]> &amp;"),
}


@pytest.mark.parametrize(("typed", "title", "expected"), MARKED.values(), ids=MARKED)
def test_hits_are_marked_as_they_are_written(typed, title, expected):
    assert shown(marked(title, parse(typed).words)) == expected


ENGLISH = "Nothing to see here. " * 20
CHINESE = "这里没有什么可看的内容。" * 20


def around(typed: str, plain: str, length: int = 60) -> str:
    return shown(snippet(plain, parse(typed).words, length))


def test_a_short_text_is_shown_whole():
    assert around("linux", "All of\nLinux.") == "All of [Linux]."


def test_a_snippet_begins_and_ends_with_a_sentence_where_it_can():
    assert around("kernel", f"{ENGLISH}The kernel is out. {ENGLISH}", 70) == (
        "The [kernel] is out. Nothing to see here. Nothing to see here. "
    )
    assert (
        around("内核", f"{CHINESE}新内核发布了。{CHINESE}", 40)
        == "新[内核]发布了。这里没有什么可看的内容。"
    )


def test_a_snippet_is_cut_between_words():
    words = "lorem ipsum dolor " * 30

    assert around("kernel", f"{words}kernel {words}") == (
        "…lorem ipsum dolor [kernel] lorem ipsum dolor lorem ipsum dolor…"
    )


def test_a_snippet_does_not_part_what_belongs_together():
    text = "甲乙丙丁戊" * 8 + "内核" + "国e\u0301\u0323👍🏽👩\u200d💻" * 30
    for length in range(20, 60):
        shown_text = "".join(piece for piece, _ in snippet(text, parse("内核").words, length))
        part = shown_text.strip("…")
        after = text[text.index(part) + len(part)]
        assert unicodedata.category(after) not in ("Mn", "Sk", "Cf")
        assert part[-1] != "\u200d"


def test_the_window_holds_most_of_the_words():
    far = f"alpha {ENGLISH}beta {ENGLISH}alpha and gamma {ENGLISH}beta, gamma, alpha. {ENGLISH}"

    assert "[beta], [gamma], [alpha]" in around("alpha beta gamma", far)


def test_a_text_without_a_hit_is_shown_from_its_beginning():
    assert around("kernel", ENGLISH) == "Nothing to see here. Nothing to see here. "
    assert around("内核", "甲" * 100, 32) == "甲" * 20 + "…"
    assert around("x", "") == ""


def test_a_hit_longer_than_the_snippet_is_shown_whole():
    words = "a very long title of a story that was found"

    assert around(f'"{words}"', f"{ENGLISH}{words} {ENGLISH}", 20).startswith(f"[{words}]")


ALPHABET = "aBé +#.Ｃ-1國国々ー家한가ガｶﾞ\u0301…™ﬁ\ud800я。\n\u200b"
TEXT = st.text(ALPHABET, max_size=60)
WORDS = st.text(ALPHABET, min_size=1, max_size=6)


@given(TEXT, st.lists(WORDS, max_size=3), st.integers(5, 40))
@example("a", ["a"], 5)
def test_a_snippet_is_a_part_of_the_text(text, words, length):
    phrases = [phrase for each in words if (phrase := Phrase.of(each)).needle]

    for pieces in (snippet(text, phrases, length), marked(text, phrases)):
        joined = "".join(piece for piece, _ in pieces).replace("\n", " ")
        flat = text.replace("\n", " ")
        assert any(part in flat for part in (joined, joined[1:], joined[:-1], joined[1:-1]))
        for piece, is_hit in pieces:
            assert piece
            if is_hit:
                sought = [set(phrase.needle.split()) for phrase in phrases]
                folded = fold(piece)
                assert any(all(word.strip("+#.") in folded for word in one) for one in sought)


@given(TEXT, WORDS)
@example("Ｃ##é", "c##é")
def test_what_matches_is_marked(text, words):
    phrase = Phrase.of(words)
    if phrase.needle and phrase.needle in fold(text):
        assert any(is_hit for _, is_hit in marked(text, [phrase]))


HOSTILE = {
    "one letter": ("a " * 15_000, '"' + "a " * 90 + 'b"'),
    "separators": ("a" + "." * 29_000 + "b", '"a b"'),
    "marks": ("e" + "\u0301" * 29_000, "e"),
    "kana": ("ｶﾞ" * 15_000, "ガ"),
    "no end": ("x" * 3_000_000, "x y z"),
    "ends": ("。" * 30_000 + "国", "国"),
}


@pytest.mark.parametrize(("text", "typed"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_cost_no_more_than_long_ones(text, typed):
    phrases = parse(typed).words

    with without_hanging():
        pieces = snippet(text, phrases)

    assert sum(len(piece) for piece, _ in pieces) < 1_000
