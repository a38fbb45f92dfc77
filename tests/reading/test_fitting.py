"""A body fitted into its page: the same words, headings without gaps, wide parts to scroll."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning import clean_html
from articles.models import Article
from articles.reading.fitting import fitted, is_phrased, standfirst

BOX = '<div class="scroll" tabindex="0" role="group" aria-label="Table">'
CODE = 'tabindex="0" role="group" aria-label="Code"'

MARKUP = st.recursive(
    st.sampled_from(["words", "&lt;table&gt;", '<p title="<pre>">p</p>', "<th></th>", "<hr>"]),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["h2", "h3", "h4", "h6", "pre", "div", "table", "tr", "td", "th"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=20,
)


def levels(html: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])", html)]


def words(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


@given(st.lists(MARKUP, max_size=6).map("".join).map(clean_html))
def test_whatever_the_body_it_keeps_its_words_and_gains_no_gap(body):
    shown = fitted(body)

    assert words(shown) == words(body)
    assert shown.count("<div") == body.count("<div") + shown.count(BOX)
    assert shown.count("</div>") == body.count("</div>") + shown.count(BOX)
    assert all(after - before <= 1 for before, after in pairwise([1, *levels(shown)]))
    assert len(levels(shown)) == len(levels(body)) == len(re.findall(r"</h[2-6]>", shown))
    assert shown.count(CODE) == len(re.findall(r"<pre[ >]", body))
    assert clean_html(shown) == clean_html(shown.replace(BOX, "<div>").replace(f" {CODE}", ""))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((3, 3, 4), (2, 2, 3)),
        ((2, 4, 3, 2), (2, 3, 3, 2)),
        ((4, 2, 6, 5), (2, 2, 3, 3)),
        ((2, 3, 4, 5, 6), (2, 3, 4, 5, 6)),
    ],
)
def test_headings_follow_the_headline_without_a_gap(before, after):
    body = "".join(f'<h{level} id="s-{n}">x</h{level}>' for n, level in enumerate(before))

    shown = fitted(body)

    assert tuple(levels(shown)) == after
    assert [f"</h{level}>" for level in after] == re.findall(r"</h\d>", shown)
    assert 'id="s-0"' in shown


def test_a_table_inside_a_table_shares_its_box():
    inner = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    outer = f"<table><tbody><tr><td>{inner}</td></tr></tbody></table>"

    assert fitted(f"{outer}<p>and</p>{inner}") == f"{BOX}{outer}</div><p>and</p>{BOX}{inner}</div>"


def test_code_keeps_its_own_attributes():
    assert fitted('<pre lang="en"><code>x</code></pre>') == (
        f'<pre {CODE} lang="en"><code>x</code></pre>'
    )


STANDFIRSTS = {
    "only the beginning": ("The body of the story, word…", False),
    "the beginning, below markup": ("Q&A: the body of the story", False),
    "the beginning, with its glosses": ("数据科学 Science 作品集的第一篇，讲它的…", False),
    "other words": ("How a table grew until somebody asked.", True),
    "none": ("", False),
}
OPENING = (
    "<p>The body of the story, word for word.</p>"
    "<p><b>Q&amp;A</b>: the <i>body</i> of the story</p>"
    "<p>数据<ruby>科学<rp>(</rp><rt>Science</rt><rp>)</rp></ruby>作品集的第一篇，讲它的由来和用处。</p>"
)


@pytest.mark.parametrize("case", STANDFIRSTS)
def test_a_summary_opens_the_story_only_where_it_says_something_else(case):
    summary, stands = STANDFIRSTS[case]

    assert standfirst(Article(summary=summary, body=OPENING)) == (summary if stands else "")


@pytest.mark.parametrize(
    ("title", "pauses"),
    [
        ("构建工具 1.4：增量编译，快了六成", True),
        ("三台彩色墨水屏阅读器横评：快的不清楚", False),
        ("Four years of one table", True),
    ],
)
def test_headlines_break_at_pauses_where_each_phrase_fits_a_line(title, pauses):
    assert is_phrased(title) is pauses


def test_a_reading_that_no_phone_is_wide_enough_for_may_wrap():
    short, long = "<ruby>東<rt>とう</rt></ruby>", "on and on, <b>on</b> and on &amp; on"

    shown = fitted(f"{short}<ruby>京<rt>{long}</rt></ruby>")

    assert shown == f'{short}<ruby>京<rt class="long">{long}</rt></ruby>'
