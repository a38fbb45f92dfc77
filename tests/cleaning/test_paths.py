"""Old sites' paths: one spelling each, whatever strangers write."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.cleaning.paths import LONGEST, canonical, number, stated, written

PIECES = st.sampled_from(
    ["/", "//", "a", "新闻", "%2F", "%25", "%2525", "%", "%E6%96%B0", "%ff", "%00", "\0", "..", ".",
     "index.html", ".html", "?", "#", ":", "\\", " ", "\t", "\n", "\u3000", "\ud800", "page/2",
     "https:", "evil.example", "é", "%20", "%3F"]
)  # fmt: skip
PATHS = st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join) | st.text()


@given(PATHS)
@example("/" * 600)
@example("/%" + "25" * 2_000)
@example("/a" + "/index.html" * 400)
def test_a_path_is_spelled_one_way(path):
    found = canonical(path)

    assert canonical(found) == found
    assert len(found) <= LONGEST
    assert found == "" or found.startswith("/")
    assert "//" not in found
    assert "\\" not in found
    assert "\0" not in found
    found.encode()


@given(PATHS)
def test_what_files_state_is_written_and_read_alike(address):
    found = stated(address)

    assert canonical(found) == found != "/"
    assert stated(written(found)) == found


SAME = {
    "/a/b": "/a/b",
    "/a/b/": "/a/b",
    "/a/b/index.html": "/a/b",
    "/a/b.html": "/a/b.html",
    "/%E6%96%B0/": "/新",
    "/%25E6%2596%25B0": "/新",
    "/a%20b": "/a b",
    "/": "/",
    "/index.html": "/",
}
NONE = (
    "", "a", "//evil.example/", "/%2Fevil.example", "/\\evil.example", "/a//b", "/a/../b", "/..",
    "/./a", "/a\0", "/%00", "/a\nb", "/" + "新" * 500, "/%2525252525", "/\ud800",
)  # fmt: skip


@pytest.mark.parametrize(("path", "found"), SAME.items())
def test_spellings_that_lead_to_one_page_are_one(path, found):
    assert canonical(path) == found


@pytest.mark.parametrize("path", NONE)
def test_what_is_no_path_of_a_site_is_none(path):
    assert canonical(path) == ""


STATED = {
    "/2019/01/x/": "/2019/01/x",
    "2019/01/x.html": "/2019/01/x.html",
    "x.html": "/x.html",
    " /a/?utm=1#top ": "/a",
    "https://elsewhere.example/a/": "",
    "//elsewhere.example/a/": "",
    "mailto:a/b": "",
    "/:year/:title/": "",
    ":title.html": "",
    "pretty": "",
    "../up/": "",
    "/": "",
    "": "",
    "/?p=12": "",
}


@pytest.mark.parametrize(("address", "path"), STATED.items())
def test_only_a_path_is_an_address_of_ours(address, path):
    assert stated(address) == path


def test_a_number_is_read_alike_however_it_is_written():
    assert number("66c8") == number("66C8") == number("066c8") == 0x66C8
    assert number("1690090958") == 0x1690090958 & 0x7FFFFFFF
    assert [number(text) for text in ("", "g", "-1", "1.5", "１２", "1" * 11)] == [None] * 6
