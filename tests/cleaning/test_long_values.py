"""What just fits is read again as it was written: long values do not go at the second cleaning."""

import pytest

from articles.cleaning import MAX_CHARS, caps, clean_html

VALUES = {
    "quotes in a title": ("<p title='{}'>x</p>", '"', caps.MAX_ATTRIBUTE_CHARS),
    "ampersands in a title": ('<p title="{}">x</p>', "&", caps.MAX_ATTRIBUTE_CHARS),
    "an id": ('<p id="{}">x</p>', "a", caps.MAX_ID_CHARS),
    "a name": ('<p><a name="{}">x</a></p>', "a", caps.MAX_ID_CHARS),
    "a fragment": ('<p><a href="#{}">x</a></p>', "a", caps.MAX_ID_CHARS),
    "a relative link": ('<p><a href="{}">x</a></p>', "a", caps.MAX_URL_CHARS),
    "a link with spaces": ('<p><a href="//a.example/b {}">x</a></p>', "a", caps.MAX_URL_CHARS),
    "a picture": ('<img src="//a.example/{}">', "a", caps.MAX_URL_CHARS),
    "a frame": ('<iframe src="http://v.qq.com/{}"></iframe>', "a", caps.MAX_URL_CHARS),
    "a bare address": ("<p>http://a.example/{}</p>", "a", 2_000),
}


@pytest.mark.parametrize(("markup", "part", "limit"), VALUES.values(), ids=VALUES)
def test_a_value_about_as_long_as_the_limit_is_stable(markup, part, limit):
    for length in range(limit - 40, limit + 3):
        cleaned = clean_html(markup.format(part * length), "https://site.example/")
        assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize("part", ["x", "x \n", "x\n\n", "x<br>", "&amp;", "http://a.example/; "])
def test_a_body_as_long_as_the_limit_is_stable(part):
    cleaned = clean_html(part * (MAX_CHARS // len(part) + 1))

    assert clean_html(cleaned) == cleaned


def test_a_text_of_lines_keeps_no_more_breaks_than_there_may_be_tags():
    assert clean_html("x\n" * 20_000).count("<") <= caps.MAX_TAGS
