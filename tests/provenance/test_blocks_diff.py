"""How one sequence of blocks became another."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.provenance.blocks import opened
from articles.provenance.blocks_diff import Edit, edits, paragraph_diff
from tests.hanging import without_hanging

few = st.lists(st.sampled_from("abcde"), max_size=12)


@given(few, few)
def test_edits_make_the_new_of_the_old(old, new):
    made, at = [], 0
    for edit in edits(old, new):
        assert at <= edit.start
        made += old[at : edit.start] + new[edit.new_start : edit.new_end]
        at = edit.end

    assert made + old[at:] == new


def test_only_what_differs_is_an_edit():
    assert edits("abc", "abc") == []
    assert edits("abcd", "axcd") == [Edit(1, 2, 1, 2)]
    assert edits("abcd", "acyd") == [Edit(1, 2, 1, 1), Edit(3, 3, 2, 3)]
    assert edits("abc", "axy") == [Edit(1, 2, 1, 2), Edit(2, 3, 2, 3)]
    assert edits("abc", "axyz") == [Edit(1, 3, 1, 4)]
    assert [edit.growth for edit in edits("abcd", "acyd")] == [-1, 1]


def numbers(count: int) -> list[str]:
    return [str(number) for number in range(count)]


def shuffled(blocks: list[str]) -> list[str]:
    return random.Random(1).sample(blocks, len(blocks))


WORST = {
    "one block, many times": (["x", *["a"] * 5_000, "y"], ["z", *["a"] * 4_000, "u"]),
    "few blocks, many times": ([*"abcde"] * 1_000, shuffled([*"abcde"] * 1_000)),
    "as much as is compared": (numbers(1_900), shuffled(numbers(1_900))),
    "every other block": (
        numbers(2_000),
        [f"{'x' * (at % 2)}{block}" for at, block in enumerate(numbers(2_000))],
    ),
    "the other way round": (numbers(5_000), numbers(5_000)[::-1]),
}


@pytest.mark.parametrize(("old", "new"), WORST.values(), ids=WORST)
def test_the_worst_is_compared_in_a_moment(old, new):
    with without_hanging():
        found = edits(old, new)

    assert found


def test_what_is_too_much_is_one_edit_between_equal_ends():
    old = ["head", *["a", "b"] * 2_000, "tail"]
    new = ["head", *["b", "b", "a"] * 1_000, "tail"]

    assert edits(old, new) == [Edit(1, 4_001, 1, 3_001)]


def test_a_diff_is_read_block_by_block():
    before = "<p>a</p>\n<p>b</p><p>c</p><p>d</p><p>e</p>"
    after = '<p id="s-1">a</p><p>B</p><p>c</p><p>e</p><p>f</p>'

    assert paragraph_diff(before, after) == [
        ("same", "<p>a</p>\n", '<p id="s-1">a</p>'),
        ("changed", "<p>b</p>", "<p>B</p>"),
        ("same", "<p>c</p>", "<p>c</p>"),
        ("removed", "<p>d</p>", ""),
        ("same", "<p>e</p>", "<p>e</p>"),
        ("added", "", "<p>f</p>"),
    ]


def test_a_diff_looks_into_what_wraps_the_whole():
    wrapped = "<section><p>a</p><p>b</p></section>"

    assert paragraph_diff(wrapped, "<p>a</p><p>c</p>") == [
        ("same", "<p>a</p>", "<p>a</p>"),
        ("changed", "<p>b</p>", "<p>c</p>"),
    ]
    assert paragraph_diff("", "") == []


@given(few, few)
def test_a_diff_holds_both_bodies(old, new):
    before, after = ("".join(f"<p>{letter}</p>" for letter in letters) for letters in (old, new))
    rows = paragraph_diff(before, after)

    assert [old for _kind, old, _new in rows if old] == opened(before).blocks
    assert [new for _kind, _old, new in rows if new] == opened(after).blocks
    assert all((kind == "same") is (old == new) for kind, old, new in rows)
