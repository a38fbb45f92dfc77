"""Two bodies held against each other: what is told, that nothing is lost, and what it costs."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.admin.comparing.aligning import rows
from articles.admin.comparing.markup import MOST_NOTES, Note
from articles.admin.comparing.passages import MOST_ROWS, passages
from articles.provenance.blocks import opened
from tests.hanging import without_hanging

SIGNS = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}


def told(before: str, after: str) -> list[str]:
    """Each passage as a line."""
    return [
        f"{each.skipped} as before"
        if each.skipped
        else f"{each.kind}: "
        + "".join(SIGNS[piece.kind].format(piece.text or piece.medium) for piece in each.pieces)
        for each in passages(before, after)
    ]


LONG = "A paragraph that is long enough to be followed."
CASES = {
    "words": (
        "<p>One.</p><p>Two and a half.</p><p>Three.</p>",
        "<p>One.</p><p>Two and a third.</p><p>Three.</p>",
        ["1 as before", "changed: Two and a [-half-][+third+].", "1 as before"],
    ),
    "a new paragraph before one that changed": (
        "<p>The chip was made in a new plant.</p>",
        "<p>Quite another beginning!</p><p>The chip was made in an old plant.</p>",
        [
            "added: [+Quite another beginning!+]",
            "changed: The chip was made in [-a new-][+an old+] plant.",
        ],
    ),
    "moved": (
        f"<p>{LONG}</p><p>One.</p><p>Two.</p>",
        f"<p>One.</p><p>Two.</p><p>{LONG}</p>",
        [f"moved away: {LONG}", "2 as before", f"moved here: {LONG}"],
    ),
    "a picture": (
        '<p>One.</p><p><img src="a.png" alt="A chip"></p>',
        "<p>One.</p>",
        ["1 as before", "removed: [-A chip-]"],
    ),
    "ids and folded space": ('<p id="a">One  two</p>', '<p id="b">One two</p>', ["1 as before"]),
    "items of a list": (
        "<ul><li>One</li><li>Two</li></ul>",
        "<ul><li>One</li><li>Two more</li></ul>",
        ["changed: One\nTwo[+ more+]"],
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_a_body_is_told_by_its_passages(before, after, expected):
    assert told(before, after) == expected


def test_changed_attributes_are_named_and_markup_alone_is_told_as_such():
    (only,) = passages('<p>See <a href="/a">it</a>.</p>', '<p>See <a href="/b">it</a>.</p>')

    assert only.is_markup_only
    assert only.notes == [Note("changed", "a", "href", "/a", "/b")]


def test_elements_that_came_and_went_are_named():
    (bold,) = passages("<p>A word.</p>", '<p>A <b>word</b>, <a href="/a?b&amp;c">so</a>.</p>')

    assert not bold.is_markup_only
    assert set(bold.notes) == {Note("added", "b"), Note("added", "a", after="/a?b&c")}


def test_a_pictures_new_words_are_shown_old_and_new():
    (shown,) = passages('<p><img src="a.png" alt="A"></p>', '<p><img src="a.png" alt="B"></p>')

    assert [(piece.kind, piece.text) for piece in shown.pieces] == [
        ("removed", "A"),
        ("added", "B"),
    ]
    assert [piece.text for piece in shown.old] == ["A"]
    assert [piece.text for piece in shown.new] == ["B"]
    assert shown.notes == [Note("changed", "img", "alt", "A", "B")]


def test_what_is_shown_of_one_passage_and_of_all_is_bounded():
    links = ["".join(f'<a href="/{side}{n}">x</a>' for n in range(99)) for side in "ab"]
    many = ["".join(f"<p>{n}{sign}</p>" for n in range(500)) for sign in "ab"]

    assert len(passages(*[f"<p>{each}</p>" for each in links])[0].notes) == MOST_NOTES
    assert len([each for each in passages(*many) if not each.skipped]) == MOST_ROWS


BLOCKS = st.sampled_from(
    [
        "<p>One.</p>",
        "<p>Two!</p>",
        f"<p>{LONG}</p>",
        f"<p>{LONG[:-9]}</p>",
        "<h2>价格上涨</h2>",
        "loose ",
    ]
)
BODIES = st.lists(BLOCKS, max_size=9).map("".join)


@given(BODIES, BODIES)
def test_no_block_of_either_is_lost_or_put_elsewhere(before, after):
    found = rows(before, after)

    assert [row.old for row in found if row.old] == list(opened(before).blocks)
    assert [row.new for row in found if row.new] == list(opened(after).blocks)


def of_characters(characters: str, length: int) -> str:
    places = range(0, len(characters), length)
    return "".join(f"<p>{characters[at : at + length]}</p>" for at in places)


def worst() -> dict[str, tuple[str, str]]:
    """Two bodies of 50 KB each."""
    chosen = random.Random(7)
    some = "".join(chr(0x4E00 + int(chosen.paretovariate(0.6)) % 3_000) for _ in range(33_000))
    one, other = some[:16_400], some[16_500:32_900]
    edited = "".join(chosen.choice(some) if chosen.random() < 0.05 else each for each in one)
    return {
        "edited": (of_characters(one, 200), of_characters(edited, 200)),
        "edited, in one block": (of_characters(one, 50_000), of_characters(edited, 50_000)),
        "nothing in common": (of_characters(one, 50_000), of_characters(other, 50_000)),
        "tiny blocks": (of_characters(one[:5_000], 1), of_characters(other[:5_000], 1)),
        "two words": (f"<p>{'a ' * 25_000}</p>", f"<p>{'b a ' * 12_500}</p>"),
        "two blocks": ("<p>a</p><p>b</p>" * 3_100, "<p>b</p><p>a</p><p>c</p>" * 2_050),
        "tags": ("<b>a</b>" * 6_200, "<i>a</i>" * 6_200),
        "links": tuple(
            "".join(f'<p><a href="/{side}/{n}">{side}{n}</a></p>' for n in range(1_600))
            for side in "ab"
        ),
    }


@pytest.mark.parametrize(("before", "after"), worst().values(), ids=worst())
def test_the_longest_bodies_are_compared_in_bounded_time(before, after):
    with without_hanging(5):  # `make bench ARGS="desk"` says how long it takes
        assert passages(before, after)
