"""Two texts in one, as people read them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.admin.comparing.words import (
    MOST_CHANGED,
    MOST_PAIRS,
    MOST_SAME,
    exchanged,
    parts,
    readable,
    runs,
    tokens,
)
from tests.hanging import without_hanging


def marked(found) -> str:
    signs = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(signs[part.kind].format(part.text) for part in found)


CASES = {
    "the same": ("One two", "One two", "One two"),
    "nothing": ("", "", ""),
    "a word": ("One two three", "One 2 three", "One [-two-][+2+] three"),
    "Chinese, by character": ("价格上涨两成", "价格上涨三成", "价格上涨[-两-][+三+]成"),
    "several in one clause": (
        "苹果公司今天在加州发布了新的手机产品，售价五千元。",
        "苹果今天在美国加州发布了新的平板产品，售价七千元。",
        "苹果[-公司-]今天在[+美国+]加州发布了新的[-手机-][+平板+]产品，售价[-五-][+七+]千元。",
    ),
    "put in": ("One three", "One two three", "One [+two +]three"),
    "only a space between": ("the quick fox", "a slow fox", "[-the quick-][+a slow+] fox"),
    "all new": ("", "New", "[+New+]"),
    "all gone": ("Old", "", "[-Old-]"),
    "markup is text": ("<b>a</b>", "<b>c</b>", "<b>[-a-][+c+]</b>"),
    "rare characters": ("𠮷野家", "𠮷田家", "𠮷[-野-][+田+]家"),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_words_that_changed_are_marked(before, after, expected):
    assert marked(parts(before, after)) == expected


TEXTS = st.lists(st.sampled_from([*"的一是了a ,", "word", "<b>", "</b>", '<img src="a">', "\n"]))


@given(TEXTS, TEXTS)
def test_what_stayed_with_what_went_is_the_old_and_with_what_came_the_new(old, new):
    found = list(runs(old, new))

    sides = {
        left_out: [token for run in found if run.kind != left_out for token in run.tokens]
        for left_out in ("added", "removed")
    }
    assert sides == {"added": old, "removed": new}


@settings(max_examples=50)
@given(st.text("aZé9_价𠮷ア &<>;#'\n\t\xa0…", max_size=50))
def test_tokens_of_any_text_hold_all_of_its_words(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")

    assert "".join("".join(tokens(escaped)).split()) == "".join(text.split())


def test_tags_are_whole_and_references_resolved():
    found = tokens('<p>A &lt;b&gt;\n <a href="x>y">价格</a></p>')

    assert found == [
        "<p>",
        "A",
        " ",
        "<",
        "b",
        ">",
        " ",
        '<a href="x>y">',
        "价",
        "格",
        "</a>",
        "</p>",
    ]


def test_lines_of_code_stay_lines():
    assert tokens("<p>a\nb</p><pre>a\n  b</pre>") == [
        "<p>", "a", " ", "b", "</p>", "<pre>", "a", "\n  ", "b", "</pre>",
    ]  # fmt: skip


def test_long_stretches_are_shortened_around_the_change():
    head, tail = "a " * 1_000, " z" * 1_000

    found = parts(f"{head}old{tail}", f"{head}new{tail}")

    assert [part.kind for part in found] == ["same", "removed", "added", "same"]
    assert found[1].text == "old"
    assert all(len(part.text) <= 2 * MOST_SAME + 3 for part in found)


def test_a_text_written_wholly_anew_is_one_change():
    old, new = (" ".join(f"{letter}{n}" for n in range(2_000)) for letter in "ab")

    found = parts(old, new)

    assert [part.kind for part in found] == ["removed", "added"]
    assert all(len(part.text) <= 2 * MOST_CHANGED + 3 for part in found)


def test_texts_too_long_to_be_aligned_count_as_one_change():
    side = int(MOST_PAIRS**0.5) + 1_000
    old, new = ["a", "b"] * (side // 2), ["b", "a"] * (side // 2) + ["c"]

    with without_hanging():
        found = list(runs(old, new))

    assert [run.kind for run in found] == ["removed", "added"]


def test_passages_are_text_unless_only_the_markup_tells_them_apart():
    assert readable("<p>One &amp; two</p>", "<p>Three</p>") == ["One & two", "Three"]
    assert readable("<p>One</p>", "<p><b>One</b></p>") == ["<p>One</p>", "<p><b>One</b></p>"]
    assert readable("", '<p>x</p><img src="a">') == ["", '<p>x</p><img src="a">']


def test_names_went_stayed_and_came():
    assert marked(exchanged(["a", "b"], ["b", "c"])) == "[-a-] · b · [+c+]"
    assert exchanged([], []) == []
