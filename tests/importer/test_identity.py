"""What makes two files one story."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.importer.identity import are_near, digest, jaccard, story_key, tells_a_story
from tests.importer.documents import BODY, story

DAY = datetime(2021, 10, 12, 14, tzinfo=UTC)
LONG = "x" * 50


def test_a_digest_tells_where_its_parts_end():
    assert digest("a", "bc") != digest("ab", "c") != digest("abc")
    assert len(digest("\ud800")) == 64


def test_a_long_text_alone_is_the_story():
    assert story_key(LONG, "A", "t", "i", DAY) == story_key(LONG, "B", "u", "", None)
    assert story_key(LONG, "A", "t", "i", DAY) != story_key(LONG + "y", "A", "t", "i", DAY)


@pytest.mark.parametrize(
    "other",
    [
        ("short", "B", "t", "i", DAY),
        ("short", "A", "u", "i", DAY),
        ("short", "A", "t", "j", DAY),
        ("short", "A", "t", "i", DAY + timedelta(days=1)),
        ("short", "A", "t", "i", None),
        ("other", "A", "t", "i", DAY),
    ],
)
def test_a_short_text_needs_more_to_be_the_story(other):
    assert story_key("short", "A", "t", "i", DAY) != story_key(*other)
    assert story_key("short", "A", "t", "i", DAY) == story_key(
        "short", "A", "t", "i", DAY + timedelta(hours=1)
    )


SHARES = {
    "the same": ("<p>abcdef</p>", "<div>abc def</div>", 1.0),
    "nothing in common": ("<p>abcdef</p>", "<p>uvwxyz</p>", 0.0),
    "one character more": ("<p>abcdefg</p>", "<p>abcdefgh</p>", 0.8),
    "both empty": ("", "<p></p>", 1.0),
    "short": ("<p>a</p>", "<p>a</p>", 1.0),
    "empty and not": ("", "<p>abcdef</p>", 0.0),
}


@pytest.mark.parametrize(("one", "other", "share"), SHARES.values(), ids=SHARES)
def test_two_bodies_share(one, other, share):
    assert jaccard(one, other) == jaccard(other, one) == share


def test_a_text_of_fifty_characters_tells_a_story():
    assert tells_a_story(f"<p>{LONG}</p>")
    assert not tells_a_story(f'<p title="{LONG}">{LONG[1:]} </p>')


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        (DAY, DAY + timedelta(days=3), True),
        (DAY, DAY - timedelta(days=3, seconds=1), False),
        (DAY, None, True),
        (None, None, True),
    ],
)
def test_dates_within_three_days_are_near(one, other, near):
    assert are_near(one, other) is are_near(other, one) is near


def test_noise_in_the_markup_does_not_make_another_story():
    one = story("source: A", f"<div><p data-vmark=1 style=x>{BODY}</p></div>", "a.html")
    other = story("source: B", f"<p data-vmark=2>{BODY.replace(' ', '&nbsp; ')}</p>", "b.html")

    assert one.story_key == other.story_key
    assert one.imported_text == other.imported_text


def test_short_stories_of_one_text_and_another_title_are_two():
    assert (
        story("title: One\nsource: A", "Read more.").story_key
        != story("title: Two\nsource: A", "Read more.").story_key
    )
