"""An address leads to the host that it shows, and to no other."""

import pytest

from articles.cleaning import clean
from articles.cleaning.sanitize import sanitize
from tests.cleaning.judge import faults

PLAYER = "www.youtube.com"
# For urllib these name the player, for browsers another host.
DOUBTFUL = {
    "a backslash": rf"https://evil.example\@{PLAYER}/x",
    "a backslash, no scheme": rf"//evil.example\@{PLAYER}/x",
    "backslashes only": rf"\\evil.example\@{PLAYER}/x",
    "a backslash as a reference": f"https://evil.example&#92;@{PLAYER}/x",
    "a backslash and an ignored character": f"https://evil.example\\\u200b@{PLAYER}/x",
    "a user": f"https://evil.example@{PLAYER}/x",
    "a user and a password": f"https://evil.example:x@{PLAYER}",
    "a player as a user": f"https://{PLAYER}@evil.example/x",
}
doubtful = pytest.mark.parametrize("address", DOUBTFUL.values(), ids=DOUBTFUL)
MARKUP = {
    "frame": '<iframe src="{}"></iframe>',
    "lazy frame": '<iframe data-src="{}"></iframe>',
    "link": '<a href="{}">x</a>',
    "picture": '<img src="{}">',
    "lazy picture": '<img data-src="{}">',
    "set of pictures": '<img srcset="{} 2x">',
    "picture behind a proxy": '<img src="https://images.weserv.nl/?url={}">',
    "video": '<video src="{0}" poster="{0}"><source src="{0}"></video>',
    "audio": '<audio src="{}"></audio>',
    "redirector": '<a href="https://link.zhihu.com/?target={}">x</a>',
}


@doubtful
@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_an_address_of_two_hosts_goes(markup, address):
    cleaned = clean("<p>a" + markup.format(address) + "</p>", "https://site.example/b").html

    assert faults(cleaned) == []
    assert "iframe" not in cleaned
    assert "poster=" not in cleaned
    assert "src=" not in cleaned
    # What does not begin like an address is no target: the redirector's own link stays.
    assert "href=" not in cleaned or "link.zhihu.com" in cleaned


@pytest.mark.parametrize("markup", ['<a href="{}">x</a>', '<img src="{}">', '<video poster="{}">'])
@pytest.mark.parametrize("name", ["a backslash", "a user", "a player as a user"])
def test_the_sanitiser_itself_refuses_it(markup, name):
    assert "example" not in sanitize(markup.format(DOUBTFUL[name]))


def test_mail_keeps_its_at_sign():
    assert 'href="mailto:a@a.example"' in clean('<a href="mailto:a@a.example">x</a>').html
