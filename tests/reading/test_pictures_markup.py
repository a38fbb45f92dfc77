"""Pictures and players in a body: the same words, nothing unexpected, credits where they belong."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning import clean_html
from articles.reading.embeds import folded, linked
from articles.reading.illustrating import Picture, in_feed, in_page, with_captions
from articles.rights.leftovers import with_pictures

COPY = Picture(
    "https://c.example/1280.jpg", 1280, 960, 'Told "by" <us>', "tint r-0 g-1 b-2",
    shape=(1280, 960), widths={"avif": [320, 1280], "jpg": [640, 1280]}, at="https://c.example/{}".format,
)  # fmt: skip
CREDITED = Picture(
    "https://c.example/1280.jpg", 1280, 960, "", credit="Ada & Co", licence="CC BY",
    licence_url="https://cc.example/?a=1&b=2", shape=(1280, 960), widths=COPY.widths, at=COPY.at,
)  # fmt: skip
IMG = '<img src="https://a.example/1.jpg" alt="A chip">'
FRAME = '<iframe src="https://www.youtube.com/embed/x?a=1&amp;b=2" title="A &lt;film"></iframe>'
LINE = '<small class="credit">Ada &amp; Co · <a href="https://cc.example/?a=1&amp;b=2" rel="license">CC BY</a></small>'  # noqa: E501

MARKUP = st.recursive(
    st.sampled_from(
        [
            "words",
            "&lt;img&gt; ",
            IMG,
            f'<img src="https://a.example/2.jpg" alt="{"&amp;"}" width="9" height="9">',
            FRAME,
            "<br>",
        ]
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(
            ["p", "div", "figure", "figcaption", "li", "b", "td", 'a href="https://a/"']
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=16,
)
BODIES = st.lists(MARKUP, max_size=5).map("".join).map(clean_html)
ELEMENT = re.compile(r"<([a-z0-9]+)")


def on_page(body: str, picture: Picture) -> str:
    return with_captions(with_pictures(body, lambda tag: in_page(tag, picture)))


def words(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


@given(BODIES)
def test_whatever_the_body_it_keeps_its_words_and_gains_only_pictures(body):
    shown = on_page(body, COPY)

    assert words(shown) == words(body)
    assert set(ELEMENT.findall(shown)) <= set(ELEMENT.findall(body)) | {"picture", "source"}
    assert shown.count("<picture>") == shown.count("</picture>") == body.count("<img")
    assert clean_html(re.sub(r"</?picture>|<source[^>]*>", "", shown)).count("<img") == (
        body.count("<img")
    )


@given(BODIES)
def test_whatever_the_body_credits_stand_in_no_link_and_all_of_them_stand(body):
    shown = on_page(body, CREDITED)

    without = shown.replace(LINE, "")
    assert "".join(words(without).split()) == "".join(words(body).split())
    assert (LINE in shown) is ("<img" in body)
    for link in re.findall(r"<a\b(?:(?!</a>).)*</a>", without, re.DOTALL):
        assert "credit" not in link


@given(BODIES)
def test_whatever_the_body_no_player_stands_outside_a_closed_box(body):
    shown = folded(body)

    assert shown.count('<details class="embed">') == body.count("<iframe")
    assert not re.search(r"<iframe", re.sub(r'<details class="embed">.*?</details>', "", shown))
    assert words(re.sub(r"<summary.*?</summary>", "", shown)).split() == words(body).split() or (
        "<p>" in body
    )
    assert "<iframe" not in linked(body)


CAPTIONS = {
    "alone in its paragraph": (
        f"<p>{IMG}</p>", "<figure>@<figcaption>#</figcaption></figure>"
    ),
    "in a link of its own": (
        f'<p><a href="https://b.example/">{IMG}</a></p>',
        '<figure><a href="https://b.example/" rel="nofollow noopener noreferrer">@</a>'
        "<figcaption>#</figcaption></figure>",
    ),
    "in a figure": (f"<figure>{IMG}</figure>", "<figure>@<figcaption>#</figcaption></figure>"),
    "above a caption": (
        f"<figure>{IMG}<figcaption>Words</figcaption></figure>",
        "<figure>@<figcaption>Words #</figcaption></figure>",
    ),
    "in a line": (f"<p>See {IMG} there</p>", "<p>See @# there</p>"),
}  # fmt: skip


@pytest.mark.parametrize("case", CAPTIONS)
def test_a_credit_stands_in_the_caption_where_the_picture_stands_alone(case):
    body, wanted = CAPTIONS[case]

    shown = re.sub(r"<picture>.*?</picture>", "@", on_page(clean_html(body), CREDITED))

    assert shown.replace(LINE, "#") == wanted


@pytest.mark.parametrize(
    ("alt", "said"),
    [("A chip", "A chip"), ("", COPY.alt), ("image.png", COPY.alt), ("图片 1", COPY.alt)],
)
def test_the_story_s_own_words_go_first_if_they_are_any(alt, said):
    shown = in_page(f'<img src="x" alt="{alt}">', COPY)

    assert (
        f'alt="{said.replace(chr(34), "&quot;").replace("<", "&lt;").replace(">", "&gt;")}"'
        in shown
    )


def test_a_small_picture_keeps_its_size_and_its_line():
    shown = in_page('<img src="x" alt="" width="20" height="20">', COPY)

    assert 'sizes="20px"' in shown
    assert 'width="20" height="15"' in shown
    assert 'class="tint r-0 g-1 b-2 small"' in shown


def test_none_is_blown_up_and_its_author_s_attributes_stay():
    shown = in_page('<img id="s-1" title="&quot;" src="x" alt="" width="9000" height="1">', COPY)

    assert '<img id="s-1" title="&quot;" src="https://c.example/1280.jpg"' in shown
    assert 'width="1280" height="960"' in shown


def test_a_feed_gets_one_file():
    assert in_feed('<img src="x" alt="A chip">', COPY) == (
        '<img src="https://c.example/1280.jpg" alt="A chip" width="1280" height="960">'
    )


def test_a_player_tells_where_it_plays_from_and_leaves_its_paragraph():
    shown = folded(clean_html(f"<p>One {FRAME} two</p><p>{FRAME}</p>"))

    assert shown.startswith("<p>One  two</p><details")
    assert shown.endswith("</iframe></details>")
    assert shown.count("<b>A &lt;film</b> <small>Plays from www.youtube.com") == 2
    assert linked(clean_html(FRAME)) == (
        '<a href="https://www.youtube.com/embed/x?a=1&amp;b=2">A &lt;film</a>'
    )
