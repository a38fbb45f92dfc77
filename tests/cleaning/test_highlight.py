"""Highlighted code: it says what it said, it is clean, and nobody can make it slow."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning import clean_html, text
from articles.cleaning.highlight import LANGUAGES, LONGEST, LONGEST_BLOCK, highlight
from articles.cleaning.policy import TOKENS
from articles.cleaning.sanitize import sanitize
from tests.cleaning.judge import faults
from tests.hanging import without_hanging

NASTY = [
    "(", "{", "<", '"', "'", "`", "\\", "/*\n", "<!--", '"""', "#{", "a\n", "a ", "<<a\n", "{{",
    "a:", "a=", "<a ", "<?", "//\n", "$(", "::", "a.", "1", "[[", "--\n", "&", "%(", " \n", "é",
]  # fmt: skip


def block(code: str, language: str = "python") -> str:
    escaped = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<pre><code class="language-{language}">{escaped}</code></pre>'


def without_spans(html: str) -> str:
    return re.sub("</?span[^>]*>", "", html)


def test_tokens_get_their_classes():
    assert highlight(block("def f():\n    return 1")) == (
        '<pre><code class="language-python"><span class="k">def</span> <span class="f">f</span>():'
        '\n    <span class="k">return</span> <span class="m">1</span></code></pre>'
    )


@pytest.mark.parametrize(
    "body",
    [
        "<p>No code.</p>",
        "<pre><code>def f(): pass</code></pre>",
        block("def f(): pass", "klingon"),
        '<p><code class="language-python">def</code></p>',
        block("def f(): pass\n" * 1_000),
        block("x = " + "1" * 3_000),
        block("def f():" + " \n" * 300),
    ],
    ids=["none", "no language", "unknown", "in a line", "too long", "long line", "blank lines"],
)
def test_everything_else_stays_as_it_is(body):
    assert highlight(body) == body


def test_a_story_full_of_code_is_highlighted_up_to_a_limit():
    one = block("def f(): pass\n" * 700)
    body = highlight(one * 15)

    assert len(one) < LONGEST_BLOCK
    assert body.count('<span class="k">def') // 700 == LONGEST // (14 * 700)


def test_classes_reach_no_element_but_code_tokens_and_nothing_else_gets_in():
    hostile = block("x = '<script>alert(1)</script>' # <img src=x onerror=y>")
    body = highlight(clean_html(hostile + '<span class="k" onclick="x">y</span>'))

    assert "<script" not in body
    assert set(re.findall(r'<span class="([^"]*)"', body)) <= TOKENS
    assert body.endswith("<span>y</span>")
    assert not faults(sanitize(body))


SIGNS = "abcdef <>&\"'`\\/*#{}()[]=:;.,$%@!?-+|~^\n\t01é中"
codes = st.text(alphabet=SIGNS)


@given(codes, st.sampled_from(sorted(set(LANGUAGES))))
def test_any_code_says_what_it_said(code, language):
    body = clean_html(f"<p>a</p>{block(code, language)}<p>b</p>")
    found = highlight(body)

    assert without_spans(found) == without_spans(body)
    assert text.plain_text(found) == text.plain_text(body)
    assert highlight(found) == found or "<span" not in found


@pytest.mark.parametrize("language", sorted(set(LANGUAGES.values())))
def test_no_lexer_hangs_on_nasty_code(language):
    """At an eighth of the longest block: what is slow is quadratic, and takes a 64th."""
    for piece in NASTY:
        size = 300 if piece.strip() in "<&" else LONGEST_BLOCK // 8  # escaped, these are longer
        code = piece * (size // len(piece))
        if "\n" not in piece:
            code = "\n".join(code[at : at + 1_900] for at in range(0, len(code), 1_900))
        with without_hanging(2):
            highlight(block(code, language))
