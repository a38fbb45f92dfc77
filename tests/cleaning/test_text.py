"""Plain text of clean HTML, and what is counted on it."""

import pytest

from articles.cleaning.text import (
    Length,
    digest,
    fingerprint,
    guess_language,
    measure,
    plain_text,
    summarise,
)
from tests.hanging import without_hanging

PLAIN = {
    "blocks": ("<p>a</p><p>b</p>", "a\nb"),
    "breaks": ("<p>a<br>b</p><hr>c", "a\nb\nc"),
    "inline elements": ("<p>a<b>b</b><span>c</span></p>", "abc"),
    "cells": ("<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>", "a\nb"),
    "references": ("<p>a &lt;b&gt; &amp;amp;</p>", "a <b> &amp;"),
    "a more-than sign in a value": ('<p title="a > b">c</p>', "c"),
    "pictures": ('<p>a<img src="/media/a.jpg" alt="b">c</p>', "ac"),
    "white space": ("<p> a\n\t b&nbsp;&nbsp;c </p>\n<p></p>", "a\nb c"),
    "names that begin alike": ("<p>a<b>b</b><bdi>c</bdi></p><pre>d</pre>", "abc\nd"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("markup", "plain"), PLAIN.values(), ids=PLAIN)
def test_plain_text_is_a_line_a_block(markup, plain):
    assert plain_text(markup) == plain


def test_texts_that_differ_in_space_and_width_only_are_one():
    assert digest("ＡＩ 芯片\n1") == digest("AI芯片 1")
    assert digest("AI芯片1") != digest("AI芯片2")
    assert fingerprint(" a\u3000b\n") == "ab"
    assert len(digest("\ud800")) == 64


LENGTHS = {
    "English": ("It's a well-known fact, isn't it? v1.2", Length(0, 7)),
    "Chinese": ("芯片，今天。", Length(4, 0)),
    "mixed": ("AI芯片and 5G", Length(2, 3)),
    "kana and Hangul": ("かな한글", Length(4, 0)),
    "rare characters": ("\U00020000\u3400", Length(2, 0)),
    "punctuation only": ("… — !", Length(0, 0)),
}


@pytest.mark.parametrize(("plain", "length"), LENGTHS.values(), ids=LENGTHS)
def test_cjk_is_counted_by_character_and_other_scripts_by_word(plain, length):
    assert measure(plain) == length
    assert length.total == length.characters + length.words


@pytest.mark.parametrize(
    ("length", "minutes"),
    [(Length(0, 0), 0), (Length(0, 1), 1), (Length(400, 0), 1), (Length(1200, 460), 5)],
)
def test_reading_takes_minutes(length, minutes):
    assert length.minutes == minutes


LANGUAGES = {
    "en": "Chips are made of sand.",
    "zh-Hans": "芯片由沙子制成，这是常识。",
    "ja": "チップは砂から作られています。",
    "ko": "칩은 모래로 만들어집니다.",
}


@pytest.mark.parametrize(("language", "plain"), LANGUAGES.items(), ids=LANGUAGES)
def test_the_language_is_told_from_the_script(language, plain):
    assert guess_language(plain) == language


def test_an_english_text_with_a_chinese_name_is_english():
    assert guess_language("The company 华为 said on Monday that it will build a plant.") == "en"
    assert guess_language("") == "en"


SUMMARIES = {
    "short": ("a b", 10, "a b"),
    "lines": ("a\nb  c", 10, "a b c"),
    "a sentence": (
        "The first one is here. The second one is longer.",
        12,
        "The first one is here.",
    ),
    "a word": ("one two three four five six", 10, "one two three four…"),
    "no space": ("x" * 50, 10, "x" * 20 + "…"),
    "a Chinese sentence": ("第一句话在这里。第二句话更长一些。", 10, "第一句话在这里。"),
    "Chinese without an end": ("第一句话在这里第二句话更长一些", 10, "第一句话在这里第二句…"),
    "a half sentence": ("第一句话在这里；第二句话更长一些。", 10, "第一句话在这里"),
    "a comma at the cut": ("第一句话在这里第二，话更长一些吧", 10, "第一句话在这里第二…"),
    "a version number": ("Python 3.12 is out and fast now", 10, "Python 3.12 is out…"),
}


@pytest.mark.parametrize(("plain", "length", "summary"), SUMMARIES.values(), ids=SUMMARIES)
def test_a_summary_ends_with_a_sentence_or_a_word(plain, length, summary):
    assert summarise(plain, length) == summary


WORST = {
    "white space": "a" + " " * 200_000 + "b",
    "tags in values": '<b title="' + "<p " * 60_000 + '">x</b>',
    "tags that never end": "<a " * 60_000,
    "values that never end": '<p "' * 50_000,
    "characters that NFKC makes longer": "\ufdfa" * 200_000,
}


@pytest.mark.parametrize("markup", WORST.values(), ids=WORST)
def test_the_worst_text_is_read_in_a_moment(markup):
    with without_hanging():
        plain = plain_text(markup)
        digest(plain)
        summarise(plain)
