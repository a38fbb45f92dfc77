"""What holds for any HTML at all, tried on random soup of tags, attributes and odd text."""

import html

from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning import clean, clean_html, text
from articles.cleaning.policy import TAGS
from articles.importer.problems import SENTENCES
from tests.cleaning.judge import faults, second_opinion, starts

UNKNOWN = (
    "script style svg math h1 font noscript template title body form input button select option"
    " plaintext xmp picture nobr tt textarea base meta link object embed frameset x-y"
).split()
ATTRIBUTES = [
    "",
    "/",
    " id=x",
    " name=y",
    ' href="http://a.example/?a=1&region=2"',
    " href=javascript:alert(1)",
    ' href=" java\nscript:x"',
    ' href="#part"',
    ' href="HTTP://a.example/%20 z"',
    ' href="//link.zhihu.com/?target=http%3A//b.example"',
    " src=//b.example/x.png",
    " src=/media/x.jpg",
    ' src="data:image/png;base64,xx"',
    " src=https://v.qq.com/x",
    ' srcset="a.png 1x, http://a.example/b.png 2x"',
    " data-src=http://a.example/i.png",
    " poster=vbscript:x",
    ' cite="javascript:x"',
    " onclick=x",
    ' style="a:b"',
    ' class="language-py x"',
    ' title="a > b &amp; c"',
    " alt='\"'",
    " width=100% height=3px",
    " width=3 height=4",
    " colspan=2",
    ' lang="zh" dir=ltr',
    " srcdoc='<b>'",
]
ODD = [
    "http://a.example/a",
    "www.a.example",
    "https://例子.example/路径。好",
    "http",
    "://a.example/",
    "&mdash;http://a.example/b&nbsp;c",
    "&#8203;",
    "&copy",
    "&region=",
    "&lt;",
    "&#58;//",
    "&colon;//",
    "&nbsp;",
    "&#0;",
    "&#13;",
    "\n",
    "\n\n",
    "\r",
    " ",
    "<!-- x -->",
    "<!--",
    "-->",
    "<",
    "<a",
    ">",
    "]]>",
    "<![CDATA[",
    "<?x",
    "\u200b",
    "\u00a0",
    "\ud800",
    "\x00",
    "\x0b",
]
names = st.sampled_from([*sorted(TAGS), *UNKNOWN])
tags = st.one_of(
    st.builds("<{}{}>".format, names, st.sampled_from(ATTRIBUTES)),
    st.builds("<{}{}{}>".format, names, *[st.sampled_from(ATTRIBUTES)] * 2),
    st.builds("</{}>".format, names),
)
soup = st.lists(st.one_of(tags, st.sampled_from(ODD), st.text(max_size=8)), max_size=25).map(
    "".join
)
bases = st.sampled_from(["", "https://site.example/a/b.html", "http://[::1", "x"])


@given(soup, bases)
def test_any_soup_comes_out_safe_and_stays_as_it_is(markup, base):
    cleaned = clean(markup, base)

    assert faults(cleaned.html) == []
    assert clean_html(cleaned.html) == cleaned.html
    assert clean_html(cleaned.html, "https://another.example/") == cleaned.html
    assert cleaned.notes.keys() <= SENTENCES.keys() | {"N_BODY_CUT"}


@given(soup)
def test_bleach_under_the_same_policy_finds_nothing_to_take_out(markup):
    cleaned = clean_html(markup)

    assert second_opinion(cleaned) == starts(cleaned)


@given(st.text())
def test_any_text_comes_out_safe_and_stays_as_it_is(markup):
    cleaned = clean_html(markup)

    assert faults(cleaned) == []
    assert clean_html(cleaned) == cleaned


@given(soup, st.integers(20, 300))
def test_the_plain_text_holds_no_tags_and_a_summary_keeps_its_length(markup, length):
    plain = text.plain_text(clean_html(markup))

    assert plain == plain.strip()
    assert len(text.summarise(plain, length)) <= 2 * length + 1
    assert text.measure(plain).total <= len(plain)
    assert text.guess_language(plain) in ("en", "ja", "ko", "zh-Hans")


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Z")), min_size=1))
def test_text_that_was_escaped_is_read_again(written):
    escaped = html.escape(written)

    assert text.plain_text(f"<p>{escaped}</p>") == written
