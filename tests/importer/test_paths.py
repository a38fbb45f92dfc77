"""Relative paths that could lead out of their folder, in every spelling."""

from pathlib import PurePosixPath
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importer.files import unsafe_part

OUTWARD = {
    "above": "../../a.md",
    "above, later": "a/../../b.md",
    "above, last": "a/..",
    "above, alone": "..",
    "absolute": "/a/b.md",
    "a home": "~/a.md",
    "another's home": "~root/a.md",
    "backslashes": "..\\a.md",
    "a share": "\\\\host\\share\\a.md",
    "a drive": "C:/a.md",
    "a scheme": "file:" + "//" + "/a.md",
    "encoded": "%2e%2e%2fa.md",
    "half encoded": "..%2Fa.md",
    "encoded twice": "..%252f..%252fa.md",
    "a parameter": "..;/a.md",
    "look-alike slashes": "..\u2215..\u2215a.md",
    "look-alike dots": "\u2024\u2024/a.md",
    "full width": "\uff0e\uff0e\uff0fa.md",
    "look-alikes, encoded": quote("..\u2215a.md"),
    "NUL": "a\x00.md",
    "NUL, encoded": "a%00.md",
    "a variable": "$HOME/a.md",
    "a command": "`id`.md",
    "a substitution": "a/$(id).md",
}
HARMLESS = {
    "a name": "a.md",
    "folders": "a/b c/d.md",
    "dots": "a..b/c...md",
    "dots at an end": "a../b.md",
    "a tilde later": "a~/b~.md",
    "a dollar": "US$ 5.md",
    "percent": "100%25 of it.md",
    "a colon": "a:b.md",
    "CJK": "新闻/示例：一.md",
}


@pytest.mark.parametrize("path", OUTWARD.values(), ids=OUTWARD)
def test_a_path_that_leads_out_is_unsafe(path):
    assert unsafe_part(path)


@pytest.mark.parametrize("path", HARMLESS.values(), ids=HARMLESS)
def test_a_path_within_its_folder_is_safe(path):
    assert unsafe_part(path) == ""


parts = st.one_of(st.sampled_from(["..", ".", "", "a", "b.md", "..."]), st.text(max_size=6))


@given(st.lists(parts, max_size=5).map("/".join), st.integers(0, 2))
def test_no_spelling_of_a_path_upwards_is_safe(path, times):
    encoded = path
    for _ in range(times):
        encoded = quote(encoded, safe="")

    if not unsafe_part(encoded):
        assert ".." not in PurePosixPath(path).parts
        assert not path.startswith(("/", "~"))
        assert "\\" not in path
