"""The scanner reads tags and attributes where a browser does."""

import pytest

from articles.cleaning import clean_html
from articles.cleaning.tokens import TOKEN, attributes, decode, tag, without_dropped

ATTRIBUTES = {
    "double quotes": ('a="b c"', {"a": "b c"}),
    "single quotes": ("a='b \" c'", {"a": 'b " c'}),
    "no quotes": ("a=b/c d=e", {"a": "b/c", "d": "e"}),
    "no value": ("a b=", {"a": "", "b": ""}),
    "space around the sign": ("a = 'b' c\n=\td", {"a": "b", "c": "d"}),
    "upper case": ("HREF=X", {"href": "X"}),
    "the first counts": ("a=1 A=2", {"a": "1"}),
    "slashes": ("/a=1 / b=2/", {"a": "1", "b": "2/"}),
    "a quote in a name": ("a\"b='c'", {'a"b': "c"}),
    "nothing": (" / ", {}),
}


@pytest.mark.parametrize(("inside", "expected"), ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_attributes_are_read(inside, expected):
    assert attributes(inside) == expected


VALUES = {
    "none": ("a b", "a b"),
    "named": ("&lt;&amp;&quot;", '<&"'),
    "decimal": ("&#65;&#066", "AB"),
    "hexadecimal": ("&#x41;&#X42", "AB"),
    "old names without an end": ("&lt &amp", "< &"),
    "a key that looks like one": ("?a=1&region=2&copy=3", "?a=1&region=2&copy=3"),
    "unknown": ("&nosuch; &x", "&nosuch; &x"),
    "decoded once": ("&amp;lt;", "&lt;"),
    "control characters": ("a\x00b&#0;&#1;c", "ab\ufffdc"),
    "a surrogate": ("a\ud800b&#xd800;", "ab\ufffd"),
}


@pytest.mark.parametrize(("given", "expected"), VALUES.values(), ids=VALUES)
def test_references_in_values_are_resolved_as_browsers_do(given, expected):
    assert decode(given) == expected


@pytest.mark.parametrize("digits", ["9" * 5_000, "0" * 5_000 + "65", "1114112", "00000000"])
def test_a_number_of_any_length_is_a_reference(digits):
    expected = "A" if digits.endswith("65") else "\ufffd"

    assert decode(f"&#{digits};") == expected
    assert clean_html(f'<p title="&#{digits};">&#{digits};</p>') == (
        f'<p title="{expected}">{expected}</p>'
    )


def test_a_tag_is_written_in_one_spelling():
    assert tag("p", {}) == "<p>"
    assert tag("p", {"title": "a > \"b\" & 'c'"}) == (
        '<p title="a &gt; &quot;b&quot; &amp; &#x27;c&#x27;">'
    )


DROPPED = {
    "a comment": ("a<!-- b -->c", "ac"),
    "a comment with another end": ("a<!-- b --!>c", "ac"),
    "an empty comment": ("a<!-->b<!--->c", "abc"),
    "a comment that never ends": ("a<!-- b", "a"),
    "an element": ("a<script>b</script>c", "ac"),
    "an element with attributes": ("a<style type='>'>b</style >c", "ac"),
    "upper case": ("a<SCRIPT>b</Script>c", "ac"),
    "a name that begins alike": ("a<styles>b</styles>", "a<styles>b</styles>"),
    "one that never ends": ("a<svg>b<svg>c", "abc"),
    "an end tag that never ends": ("a<svg>b</svg c", "ab</svg c"),
    "a tag that never ends": ("a<!-- b -->c<svg d<svg ", "ac<svg d<svg "),
    "one that never ends, then another": ("a<svg>b<script>c</script>d<svg>", "abd"),
}


@pytest.mark.parametrize(("markup", "expected"), DROPPED.values(), ids=DROPPED)
def test_what_goes_with_its_content_goes(markup, expected):
    assert without_dropped(markup) == expected


TOKENS = {
    "text": ("a < b", ["a < b"]),
    "tags": ("<p a='>'>b</p >", ["<p a='>'>", "b", "</p >"]),
    "declarations": ("<!doctype html><?x?></>a", ["<!doctype html>", "<?x?>", "</>", "a"]),
    "a closing tag that ends in a value": ('a</b =">"c', ["a", "<", '/b =">"c']),
    "a tag that never ends": ("a<b c", ["a", "<", "b c"]),
}


@pytest.mark.parametrize(("markup", "expected"), TOKENS.values(), ids=TOKENS)
def test_every_character_belongs_to_one_token(markup, expected):
    assert [found[0] for found in TOKEN.finditer(markup)] == expected


def test_letters_that_unicode_folds_into_ascii_make_no_element():
    assert clean_html("<p>a<scr\u0131pt>b</scr\u0131pt>c</p>") == "<p>abc</p>"
