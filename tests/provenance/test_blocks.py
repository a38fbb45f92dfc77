"""Bodies taken apart into blocks, and what of a block readers see."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.cleaning import clean_html
from articles.provenance.blocks import Body, assembled, blocks, closed, key, opened, same_to_readers
from tests.cleaning.test_properties import soup
from tests.hanging import without_hanging

APART = {
    "paragraphs": ("<p>a</p><p>b</p>", ["<p>a</p>", "<p>b</p>"]),
    "white space belongs to what is before it": (
        "<p>a</p>\n\n<p>b</p> c <hr>",
        ["<p>a</p>\n\n", "<p>b</p> ", "c ", "<hr>"],
    ),
    "white space at the beginning": ("\n<p>a</p>", ["\n<p>a</p>"]),
    "white space only": (" \n", [" \n"]),
    "nothing": ("", []),
    "a loose run": ("a<br><b>b</b> c<p>d</p>e", ["a<br><b>b</b> c", "<p>d</p>", "e"]),
    "an inline element with a paragraph in it": (
        "a <b><p>b</p></b> c",
        ["a ", "<b><p>b</p></b> ", "c"],
    ),
    "lists, tables and quotations are whole": (
        "<ul><li>a</li></ul><table><tbody><tr><td>b</td></tr></tbody></table>"
        "<blockquote><p>c</p></blockquote>",
        [
            "<ul><li>a</li></ul>",
            "<table><tbody><tr><td>b</td></tr></tbody></table>",
            "<blockquote><p>c</p></blockquote>",
        ],
    ),
    "elements without an end": (
        '<hr><iframe src="x"></iframe><p>a<img src="b">c</p>',
        ["<hr>", '<iframe src="x"></iframe>', '<p>a<img src="b">c</p>'],
    ),
    "one wrapper": (
        "<section>\n<p>a</p>\n<p>b</p></section>",
        ["<section>\n", "<p>a</p>\n", "<p>b</p>", "</section>"],
    ),
    "wrappers in one another": (
        '<div><section lang="en"><p>a</p></section> </div>\n',
        ['<div><section lang="en">', "<p>a</p>", "</section> </div>\n"],
    ),
    "an empty wrapper": ("<div></div>", ["<div>", "</div>"]),
    "two wrappers": (
        "<div><p>a</p></div><div><p>b</p></div>",
        ["<div><p>a</p></div>", "<div><p>b</p></div>"],
    ),
    "a tag in a value": ('<p title="</p><p>">a</p>b', ['<p title="</p><p>">a</p>', "b"]),
    "what never ends": ("<p>a</p><div><p>b</p>", ["<p>a</p>", "<div><p>b</p>"]),
    "what never began": ("</p><p>a</p></i>", ["</p>", "<p>a</p>", "</i>"]),
}


@pytest.mark.parametrize(("html", "pieces"), APART.values(), ids=APART)
def test_a_body_comes_apart_at_its_top_level(html, pieces):
    assert blocks(html) == pieces


anything = st.one_of(
    soup,
    st.text(),
    st.lists(st.sampled_from([*"<>/\"' \n=a", "<p", "</p>", "<div>", "</div>", "<pre>"])).map(
        "".join
    ),
)


@given(anything)
def test_any_text_goes_together_again(html):
    for body in (html, clean_html(html)):
        assert "".join(blocks(body)) == body
        assert "".join(closed(body)) == body
        assert same_to_readers(body, body)


SAME = {
    "ids": ('<p id="s-1">a<a id="s-2" href="#s-3">b</a></p>', '<p>a<a href="#s-3">b</a></p>'),
    "lines": ("<p>a\n b</p>", "<p>a b</p>"),
    "space at edges": (
        "<ul>\n <li> a</li>\n</ul>\n",
        "<ul><li>a</li></ul>",
    ),
    "space after a break": ("<p>a<br>\nb</p>", "<p>a<br>b</p>"),
    "space after space": ("<p>a <b> b</b></p>", "<p>a <b>b</b></p>"),
    "loose text": ("a <b>b</b>\n", "<p>a <b>b</b></p>"),
    "loose text, indented": ("\u3000&nbsp;a", "<p>a</p>"),
    "space around preformatted text": ("\n<pre>a\n b</pre>\n", "<pre>a\n b</pre>"),
}
DIFFERENT = {
    "words": ("<p>a</p>", "<p>b</p>"),
    "an anchor's address": ('<a href="#s-1">a</a>', '<a href="#s-2">a</a>'),
    "an element": ("<p>a</p>", "<h2>a</h2>"),
    "a value that looks like an id": (
        '<p title="x id=" lang="en">a</p>',
        '<p title="x id=" lang="de">a</p>',
    ),
    "space between words": ("<p><i>a</i> <b>b</b></p>", "<p><i>a</i><b>b</b></p>"),
    "space after a picture": ('<p><img src="a"> b</p>', '<p><img src="a">b</p>'),
    "an indent": ("<p>\u3000a</p>", "<p>a</p>"),
    "lines of preformatted text": ("<pre>a\n b</pre>", "<pre>a b</pre>"),
    "its beginning": ("<pre> a</pre>", "<pre>a</pre>"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_readers_do_not_see(one, other):
    assert key(one) == key(other)
    assert same_to_readers(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_readers_see(one, other):
    assert key(one) != key(other)
    assert not same_to_readers(one, other)


@pytest.mark.parametrize("loose", ["", " \n", "<br>", "&nbsp;<br>\u200b"])
def test_what_shows_nothing_has_no_key(loose):
    assert key(loose) == ""
    assert same_to_readers(f"<p>a</p>{loose}<p>b</p>", "<p>a</p><p>b</p>")


def test_a_wrapper_is_not_seen_but_a_block_is():
    assert same_to_readers('<section lang="en"><p>a</p></section>', "<p>a</p>")
    assert not same_to_readers("<p>a</p><p>b</p>", "<p>a</p>")
    assert not same_to_readers("<p>a</p><p>b</p>", "<p>b</p><p>a</p>")


TOGETHER = {
    "loose text beside its like": (["a ", "b", "<hr>", "c"], "<p>a</p><p>b</p><hr>c"),
    "loose text alone": (["a\nb"], "<p>a\nb</p>"),
    "loose text between blocks": (["<hr>", "a ", "<hr>"], "<hr>a <hr>"),
    "a break beside loose text": (["<br>", "a"], "<br><p>a</p>"),
    "a wrapper that came to stand alone": (["<div>a\nb</div>"], "<div><p>a\nb</p></div>"),
    "white space at the ends": (["<p>a</p>\n"], "<p>a</p>"),
    "nothing": ([], ""),
}


@pytest.mark.parametrize(("pieces", "html"), TOGETHER.values(), ids=TOGETHER)
def test_blocks_from_several_bodies_do_not_run_together(pieces, html):
    assert assembled(Body("", pieces, "")) == html
    assert same_to_readers(clean_html(html), html)


@given(soup)
@example("a<p>b</p><div>c</div>")
def test_a_clean_body_is_assembled_as_it_was(markup):
    html = clean_html(markup)

    assert same_to_readers(assembled(opened(html)), html)
    assert same_to_readers(assembled(Body("", closed(html), "")), html)


WORST = {
    "equal blocks": "<p>a</p>" * 5_000,
    "wrappers in one another": "<div>" * 10_000 + "</div>" * 10_000,
    "tags that never end": "<a " * 100_000,
    "values that never end": '<a x="' * 100_000,
    "ends without a beginning": "<div>" + "</div>   " * 30_000 + "x",
    "ids": "<p" + ' id="x" y' * 60_000 + ">",
    "white space": "<p>a" + " " * 300_000 + "b</p>" + " " * 300_000,
    "preformatted": ("<pre>" + " " * 100) * 5_000,
}


@pytest.mark.parametrize("html", WORST.values(), ids=WORST)
def test_the_worst_body_comes_apart_in_a_moment(html):
    with without_hanging():
        same_to_readers(html, "".join(blocks(html)) + "x")
