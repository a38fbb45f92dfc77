"""Addresses: one canonical one each, one redirect from what comes near, 4xx for the rest."""

from urllib.parse import quote, unquote

import pytest

from articles.models import Redirect
from tests.factories import make_article, make_category, make_source
from tests.reading.helpers import filed, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("low_numbers")]

NEAR = {
    "wrong slug": "/articles/{pk}/another/",
    "no slug": "/articles/{pk}/",
    "neither slug nor slash": "/articles/{pk}",
    "no trailing slash": "/articles/{pk}/{slug}",
    "a part too many": "/articles/{pk}/{slug}/amp/",
    "more parts": "/articles/{pk}/{slug}/a/b/c",
    "doubled slash": "/articles/{pk}/{slug}//",
    "a leading zero": "/articles/0{pk}/{slug}/",
    "a query": "/articles/{pk}/old/?utm_source=x",
}


@pytest.mark.parametrize("near", NEAR.values(), ids=NEAR)
def test_an_address_close_to_an_article_leads_there_at_once(client, near):
    story = make_article("Café 与 芯片")

    response = client.get(near.format(pk=story.pk, slug=story.slug))

    assert response.status_code == 301
    assert response["Location"] == story.get_absolute_url()
    assert client.get(response["Location"]).status_code == 200


def test_the_canonical_address_does_not_redirect_however_it_is_escaped(client):
    story = make_article("芯片")

    for address in (story.get_absolute_url(), story.get_absolute_url().lower()):
        assert client.get(address).status_code == 200


def test_a_category_is_found_by_its_names_too(client):
    category = make_category("新媒体", "IT 之家", "分类资讯")

    for address in (
        "/categories/新媒体/IT 之家/分类资讯/",
        "/categories/新媒体/IT 之家/分类资讯",
        category.get_absolute_url().rstrip("/"),
        "/categories//" + category.path + "//",
    ):
        response = client.get(address)
        assert response.status_code == 301
        assert response["Location"] == category.get_absolute_url()
    assert client.get(category.get_absolute_url()).status_code == 200


def test_an_old_address_leads_to_the_new_one(client):
    story = make_article()
    Redirect.leave("/p/1a2b.html", story.get_absolute_url())
    Redirect.leave("/旧/文章/", story.get_absolute_url())

    for address in ("/p/1a2b.html", "/旧/文章/", quote("/旧/文章/")):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, story.get_absolute_url())


def test_what_was_taken_down_for_good_is_gone(client):
    Redirect.leave("/p/gone.html", "")

    response = client.get("/p/gone.html")

    assert response.status_code == 410
    assert "This page is gone" in response.content.decode()


def test_a_live_page_is_never_redirected_away(client):
    story = make_article()
    Redirect.objects.create(old_path=unquote(story.get_absolute_url()), new_path="/elsewhere/")

    assert client.get(story.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("target", ["//evil.example/", "/\\evil.example/", "https://evil.example"])
def test_a_redirect_stays_on_this_site(client, target):
    Redirect.objects.create(old_path="/old/", new_path=target)

    location = client.get("/old/")["Location"]

    assert location.startswith("/")
    assert location[1:2] not in ("/", "\\", "%")


BAD = [
    ("/articles/1%00/", 404),
    ("/articles/1/a%00b/", 404),
    ("/articles/" + "9" * 19 + "/x/", 404),
    ("/articles/" + "9" * 200 + "/x/", 404),
    ("/articles/" + "9" * 5000 + "/x/", 404),
    ("/articles/0/x/", 404),
    ("/articles/-1/x/", 404),
    ("/articles/x/", 404),
    ("/articles/١/x/", 404),
    ("/?page=0", 200),
    ("/?page=abc", 200),
    ("/?before=x", 200),
    ("/?before=" + "z" * 13 + "-1", 200),
    ("/?before=1-1&before=2-2", 200),
    ("/?after=%f0%28%8c%28", 200),
    ("/?before=%00", 400),
    ("/?q=%00", 400),
    ("/search/?q=%00", 400),
    ("/search/?q=%ed%a0%80", 200),
    ("/search/?q=" + "a" * 5000, 200),
    ("/search/?q=%25_%5c%27%22%3b--", 200),
    ("/search/?q=<script>alert(1)</script>", 200),
    ("/%5cevil.example", 404),
    ("/%2f%2fevil.example/", 404),
    ("/articles//evil.example/", 404),
    ("/archive/2021/13/45/", 404),
    ("/archive/2021/02/30/", 404),
    ("/archive/2021/00/", 404),
    ("/archive/0000/", 404),
    ("/archive/9999/", 404),
    ("/archive/9999/12/31/", 404),
    ("/archive/2199/12/31/", 200),
    ("/archive/1900/01/01/", 200),
    ("/archive/21/", 404),
    ("/archive/2021/1/", 404),
    ("/categories/../admin/", 404),
    ("/categories/%2e%2e/", 404),
    ("/categories/no/such/", 404),
    ("/categories/" + "a/" * 900, 404),
    ("/categories/%00/", 404),
    ("/tags/no-such/", 404),
    ("/tags/%00/", 404),
    ("/%2500", 404),
    ("/categories/%2500/", 404),
    ("/tags/%2500/", 404),
    ("/x%252500", 404),
    ("/tags/?after=%ed%a0%80", 200),
    ("/sources/no-such/", 404),
    ("/sources/%ff/", 404),
    ("/sitemap-no-such.xml", 404),
    ("/sitemap-99999999999.xml", 200),
    ("/sitemap-9999999999999.xml", 404),
    ("/sitemap-0.xml?p=2", 200),
    ("/sitemap-0.xml?p=x", 200),
    ("/" + "a" * 3000, 404),
    ("/index.php", 404),
]


@pytest.mark.parametrize(("address", "status"), BAD, ids=[address[:40] for address, _ in BAD])
def test_a_bad_address_is_answered_calmly(client, address, status):
    filed()

    response = client.get(address)

    assert response.status_code == status
    assert "Location" not in response


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/", "/\\evil.example", "/\t/x"])
def test_a_path_that_looks_like_another_host_leads_nowhere(client, path):
    response = client.request(PATH_INFO=path)

    assert response.status_code == 404
    assert "Location" not in response


def test_a_name_of_signs_alone_breaks_no_page(client):
    """Such a tag has no slug, and so no page of its own."""
    story = make_article(tags=("+++",))

    assert "+++" in page(client, story.get_absolute_url())
    assert client.get("/tags/").status_code == 200


def test_source_and_category_names_in_any_script_have_pages(client):
    source = make_source("C++ / 周刊 & <b>")
    category = make_category("C#", "a/b · c")
    story = make_article(source=source, categories=(category,))

    for thing in (source, category, story):
        assert client.get(thing.get_absolute_url()).status_code == 200
