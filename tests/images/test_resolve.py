"""Names become addresses that are public, every one of them, and in time."""

import socket
import threading

import pytest

from articles.images.deadline import Deadline
from articles.images.reasons import Refusal
from articles.images.resolve import look_up, resolve

PUBLIC, PUBLIC_6 = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"


def test_a_host_has_the_addresses_that_are_found():
    assert resolve("img.example", lambda host: [PUBLIC, PUBLIC_6]) == [PUBLIC, PUBLIC_6]


@pytest.mark.parametrize("ip", [PUBLIC, PUBLIC_6])
def test_an_address_is_its_own_and_nobody_is_asked(ip):
    assert resolve(ip, lambda host: pytest.fail("asked")) == [ip]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (["127.0.0.1"], "127.0.0.1"),
        ([PUBLIC, "10.0.0.1"], "10.0.0.1"),
        (["fe80::1%eth0", PUBLIC], "fe80::1%eth0"),
        (["::ffff:93.184.216.34"], "::ffff:93.184.216.34"),
        (["64:ff9b::7f00:1"], "64:ff9b::7f00:1"),
        (["no address"], "no address"),
    ],
)
def test_one_answer_that_is_not_public_spoils_them_all(answers, told):
    with pytest.raises(Refusal) as caught:
        resolve("inside.example", lambda host: answers)

    assert caught.value.code == "I_PRIVATE"
    assert caught.value.detail == {"ip": told}


def test_an_address_that_is_not_public_is_refused_though_nobody_knows_it_by_name():
    with pytest.raises(Refusal, match="not known"):
        resolve("127.0.0.1", lambda host: [])


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), OSError(), UnicodeError()])
def test_a_name_that_is_not_known(error):
    def lookup(host):
        raise error

    with pytest.raises(Refusal) as caught:
        resolve("gone.example", lookup)

    assert caught.value.code == "I_DNS"
    assert caught.value.is_passing


def test_a_name_server_that_hangs_does_not_hang_us():
    answered = threading.Event()
    with pytest.raises(Refusal) as caught:
        resolve("slow.example", lambda host: [str(answered.wait(30))], Deadline(0.05))
    answered.set()

    assert caught.value.code == "I_TIMEOUT"


def test_the_system_is_asked_for_the_full_name_and_each_address_told_once(monkeypatch):
    asked = []

    def getaddrinfo(host, port, **kind):
        asked.append(host)
        kinds = [(socket.AF_INET6, (PUBLIC_6, 0, 0, 0)), (socket.AF_INET, (PUBLIC, 0))] * 2
        return [(family, socket.SOCK_STREAM, 6, "", address) for family, address in kinds]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    assert look_up("img.example") == [PUBLIC_6, PUBLIC]
    assert asked == ["img.example."]
