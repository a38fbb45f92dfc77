"""Pictures, frames and players: their true address is found, or they go."""

import re

import pytest

from articles.cleaning import clean, policy
from articles.cleaning.elements import size
from tests.cleaning.judge import starts

BASE = "https://site.example/news/1.html"
SHOT = "https://a.example/i.jpg"


def picture(markup: str, base: str = "") -> dict[str, str] | None:
    """The attributes of the only picture that cleaning leaves, None if it leaves none."""
    found = [dict(attrs) for tag, attrs in starts(clean(markup, base).html) if tag == "img"]
    assert len(found) <= 1
    return found[0] if found else None


def notes(markup: str) -> dict[str, int]:
    return clean(markup).notes


ADDRESSES = {
    "its own": (f"<img src={SHOT}>", SHOT),
    "original source": (f'<img src="x.gif" data-original-src="{SHOT}">', SHOT),
    "original": (f'<img src="x.gif" data-original="{SHOT}">', SHOT),
    "actual source": (f'<img src="data:image/gif;base64,R0" data-actualsrc="{SHOT}">', SHOT),
    "lazy source": (f'<img data-src="{SHOT}">', SHOT),
    "lazy source, another name": (f'<img data-lazy-src="{SHOT}">', SHOT),
    "the best of several": (
        f'<img data-src="https://a.example/small.jpg" data-original="{SHOT}">',
        SHOT,
    ),
    "an empty lazy source": (f'<img data-src="" src="{SHOT}">', SHOT),
    "a lazy source that is none": (f'<img data-src="javascript:x" src="{SHOT}">', SHOT),
    "the densest of a set": (f'<img srcset="https://a.example/1.jpg 1x, {SHOT} 2x">', SHOT),
    "the widest of a set": (
        f'<img srcset="{SHOT} 1200w, https://a.example/2.jpg 600w,https://a.example/3.jpg">',
        SHOT,
    ),
    "a set with commas in addresses": (
        '<img srcset="https://a.example/w_1,h_2/1.jpg 1x, https://a.example/w_2,h_4/2.jpg 2.5x">',
        "https://a.example/w_2,h_4/2.jpg",
    ),
    "without a scheme": ('<img src="//a.example/i.jpg">', SHOT),
    "behind a proxy": ('<img src="https://cors.zfour.workers.dev/?https://a.example/i.jpg">', SHOT),
    "behind a proxy, encoded": (
        '<img src="https://images.weserv.nl/?url=https%3A%2F%2Fa.example%2Fi.jpg">',
        SHOT,
    ),
    "on our own site": ('<img src="/media/demo/i.jpg">', "/media/demo/i.jpg"),
    "spaces around": (f'<img src=" {SHOT}\n">', SHOT),
    "a space inside": ('<img src="https://a.example/a b.jpg">', "https://a.example/a%20b.jpg"),
    "entities": (
        '<img src="https://a.example/i?x=1&amp;region=2&region=3">',
        "https://a.example/i?x=1&region=2&region=3",
    ),
    "CJK": ('<img src="https://a.example/图 1.jpg">', "https://a.example/图%201.jpg"),
    "upper case scheme": ('<img src="HTTPS://a.example/i.jpg">', SHOT),
}


@pytest.mark.parametrize(("markup", "address"), ADDRESSES.values(), ids=ADDRESSES)
def test_a_pictures_address_is_found(markup, address):
    found = picture(markup)

    assert found is not None
    assert found["src"] == address


GONE = {
    "no address": "<img alt=x>",
    "relative, no base": '<img src="i.jpg">',
    "data": '<img src="data:image/png;base64,iVBO">',
    "mail": '<img src="mailto:a@a.example">',
    "random picture": '<img src="https://picsum.photos/400/300?random=7">',
    "grey box": '<img src="https://via.placeholder.com/150">',
    "no host": '<img src="https:///i.jpg">',
    "a broken host": '<img src="https://[::1/i.jpg">',
}


@pytest.mark.parametrize("markup", GONE.values(), ids=GONE)
def test_a_picture_without_a_usable_address_goes(markup):
    assert clean(f"<p>a{markup}b</p>").html == "<p>ab</p>"
    assert notes(markup) == {"N_IMAGE_REMOVED": 1}


@pytest.mark.parametrize("size", ["width=1 height=1", 'width="2px" height="1"', "w=1 h=1.0"])
def test_a_counting_pixel_goes(size):
    assert clean(f"<p>a<img src={SHOT} {size}></p>").html == "<p>a</p>"
    assert notes(f"<img src={SHOT} {size}>") == {"N_TRACKER_REMOVED": 1}


RELATIVE = {
    "beside": ("i.jpg", "https://site.example/news/i.jpg"),
    "from the root": ("/i.jpg", "https://site.example/i.jpg"),
    "above": ("../i.jpg", "https://site.example/i.jpg"),
    "query": ("?i=1", "https://site.example/news/1.html?i=1"),
}


@pytest.mark.parametrize(("given", "address"), RELATIVE.values(), ids=RELATIVE)
def test_a_relative_picture_hangs_on_the_originals_address(given, address):
    found = picture(f'<img src="{given}">', BASE)

    assert found is not None
    assert found["src"] == address


def test_a_repaired_picture_is_counted():
    assert notes(f'<img data-src="{SHOT}"><img src="{SHOT}">') == {"N_IMAGE_REPAIRED": 1}


def test_a_picture_carries_what_we_fix_and_no_more():
    found = picture(
        f'<img src="{SHOT}" alt=" A chip " title="T" loading=eager referrerpolicy=unsafe-url'
        ' width="640px" height=480 class=x style=y usemap=#m ismap srcset="x 2x" sizes=1>'
    )

    assert found == {
        "src": SHOT,
        "alt": "A chip",
        "title": "T",
        "width": "640",
        "height": "480",
    } | dict(policy.FIXED["img"])


@pytest.mark.parametrize("width", ["100%", "auto", "-5", "", "1234567"])
def test_a_size_that_is_no_number_of_pixels_goes_with_the_other(width):
    found = picture(f'<img src="{SHOT}" width="{width}" height="480">')

    assert found is not None
    assert {"width", "height"}.isdisjoint(found)


@pytest.mark.parametrize(
    ("given", "pixels"), [("12", "12"), (" 12.5px ", "12"), ("12em", ""), ("1e3", "")]
)
def test_sizes_are_whole_pixels(given, pixels):
    assert size(given) == pixels


# ------------------------------------------------------------------------------------ frames


@pytest.mark.parametrize("host", sorted(policy.EMBED_HOSTS))
def test_a_known_player_keeps_its_frame_in_a_sandbox(host):
    markup = (
        f'<iframe src="http://{host}/e?a=1" width=640px height=100% title=T allow=camera name=x>'
    )
    ((tag, attrs),) = starts(clean(markup).html)

    assert tag == "iframe"
    assert dict(attrs) == {
        "src": f"https://{host}/e?a=1",
        "title": "T",
        "width": "640",
        "allowfullscreen": "",
        "sandbox": policy.SANDBOX,
    } | dict(policy.FIXED["iframe"])


def test_a_frame_from_elsewhere_becomes_a_link():
    cleaned = clean('<p><iframe src="//maps.example/a?b=1&amp;c=2"></iframe></p>')

    assert re.search(
        r'<a href="https://maps\.example/a\?b=1&amp;c=2"[^>]*>maps\.example</a>', cleaned.html
    )
    assert cleaned.notes == {"N_EMBED_LINKED": 1}


def test_a_frame_within_a_link_leaves_its_name_only():
    cleaned = clean(
        '<p><a href="https://a.example/"><iframe src="https://b.example/"></iframe></a>'
    )

    assert cleaned.html.count("<a ") == 1
    assert ">b.example</a>" in cleaned.html


def test_a_frame_without_an_address_goes():
    assert clean("<p>a<iframe name=x></iframe></p>").html == "<p>a</p>"
    assert notes('<iframe src="about:blank"></iframe>') == {"N_EMBED_REMOVED": 1}


def test_a_frame_that_loads_lazily_has_its_address():
    assert 'src="https://v.qq.com/x"' in clean('<iframe data-src="//v.qq.com/x"></iframe>').html


# ------------------------------------------------------------------------------------ players


def test_a_video_keeps_its_files_and_loads_nothing_by_itself():
    markup = (
        '<video src="v.mp4" poster="p.jpg" width=640 height=x autoplay loop onplay=x>'
        '<source src="//a.example/v.webm" type="video/webm"><source type=x></video>'
    )
    video, source = starts(clean(markup, BASE).html)

    assert video == (
        "video",
        (
            ("controls", ""),
            ("poster", "https://site.example/news/p.jpg"),
            ("preload", "none"),
            ("src", "https://site.example/news/v.mp4"),
            ("width", "640"),
        ),
    )
    assert source == ("source", (("src", "https://a.example/v.webm"), ("type", "video/webm")))


def test_audio_without_a_usable_address_keeps_its_controls():
    (found,) = starts(clean('<audio src="javascript:x"></audio>').html)

    assert found == ("audio", (("controls", ""), ("preload", "none")))


def test_a_source_outside_of_a_player_goes():
    assert clean(f'<p>a<source src="{SHOT}"></p>').html == "<p>a</p>"
