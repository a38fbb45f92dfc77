"""What is counted on a text the fast way is what its definition says, for any text."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning import text

CJK = re.compile(f"[{text.CJK}]")
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
ODD = "，：（）？！；…％＆ \n\t\xa0\u3000'’.-_?aé中か한Ａ９ｶﾞ\u0301\u0308½\ufdfa\ud800😀\U00020000"
PARTS = st.sampled_from([*ODD, "e\u0301"])
texts = st.lists(st.one_of(PARTS, st.text(max_size=5)), max_size=60).map("".join)


@given(texts)
def test_a_fingerprint_is_nfkc_without_white_space(plain):
    folded = unicodedata.normalize("NFKC", plain.replace("\ufdfa", ""))

    assert text.fingerprint(plain) == "".join(folded.split())


@given(texts)
def test_a_length_is_cjk_characters_and_other_words(plain):
    expected = text.Length(len(CJK.findall(plain)), len(WORD.findall(CJK.sub(" ", plain))))

    assert text.measure(plain) == expected


@given(texts, st.integers(0, 300))
def test_a_description_is_the_length_and_the_language(plain, times):
    plain *= times

    assert text.describe(plain) == (text.measure(plain), text.guess_language(plain))


def test_a_text_in_many_letters_is_counted_as_well():
    letters = "".join(map(chr, range(0x400, 0x460)))

    assert text.measure(f"中{letters} {letters}’{letters}?文") == text.Length(2, 2)
