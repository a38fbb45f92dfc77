"""What the cleaning took away, counted; and which fields are a person's."""

import pytest

from articles.admin.base import list_some
from articles.admin.edits import edited_after
from articles.admin.losses import Loss, losses
from tests.hanging import without_hanging

CASES = {
    "nothing": ("<p>a</p>", "<p>a</p>", []),
    "an element": ("<p>a<u>b</u></p>", "<p>ab</p>", [Loss("u", 1)]),
    "one of three": ("<b></b><b></b><b></b>", "<b></b><b></b>", [Loss("b", 1)]),
    "an attribute": ("<P CLASS=x>a</P>", "<p>a</p>", [Loss("p", 1, "class")]),
    "its element's attributes": ("<u id=a>b</u>", "b", [Loss("u", 1)]),
    "what was added": ("<img src=a>", '<img src="a" loading="lazy">', []),
    "a > in a value": (
        "<p title='a>b' onclick=c>",
        "<p>",
        [Loss("p", 1, "onclick"), Loss("p", 1, "title")],
    ),
    "tags in a script": ("<script>if (a<b) '<p>'</script>", "", [Loss("script", 1)]),
    "tags in a comment": ("<!-- <p> --><b>x</b>", "<b>x</b>", []),
    "a script without an end": ("<script><p>a", "<p>a</p>", [Loss("script", 1)]),
    "no tag": ("1 < 2 <3", "1 &lt; 2 &lt;3", []),
    "an attribute without a value": (
        "<video autoplay src=a>",
        '<video src="a">',
        [Loss("video", 1, "autoplay")],
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_losses_are(before, after, expected):
    assert losses(before, after) == expected


@pytest.mark.parametrize("part", ["<!--", "<a ", "<a '", "<script>", "<a 'b=\"c", "<", "</", "<a/"])
def test_counting_takes_time_in_line_with_the_length(part):
    with without_hanging():
        losses(part * (300_000 // len(part)), "")


def test_edits_add_up_sorted_and_only_of_fields_that_imports_write():
    assert edited_after(["title"], {"body", "status", "opened_at"}, set()) == ["body", "title"]


def test_an_emptied_field_is_the_machines_again_unless_nothing_derives_it():
    edited = edited_after(["summary", "byline"], {"summary", "byline"}, {"summary", "byline"})

    assert edited == ["byline"]


def test_a_list_of_names_is_cut_with_a_count():
    assert list_some(["a", "b"]) == "“a”, “b”"
    assert list_some(list("abcdefg")) == "“a”, “b”, “c”, “d”, “e” and 2 more"
