"""What is read line by line is what YAML's events say; what is not plain is left to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importer.problems import Refused
from articles.importer.yaml_events import Fields, read_yaml
from articles.importer.yaml_lines import MAX_LINES, read_lines

SEED = """\
title: '一个 HTTP_2 的故事：“新” # 1'
categories: 
 - 新媒体
 - veronneau.org
 - "a: b"
headimg: 'https://picsum.photos/400/300?random=5575'
author: null
comments: false

empty:
date: Sat, 22 Dec 2018 13:16:03 GMT
thumbnail: https://a.org/1.png#top
"""  # noqa: W291


def test_the_common_shape_is_read():
    assert read_lines(SEED, 3) == read_yaml(SEED, 3)
    assert read_lines(SEED, 3).values == {
        "title": "一个 HTTP_2 的故事：“新” # 1",
        "categories": ["新媒体", "veronneau.org", "a: b"],
        "headimg": "https://picsum.photos/400/300?random=5575",
        "author": "",
        "comments": "false",
        "empty": "",
        "date": "Sat, 22 Dec 2018 13:16:03 GMT",
        "thumbnail": "https://a.org/1.png#top",
    }


LEFT = {
    "nothing": "\n",
    "a colon": "a: b: c",
    "a colon at the end": "a: b:",
    "a comment": "a: b # c",
    "a line of comment": "# a\nb: c",
    "an escape": 'a: "b\\n"',
    "a doubled quote": "a: 'it''s'",
    "text after a quotation": "a: 'b' c",
    "a text over two lines": "a: b\n c",
    "a quotation over two lines": "a: 'b\nc'",
    "a block": "a: |\n b",
    "a list in brackets": "a: [b]",
    "a table": "a:\n  b: c",
    "a list of tables": "a:\n- b: c",
    "a list of lists": "a:\n- - b",
    "an empty item": "a:\n-",
    "an item after a value": "a: b\n - c",
    "an item without a key": "- a",
    "items of two margins": "a:\n - b\n- c",
    "a key given twice": "a: b\na: c",
    "a key that is nothing": "null: a",
    "a quoted key": "'a': b",
    "an anchor": "a: &b c",
    "an alias": "a: *b",
    "a tag": "a: !!str b",
    "an end of document": "a: b\n...",
    "a tab": "a:\tb",
    "another space": "a: b\u3000c",
    "another line end": "a: b\x85c: d",
    "an invisible sign": "a: \ufeffb",
    "a surrogate": "a: '\ud800'",
    "too many lines": "a:\n" + "- b\n" * MAX_LINES,
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_what_is_not_plain_is_left_to_yaml(text):
    assert read_lines(text, 2) is None


EDGES = [
    "a", "k-1", "null", "~", "=", "<<", "中", "“b”", "'", "''", '"', '""', ":", ": ", ":\n", " #",
    "#", " ", "  ", "\n", "\n", "\n ", "\n - ", "\n- ", "- ", "-", "?", "[", "]", "{", "}", ",",
    "&", "*", "!", "|", ">", "%", "@", "`", "\\", "\t", "\u3000", "\xa0", "\x85", "\u2028",
    "\ufeff", "😀", "---", "...", "0.5", "a: b\n", "c:\n", "d: 'x'\n", 'e: "y"\n', "f:\n - z\n",
]  # fmt: skip


def by_events(text: str) -> Fields | None:
    try:
        return read_yaml(text, 2)
    except Refused:
        return None


@given(st.sampled_from(["", "x: ", "l:\n - "]), st.lists(st.sampled_from(EDGES), max_size=12))
def test_near_the_edges_both_readers_say_the_same(beginning, pieces):
    text = beginning + "".join(pieces)
    fields = read_lines(text, 2)

    assert fields is None or fields == by_events(text)


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.sampled_from(["{}", "'{}'", '"{}"']))
def test_with_any_characters_both_readers_say_the_same(inner, scalar):
    text = f"a: {scalar.format(inner)}\nb:\n- {scalar.format(inner)}\n"
    fields = read_lines(text, 2)

    assert fields is None or fields == by_events(text)
