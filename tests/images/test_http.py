"""A picture comes whole from where it may, in time, or there is a word for why it does not."""

import hashlib
import socket
import ssl
import struct
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import trustme

from articles.images.http import Limits, get
from articles.images.reasons import Refusal
from tests.images.internet import (
    AUTHORITY,
    CHUNKED,
    OK,
    OTHER,
    PNG,
    PUBLIC,
    Internet,
    Talk,
    answer,
    chunk,
    endless,
    redirect,
)

QUICK = Limits(seconds=5, connect=1, bytes=200_000)  # though the machine be busy
HASTY = replace(QUICK, seconds=0.4)
RESET = struct.pack("ii", 1, 0)  # a connection lingers 0 s: it is broken, not closed


@pytest.fixture
def internet() -> Iterator[Internet]:
    internet = Internet()
    yield internet
    internet.listener.close()


@pytest.fixture
def ask(internet, tmp_path):
    """Asks for what a host says on "/", and gives the refusal; nothing may stay behind."""

    def ask(says: bytes | Talk, url: str = "http://img.example/", limits=QUICK) -> Refusal:
        internet.says["/"] = says
        with pytest.raises(Refusal) as caught:
            get(url, tmp_path, limits=limits, wires=internet.wires)
        assert list(tmp_path.iterdir()) == []
        return caught.value

    return ask


@pytest.fixture
def fetched(internet, tmp_path):
    def fetched(says: bytes | Talk, url: str = "http://img.example/", **how):
        internet.says["/"] = says
        return get(url, tmp_path, limits=QUICK, wires=internet.wires, **how)

    return fetched


# What comes ---------------------------------------------------------------------------------------


def test_a_picture_is_kept_byte_for_byte(fetched, tmp_path):
    came = fetched(answer())

    assert came.path.read_bytes() == PNG
    assert list(tmp_path.iterdir()) == [came.path]
    assert came.digest == hashlib.sha256(PNG).hexdigest()
    assert (came.length, came.url, came.type) == (len(PNG), "http://img.example/", "png")


@pytest.mark.parametrize(
    "says",
    [
        OK + b"\r\n" + PNG,
        CHUNKED + chunk(PNG[:5]) + chunk(PNG[5:]) + b"0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + answer(),
        answer(Content_Type="", Content_Encoding="identity"),
        answer(Content_Type="application/octet-stream"),
        answer(Content_Type="text/html; charset=utf-8"),
        answer(PNG, Set_Cookie="a=1") + b"and more than was announced",
        lambda connection: [connection.sendall(answer()[at:][:900]) for at in range(0, 4000, 900)],
    ],
    ids="to-the-end chunked continue untyped octets page too-much in-pieces".split(),
)  # fmt: skip
def test_a_picture_may_come_in_many_ways(fetched, says):
    assert fetched(says).path.read_bytes() == PNG


def test_hosts_are_asked_politely_and_told_nothing_more(fetched, internet):
    fetched(answer(), referer="https://weibo.com/中\r\nCookie: 1")

    (request,) = internet.asked
    head, *lines = request.strip().split("\r\n")
    assert head == "GET / HTTP/1.1"
    assert dict(line.split(": ", 1) for line in lines) == {
        "Host": "img.example",
        "User-Agent": "newsdesk (+http://testserver)",
        "Accept": "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,image/*;q=0.5",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Referer": "https://weibo.com/%E4%B8%AD%0D%0ACookie:%201",
    }


# The way there ------------------------------------------------------------------------------------


def test_redirects_are_followed_without_cookies(fetched, internet):
    for number in range(4):
        internet.says[f"/{number}"] = redirect(f"/{number + 1}")
    internet.says["/4"] = answer()

    assert fetched(redirect("//other.example/0", Set_Cookie="a=1")).url == "http://other.example/4"
    assert "Cookie" not in "".join(internet.asked)
    assert len(internet.asked) == 6


def test_too_many_redirects_are_not(ask, internet):
    for number in range(9):
        internet.says[f"/{number}"] = redirect(f"/{number + 1}")

    assert ask(redirect("/0")).code == "I_REDIRECTS"
    assert len(internet.asked) == 6


def test_a_circle_is_left_at_once(ask, internet):
    internet.says["/back"] = redirect("/")

    assert ask(redirect("/back", "307 Again")).code == "I_REDIRECTS"
    assert len(internet.asked) == 2


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://169.254.169.254/latest/", "I_PRIVATE"),
        ("//127.0.0.1/", "I_PRIVATE"),
        ("http://inside.example/", "I_PRIVATE"),
        ("http://half.example/", "I_PRIVATE"),
        ("http://localhost/", "I_HOST"),
        ("http://img.example:6379/", "I_PORT"),
        ("file://localhost/etc/passwd", "I_ADDRESS"),
    ],
)
def test_no_redirect_leads_inside(ask, internet, location, code):
    internet.names |= {"inside.example": [["10.0.0.1"]], "half.example": [[PUBLIC, "::1"]]}

    assert ask(redirect(location)).code == code
    assert internet.dialled == [(PUBLIC, 80)]


def test_a_name_that_turns_private_is_noticed_on_the_way(ask, internet):
    internet.names["img.example"] = [[PUBLIC], ["10.0.0.1"]]

    assert ask(redirect("/again")).code == "I_PRIVATE"
    assert internet.dialled == [(PUBLIC, 80)]


def test_the_connection_goes_to_the_address_that_was_checked(fetched, internet):
    internet.names["img.example"] = [[OTHER], ["10.0.0.1"]]
    fetched(answer())

    assert internet.dialled == [(OTHER, 80)]


def test_the_next_address_is_tried_where_one_is_down(fetched, ask, internet):
    internet.names["img.example"] = [[OTHER, PUBLIC]]
    internet.down = {OTHER}
    fetched(answer()).path.unlink()

    assert internet.dialled == [(OTHER, 80), (PUBLIC, 80)]
    internet.down = {OTHER, PUBLIC}
    assert ask(answer()).code == "I_CONNECT"


def test_nobody_is_asked_for_an_address_that_is_not_plain(ask, internet):
    assert ask(answer(), "http://2130706433/").code == "I_HOST"
    assert ask(answer(), "http://127.0.0.1/").code == "I_PRIVATE"
    assert not internet.dialled


def test_other_headers_that_lead_elsewhere_are_not_followed(ask, internet, fetched):
    internet.says["/a"] = answer()
    away = {"Refresh": "0;url=http://img.example/a", "Location": "/a"}

    fetched(answer(**away)).path.unlink()
    assert ask(answer(b"", "201 Created", **away)).status == 201
    assert len(internet.asked) == 2


# Answers that are none ----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [101, 204, 206, 302, 304, 403, 404, 429, 500, 999])
def test_any_status_but_200_is_told(ask, status):
    refusal = ask(answer(PNG, f"{status} Any"))

    assert (refusal.code, refusal.status) == ("I_STATUS", status)
    assert refusal.detail == {"status": status}


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("9" * 9, 7 * 86_400),
        ("9" * 400, 0),
        ("-5", 0),
        ("soon", 0),
        ("tomorrow", 86_400),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2015 07:28:00", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 7 * 86_400),
        ("Fri, 99 Dec 9999 23:59:59 GMT", 0),
    ],
)
def test_when_to_come_again_is_heard_within_reason(ask, said, seconds):
    if said == "tomorrow":
        said = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)

    refusal = ask(answer(b"", "503 Busy", Retry_After=said))

    assert refusal.retry_after == pytest.approx(seconds, abs=60)


REFUSED = {
    "announced too large": (answer(PNG, Content_Length="200001"), "I_TOO_LARGE"),
    "grows too large": (endless(OK + b"\r\n" + PNG, bytes(9_999)), "I_TOO_LARGE"),
    "chunks too large": (endless(CHUNKED, chunk(PNG)), "I_TOO_LARGE"),
    "a chunk too large": (CHUNKED + chunk(PNG, b"f" * 40), "I_TOO_LARGE"),
    "shorter than announced": (answer(PNG, Content_Length="9999"), "I_CUT"),
    "no last chunk": (CHUNKED + chunk(PNG), "I_CUT"),
    "half a chunk": (CHUNKED + chunk(PNG, b"ffff"), "I_CUT"),
    "nothing": (answer(b""), "I_EMPTY"),
    "nothing to the end": (OK + b"\r\n", "I_EMPTY"),
    "nothing of what was announced": (answer(b"", Content_Length="9"), "I_EMPTY"),
    "no chunk": (CHUNKED + b"0\r\n\r\n", "I_EMPTY"),
    "compressed": (answer(PNG, Content_Encoding="gzip"), "I_ENCODED"),
    "coded": (answer(PNG, Transfer_Encoding="gzip, chunked", Content_Length=""), "I_ENCODED"),
    "a page": (answer(b"<!DOCTYPE html><p>Log in"), "I_NOT_PICTURE"),
    "a stream of pictures": (
        endless(answer(b"", Content_Type="multipart/x-mixed-replace; boundary=a"), PNG),
        "I_NOT_PICTURE",
    ),
    "a drawing": (answer(PNG, Content_Type="image/svg+xml"), "I_SVG"),
    "no header": (OK + b"what is this\r\n\r\n" + PNG, "I_PROTOCOL"),
    "a nameless header": (OK + b": 1\r\n\r\n" + PNG, "I_PROTOCOL"),
    "two lengths": (answer(PNG, content_length="3"), "I_PROTOCOL"),
    "two ends": (answer(chunk(PNG), Transfer_Encoding="chunked"), "I_PROTOCOL"),
    "a length below 0": (answer(PNG, Content_Length="-1"), "I_PROTOCOL"),
    "a chunk below 0": (endless(CHUNKED + b"-1\r\n", PNG), "I_PROTOCOL"),
    "a length of words": (answer(PNG, Content_Length="many"), "I_PROTOCOL"),
    "many headers": (OK + b"A: 1\r\n" * 200 + b"\r\n" + PNG, "I_PROTOCOL"),
    "endless headers": (endless(OK, b"A: " + b"a" * 9_999 + b"\r\n"), "I_PROTOCOL"),
    "endless header": (endless(OK + b"A: ", b"a" * 9_999), "I_PROTOCOL"),
    "endless continuing": (endless(b"", b"HTTP/1.1 100 Go on\r\n\r\n" * 99), "I_PROTOCOL"),
    "endless chunk size": (endless(CHUNKED, b"0" * 9_999), "I_PROTOCOL"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n", "I_PROTOCOL"),
    "no words": (b"", "I_PROTOCOL"),
    "slow status": (endless(b"", b"H", 0.02), "I_TIMEOUT"),
    "slow headers": (endless(OK, b"A", 0.02), "I_TIMEOUT"),
    "slow body": (endless(OK + b"\r\n" + PNG, b"a", 0.02), "I_TIMEOUT"),
    "slow chunks": (endless(CHUNKED + chunk(PNG), chunk(b"a"), 0.02), "I_TIMEOUT"),
    "silence": (endless(b"", b"", 0.05), "I_TIMEOUT"),
    "silence then": (endless(OK + b"\r\n" + PNG, b"", 0.05), "I_TIMEOUT"),
}  # fmt: skip


@pytest.mark.parametrize(("says", "code"), REFUSED.values(), ids=REFUSED)
def test_an_answer_that_is_no_picture_s(ask, says, code):
    assert ask(says, limits=HASTY if code == "I_TIMEOUT" else QUICK).code == code


def test_a_connection_that_breaks_is_an_answer_cut_short(ask):
    def reset(connection: socket.socket) -> None:
        connection.sendall(answer(PNG, Content_Length="9999"))
        time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    assert ask(reset).code == "I_CUT"


def test_our_own_failures_are_not_the_host_s(fetched, tmp_path, internet):
    internet.says["/"] = answer()
    with pytest.raises(FileNotFoundError):
        get("http://img.example/", tmp_path / "gone", wires=internet.wires)


# TLS ----------------------------------------------------------------------------------------------


@pytest.fixture
def secured(internet):
    def secured(*names: str, by: trustme.CA = AUTHORITY) -> None:
        internet.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        by.issue_cert(*names).configure_cert(internet.tls)

    return secured


def test_a_certificate_for_the_name_holds(fetched, internet, secured):
    secured("img.example")

    assert fetched(answer(), "https://img.example/").url == "https://img.example/"
    assert internet.dialled == [(PUBLIC, 443)]


@pytest.mark.parametrize(
    ("names", "by"), [(["other.example"], AUTHORITY), (["img.example"], trustme.CA())]
)
def test_a_certificate_for_another_or_by_a_stranger_does_not(ask, internet, secured, names, by):
    secured(*names, by=by)

    assert ask(answer(), "https://img.example/").code == "I_TLS"
    assert not internet.asked


def test_a_host_that_speaks_no_tls(ask):
    refusal = ask(answer(), "https://img.example/", limits=HASTY)

    assert refusal.code in ("I_TLS", "I_TIMEOUT")


@pytest.mark.parametrize("rudely", [True, False])
def test_a_host_that_hangs_up_on_tls(ask, internet, monkeypatch, rudely):
    def hang_up(connection: socket.socket) -> None:
        with connection:
            connection.recv(9_999)
            if rudely:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    monkeypatch.setattr(internet, "_talk", hang_up)

    assert ask(answer(), "https://img.example/").code == "I_TLS"
