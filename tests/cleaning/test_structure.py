"""Blocks, paragraphs, headings, tables, ids: what generators did to a body is undone."""

import pytest

from articles.cleaning import clean, clean_html

SAME = {
    "paragraphs": "<p>a</p><p>b</p>",
    "lists": '<ul><li>a</li><li>b<ol start="3"><li value="4">c</li></ol></li></ul>',
    "a table": (
        '<table><caption>t</caption><thead><tr><th scope="col">a</th></tr></thead>'
        '<tbody><tr><td colspan="2" rowspan="3">b</td></tr></tbody></table>'
    ),
    "ruby": "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>",
    "a definition list": "<dl><dt>a</dt><dd>b</dd></dl>",
    "a figure": "<figure><pre>x</pre><figcaption>c</figcaption></figure>",
    "inline elements": "<p><b>a</b><i>b</i><em>c</em><s>d</s><sub>e</sub><q>f</q></p>",
    "dates of changes": '<p><del datetime="2021-01-01">a</del><ins>b</ins></p>',
    "details": '<details open=""><summary>s</summary><p>a</p></details>',
    "languages": '<p title="t" lang="ja" dir="ltr">a</p>',
    "several divs": "<div><p>a</p></div><div><p>b</p></div>",
    "white space in code": "<pre><code>a\n  b\n\n    c</code></pre>",
    "references": "<p>a &amp; b &lt; c &gt; d&nbsp;e</p>",
}


@pytest.mark.parametrize("markup", SAME.values(), ids=SAME)
def test_sound_markup_stays_as_it_is(markup):
    assert clean(markup) == clean(markup, "https://a.example/")
    assert clean_html(markup) == markup


BLOCKS = {
    "outermost div": ("<div>   <p>a</p> </div>", "<p>a</p>"),
    "two outermost divs": ("\n<div>\n<div id=x><p>a</p></div>\n</div>\n", "<p>a</p>"),
    "a div with siblings stays": ("<div>a</div><p>b</p>", "<div>a</div><p>b</p>"),
    "a div that is never closed": ("<div><p>a</p>", "<p>a</p>"),
    "a div with text only": ("<div>a</div>", "<p>a</p>"),
    "style and script go with their text": (
        "<style>p{color:red}</style><p>a</p><SCRIPT type=x>var b</SCRIPT >",
        "<p>a</p>",
    ),
    "an unknown element keeps its text": (
        "<p><font color=red>a</font><o:p>b</o:p></p>",
        "<p>ab</p>",
    ),
    "comments": ("<p>a<!-- b --><!---->c</p>", "<p>ac</p>"),
    "unclosed paragraphs": ("<p>a<p>b", "<p>a</p><p>b</p>"),
    "unclosed items": ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    "crossing tags": ("<p><b>a<i>b</b>c</i></p>", "<p><b>a<i>b</i></b><i>c</i></p>"),
    "a stray closing tag": ("<p>a</b></p></div><p>b</p>", "<p>a</p><p>b</p>"),
    "empty paragraphs": (
        "<p></p><p>&nbsp;</p><p>&#8203;</p><p>&emsp;&nbsp</p><p> <br> \u200b</p><p>a</p>",
        "<p>a</p>",
    ),
    "an empty body": ("<div><p>&nbsp;</p><br></div>", ""),
    "white space only": (" \n\t ", ""),
    "table without a body": (
        "<table><tr><td>a</table>",
        "<table><tbody><tr><td>a</td></tr></tbody></table>",
    ),
    "line ends": ("<pre>a\r\nb\rc</pre>", "<pre>a\nb\nc</pre>"),
    "control characters": ("<p>a\x00\x08\x1fb\ufffe</p>", "<p>ab</p>"),
    "a rule ends a paragraph": ("<p>a<hr>b</p>", "<p>a</p><hr>b"),
    "no class and no style": ('<p class="x" style="y" data-z=1 align=left>a</p>', "<p>a</p>"),
}


@pytest.mark.parametrize(("markup", "expected"), BLOCKS.values(), ids=BLOCKS)
def test_blocks_are_repaired(markup, expected):
    assert clean_html(markup) == expected
    assert clean_html(expected) == expected


PARAGRAPHS = {
    "plain text": ("a", "<p>a</p>"),
    "blank lines": ("a\n\nb\n \n\nc", "<p>a</p><p>b</p><p>c</p>"),
    "single line ends": ("a\nb", "<p>a<br>b</p>"),
    "doubled breaks": ("a<br><br/>b<br>c", "<p>a</p><p>b<br>c</p>"),
    "doubled breaks apart": ("a <br> <br> <br> b", "<p>a</p><p>b</p>"),
    "inline elements": ("<b>a</b><br><br><i>b</i>", "<p><b>a</b></p><p><i>b</i></p>"),
    "breaks within a paragraph stay": ("<p>a<br><br>b</p>", "<p>a<br><br>b</p>"),
    "an element over a break": ("<b>a<br><br>b</b>", "<p><b>a</b></p><p><b>b</b></p>"),
    "blanks at the ends": ("<br><br>&nbsp;<br><br>a<br><br>", "<p>a</p>"),
}


@pytest.mark.parametrize(("markup", "expected"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_text_without_paragraphs_gets_them(markup, expected):
    assert clean_html(markup) == expected


HEADINGS = {
    "no h1": ("<h2>a</h2><h6>b</h6>", "<h2>a</h2><h6>b</h6>"),
    "an h1": (
        "<h1>a</h1><h2>b</h2><h5>c</h5><h6>d</h6>",
        "<h2>a</h2><h3>b</h3><h6>c</h6><h6>d</h6>",
    ),
    "an upper case H1": ("<H1>a</H1><H3>b</H3>", "<h2>a</h2><h4>b</h4>"),
    "an h1 in a comment": ("<!-- <h1> --><h2>a</h2>", "<h2>a</h2>"),
    "a heading within one": ("<h2>a<h3>b</h3></h2>", "<h2>a</h2><h3>b</h3>"),
}


@pytest.mark.parametrize(("markup", "expected"), HEADINGS.values(), ids=HEADINGS)
def test_headings_stand_below_the_pages_own(markup, expected):
    assert clean_html(markup) == expected


IDS = {
    "id": ('<p id="top">a</p>', '<p id="s-top">a</p>'),
    "prefixed already": ('<p id="s-top">a</p>', '<p id="s-top">a</p>'),
    "name of a link": ('<p><a name="q">a</a></p>', ' id="s-q"'),
    "id before name": ('<p><a id="i" name="n">a</a></p>', ' id="s-i"'),
    "fragment link": ('<p><a href="#top">a</a></p>', ' href="#s-top"'),
    "fragment link, prefixed": ('<p><a href="#s-top">a</a></p>', ' href="#s-top"'),
    "fragment in another script": ('<p><a href="#注1">a</a></p>', ' href="#s-注1"'),
}


@pytest.mark.parametrize(("markup", "expected"), IDS.values(), ids=IDS)
def test_ids_cannot_clash_with_the_pages_and_fragment_links_follow(markup, expected):
    assert expected in clean_html(markup, "https://a.example/b.html")


def test_a_link_to_nothing_in_the_page_has_no_address():
    assert "href" not in clean_html('<p><a href="#">a</a></p>', "https://a.example/")


LANGUAGES = {
    "language": ("language-python", "language-python"),
    "lang": ("hljs lang-c++ line-numbers", "language-c++"),
    "GitHub's": ("highlight-source-js", "language-js"),
    "upper case": ("language-C#", "language-C#"),
}


@pytest.mark.parametrize(("given", "kept"), LANGUAGES.values(), ids=LANGUAGES)
def test_the_language_of_code_is_kept(given, kept):
    assert clean_html(f'<pre><code class="{given}">x</code></pre>') == (
        f'<pre><code class="{kept}">x</code></pre>'
    )


@pytest.mark.parametrize("given", ["hljs", "xlanguage-py", "language-", "language-" + "x" * 31])
def test_other_classes_go(given):
    assert "class" not in clean_html(f'<pre><code class="{given}">x</code></pre>')


VALUES = {
    "more-than sign in quotes": ('<p title="a > b">x</p>', '<p title="a &gt; b">x</p>'),
    "more-than sign in single quotes": ("<p title='a > b'>x</p>", '<p title="a &gt; b">x</p>'),
    "quotes": ("<p title='say \"a\"'>x</p>", '<p title="say &quot;a&quot;">x</p>'),
    "entity": ('<p title="a &amp;amp; b">x</p>', '<p title="a &amp;amp; b">x</p>'),
    "percentage span": ('<table><tr><td colspan="50%">x</table>', "<td>x</td>"),
    "huge span": ('<table><tr><td colspan="123456">x</table>', "<td>x</td>"),
    "unknown scope": ('<table><tr><th scope="all">x</table>', "<th>x</th>"),
    "unknown direction": ('<p dir="up">x</p>', "<p>x</p>"),
    "first of two": ('<p title="a" title="b" TITLE="c">x</p>', '<p title="a">x</p>'),
}


@pytest.mark.parametrize(("markup", "expected"), VALUES.values(), ids=VALUES)
def test_attribute_values_are_read_as_browsers_do(markup, expected):
    assert expected in clean_html(markup)


NOSCRIPT = {
    "after an image": (
        '<p><img data-src="https://a.example/1.jpg"><noscript><img src="https://a.example/1.jpg">'
        "</noscript>b</p>",
        1,
    ),
    "alone": ('<noscript><p><img src="https://a.example/1.jpg">b</p></noscript>', 1),
    "never closed": (
        '<p><img src="https://a.example/1.jpg"><noscript><img src="https://a.example/2.jpg">b</p>',
        2,
    ),
    "after text": (
        '<p><img src="https://a.example/1.jpg">c<noscript><img src="https://a.example/2.jpg">'
        "</noscript>b</p>",
        2,
    ),
}


@pytest.mark.parametrize(("markup", "pictures"), NOSCRIPT.values(), ids=NOSCRIPT)
def test_a_lazy_pictures_double_for_readers_without_scripts_goes(markup, pictures):
    cleaned = clean_html(markup)

    assert cleaned.count("<img") == pictures
    assert "b</p>" in cleaned


def test_markup_that_never_settles_becomes_its_text(monkeypatch):
    from articles.cleaning import pipeline

    numbers = iter(range(100))
    monkeypatch.setattr(
        pipeline, "_once", lambda *_args: (f"<p>a {next(numbers)} <b>b</b></p>", {}, True)
    )

    assert clean_html("<p>a") == "<p>a 6  b</p>"


def test_markup_that_never_settles_and_has_no_text_becomes_empty(monkeypatch):
    from articles.cleaning import pipeline

    numbers = iter(range(100))
    monkeypatch.setattr(pipeline, "_once", lambda *_args: ("<hr>" * next(numbers), {}, True))

    assert clean_html("<p>a") == ""
