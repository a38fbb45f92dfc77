"""The table of contents of long stories."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning import clean_html
from articles.reading.contents import FEWEST, LONG, MOST, Entry, contents
from tests.hanging import without_hanging

THREE = '<h2>One &amp; <em>all</em></h2><p>x</p><h3 id="s-two">Two</h3><h2 title="a > b">Three</h2>'


def test_headings_become_entries_and_can_be_pointed_at():
    body, entries = contents(THREE, LONG)

    assert entries == [
        Entry(1, "part-1", "One & all"), Entry(2, "s-two", "Two"), Entry(1, "part-3", "Three"),
    ]  # fmt: skip
    assert body == (
        '<h2 id="part-1">One &amp; <em>all</em></h2><p>x</p><h3 id="s-two">Two</h3>'
        '<h2 id="part-3" title="a > b">Three</h2>'
    )


def test_a_short_story_has_none():
    assert contents(THREE, LONG - 1) == (THREE, [])


def test_few_headings_are_no_contents():
    body = "<h2>One</h2><h2> </h2><h4>Two</h4><h3>Three</h3>"

    assert contents(body, LONG) == (body, [])


def test_where_all_are_of_the_lower_level_that_is_the_first():
    _body, entries = contents("<h3>a</h3><h3>b</h3><h3>c</h3>", LONG)

    assert {entry.level for entry in entries} == {1}


def test_an_id_that_stands_twice_is_replaced():
    body, entries = contents('<p id="s-a">x</p><h2 id="s-a">a</h2><h2>b</h2><h2>c</h2>', LONG)

    assert entries[0].id == "part-1"
    assert '<h2 id="part-1">a</h2>' in body


def test_there_is_an_end_to_it():
    assert len(contents("<h2>a</h2>" * 200, LONG)[1]) == MOST


pieces = st.sampled_from(
    ["<h2>", "</h2>", "<h3 id=a>", "</h3>", "<h3 title='<h2>'>", "<p id=a>", "</p>", "text", " ",
     "<h2 id=part-1>", "<b>", "</b>", "&lt;h2&gt;", "<h4>x</h4>"]
)  # fmt: skip


@given(st.lists(pieces, max_size=60).map("".join))
def test_of_any_clean_body_each_entry_leads_to_one_heading(soup):
    before = clean_html(soup)
    body, entries = contents(before, LONG)

    assert len(entries) in (0, *range(FEWEST, MOST + 1))
    for entry in entries:
        assert entry.text
        assert len(re.findall(f'<h[23][^<]* id="{entry.id}"', body)) == 1
        assert body.count(f' id="{entry.id}"') == 1
    assert re.sub(' id="[^"]*"', "", body) == re.sub(' id="[^"]*"', "", before)


@pytest.mark.parametrize(
    "body",
    ["<p>words</p>" * 5_000, "<h2>a</h2><p>words</p>" * 2_500, "<h2" * 20_000],
    ids=["plain", "headings", "broken"],
)
def test_a_long_body_is_looked_through_in_bounded_time(body):
    with without_hanging(5):
        contents(body, LONG)
