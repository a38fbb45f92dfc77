"""Two texts in one, as people read them."""

import pytest

from articles.admin.diffs import (
    MOST_CHANGED,
    MOST_ROWS,
    MOST_SAME,
    exchanged,
    paragraphs,
    parts,
    readable,
)


def marked(found) -> str:
    signs = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(signs[kind].format(text) for kind, text in found)


CASES = {
    "the same": ("One two", "One two", "One two"),
    "nothing": ("", "", ""),
    "a word": ("One two three", "One 2 three", "One [-two-][+2+] three"),
    "Chinese, by character": ("价格上涨两成", "价格上涨三成", "价格上涨[-两-][+三+]成"),
    "put in": ("One three", "One two three", "One [+two +]three"),
    "all new": ("", "New", "[+New+]"),
    "all gone": ("Old", "", "[-Old-]"),
    "markup is text": ("<b>a</b>", "<b>c</b>", "<b>[-a-][+c+]</b>"),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_words_that_changed_are_marked(before, after, expected):
    assert marked(parts(before, after)) == expected


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


def test_passages_are_text_unless_only_the_markup_tells_them_apart():
    assert readable("<p>One &amp; two</p>", "<p>Three</p>") == ["One & two", "Three"]
    assert readable("<p>One</p>", "<p><b>One</b></p>") == ["<p>One</p>", "<p><b>One</b></p>"]
    assert readable("", '<p>x</p><img src="a">') == ["", '<p>x</p><img src="a">']


def test_a_body_is_shown_by_the_passages_that_changed():
    before = "<p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p>"
    after = "<p>One.</p><p>Two.</p><p>3.</p>"

    rows = paragraphs(before, after)

    assert rows[0].skipped == 2
    assert [marked(row.parts) for row in rows[1:]] == ["[-Three-][+3+].", "[-Four.-]"]


def test_a_body_with_very_many_changes_is_cut_off():
    before, after = ("".join(f"<p>{n}{sign}</p>" for n in range(500)) for sign in "ab")

    assert len(paragraphs(before, after)) == MOST_ROWS


def test_names_went_stayed_and_came():
    assert marked(exchanged(["a", "b"], ["b", "c"])) == "[-a-] · b · [+c+]"
    assert exchanged([], []) == []
