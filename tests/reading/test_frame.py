"""What stands around every page: language, theme, head, and the pages for errors."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from articles.models import Redirect
from tests.factories import make_article, make_category
from tests.reading.helpers import many, page, titles

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES_FOLDER = ROOT / "templates" / "reading"
PUBLIC = sorted(PAGES_FOLDER.rglob("*.html"))
PAGES = (
    *("/", "/categories/", "/tags/", "/sources/", "/archive/", "/search/", "/search/?q=Story"),
    *("/about/", "/feeds/", "/corrections/"),
)


def test_safe_stands_on_one_field_in_all_templates():
    found = [
        f"{path.name}: {hit}"
        for path in TEMPLATES
        for hit in re.findall(
            r"\{\{[^}]*\|\s*safe(?:seq)?\b[^}]*\}\}|autoescape off", path.read_text()
        )
    ]

    assert found == ["article.html: {{ prose|fitted|safe }}"]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
def test_no_template_carries_script_or_style_of_its_own(path):
    text = path.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    data = '<script type="application/ld+json">'  # is read by nobody's browser
    assert all("src=" in tag or tag == data for tag in re.findall(r"<script[^>]*>", text))


def test_templates_have_three_levels_at_most():
    parents = {
        str(path.relative_to(PAGES_FOLDER)): re.search(r'{% extends "([^"]+)" %}', path.read_text())
        for path in PUBLIC
        if "desk" not in path.parts  # previews: readers' own page with a note above it
    }

    def level(name: str) -> int:
        parent = parents[name]
        return 1 + level(parent[1]) if parent else 1

    assert max(level(name) for name in parents) == 3


def test_the_reader_chooses_the_language_without_a_cookie_beforehand():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/language/", {"language": "zh-hans", "next": "/archive/"})

    assert (response.status_code, response["Location"]) == (302, "/archive/")
    assert '<html lang="zh-hans">' in page(client, "/archive/")
    assert 'value="zh-hans" lang="zh-hans" aria-pressed="true"' in page(client, "/archive/")


def test_the_browser_s_language_holds_until_then(client):
    html = client.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).content.decode()

    assert '<html lang="zh-hans">' in html


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_language_switch_leads_to_no_other_site(client, target):
    response = client.post("/language/", {"language": "en", "next": target})

    assert "evil" not in response.get("Location", "")


def test_public_pages_set_no_cookie(client):
    story = make_article()

    for address in (*PAGES, story.get_absolute_url(), "/nothing-here/"):
        assert not client.get(address).cookies


def test_the_theme_switch_waits_for_its_script(client):
    html = page(client, "/")

    assert re.search(r"<div class=\"switch\"[^>]*data-themes hidden>", html)
    assert [f'data-theme-choice="{name}"' in html for name in ("system", "light", "dark")] == [
        True, True, True,
    ]  # fmt: skip
    assert "articles/theme.js" in html


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_its_landmarks_and_head(client, address):
    make_article()

    html = page(client, address)

    for part in ('<a class="skip" href="#content">', '<main id="content"', "<header", "<footer",
                 '<meta property="og:title"', 'type="application/atom+xml"',
                 'name="theme-color"'):  # fmt: skip
        assert part in html
    is_listed = '<meta name="robots"' not in html
    assert ('<link rel="canonical" href="http://testserver/' in html) == is_listed


def test_an_empty_site_looks_finished(client):
    assert "No story has been published yet. The first one will stand here." in page(client, "/")
    for address in PAGES:
        page(client, address)


def test_the_front_page_leads_on_to_older_stories(client):
    stories = many(45)
    first = page(client, "/")
    older = re.findall(r'rel="next" href="(\?before=[^"]+)"', first)

    second = page(client, f"/{older[0]}")

    assert titles(second) == [story.title for story in stories[20:40]]
    assert 'content="noindex, follow"' in second
    assert 'rel="prev"' in second


def test_search_pages_keep_their_words(client):
    many(25)

    html = page(client, "/search/?q=Story+number")

    assert re.search(r'rel="next" href="\?q=Story%20number&amp;before=[^"]+"', html)


def test_search_looks_at_title_summary_and_source_but_not_at_what_is_kept_back(client):
    make_article("Alpha", summary="beta")
    hidden = make_article("Gamma", summary="delta")
    hidden.source.text_rights = "link"
    hidden.source.save()

    assert titles(page(client, "/search/?q=alpha wire")) == ["Alpha"]
    assert titles(page(client, "/search/?q=delta")) == []
    assert titles(page(client, "/search/?q=gamma")) == ["Gamma"]
    assert titles(page(client, "/search/?q=alpha gamma")) == []


def test_a_missing_page_is_styled_and_offers_ways_on(client):
    make_article(categories=(make_category("News"),))
    response = client.get("/nothing-here/")
    html = response.content.decode()

    assert response.status_code == 404
    assert "There is no page here" in html
    assert 'href="/search/"' in html
    assert 'href="/categories/news/"' in html


def test_our_own_failure_has_a_page_that_asks_nothing_of_the_database(
    client, monkeypatch, django_assert_num_queries
):
    Redirect.leave("/old/", "/new/")
    monkeypatch.setattr("articles.reading.home.EVERY_STORY", None)
    client.raise_request_exception = False

    with django_assert_num_queries(0):
        response = client.get("/")

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "articles/base.css" in response.content.decode()


def test_a_refused_form_has_a_page_too():
    html = render_to_string("403_csrf.html", {})

    assert "The form was not accepted" in html
    assert "/static/articles/base.css" in html
