"""What a file says anew meets what an editor wrote."""

from datetime import UTC, datetime

import pytest

from articles.provenance.merge import (
    Conflict,
    Merged,
    MergedBody,
    merge_body,
    merge_set,
    merge_value,
    resolve,
)
from tests.hanging import without_hanging

OLD, NEW = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
VALUES = {
    "nobody changed it": (("a", "a", "a"), Merged("a")),
    "they changed it": (("a", "b", "a"), Merged("b")),
    "we changed it": (("a", "a", "b"), Merged("b")),
    "both made it the same": (("a", "b", "b"), Merged("b")),
    "both changed it": (("a", "b", "c"), Merged("c", is_conflict=True)),
    "they took it away": ((OLD, None, OLD), Merged(None)),
    "they took away what we changed": ((OLD, None, NEW), Merged(NEW, is_conflict=True)),
    "they found out what we took away": ((OLD, NEW, None), Merged(None, is_conflict=True)),
}


@pytest.mark.parametrize(("versions", "merged"), VALUES.values(), ids=VALUES)
def test_a_value_is_what_one_of_both_made_it(versions, merged):
    assert merge_value(*versions) == merged


SETS = {
    "they added": (("a", "ab", "a"), "ab"),
    "they took out": (("ab", "a", "ab"), "ab"),
    "we took out": (("ab", "ab", "a"), "a"),
    "we added": (("a", "a", "ab"), "ab"),
    "both added": (("a", "abc", "abd"), "abcd"),
    "we took out, they added": (("ab", "abc", "b"), "bc"),
    "from nothing": (("", "a", ""), "a"),
}


@pytest.mark.parametrize(("versions", "merged"), SETS.values(), ids=SETS)
def test_a_set_takes_what_they_added_since(versions, merged):
    assert merge_set(*map(frozenset, versions)) == frozenset(merged)


def html(words: str) -> str:
    """A paragraph a word."""
    return "".join(f"<p>{word}</p>" for word in words.split())


# base, theirs, ours, what comes of them
MERGES = {
    "they change": ("a b c", "a B c", "a b c", "a B c"),
    "we change": ("a b c", "a b c", "a B c", "a B c"),
    "both change, apart": ("a b c d e", "A b c d e", "a b c d E", "A b c d E"),
    "both change, side by side": ("a b c d", "a B c d", "a b C d", "a B C d"),
    "both make the same change": ("a b c", "a B c", "a B c", "a B c"),
    "both make the same change among others": ("a b c d", "a B c D", "A B c d", "A B c D"),
    "they add": ("a b", "x a y b z", "a b", "x a y b z"),
    "they add below what we change": ("a b", "a b x", "a B", "a B x"),
    "they add above what we change": ("a b", "a x b", "a B", "a x B"),
    "they add where we cut": ("a b c", "a b x c", "a c", "a x c"),
    "both add, in different places": ("a b", "x a b", "a b y", "x a b y"),
    "both add the same": ("a b", "a x b", "a x b", "a x b"),
    "both add the same, and we more": ("a b", "a x b c", "a x y b", "a x y b c"),
    "both add the same, and they more": ("a b", "a x y b", "a y b c", "a x y b c"),
    "they cut": ("a b c", "a c", "a b C", "a C"),
    "both cut, side by side": ("a b c d", "a c d", "a b d", "a d"),
    "both cut the same": ("a b c", "a c", "a c", "a c"),
    "we cut all": ("a b", "a b", "", ""),
    "they join two, we change another": ("a b c d", "ab c d", "a b c D", "ab c D"),
    "a block that repeats": ("a - b - c", "a - B - c", "a - b - C", "a - B - C"),
    "they write all anew": ("a b", "x y z", "a b", "x y z"),
}
# base, theirs, ours, what comes of them, and the conflict: base, ours, theirs, before
CONFLICTS = {
    "both change one": ("a b c", "a X c", "a Y c", "a Y c", ("b", "Y", "X", "a")),
    "we cut what they change": ("a b c", "a X c", "a c", "a c", ("b", "", "X", "a")),
    "they cut what we change": ("a b c", "a c", "a Y c", "a Y c", ("b", "Y", "", "a")),
    "both add in one place": ("a b", "a X b", "a Y b", "a Y b", ("", "Y", "X", "a")),
    "both add at the beginning": ("a", "X a", "Y a", "Y a", ("", "Y", "X", "")),
    "both add at the end": ("a", "a X", "a Y Z", "a Y Z", ("", "Y Z", "X", "a")),
    "we add in what they cut": ("a b c", "a", "a b Y c", "a b Y c", ("b c", "b Y c", "", "a")),
    "they change more than we": ("a b c", "a X Y", "a b Z", "a X Z", ("c", "Z", "Y", "X")),
    "they write more than we": ("a b", "a X U", "a Y", "a Y", ("b", "Y", "X U", "a")),
    "both begin alike": ("a b", "a N X", "a N Y", "a N Y", ("b", "Y", "X", "N")),
    "both end alike": ("a b", "X N b", "Y N b", "Y N b", ("a", "Y", "X", "")),
    "both write all anew": ("a", "X", "Y", "Y", ("a", "Y", "X", "")),
    "they come after their own change": ("a b c", "A b X", "a b Y", "A b Y", ("c", "Y", "X", "b")),
    "before it stands what they made": ("a b c", "A X c", "a c", "A c", ("b", "", "X", "A")),
}


@pytest.mark.parametrize(("base", "theirs", "ours", "merged"), MERGES.values(), ids=MERGES)
def test_changes_in_different_places_go_together(base, theirs, ours, merged):
    changed = merged != ours

    assert merge_body(html(base), html(theirs), html(ours)) == MergedBody(html(merged), (), changed)


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "merged", "conflict"), CONFLICTS.values(), ids=CONFLICTS
)
def test_where_both_changed_ours_stays_and_the_conflict_is_told(
    base, theirs, ours, merged, conflict
):
    found = merge_body(html(base), html(theirs), html(ours))

    assert found.html == html(merged)
    assert found.conflicts == (Conflict(*map(html, conflict)),)
    assert found.changed is (merged != ours)


def test_several_conflicts_are_told_apart():
    found = merge_body(html("a b c d e"), html("a X c U e"), html("a Y c e"))

    assert found.html == html("a Y c e")
    assert found.conflicts == (
        Conflict(html("b"), html("Y"), html("X"), before=html("a")),
        Conflict(html("d"), "", html("U"), before=html("c")),
    )


UNSEEN = {
    "ids": '<p id="s-9">a</p><p>b</p>',
    "white space": "<p>a</p>\n\n<p>b</p>",
    "a wrapper": "<section><p>a</p><p>b</p></section>",
}


@pytest.mark.parametrize("theirs", UNSEEN.values(), ids=UNSEEN)
def test_what_readers_do_not_see_is_no_change(theirs):
    found = merge_body(html("a b"), theirs, html("a b"))
    assert (found.html, found.changed) == (theirs, False)

    found = merge_body("<p>a</p> <p>b</p>", theirs, html("a B"))
    if "section" not in theirs:
        assert (found.conflicts, found.changed) == ((), False)


def test_ids_that_others_point_to_come_with_what_points_to_them():
    base = '<p><a href="#s-1">see</a></p><p id="s-1">b</p><p>c</p>'
    theirs = '<p><a href="#s-2">see</a></p><p id="s-2">b</p><p>c</p>'
    ours = '<p><a href="#s-1">see</a></p><p id="s-1">b</p><p>C</p>'

    assert merge_body(base, theirs, ours).html == theirs.replace("<p>c", "<p>C")


WRAPPED = "<section>{}</section>".format


def test_paragraphs_in_a_wrapper_are_merged_one_by_one():
    base, theirs, ours = (WRAPPED(html(words)) for words in ("a b c", "A b c", "a b C"))

    assert merge_body(base, theirs, ours).html == WRAPPED(html("A b C"))


def test_a_wrapper_is_one_block_where_not_all_have_it():
    base, ours = (WRAPPED(html(words)) for words in ("a b", "a B"))
    theirs = WRAPPED(html("a b")) + html("x")

    assert merge_body(base, theirs, ours) == MergedBody(ours + html("x"), (), changed=True)


def test_the_tags_of_a_wrapper_stay_a_pair():
    base = WRAPPED(html("a b"))
    ours = f'<section lang="en">{html("a B")}</section>'
    theirs = f"<div><section>{html('A b')}</section></div>"

    assert merge_body(base, theirs, ours).html == f'<section lang="en">{html("A B")}</section>'


# how "both change one" and its like stand in a body, and what comes of "theirs" and "both"
DECISIONS = {
    "changed": (("b", "Y", "X", "a"), "a Y c", "a X c", "a Y X c"),
    "cut by us": (("b", "", "X", "a"), "a c", "a X c", "a X c"),
    "cut by us at the beginning": (("b", "", "X", ""), "c d", "X c d", "X c d"),
    "cut by them": (("b", "Y", "", "a"), "a Y c", "a c", "a Y c"),
    "several blocks": (("b", "Y Z", "X", "a"), "a Y Z c Y", "a X c Y", "a Y Z X c Y"),
    "one of several": (("b", "Y", "X", "a"), "Y a Y c Y", "Y a X c Y", "Y a Y X c Y"),
    "the first of several": (("b", "Y", "X", ""), "Y a Y", "X a Y", "Y X a Y"),
    "moved": (("b", "Y", "X", "a"), "d a c Y", "d a c X", "d a c Y X"),
    "all there is": (("b", "Y", "X", ""), "Y", "X", "Y X"),
    "all was cut": (("b", "", "X", ""), "", "X", "X"),
    "changed again": (("b", "Y", "X", "a"), "a Z c", None, None),
    "twice alike": (("b", "Y", "X", "a"), "a Y a Y", None, None),
    "what stood before is gone": (("b", "", "X", "a"), "c", None, None),
    "all is gone": (("b", "", "X", "a"), "", None, None),
    "what stood before stands twice": (("b", "", "X", "a"), "a c a", None, None),
}


@pytest.mark.parametrize(("conflict", "body", "theirs", "both"), DECISIONS.values(), ids=DECISIONS)
def test_a_person_decides(conflict, body, theirs, both):
    conflict = Conflict(*map(html, conflict))

    assert resolve(html(body), conflict, "ours") == html(body)
    assert resolve(html(body), conflict, "theirs") == (theirs if theirs is None else html(theirs))
    assert resolve(html(body), conflict, "both") == (both if both is None else html(both))


def test_a_decision_finds_its_place_in_a_wrapper_and_as_one():
    inside = Conflict(html("b"), html("Y"), html("X"), before=html("a"))
    whole = Conflict(WRAPPED(html("b")), WRAPPED(html("Y")), html("X"), before="")

    assert resolve(WRAPPED(html("a Y")), inside, "theirs") == WRAPPED(html("a X"))
    assert resolve(WRAPPED(html("Y")), whole, "theirs") == html("X")
    assert resolve(WRAPPED(html("Y")) + html("c"), whole, "theirs") == html("X c")


def test_a_decision_finds_what_looks_the_same():
    conflict = Conflict(html("b"), '<p id="s-1">Y  y</p>', html("X"), before="")

    assert resolve("<p>a</p>\n<p>Y y</p>\n", conflict, "theirs") == "<p>a</p>\n<p>X</p>"


def numbered(every: int, mark: str) -> str:
    """5,000 words, every so many of them marked."""
    return " ".join(f"{at}{mark * (at % every == 0)}" for at in range(5_000))


WORST = {
    "one block, many times": ("a " * 5_000, "a " * 4_999, "x " + "a " * 4_000 + "y", 1),
    "changed at both ends": (
        "q " + "a " * 5_000,
        "b " + "a " * 4_900 + "c",
        "x " + "a " * 4_000 + "y",
        1,
    ),
    "many changes": (numbered(1, ""), numbered(2, "x"), numbered(3, "y"), 834),
    "everything changed": (numbered(1, ""), numbered(1, "x"), numbered(1, "y"), 5_000),
}


@pytest.mark.parametrize(("base", "theirs", "ours", "conflicts"), WORST.values(), ids=WORST)
def test_the_worst_is_merged_in_a_moment(base, theirs, ours, conflicts):
    with without_hanging():
        found = merge_body(html(base), html(theirs), html(ours))
        for conflict in found.conflicts[:3]:
            resolve(found.html, conflict, "theirs")

    assert len(found.conflicts) == conflicts


def test_a_passage_is_looked_for_in_a_moment_among_its_like():
    conflict = Conflict("", html("a " * 2_500), html("X"), before="")
    with without_hanging():
        changed = resolve(html("a " * 5_000), conflict, "theirs")

    assert changed == html("X " + "a " * 2_500)
