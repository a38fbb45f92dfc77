"""Titles come back as their authors wrote them."""

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from articles.importer import titles
from tests.hanging import without_hanging
from tests.importer.documents import BODY, codes, story, the_problem

TIDY = {
    "entities": ("Q&amp;A &lt;b&gt; &#123;x&#125;", "Q&A <b> {x}"),
    "white space": (" a\n b\u3000c\t", "a b c"),
    "a number without end": ("a &#" + "1" * 5_000 + ";", "a \ufffd"),
    "invisible signs": ("a\u200b\ufeffb\x07", "a b"),
    "direction signs": ("\u202eabc\u202c", "abc"),
    "joined emoji": ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
}


@pytest.mark.parametrize(("given", "tidy"), TIDY.values(), ids=TIDY)
def test_a_title_is_tidied(given, tidy):
    assert titles.tidy(given) == tidy


@for_any(
    st.lists(st.sampled_from(["a", " ", "&amp;", "&", "&#8203;", "\u3000", "\u200f", "\n", "中"]))
)
def test_a_tidy_title_has_nothing_left_to_tidy(pieces):
    found = titles.tidy("".join(pieces))

    assert " ".join(titles.INVISIBLE.sub(" ", found).split()) == found


RESTORED = {
    "signs": ("Go_ what_ _new_", '<img title="Go: what? [new]" src=x>', "Go: what? [new]"),
    "single quotes": ("a_b", "<img src='x' title='a/b'>", "a/b"),
    "entities": ("_a_ b", '<img title="&lt;a&gt; b">', "<a> b"),
    "the second picture": ("a_b", '<img title="c"><img title="a|b">', "a|b"),
    "no underscore": ("a b", '<img title="a:b">', "a b"),
    "another title": ("a_b", '<img title="a:c">', "a_b"),
    "a true underscore": ("a_b", '<img title="a_b">', "a_b"),
    "no picture": ("a_b", "<p>a:b</p>", "a_b"),
}


@pytest.mark.parametrize(("title", "body", "expected"), RESTORED.values(), ids=RESTORED)
def test_signs_that_the_generator_replaced_come_back(title, body, expected):
    assert titles.restore(title, body) == expected


UNCOMMENTED = {
    "cut": ("C", "title: C #1 of all", "C #1 of all"),
    "later line": ("C", "a: b\ntitle:  C #1  \nc: d", "C #1"),
    "not cut": ("C#", "title: C#", "C#"),
    "quoted": ("C", "title: 'C' #1", "C"),
    "another": ("C", "title: D #1", "C"),
    "nested": ("C", "x:\n  title: C #1", "C"),
}


@pytest.mark.parametrize(("title", "matter", "expected"), UNCOMMENTED.values(), ids=UNCOMMENTED)
def test_a_bare_title_that_yaml_cut_is_whole_again(title, matter, expected):
    assert titles.uncomment(title, matter) == expected


GUESSED = {
    "Markdown heading": ("\n# A *heading*\n", "x.md", ("A *heading*", "heading")),
    "HTML heading": ("<H1 class=x>A <b>heading</b>\n</H1>", "x.md", ("A heading", "heading")),
    "empty heading": ("<h1> </h1>", "a/b.md", ("b", "file name")),
    "file's name": ("text", "a/New chips.md", ("New chips", "file name")),
    "dated name": ("text", "2021-10-12-new-chips.md", ("new-chips", "file name")),
    "folder": ("text", "a/new-chips/index.md", ("new-chips", "file name")),
    "no folder": ("text", "index.md", ("", "")),
    "no letters": ("text", "a/ .md", ("", "")),
    "lower headings": ("## b", "c.md", ("c", "file name")),
}


@pytest.mark.parametrize(("body", "path", "expected"), GUESSED.values(), ids=GUESSED)
def test_a_missing_title_is_taken_from_the_heading_or_the_name(body, path, expected):
    assert titles.guess(body, path) == expected


@pytest.mark.parametrize(
    "body", ["<img " * 300_000, '<img title="' * 300_000, '<img title="x">' * 200_000]
)
def test_a_title_is_looked_for_in_the_first_pictures_only(body):
    with without_hanging():
        assert titles.restore("a_b", body) == "a_b"
        assert titles.uncomment("a", "title: a" + " " * 65_000 + "b") == "a"


def test_a_title_is_cut_at_its_limit():
    assert titles.truncate("x" * 300) == "x" * 300
    assert titles.truncate("x" * 301) == "x" * 299 + "…"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ｇo： 1.22 is _out_", "go: 1.22 IS “out”"),
        ("芯片·今天", "芯片今天"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_title_share_a_key(one, other):
    assert titles.key(one) == titles.key(other) != titles.key(one + "2")


@pytest.mark.parametrize("title", ["404", "12_00", "No", "2021-03-21", "off", "1e3", "0x1F"])
def test_a_title_that_looks_like_something_else_stays_text(title):
    assert story(f"title: {title}").title == title
    assert story(f"title: '{title}'").title == title


def test_a_quoted_tilde_is_a_title_and_a_bare_one_is_none():
    assert story("title: '~~ hello'").title == "~~ hello"
    assert the_problem(story("title: ~", path="b c.md"), "W_TITLE_GUESSED").detail == {
        "title": "b c",
        "origin": "file name",
    }


SEED = "headimg: ''\nauthor: A source"


def test_the_generators_bare_titles_keep_what_follows_a_hash():
    found = story(f"title: Chips #1 of all\n{SEED}")

    assert found.title == "Chips #1 of all"
    assert found.notes["N_TITLE_COMMENT"] == 1
    assert story("title: Chips #1 of all").title == "Chips"


def test_a_restored_title_is_noted():
    found = story(f"title: 'Chips_ all'\n{SEED}", '<p><img title="Chips: all" src="x">x</p>')

    assert found.title == "Chips: all"
    assert found.notes["N_TITLE_RESTORED"] == 1


def test_a_guessed_title_makes_a_draft():
    found = story("title: ''", f"# Chips\n\n{BODY}")

    assert (found.title, found.draft) == ("Chips", True)
    assert the_problem(found, "W_TITLE_GUESSED").detail["origin"] == "heading"


def test_a_title_over_several_lines_is_one():
    assert story('title: "Chips\n\n  are  \n  here"').title == "Chips are here"
    assert story("title: >\n  Chips\n  are here").title == "Chips are here"


def test_a_long_title_is_cut_and_told_and_no_draft():
    found = story(f"title: {'x' * 400}\nsource: A source")

    assert len(found.title) == 300
    assert codes(found) == ["W_TITLE_TRUNCATED"]
    assert not found.draft


def test_a_list_of_titles_gives_its_first():
    assert story("title: [Chips, Sand]").title == "Chips"
