"""Links: bare addresses become some, wrapped and relative ones lead where they should."""

import re

import pytest

from articles.cleaning import clean, clean_html
from articles.cleaning.caps import MAX_LINKS
from tests.cleaning.judge import starts, words

BASE = "https://site.example/news/1.html"


def targets(markup: str, base: str = "") -> list[str]:
    return [
        dict(attrs).get("href", "") for tag, attrs in starts(clean_html(markup, base)) if tag == "a"
    ]


BARE = {
    "alone": ("https://a.example/b", ["https://a.example/b"]),
    "in a sentence": ("See http://a.example/b.html, then go.", ["http://a.example/b.html"]),
    "at a sentence's end": ("See http://a.example/b.", ["http://a.example/b"]),
    "without a scheme": ("at www.a.example/b today", ["http://www.a.example/b"]),
    "with a port": ("http://a.example:8000/b", ["http://a.example:8000/b"]),
    "with a query and a fragment": (
        "https://a.example/?b=1&amp;c=2#d-e",
        ["https://a.example/?b=1&c=2#d-e"],
    ),
    "in parentheses": ("(https://a.example/b)", ["https://a.example/b"]),
    "with parentheses": ("https://a.example/b_(c)_d", ["https://a.example/b_(c)_d"]),
    "with parentheses, in some": ("(https://a.example/b_(c))", ["https://a.example/b_(c)"]),
    "between angle brackets": ("&lt;https://a.example/b&gt;", ["https://a.example/b"]),
    "between quotes": ('"https://a.example/b"', ["https://a.example/b"]),
    "before a full stop of CJK": ("https://a.example/b。", ["https://a.example/b"]),
    "before CJK text": ("https://a.example/b看", ["https://a.example/b"]),
    "after CJK text": ("详见https://a.example/b，谢谢", ["https://a.example/b"]),
    "between CJK brackets": ("（https://a.example/b）", ["https://a.example/b"]),
    "before a no-break space": ("https://a.example/b&nbsp;and", ["https://a.example/b"]),
    "before a named reference": ("https://a.example/b&hellip;", ["https://a.example/b"]),
    "before a numeric reference": ("https://a.example/b&#12290;", ["https://a.example/b"]),
    "after a named reference": ("x&mdash;https://a.example/b", ["https://a.example/b"]),
    "after a numeric reference": ("&#8203;https://a.example/b", ["https://a.example/b"]),
    "spelt with references": ("http&colon;//a.example/b", ["http://a.example/b"]),
    "in bold text": ("<b>https://a.example/b</b>", ["https://a.example/b"]),
    "several": ("https://a.example https://b.example", ["https://a.example", "https://b.example"]),
    "in another word": ("xhttps://a.example/b", []),
    "in an address": ("a@www.b.example", []),
    "no scheme at all": ("a.example/b README.md main.rs", []),
    "another scheme": ("ftp://a.example/b", []),
    "no host": ("https:// and http://.", []),
    "no domain": ("www.b", []),
}


@pytest.mark.parametrize(("text", "expected"), BARE.values(), ids=BARE)
def test_bare_addresses_become_links(text, expected):
    cleaned = clean_html(f"<p>{text}</p>")

    assert targets(f"<p>{text}</p>") == expected
    assert words(cleaned) == words(f"<p>{text}</p>")
    assert clean_html(cleaned) == cleaned


def test_a_key_in_an_address_is_no_character_reference():
    address = "https://a.example/?b=1&region=cn&copy=2"

    assert targets(address) == [address]


@pytest.mark.parametrize("name", ["code", "pre", "kbd", "samp"])
def test_addresses_in_code_stay_text(name):
    assert clean_html(f"<{name}>https://a.example</{name}>").count("<a") == 0


def test_an_address_in_a_link_is_not_linked_again():
    markup = '<p><a href="https://a.example/"><b>https://b.example/</b></a></p>'

    assert targets(markup) == ["https://a.example/"]


def test_links_that_were_made_are_counted():
    assert clean("https://a.example https://b.example").notes == {"N_URL_LINKED": 1}
    assert clean("no address").notes == {}


def test_no_text_gets_more_links_than_the_limit():
    assert len(targets("https://a.example/ " * (MAX_LINKS + 5))) == MAX_LINKS


GIVEN = {
    "absolute": ('href="http://a.example/b?c=d&e=f"', "http://a.example/b?c=d&e=f"),
    "without a scheme": ('href="//a.example/b"', "https://a.example/b"),
    "upper case scheme": ('href="HTTP://a.example/B"', "http://a.example/B"),
    "white space": ('href=" https://a.example/b\n"', "https://a.example/b"),
    "white space inside": ('href="https://a.example/b\n c"', "https://a.example/b%20c"),
    "mail": ('href="mailto:a@a.example"', "mailto:a@a.example"),
    "our media": ('href="/media/a/b.pdf"', "/media/a/b.pdf"),
    "in another script": ('href="https://例子.example/路径"', "https://例子.example/路径"),
    "a key that looks like a reference": (
        'href="https://a.example/?b=1&region=cn"',
        "https://a.example/?b=1&region=cn",
    ),
}


@pytest.mark.parametrize(("given", "expected"), GIVEN.values(), ids=GIVEN)
def test_a_links_address_is_kept(given, expected):
    assert targets(f"<p><a {given}>x</a></p>") == [expected]
    assert targets(f"<p><a {given}>x</a></p>", BASE) == [expected]


RELATIVE = {
    "beside": ("2.html", "https://site.example/news/2.html"),
    "from the root": ("/about", "https://site.example/about"),
    "above": ("../../../x", "https://site.example/x"),
    "a host by name": ("//b.example/x", "https://b.example/x"),
    "a colon later": ("a/b:c", "https://site.example/news/a/b:c"),
}


@pytest.mark.parametrize(("given", "expected"), RELATIVE.values(), ids=RELATIVE)
def test_a_relative_link_hangs_on_the_originals_address(given, expected):
    assert targets(f'<p><a href="{given}">x</a></p>', BASE) == [expected]


def test_a_relative_link_without_a_base_leads_nowhere_and_keeps_its_text():
    cleaned = clean('<p><a href="2.html">x</a></p>')

    assert re.fullmatch(r'<p><a rel="[^"]*">x</a></p>', cleaned.html)
    assert cleaned.notes == {"N_LINK_REMOVED": 1}


REDIRECTED = {
    "Zhihu": "https://link.zhihu.com/?target=https%3A//a.example/b%3Fc%3Dd",
    "without a scheme": "//link.zhihu.com/?target=https%3A%2F%2Fa.example%2Fb%3Fc%3Dd",
    "another key before": "http://www.oschina.net/action/GoToLink?x=1&amp;url=https%3A%2F%2Fa.example%2Fb%3Fc%3Dd",
    "Google": "https://www.google.com/url?sa=t&q=https://a.example/b%3Fc%3Dd&usg=x",
}


@pytest.mark.parametrize("address", REDIRECTED.values(), ids=REDIRECTED)
def test_a_redirector_is_left_out(address):
    assert targets(f'<p><a href="{address}">x</a></p>') == ["https://a.example/b?c=d"]


KEPT_WHOLE = {
    "no target": "https://link.zhihu.com/?x=https://a.example/",
    "no query": "https://link.zhihu.com/",
    "a target without a scheme": "https://link.zhihu.com/?target=a.example",
    "a script as target": "https://link.zhihu.com/?target=javascript:x",
    "too many keys": "https://link.zhihu.com/?" + "a=1&" * 50 + "target=https://a.example/",
    "another path": "https://www.google.com/search?q=https://a.example/",
    "another host": "https://link.zhihu.com.evil.example/?target=https://a.example/",
}


@pytest.mark.parametrize("address", KEPT_WHOLE.values(), ids=KEPT_WHOLE)
def test_other_addresses_are_no_redirectors(address):
    assert targets(f'<p><a href="{address}">x</a></p>') == [address]
