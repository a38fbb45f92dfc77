"""The page cache: what it keeps, what it lets pass, and that nobody sees what is not for him."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from articles.models import Redirect, Stamp
from articles.reading.caching import store
from articles.reading.caching.middleware import PageCacheMiddleware
from tests.reading.clock import Clock
from tests.reading.helpers import filed, make_hidden

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/ /categories/ /categories/news/ /tags/ /tags/silicon/ /sources/ /sources/example-wire/"
    " /archive/ /archive/2026/ /search/?q=text /feed.xml /sitemap.xml /sitemap-0.xml /robots.txt"
).split()


@pytest.fixture
def story():
    return filed("A story")


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock.held(monkeypatch)


@pytest.fixture
def cached(settings, client, clock):
    """A client of a server that keeps pages."""
    settings.PAGE_CACHE_MB = 8
    client.get("/robots.txt")  # the middlewares are made with the first request
    return client


def queries(client, address: str, **headers) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address, headers=headers)
    return len(captured)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_public_page_is_kept(cached, story, address):
    first = cached.get(address)
    with CaptureQueriesContext(connection) as captured:
        second = cached.get(address)

    assert first.status_code == second.status_code == 200
    assert second.content == first.content
    assert len(captured) == 0
    assert dict(second.headers) == dict(first.headers)


def test_a_kept_page_is_the_page_with_all_its_headers(story, cached, settings):
    kept = cached.get("/")
    settings.PAGE_CACHE_MB = 0
    made = Client().get("/")

    assert kept.content == made.content
    ours = {"ETag", "Cache-Control", "Vary", "Content-Length"}
    assert kept.headers["Content-Length"] == str(len(made.content))
    assert {name: value for name, value in kept.headers.items() if name not in ours} == {
        name: value for name, value in made.headers.items() if name not in ours
    }
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert name in kept.headers


def test_a_page_is_made_anew_where_another_is_asked_for(cached, story):
    cached.get("/")

    assert queries(cached, "/?before=1-1")
    assert queries(cached, "/", host="127.0.0.1")
    assert queries(cached, "/", accept_language="zh-hans")


def test_each_language_has_its_page(cached, story):
    english = cached.get("/tags/", headers={"accept-language": "en"})
    chinese = cached.get("/tags/", headers={"accept-language": "zh-CN,zh;q=0.9"})
    cached.cookies["django_language"] = "zh-hans"
    by_cookie = cached.get("/tags/", headers={"accept-language": "en"})

    assert english.headers["Content-Language"] == "en"
    assert chinese.headers["Content-Language"] == "zh-hans"
    assert by_cookie.content == chinese.content != english.content
    assert by_cookie.headers["Vary"] == "Accept-Language, Accept-Encoding, Cookie"


def test_one_language_however_it_is_asked_for_is_one_page(cached, story):
    cached.get("/tags/", headers={"accept-language": "en"})

    assert not queries(cached, "/tags/", accept_language="en-GB,en;q=0.8,fr;q=0.2")
    assert not queries(cached, "/tags/", accept_language="tlh")


def test_what_others_hang_on_our_links_is_not_seen(cached, story):
    plain = cached.get("/tags/?after=A")

    tracked = cached.get("/tags/?utm_source=post&after=A&fbclid=IwAR0&utm_campaign")

    assert tracked.content == plain.content
    assert not queries(cached, "/tags/?gclid=7&after=A")
    assert b"utm_" not in cached.get("/sources/?utm_medium=mail").content


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/healthz", "/no/such/page"])
def test_these_are_never_kept(cached, address):
    cached.get(address)
    response = cached.get(address, headers={"accept-encoding": "gzip"})

    assert "ETag" not in response.headers
    assert "Content-Encoding" not in response.headers


def test_the_desk_is_not_compressed(cached, admin_user):
    """Secrets beside a stranger's text must not be compressed with it."""
    cached.force_login(admin_user)

    page = cached.get("/admin/", headers={"accept-encoding": "gzip, br, zstd"})

    assert page.status_code == 200
    assert "Content-Encoding" not in page.headers


def test_who_is_logged_in_sees_the_page_of_all(cached, story, admin_user):
    page = cached.get("/")
    cached.force_login(admin_user)

    assert not queries(cached, "/")
    assert cached.get("/").content == page.content


def test_hidden_stories_stay_hidden(cached):
    hidden = make_hidden()
    for story in hidden:
        assert cached.get(story.get_absolute_url()).status_code == 404
    assert b"Hidden" not in cached.get("/").content


def test_requests_with_a_password_and_forms_pass(cached, story):
    cached.get("/tags/")

    assert queries(cached, "/tags/", authorization="Basic dXNlcjpwYXNz")
    assert cached.post("/language/", {"language": "zh-hans"}).status_code == 302


def test_moved_pages_are_kept_and_lead_elsewhere_when_told(cached, story):
    Redirect.leave("/old/", "/tags/")
    first = cached.get("/old/")
    with CaptureQueriesContext(connection) as captured:
        second = cached.get("/old/")

    assert (first.status_code, first.headers["Location"]) == (301, "/tags/")
    assert (second.status_code, second.headers["Location"]) == (301, "/tags/")
    assert not captured


def answering(settings, response: HttpResponse, **attributes):
    """How often the view is asked, when the same is asked for twice."""
    calls = []

    def view(request):
        calls.append(request)
        for name, value in attributes.items():
            setattr(response, name, value)
        return response

    settings.PAGE_CACHE_MB = 8
    middleware = PageCacheMiddleware(view)
    for _time in range(2):
        middleware(RequestFactory().get("/somewhere/"))
    return len(calls)


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ({}, 1),
        ({"Cache-Control": "max-age=60"}, 1),
        ({"Vary": "Accept-Language, Accept-Encoding"}, 1),
        ({"Cache-Control": "private"}, 2),
        ({"Cache-Control": "max-age=0, no-store"}, 2),
        ({"Vary": "Cookie"}, 2),
        ({"Vary": "Accept"}, 2),
        ({"Vary": "*"}, 2),
        ({"Content-Encoding": "br"}, 2),
        ({"Content-Security-Policy": "script-src 'nonce-r4nd0m'"}, 2),
    ],
)
def test_an_answer_is_kept_unless_it_says_that_it_is_a_persons_own(settings, headers, asked):
    assert answering(settings, HttpResponse("words", headers=headers)) == asked


def test_an_answer_with_a_cookie_is_not_kept(settings):
    response = HttpResponse("words")
    response.set_cookie("basket", "1")

    assert answering(settings, response) == 2


@pytest.mark.parametrize("status", [302, 403, 404, 410, 500, 503])
def test_an_answer_that_is_no_page_is_not_kept(settings, status):
    assert answering(settings, HttpResponse("words", status=status)) == 2


class TestWithoutADatabase:
    @pytest.fixture
    def fails(self, monkeypatch):
        def fail(*args, **kwargs):
            raise DatabaseError("it does not answer")

        return lambda: monkeypatch.setattr(Stamp.objects, "filter", fail)

    def test_pages_are_served_for_three_seconds(self, cached, clock, fails, caplog):
        cached.get("/")
        fails()

        clock.pass_by(timedelta(seconds=2))
        assert cached.get("/").headers.get("ETag")
        assert "it does not answer" in caplog.text
        clock.pass_by(timedelta(seconds=1))
        assert "ETag" not in cached.get("/").headers


class Weight:
    def __init__(self, size: int) -> None:
        self.size = size


class TestStore:
    def test_the_pages_used_longest_ago_go_first(self):
        room = store.Store(1000)
        for key in range(10):
            room.put(key, Weight(100))
        room.get(0)

        room.put(10, Weight(100))

        assert room.get(1) is None
        assert all(room.get(key) for key in (0, *range(2, 11)))
        assert room.taken == 1000

    def test_a_page_that_grew_is_weighed_again(self):
        room, page = store.Store(1000), Weight(50)
        room.put("page", page)
        page.size = 120
        room.put("page", page)

        assert room.taken == 120

    def test_a_page_that_would_fill_it_is_not_kept(self):
        room = store.Store(1000)
        room.put("page", Weight(100))
        room.put("page", Weight(126))

        assert room.get("page") is None
        assert room.taken == 0

    def test_threads_do_not_confuse_it(self):
        room = store.Store(5_000)

        def work(seed: int) -> None:
            for n in range(2_000):
                key = (n * seed) % 97
                room.get(key) or room.put(key, Weight(100 + key))

        threads = [threading.Thread(target=work, args=[seed]) for seed in (3, 5, 7, 11)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert room.taken == sum(size for _page, size in room._pages.values()) <= 5_000
