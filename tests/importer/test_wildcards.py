"""Patterns with stars: what they match, what they replace, and that they cost next to nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importer import wildcards

PLACES = ("anywhere", "beginning", "end", "whole")
# Few letters, so that patterns meet; accents, widths and letters that fold into several.
text = st.text("aAbé\u0301ß ＡがカｶﾞＩ*ﷺ芯", max_size=12)
plain = st.text("ab c", max_size=12).map(lambda value: " ".join(value.split()))
pattern = st.text("ab *", max_size=6)


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        ("IT之家", "IT之家", True),
        ("IT之家", "ｉｔ之家", True),
        ("IT之家", "之家", False),
        ("IT之家", "*之家", True),
        ("A Press Release: x", "*press release*", True),
        ("A Press\u3000 Release", "*press release*", True),
        ("Straße", "STRASSE", True),
        ("Café", "cafe\u0301", True),
        ("Café", "cafe", False),
        ("각", "*가*", False),
        ("abc", "a*b*c", True),
        ("aba", "ab*ba", False),
        ("x*y", "x＊y", True),
        ("", "*", True),
        ("", "a", False),
    ],
)
def test_a_pattern_matches_the_whole_text(value, wanted, expected):
    assert wildcards.matches(value, wanted) is expected


@given(plain, pattern)
def test_stars_mean_what_they_mean_to_a_shell(value, wanted):
    parts = " ".join(wanted.split()).split("*")
    oracle = re.fullmatch(".*".join(map(re.escape, parts)), value)

    assert wildcards.matches(value, wanted) is bool(oracle)


@given(text)
def test_every_text_matches_itself_in_any_case(value):
    assert wildcards.matches(value, value)
    assert wildcards.matches(value.upper(), value.lower())
    assert wildcards.matches(value, f"*{value.strip()}*")


@pytest.mark.parametrize(
    ("value", "wanted", "place", "expected"),
    [
        ("Chips - IT之家", " - it之家", "end", "Chips"),
        ("Chips｜IT之家", "|*", "end", "Chips"),
        ("a - b - c", " - *", "end", "a - b"),
        ("a - b - c", " - *", "anywhere", "a"),
        ("【快讯】芯片【图】", "【*】", "anywhere", "芯片"),
        ("【快讯】芯片【图】", "【*】", "beginning", "芯片【图】"),
        ("【快讯】芯片【图】", "【*】", "end", "【快讯】芯片"),
        ("【快讯芯片", "【*】", "anywhere", "【快讯芯片"),
        ("Byron by night", "by ", "beginning", "Byron by night"),
        ("By Ann, by Bob", "by ", "anywhere", "Ann, Bob"),
        ("Scoop", "scoop", "whole", ""),
        ("Scoops", "scoop", "whole", "Scoops"),
        ("Scoops", "*", "anywhere", ""),
        ("Scoops", "*o", "anywhere", "ps"),
        ("Scoops", "", "anywhere", "Scoops"),
        ("ｶﾞス", "ガ", "anywhere", "ス"),
        ("Straße", "s", "anywhere", "traße"),
        ("Café", "cafe", "beginning", "Café"),
        ("cafe\u0301", "cafe", "end", "cafe\u0301"),
        ("cafe\u0301!", "É", "anywhere", "caf!"),
    ],
)
def test_what_is_taken_out(value, wanted, place, expected):
    assert wildcards.replace(value, wanted, "", place) == expected


def test_a_replacement_is_taken_to_the_letter():
    assert wildcards.replace("a-b-c", "-", r"*\1", "anywhere") == r"a*\1b*\1c"
    assert wildcards.replace("", "*", "Staff", "whole") == "Staff"


@given(text, text, st.sampled_from(PLACES))
def test_what_is_replaced_by_itself_or_not_found_stays(value, wanted, place):
    found = wildcards.replace(value, wanted, "\x01", place)

    assert found == value or "\x01" in found
    assert all(part in value for part in found.split("\x01"))


@given(plain, st.text("abc", min_size=1, max_size=3))
def test_without_stars_it_is_the_plain_replacement(value, wanted):
    assert wildcards.replace(value, wanted, "X", "anywhere") == value.replace(wanted, "X")
    assert wildcards.replace(value, wanted, "", "beginning") == value.removeprefix(wanted)
    assert wildcards.replace(value, wanted, "", "end") == value.removesuffix(wanted)


@pytest.mark.parametrize("nothing", ["", "*", " ＊ * "])
def test_stars_alone_are_no_condition(nothing):
    assert wildcards.says_nothing(nothing)
    assert not wildcards.says_nothing("*a")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("value", "wanted"),
    [("a" * 20_000, "a*" * 99 + "b"), ("ﷺ" * 1_000, "ا*" * 99), ("ß" * 20_000, "s*s*ss")],
)
def test_hostile_patterns_end(value, wanted, place):
    wildcards.matches(value, wanted)
    assert wildcards.replace(value, wanted, "", place) is not None
