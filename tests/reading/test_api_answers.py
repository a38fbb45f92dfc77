"""The JSON API as HTTP sees it: methods, headers, problems."""

import json

import pytest

from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db

ADDRESSES = ("/api/", "/api/articles/", "/api/sources/", "/api/tags/", "/api/openapi.json")
BAD = {
    "/api/articles/?limit=0": "limit",
    "/api/articles/?limit=101": "limit",
    "/api/articles/?limit=x": "limit",
    "/api/articles/?limit=٣": "limit",
    "/api/articles/?limit=": "limit",
    "/api/articles/?cursor=x": "cursor",
    "/api/articles/?cursor=": "cursor",
    "/api/tags/?cursor=": "cursor",
    "/api/articles/?page=2": "page",
    "/api/articles/?limit=2&limit=3": "limit",
    "/api/articles/?after=yesterday": "after",
    "/api/articles/?after=2026-02-30": "after",
    "/api/articles/?after=2026-11-10T08:00:00": "after",
    "/api/articles/?after=2026-11-10T08:00:00+08:00": "after",
    "/api/articles/?after=0001-01-01T00:00:00%2B14:00": "after",
    "/api/articles/?before=9999-12-31T23:59:59-14:00": "before",
    "/api/articles/?language=e%20n": "language",
    "/api/articles/?q=%20": "q",
    "/api/articles/?source=nobody": "source",
    "/api/articles/?category=nowhere": "category",
    "/api/articles/?category=/": "category",
    "/api/articles/?tag=nothing": "tag",
    "/api/articles/?tag=nothing&language=en": "tag",
    "/api/sources/?q=x": "q",
    "/api/?x=1": "x",
}
MISSING = (
    "/api/nothing/",
    "/api/articles/0/",
    "/api/articles/99999999999999999999999/",
    f"/api/articles/{'9' * 5000}/",
    "/api/articles/x/",
    "/api/sources/nobody/",
    "/api/tags/nothing/",
)


def problem(response) -> dict:
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == response.status_code
    assert told["title"] == response.reason_phrase
    assert told["detail"]
    return told


@pytest.mark.parametrize("address", BAD)
def test_what_cannot_be_understood_is_refused_by_name(client, address):
    response = client.get(address)

    assert response.status_code == 400
    told = problem(response)
    assert told["parameter"] == BAD[address]
    assert told["detail"].startswith(f"{BAD[address]}: ")


@pytest.mark.parametrize("address", MISSING)
def test_what_is_not_there_is_a_problem_too(client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert problem(response)["parameter"] is None


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_can_be_written(client, method, address):
    client.handler.enforce_csrf_checks = True

    response = getattr(client, method)(address)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    problem(response)


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/articles/?limit=0", "/api/nothing/"])
def test_any_site_s_script_may_read_and_no_cookie_is_set(client, address):
    client.cookies["sessionid"] = "x" * 32

    response = client.get(address, headers={"origin": "https://elsewhere.example"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["X-Robots-Tag"] == "noindex"


def test_a_browser_that_asks_first_is_let_through(client):
    response = client.options("/api/articles/", headers={"origin": "https://elsewhere.example"})

    assert response.status_code == 204
    assert response["Allow"] == response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.content == b""


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_tells_the_same_without_the_text(client, address):
    asked, got = client.head(address), client.get(address)

    assert asked.status_code == 200
    assert asked.content == b""
    assert asked["Content-Type"] == got["Content-Type"]


def test_chinese_is_written_as_it_is(client):
    make_article("你好，世界", source=make_source("IT 之家"))

    text = client.get("/api/articles/").content.decode()

    assert "你好，世界" in text
    assert json.loads(text)["items"][0]["source"]["name"] == "IT 之家"


def test_one_answer_for_all_readers(client):
    story = make_article(byline="Lin Zhou")
    address = f"/api/articles/{story.pk}/"

    english = client.get(address, headers={"accept-language": "en"})
    chinese = client.get(address, headers={"accept-language": "zh-hans"})

    assert english.content == chinese.content
    assert english["Content-Language"] == chinese["Content-Language"] == "en"


def test_an_address_that_lacks_its_slash_is_led_to_the_right_one(client):
    assert client.get("/api/articles?limit=2")["Location"] == "/api/articles/?limit=2"
