"""Addresses one by one: absolute, or given up."""

import pytest

from articles.cleaning import urls

BASE = "https://site.example/a/b.html"

ABSOLUTE = {
    "ordinary": ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
    "host only": ("http://a.example", "http://a.example"),
    "port": ("http://a.example:8080", "http://a.example:8080"),
    "IPv6": ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
    "spaces": (" http://a.example/b c ", "http://a.example/b%20c"),
    "tabs within": ("ht\ttp://a.example/", ""),
    "tabs after the scheme": ("http:/\t/a.example/\nb", "http://a.example/b"),
    "backslashes": ("\\\\a.example/b", "https://a.example/b"),
    "a backslash after the host": ("\\\\a.example\\b", ""),
    "a backslash after the host, two slashes": ("//a.example\\@b.example/", ""),
    "a backslash in the path": ("https://a.example/b\\@c", "https://a.example/b\\@c"),
    "two slashes, no host": ("//media", ""),
    "one slash": ("http:/a.example", ""),
    "no slash": ("https:a.example", ""),
    "no host": ("http:///a", ""),
    "user and password": ("http://a:b@c.example/", ""),
    "another host as a user": ("https://a.example@b.example", ""),
    "another host before a backslash": ("https://a.example\\@b.example/c", ""),
    "the same with an ignored character": ("https://a.example\\\u200b@b.example/c", ""),
    "an at sign in the path": ("https://a.example/@b", "https://a.example/@b"),
    "an at sign in the query": ("https://a.example?b=c@d", "https://a.example?b=c@d"),
    "mail": ("mailto:a@a.example", "mailto:a@a.example"),
    "a broken host": ("http://[::1/", ""),
    "a script": ("javascript:alert(1)", ""),
    "a file": ("file:" + "//" + "/etc/passwd", ""),
    "a phone": ("tel:123", ""),
    "a drive": ("C:\\a", ""),
    "empty": ("", ""),
    "white space": (" \n", ""),
    "our media": ("/media/a b.jpg", "/media/a%20b.jpg"),
    "above our media": ("/media/../a", ""),
    "above our media, encoded": ("/media/%2E%2e/a", ""),
    "above our media, backslash": ("/media\\..\\a", ""),
}


@pytest.mark.parametrize(("given", "expected"), ABSOLUTE.values(), ids=ABSOLUTE)
def test_an_address_becomes_absolute_or_empty(given, expected):
    assert urls.absolute(given) == expected


JOINED = {
    "relative": ("c", "https://site.example/a/c"),
    "no host": ("//media", ""),
    "an encoded scheme": ("javascript%3Aalert(1)", ""),
    "a broken host": ("/\\[x", ""),
    "empty": ("", ""),
}


@pytest.mark.parametrize(("given", "expected"), JOINED.values(), ids=JOINED)
def test_a_relative_address_hangs_on_the_base(given, expected):
    assert urls.absolute(given, BASE) == expected


@pytest.mark.parametrize("base", ["http://[::1", "no address", "mailto:a@a.example", "a/b"])
def test_a_base_that_is_none_joins_nothing(base):
    assert urls.absolute("c.html", base) == ""


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.A.Example:8000/b", "www.a.example"),
        ("https://user@a.example/", ""),
        ("https://a.example\\@b.example/", ""),
        ("/media/a.jpg", ""),
        ("http://[::1/", ""),
    ],
)
def test_the_host_is_in_lower_case(url, host):
    assert urls.host(url) == host


@pytest.mark.parametrize(
    ("srcset", "best"),
    [
        ("", ""),
        (" , ", ""),
        ("a.jpg", "a.jpg"),
        ("a.jpg 100w, b.jpg 300w, c.jpg 200w", "b.jpg"),
        ("a.jpg 1.5x, b.jpg", "a.jpg"),
        ("a.jpg nonsense, b.jpg 0.5x", "a.jpg"),
        ("https://a.example/1,https://a.example/2 2x", "https://a.example/2"),
    ],
)
def test_the_best_of_a_set_is_the_widest(srcset, best):
    assert urls.best_of_srcset(srcset) == best
