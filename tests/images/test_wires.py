"""The real internet as fetching sees it, and the limits on what is read from it."""

import socket
import ssl
import threading

import pytest

from articles.images.deadline import Deadline, Stopped
from articles.images.http import INTERNET
from articles.images.reasons import Refusal
from articles.images.wires import Line
from tests.images.internet import Internet


def test_the_internet_is_reached_on_the_ports_that_settings_allow(settings):
    assert set(INTERNET.ports) == settings.IMAGE_PORTS == {80, 443}


def test_a_connection_is_made_to_an_address():
    with Internet().listener as listener:
        host, port = listener.getsockname()
        with INTERNET.connect(host, port, Deadline(1)) as connection:
            assert connection.getpeername() == (host, port)


def test_certificates_of_the_real_internet_are_verified_by_name():
    context = INTERNET.tls()

    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert INTERNET.tls() is context


def test_a_deadline_is_shared_by_all_that_wait_for_it():
    assert 9 < Deadline(10).left() <= 10
    assert Deadline(10).left(2) == 2
    with pytest.raises(TimeoutError):
        Deadline(0).left()


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_a_line_is_read_up_to_what_it_is_allowed(ends):
    ours, theirs = ends
    line = Line(ours, Deadline(5), 4)
    file = line.makefile("rb")
    theirs.sendall(b"1234")
    assert file.read(4) == b"1234"
    line.allow(2)
    theirs.sendall(b"56")
    assert file.read(2) == b"56"
    theirs.sendall(b"7")
    with pytest.raises(Refusal, match="no HTTP"):
        file.read(1)


def test_a_line_is_still_read_after_its_end_is_said(ends):
    ours, theirs = ends
    line = Line(ours, Deadline(5), 4)
    file = line.makefile("rb")
    line.close()
    theirs.sendall(b"1")
    theirs.close()
    assert file.read() == b"1"


def test_a_line_ends_at_its_deadline(ends):
    line = Line(ends[0], Deadline(0.05), 4)
    with pytest.raises(TimeoutError):
        line.makefile("rb").read(1)
    with pytest.raises(TimeoutError):
        line.sendall(b"1")


def test_a_host_that_does_not_pick_up_is_not_waited_for_beyond_the_deadline():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        callers = [socket.socket() for _ in range(3)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        with pytest.raises(TimeoutError):
            INTERNET.connect(*full.getsockname(), Deadline(0.05))
        for caller in callers:
            caller.close()


def test_a_host_that_hangs_up_is_no_connection():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        place = gone.getsockname()
    with pytest.raises(ConnectionError):
        INTERNET.connect(*place, Deadline(1))


def test_a_stop_ends_a_deadline():
    stop = threading.Event()
    deadline = Deadline(10, stop).within(5)
    stop.set()

    with pytest.raises(Stopped):
        deadline.patiently(lambda seconds: pytest.fail("begun"))
