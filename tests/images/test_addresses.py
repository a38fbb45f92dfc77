"""An address has one meaning or none; what is known of sites, by tables."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.images.addresses import (
    Target,
    moved,
    no_picture,
    referer_for,
    target,
    unwrapped,
)
from articles.images.network import is_public
from articles.images.reasons import Refusal

# An address and the plain spelling of what it means.
PLAIN = {
    "https://img.example/a.jpg": "https://img.example/a.jpg",
    "HTTP://IMG.Example/A.jpg": "http://img.example/A.jpg",
    "https://img.example": "https://img.example/",
    "https://img.example?a=1": "https://img.example/?a=1",
    "https://img.example/a.jpg#top": "https://img.example/a.jpg",
    "https://img.example#a/b": "https://img.example/",
    "https://img.example:443/a": "https://img.example/a",
    "http://img.example:443/a": "http://img.example:443/a",
    "https://img.example:80/a": "https://img.example:80/a",
    "https://img.example./a": "https://img.example/a",
    "https://a-b_c.img.example/": "https://a-b_c.img.example/",
    "https://_dmarc.img.example/": "https://_dmarc.img.example/",
    "https://10.img.example/": "https://10.img.example/",
    "https://127.0.0.1.nip.example/": "https://127.0.0.1.nip.example/",
    "https://img.example/?u=http://127.0.0.1/": "https://img.example/?u=http://127.0.0.1/",
    "https://img.example/a@b": "https://img.example/a@b",
    "https://img.example/%E4%B8%AD%2f?q=%": "https://img.example/%E4%B8%AD%2f?q=%",
    "https://img.example/中?文": "https://img.example/%E4%B8%AD?%E6%96%87",
    "https://img.example/a|b\"c<d>`{}^'": "https://img.example/a%7Cb%22c%3Cd%3E%60%7B%7D%5E'",
    "https://img.example//a/../b": "https://img.example//a/../b",
    "https://bücher.example/": "https://xn--bcher-kva.example/",
    "https://図書館.example/": "https://xn--lcss68aj21b.example/",
    "https://xn--bcher-kva.example/": "https://xn--bcher-kva.example/",
    "http://8.8.8.8/": "http://8.8.8.8/",
    "http://[2606:4700:4700:0:0:0:0:1111]/": "http://[2606:4700:4700::1111]/",
    "http://[2606:4700:4700::1111]:443/": "http://[2606:4700:4700::1111]:443/",
}
REFUSED = {
    "I_ADDRESS": [
        "", "a.jpg", "/a.jpg", "//img.example/a.jpg", "http:", "http://", "http:///a", "http:a.jpg",
        "http:/img.example/", "https:img.example", "http:////127.0.0.1/", "http://?a", "http://#a",
        "file://localhost/etc/passwd", "ftp://img.example/", "gopher://img.example/", "data:,x",
        "javascript:alert(1)", "blob:https://img.example/1", "ws://img.example/", "httpx://a.example",
        " https://img.example/", "https://img.example/ ", "https://img.example/a b",
        "https://img.example/\ta", "ht\ntps://img.example/", "https://img.example/\r\nHost: a",
        "https://img.example/\0", "https://img\x7f.example/", "https://img.example/\x85",
        "https:\\\\img.example/", "https://img.example\\@127.0.0.1/", "https://img.example/\\a",
        "https://img.example/\ud800", "https://img.example/" + "a" * 4_000,
    ],
    "I_USERINFO": [
        "https://me@img.example/", "https://me:word@img.example/", "https://@img.example/",
        "https://img.example@127.0.0.1/", "https://img.example:80@127.0.0.1/", "https://a@b@c.example/",
    ],
    "I_PORT": [
        "https://img.example:/", "https://img.example:0/", "https://img.example:22/",
        "https://img.example:8080/", "https://img.example:65616/", "https://img.example:99999999/",
        "https://img.example:080/", "https://img.example:+80/", "https://img.example:８０/",
        "https://img.example:80a/", "https://img.example:-80/", "https://[2606:4700::1]:22/",
    ],
    "I_HOST": [
        "http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://redis/", "http://a./",
        "http://localhost.localdomain/", "http://printer.local/", "http://vault.internal/",
        "http://nas.lan/", "http://router.home/", "http://router.home.arpa/", "http://wiki.corp/",
        "http://1.0.0.127.in-addr.arpa/", "http://hidden.onion/", "http://a.test/", "http://a.invalid/",
        "http://2130706433/", "http://0x7f000001/", "http://017700000001/", "http://127.1/",
        "http://127.0.1/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://127.000.000.001/",
        "http://127.0.0.1./", "http://1.1.1.256/", "http://1.1.1.1.1/", "http://img.example.0x1/",
        "http://0/", "http://8.8.8.8a1.2/", "http://１２７.0.0.1/", "http://①②⑦.0.0.1/",
        "http://١٢٧.٠.٠.١/", "http://١.example/", "http://127。0。0。1/", "http://img｡example/",
        "http://ｌocalhost.example/", "http://ex\u00adample.example/", "http://a\u200db.example/",
        "http://straße.example/", "http://ⓔxample.example/", "http://a\u2100b.example/",
        "http://%31%32%37.0.0.1/", "http://img%2eexample/", "http://img.example%00.a/",
        "http://img.example%2f.a/", "http://a..example/", "http://.example/",
        "http://-a.example/", "http://a-.example/", "http://a.example-/", "http://a.-example/",
        "http://a._e/", "http://a,b.example/", "http://a!b.example/",
        "http://a;b.example/", "http://a&b.example/", "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/", "http://" + "ä" * 300 + ".example/", "http://[::1/",
        "http://::1/", "http://[1.1.1.1]/", "http://[]/", "http://[::1%25lo]/", "http://[fe80::1%eth0]/",
        "http://[v1.a]/", "http://[::1]a/", "http://[1:2]/", "http://a[::1]/", "http://[:::]/",
    ],
    "I_PRIVATE": [
        "http://127.0.0.1/", "http://127.0.0.1#@img.example/", "http://169.254.169.254/latest/",
        "http://10.0.0.1:80/", "http://0.0.0.0/", "http://255.255.255.255/", "http://100.100.100.200/",
        "http://168.63.129.16/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
        "http://[::FFFF:7F00:1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::1]/", "http://[fd00:ec2::254]/", "http://[fe80::1]/",
        "http://[0:0:0:0:0:ffff:10.0.0.1]:80/", "http://[2600::5efe:10.0.0.1]/",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("url", "meaning"), PLAIN.items())
def test_a_plain_address_is_read(url, meaning):
    assert target(url).url == meaning
    assert target(meaning) == target(url)


@pytest.mark.parametrize(
    ("code", "url"), [(code, url) for code, urls in REFUSED.items() for url in urls]
)
def test_what_is_not_plain_is_refused(code, url):
    with pytest.raises(Refusal) as caught:
        target(url)

    assert caught.value.code == code
    assert not caught.value.is_passing


def test_an_operator_may_allow_other_ports_and_forbid_the_usual_ones():
    assert target("http://img.example:8080/a", [8080]).authority == "img.example:8080"
    with pytest.raises(Refusal, match="443"):
        target("https://img.example:443/", [80])


def test_a_target_says_its_parts():
    assert target("https://IMG.example/a?b#c") == Target("https", "img.example", 443, "/a?b")


DNS_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)+[a-z][a-z0-9-]*[a-z0-9]")
PIECES = st.sampled_from(
    "http https :// // / : @ [ ] ? # . .. 127.0.0.1 1.1.1.1 ::1 ::ffff: 2606:4700::1 % %2e \\ \t 80"
    " localhost a.example xn-- example 。 ０ ß \u00ad ① 0x 00 - _ é".split(" ")
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.text().map("http://{}".format)))
@example("http://xn--a.example/")
def test_whatever_is_accepted_is_a_public_address_or_a_plain_name(url):
    try:
        place = target(url)
    except Refusal:
        return
    assert is_public(place.host) or DNS_NAME.fullmatch(place.host)
    assert place.port in (80, 443)
    assert re.fullmatch(r"/[!-~]*", place.path)
    assert target(place.url) == place


# Redirects ----------------------------------------------------------------------------------------

HERE = target("https://img.example/a/b.jpg?c")
LOCATIONS = {
    "https://other.example/x": "https://other.example/x",
    "http://other.example/x": "http://other.example/x",
    "//other.example/x": "https://other.example/x",
    "/x": "https://img.example/x",
    "x.jpg": "https://img.example/a/x.jpg",
    "../x.jpg?y": "https://img.example/x.jpg?y",
    "?d": "https://img.example/a/b.jpg?d",
    " /x ": "https://img.example/x",
    "/x y": "https://img.example/x%20y",
    "/中".encode().decode("latin-1"): "https://img.example/%E4%B8%AD",
}
BAD_LOCATIONS = {
    "http:127.0.0.1/": "I_ADDRESS",
    "///127.0.0.1/": "I_ADDRESS",
    "/\\127.0.0.1/": "I_ADDRESS",
    "\\\\127.0.0.1/": "I_ADDRESS",
    "/\t/127.0.0.1/": "I_ADDRESS",
    "/\0": "I_ADDRESS",
    "javascript:alert(1)": "I_ADDRESS",
    "//127.0.0.1/": "I_PRIVATE",
    "//[::1]/": "I_PRIVATE",
    "http://169.254.169.254/": "I_PRIVATE",
    "//me@img.example/": "I_USERINFO",
    "http://２.example/".encode().decode("latin-1"): "I_HOST",
    "http://ex ample.example/": "I_HOST",
    "https://img.example:8080/": "I_PORT",
}


@pytest.mark.parametrize(("location", "meaning"), LOCATIONS.items())
def test_a_redirect_leads_where_browsers_go(location, meaning):
    assert moved(HERE, location).url == meaning


@pytest.mark.parametrize(("location", "code"), BAD_LOCATIONS.items())
def test_a_redirect_is_read_as_strictly_as_an_address(location, code):
    with pytest.raises(Refusal) as caught:
        moved(HERE, location)

    assert caught.value.code == code


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_any_location_is_read_or_refused(location):
    try:
        place = moved(HERE, location)
    except Refusal:
        return
    assert is_public(place.host) or DNS_NAME.fullmatch(place.host)


# What is known of sites ---------------------------------------------------------------------------

WRAPPED = {
    "https://i0.wp.com/blog.example/a.png?w=1046&ssl=1": "https://blog.example/a.png",
    "https://i2.wp.com/blog.example/a.png?resize=1%2C2": "http://blog.example/a.png",
    "https://wsrv.nl/?url=blog.example/a.jpg&w=300": "http://blog.example/a.jpg",
    "https://wsrv.nl/?url=//blog.example/a.jpg": "http://blog.example/a.jpg",
    "https://images.weserv.nl/?url=ssl:blog.example/a.jpg": "https://blog.example/a.jpg",
    "https://images.weserv.nl/?w=9&url=https%3A%2F%2Fb.example%2Fa": "https://b.example/a",
    "https://corsproxy.io/?https%3A%2F%2Fblog.example%2Fa.jpg": "https://blog.example/a.jpg",
    "https://corsproxy.io/?url=https://blog.example/a.jpg": "https://blog.example/a.jpg",
    "https://api.allorigins.win/raw?url=https://blog.example/a": "https://blog.example/a",
    "https://cors-anywhere.herokuapp.com/http://b.example/a?b=1&c": "http://b.example/a?b=1&c",
    "https://cors.zfour.workers.dev/?http://blog.example/a.jpg": "http://blog.example/a.jpg",
    "https://wsrv.nl/?url=i0.wp.com/blog.example/a.png%3Fssl%3D1": "https://blog.example/a.png",
}
NOT_WRAPPED = [
    "https://blog.example/?url=https://other.example/a.jpg",
    "https://i0.wp.com/",
    "https://i0.wp.com/nohost/a.png",
    "https://i0.wp.example/blog.example/a.png",
    "https://wsrv.nl/?url=",
    "https://wsrv.nl/?url=javascript:alert(1)",
    "https://corsproxy.io/?key=1",
    "https://cors-anywhere.herokuapp.com/",
    "/media/a.jpg",
    "",
]


@pytest.mark.parametrize(("url", "inner"), WRAPPED.items())
def test_proxies_are_taken_off(url, inner):
    assert unwrapped(url) == inner


@pytest.mark.parametrize("url", NOT_WRAPPED)
def test_other_addresses_stay_as_they_are(url):
    assert unwrapped(url) == url


@given(st.text())
@example("https://wsrv.nl/?url=" * 50)
def test_unwrapping_never_fails(text):
    for prefix in ("", "https://wsrv.nl/?url=", "https://i0.wp.com/", "https://corsproxy.io/?"):
        assert isinstance(unwrapped(prefix + text), str)


NO_PICTURES = {
    "P_DATA": ["data:image/gif;base64,R0lGODlhAQABAAAAACw=", "DATA:,"],
    "P_PLACEHOLDER": [
        "https://picsum.photos/400/300?random=2672", "https://fastly.picsum.photos/id/1/1",
        "https://placehold.co/600x400", "https://placekitten.com/1/1", "http://dummyimage.com/1",
    ],
    "P_TRACKER": [
        "http://feeds.feedburner.com/~r/News/~4/abc", "http://feeds.feedburner.com/~ff/News?d=1",
        "https://ad.doubleclick.net/ad/1", "https://www.google-analytics.com/collect?v=1",
        "http://stats.wordpress.com/b.gif?host=a", "https://pixel.wp.com/g.gif",
        "https://www.facebook.com/tr?id=1&noscript=1", "https://medium.com/_/stat?event=post",
        "http://www.assoc-amazon.co.uk/e/ir?t=1", "https://news.example/img/pixel.gif?id=7",
        "https://news.example/1x1.png", "https://news.example/matomo.php?idsite=1",
        "https://blogger.googleusercontent.com/tracker/1-2?l=a", "https://sb.scorecardresearch.com/p",
    ],
    "": [
        "https://img.example/a.jpg", "https://img.example/google-pixel.png", "https://stats.example/a.png",
        "https://img.example/word-count.png", "https://img.example/loading.gif", "/media/a.jpg",
        "https://www.facebook.com/trends.png", "https://img.example/doubleclick.net/a.png",
        "https://blogger.googleusercontent.com/img/a/b.jpg", "https://notpicsum.photos.example/1",
        "https://img.example/tracking.png.jpg", "https://img.example/pixel/pixel.jpg", "",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "url"), [(code, url) for code, urls in NO_PICTURES.items() for url in urls]
)
def test_addresses_of_no_picture_are_known(code, url):
    assert no_picture(url) == code


@pytest.mark.parametrize(
    ("host", "page", "first", "second"),
    [
        ("wx1.sinaimg.cn", "https://a.example/b", "https://weibo.com/", ""),
        ("mmbiz.qpic.cn", "", "https://mp.weixin.qq.com/", ""),
        ("img.example", "https://news.example/2026/a?b", "", "https://news.example/"),
        ("img.example", "", "", "https://img.example/"),
        ("img.example", "https://a.example/\r\nCookie: 1", "", "https://img.example/"),
        ("notsinaimg.cn", "", "", "https://notsinaimg.cn/"),
    ],
)
def test_hosts_hear_the_referer_that_they_want(host, page, first, second):
    assert referer_for(host, page) == first
    assert referer_for(host, page, again=True) == second
