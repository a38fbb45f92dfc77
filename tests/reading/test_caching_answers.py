"""What a kept page is answered with: encodings, validators, and how long others may keep it."""

import gzip
from datetime import timedelta

import brotli
import pytest
import zstandard
from django.http import HttpResponse
from django.test import Client, RequestFactory

from articles.reading.caching import encoding
from articles.reading.caching.encoding import best_for
from articles.reading.caching.middleware import PageCacheMiddleware
from tests.hanging import without_hanging
from tests.reading.clock import Clock
from tests.reading.helpers import filed

DECODE = {"zstd": zstandard.decompress, "br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("deflate", ""),
        ("identity", ""),
        ("identity, gzip", "gzip"),
        ("identity;q=1, gzip;q=0.5", ""),
        ("identity;q=0, br", "br"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("zstd;q=0.5, gzip;q=0.8", "gzip"),
        ("*", "zstd"),
        ("*;q=0", ""),
        ("br, *;q=0", "br"),
        ("zstd;q=0, *", "br"),
        ("gzip;q=nonsense", ""),
        ("gzip ; q=1.000 , br ;q=0.9", "gzip"),
        (",,;;=, gzip", "gzip"),
        ("gzip;q=9", ""),
    ],
)
def test_the_reader_gets_the_encoding_that_he_likes_best(accepted, best):
    assert best_for(accepted) == best


@pytest.mark.parametrize(
    ("content_type", "size", "worth"),
    [
        ("text/html; charset=utf-8", 500, True),
        ("text/html; charset=utf-8", 499, False),
        ("application/atom+xml; charset=utf-8", 500, True),
        ("application/feed+json", 500, True),
        ("application/xml", 500, True),
        ("image/svg+xml", 500, True),
        ("image/png", 50_000, False),
        ("application/octet-stream", 50_000, False),
        ("", 50_000, False),
    ],
)
def test_texts_are_compressed_unless_they_are_small(content_type, size, worth):
    assert encoding.is_worth_it(content_type, size) is worth


@pytest.mark.parametrize("kind", ["", *encoding.ENCODINGS])
def test_bytes_come_out_as_they_went_in(kind):
    plain = "新闻 and news. ".encode() * 200
    packed = encoding.encode(plain, kind)

    assert encoding.decode(packed, kind) == plain
    assert packed == encoding.encode(plain, kind), "the same page has the same bytes"


@pytest.fixture
def cached(db, settings, client):
    settings.PAGE_CACHE_MB = 8
    filed("A story")
    return client


def get(client, address: str = "/", **headers):
    return client.get(address, headers=headers)


class TestEncodings:
    def test_each_is_the_same_page(self, cached):
        plain = get(cached)
        tags = {plain.headers["ETag"]}
        for kind, decode in DECODE.items():
            page = get(cached, accept_encoding=kind)
            assert decode(page.content) == plain.content
            assert page.headers["Content-Encoding"] == kind
            assert page.headers["Content-Length"] == str(len(page.content))
            assert "Accept-Encoding" in page.headers["Vary"]
            tags.add(page.headers["ETag"])

        assert len(tags) == 4, "a strong ETag is of one encoding"

    @pytest.mark.parametrize("first", ["zstd", "br", "gzip"])
    def test_who_comes_first_does_not_decide_for_the_others(self, cached, first):
        packed = get(cached, accept_encoding=first)
        plain = get(cached)

        assert DECODE[first](packed.content) == plain.content
        assert "Content-Encoding" not in plain.headers

    def test_a_small_page_stays_plain(self, cached):
        page = get(cached, "/robots.txt", accept_encoding="br")

        assert "Content-Encoding" not in page.headers
        assert page.content.startswith(b"User-agent")


class TestConditions:
    @pytest.fixture
    def page(self, cached):
        return get(cached, accept_encoding="br")

    @pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*", 'W/"a", W/{} , "b"'])
    def test_who_has_the_page_is_told_so(self, cached, page, form):
        told = form.format(page.headers["ETag"])

        response = get(cached, accept_encoding="br", if_none_match=told)

        assert (response.status_code, response.content) == (304, b"")
        for name in ("ETag", "Vary", "Cache-Control"):
            assert response.headers[name] == page.headers[name]
        assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(response.headers)

    @pytest.mark.parametrize("tag", ['"other"', "", "nonsense", 'W/"x'])
    def test_who_has_another_gets_this_one(self, cached, page, tag):
        assert get(cached, accept_encoding="br", if_none_match=tag).status_code == 200

    def test_the_page_in_another_encoding_is_another_answer(self, cached, page):
        other = get(cached, accept_encoding="gzip", if_none_match=page.headers["ETag"])

        assert other.status_code == 200

    def test_a_page_that_was_made_anew_and_is_the_same_is_known(self, cached, page):
        """As after a restart: the ETag is of the content, not of the time."""
        response = Client().get(
            "/", headers={"accept-encoding": "br", "if-none-match": page.headers["ETag"]}
        )

        assert response.status_code == 304


def test_a_long_header_costs_nothing():
    with without_hanging():
        assert best_for("a" + " " * 60_000 + "!") == best_for("br," + "x" * 300) == ""


@pytest.mark.django_db
def test_a_feed_is_known_to_a_process_that_has_not_made_it(settings, django_assert_num_queries):
    settings.PAGE_CACHE_MB = 8
    filed("A story")
    told = Client().get("/feed.xml", headers={"accept-encoding": "zstd"}).headers["ETag"]
    anew = Client()
    anew.get("/robots.txt")

    with django_assert_num_queries(1):
        assert anew.get("/feed.xml", headers={"if-none-match": told}).status_code == 304


@pytest.mark.django_db
def test_a_script_may_read_a_304_of_the_api(settings):
    settings.PAGE_CACHE_MB = 8
    client = Client()
    told = client.get("/api/articles/").headers["ETag"]

    found = client.get("/api/articles/", headers={"if-none-match": told})

    assert (found.status_code, found.headers["Access-Control-Allow-Origin"]) == (304, "*")


@pytest.mark.django_db
def test_an_address_of_unusual_length_is_not_worth_its_room(settings):
    settings.PAGE_CACHE_MB = 8

    assert "ETag" in Client().get("/about/?a").headers
    assert "ETag" not in Client().get("/about/?" + "a" * 2_000).headers


def through(settings, response: HttpResponse, method: str = "get", **headers):
    settings.PAGE_CACHE_MB = 8
    request = getattr(RequestFactory(), method)("/somewhere/", headers=headers)
    return PageCacheMiddleware(lambda request: response)(request)


MONDAY = "Mon, 09 Nov 2026 12:00:00 GMT"
LATER = "Mon, 09 Nov 2026 12:00:01 GMT"
BEFORE = "Mon, 09 Nov 2026 11:59:59 GMT"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if-modified-since": MONDAY}, 304),
        ({"if-modified-since": LATER}, 304),
        ({"if-modified-since": BEFORE}, 200),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-modified-since": LATER, "if-none-match": '"other"'}, 200),
    ],
)
def test_a_date_counts_where_no_etag_is_told(settings, headers, status):
    response = HttpResponse("words", headers={"Last-Modified": MONDAY})

    answer = through(settings, response, **headers)

    assert answer.status_code == status
    assert answer.headers["Last-Modified"] == MONDAY


@pytest.mark.django_db
def test_a_page_without_a_date_is_not_known_by_one(settings):
    answer = through(settings, HttpResponse("words"), **{"if-modified-since": LATER})

    assert answer.status_code == 200


@pytest.mark.parametrize("warm", [False, True], ids=["made for it", "kept"])
def test_head_tells_of_the_page_without_it(cached, warm):
    page = get(cached, "/tags/", accept_encoding="gzip") if warm else None

    head = cached.head("/tags/", headers={"accept-encoding": "gzip"})
    page = page or get(cached, "/tags/", accept_encoding="gzip")

    assert head.content == b""
    assert dict(head.headers) == dict(page.headers)
    assert int(head.headers["Content-Length"]) == len(page.content) > 0


class TestOthersMayKeepIt:
    def test_for_so_long_that_five_seconds_later_nobody_has_the_old_one(self, cached):
        # A second until we look, two in a shared cache and two in the browser.
        assert get(cached).headers["Cache-Control"] == (
            "public, max-age=1, stale-while-revalidate=1"
        )

    def test_and_our_nginx_sets_no_longer_time_of_its_own(self, settings):
        lines = (settings.BASE_DIR / "deploy/nginx.conf").read_text().splitlines()
        said = {line.split()[0] for line in lines if line.strip()}
        assert "proxy_cache" in said
        assert not said & {"proxy_cache_use_stale", "proxy_cache_valid"}

    @pytest.mark.parametrize(("seconds", "kept"), [(5, True), (3, False)])
    def test_but_not_beyond_the_end_of_an_embargo(self, cached, monkeypatch, seconds, kept):
        clock = Clock.held(monkeypatch)
        filed("Embargoed", publish_at=clock.now + timedelta(seconds=seconds))

        rule = get(cached).headers["Cache-Control"]

        assert rule.startswith("public, max-age=1" if kept else "public, max-age=0,")

    @pytest.mark.django_db
    def test_as_long_as_the_view_says_if_it_says(self, settings):
        response = HttpResponse("words", headers={"Cache-Control": "max-age=300"})

        assert through(settings, response).headers["Cache-Control"] == "max-age=300"
