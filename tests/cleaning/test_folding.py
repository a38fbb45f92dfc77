"""A text as search compares it: what counts as the same, and what holds for any text."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.cleaning.folding import fold, is_cjk, terms, traced

SAME = {
    "case": ("iQOO Neo5", "IQOO NEO5"),
    "sharp s": ("Straße", "STRASSE"),
    "full width": ("ＧＰＵ　２０２４", "gpu 2024"),
    "half-width kana": ("ｶﾞｽ ﾊﾟﾝ", "ガス パン"),
    "voicing mark of its own": ("か\u3099", "が"),
    "ligatures": ("ﬁne ﬂow", "fine flow"),
    "accents": ("Café naïve Đà Nẵng", "cafe naive đa nang"),
    "accents of their own": ("Cafe\u0301", "café"),
    "Cyrillic keeps its own": ("и\u0306од", "йод"),
    "Hangul in parts": ("\u1112\u1161\u11ab국", "한국"),
    "Hangul of typewriters": ("ㅎㅏ", "하"),
    "traditional": ("電腦軟體", "电脑软体"),
    "compatibility ideographs": ("\uf900\u2f00", "豈一"),
    "variant of an ideograph": ("葛\U000e0100城", "葛城"),
    "soft hyphens": ("soft\u00adware", "software"),
    "zero width": ("soft\u200bware", "software"),
    "a sign that emoji take": ("好\ufe0f的", "好的"),
    "CJK beside Latin": ("小米14Pro发布", "小米 14pro 发布"),
    "separators": ("v1.2.3", "v1 2-3"),
    "typographic quotes": ("“it’s”", "it s"),
    "trade marks": ("Core™ i7", "core i7"),
    "full-width signs": ("Ｃ＋＋ ｃ＃", "c++ C#"),
    "signs before CJK": ("C#語言", "c# 语言"),
    "dots of a sentence's end": ("…NET", "net"),
    "dots within words": ("café.com", "cafe com"),
    "a word within signs": ("a+b", "a b"),
    "half a surrogate pair": ("a\ud83db", "a b"),
}
FOLDED = {
    "": " ",
    "…—！": " ",
    "国": " 国 ",
    "5G手机": " 5g 手机 ",
    "C++": " c c++ ",
    "C++11": " c c++ 11 ",
    ".NET": " .net net ",
    "用.NET": " 用 .net net ",
    "ASP.NET": " asp net ",
    "F#": " f f# ",
    "c#.net": " c c# .net net ",
    "100+": " 100 100+ ",
    "Pokémon+": " pokemon pokemon+ ",
    ".5": " 5 ",
    "+1": " 1 ",
    "...": " ",
    "二〇二四": " 二〇二四 ",
    "हिन्दी": " हिनदी ",
    "a__b": " a b ",
    "Ctrl++++++": " ctrl ctrl++++ ",
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_folds_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("text", "folded"), FOLDED.items(), ids=map(ascii, FOLDED))
def test_folds(text, folded):
    assert fold(text) == folded


def test_terms_are_words_pairs_and_the_last_of_each_run():
    assert sorted(terms(fold("C++ 与操作系统 5G")).split()) == sorted(
        "c c++ 5g 与操 操作 作系 系统 统".split()
    )
    assert terms(fold("")) == ""


def test_long_words_are_cut_in_the_index():
    assert terms(fold("x" * 100)) == "x" * 64


def test_no_character_folds_to_one_of_another_kind():
    folded = {chr(code): fold(chr(code)).split() for code in range(0x20000) if code % 7 == 0}

    for character, words in folded.items():
        for word in words:
            assert len({is_cjk(each) for each in word}) == 1, ascii(character)


# Any text at all, and texts full of what folding treats in its own way.
ODD = st.text(
    "aZé\u0301ßİ 5½.+#＋．Ｃ-…™中國々〇が\u3099ｶﾞー한\u1112\u1161\u11abㅏи\u0306ﬁ\u200b\ufe0f"
    "\ud83d\U0001f44d",
    max_size=25,
)
ANY = st.one_of(ODD, st.text(max_size=30))


@given(ANY)
@example("\ud800")
@example("1\ufe0f")
def test_folding_takes_any_text(text):
    folded = fold(text)

    assert folded[0] == folded[-1] == " "
    assert folded == " ".join(["", *folded.split(), ""])
    assert terms(folded).split() or not folded.strip()


@given(ANY)
def test_what_unicode_takes_for_the_same_folds_alike(text):
    text = text.replace("™", "").replace("℠", "").encode("utf-8", "replace").decode()

    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, text)) == fold(text), form


@given(ANY)
def test_case_makes_no_difference(text):
    for changed in (text.upper(), text.lower(), text.swapcase()):
        if changed.casefold() == text.casefold():
            assert fold(changed) == fold(text)


@given(ANY)
def test_traced_characters_are_those_of_the_folding_in_their_places(text):
    characters, places = traced(text)

    assert len(characters) == len(places)
    assert list(places) == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    folded = "".join(character for character in fold(text) if character not in " +#.")
    plain = "".join(character for character in characters if character not in " +#.")
    assert set(plain) == set(folded)
    assert len(plain) <= len(folded)  # words with signs are folded twice
