"""Lists go on behind their numbered pages, by the last row's place, and leave none out."""

import html
import re

import pytest
from django.contrib import admin
from django.urls import reverse
from taggit.models import Tag

from articles.admin import paging
from articles.models import Article, Status
from tests.admin.helpers import LIST
from tests.admin.test_lists import assert_bounded, statements
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
ROWS = 7
LINK = re.compile(r'<a href="([^"]+)" rel="next">')
SHOWN = re.compile(r'name="_selected_action" value="(\d+)"')


@pytest.fixture
def short_pages(monkeypatch):
    """Two rows a page, and two pages with a number."""
    monkeypatch.setattr(paging, "MOST_SKIPPED", 2)
    for model in (Article, Tag):
        monkeypatch.setattr(admin.site.get_model_admin(model), "list_per_page", 2)


def walked(desk, address: str) -> list[int]:
    """The rows of all pages, in the order in which a person meets them."""
    found: list[int] = []
    base = address.split("?", maxsplit=1)[0]
    onward = address
    while onward:
        found += shown(desk, onward)
        last = f"{onward}{'&' if '?' in onward else '?'}p=2"
        page = desk.get(last)
        if page.status_code != 200:
            break
        found += shown(desk, last)
        link = LINK.search(page.content.decode())
        onward = base + html.unescape(link[1]) if link else ""
    return found


def shown(desk, address: str) -> list[int]:
    return [int(number) for number in SHOWN.findall(desk.get(address).content.decode())]


def test_every_story_is_met_once_newest_first(desk, short_pages):
    source = make_source()
    Article.objects.bulk_create(Article(title=f"T {n}", source=source) for n in range(ROWS))

    assert walked(desk, LIST) == sorted(Article.objects.values_list("pk", flat=True), reverse=True)


def test_a_filter_and_an_order_hold_behind_the_numbered_pages(desk, short_pages):
    source, other = make_source("One"), make_source("Two")
    for day in (3, 9, 1, 4, 4, 8, 4):
        make_article(source=source, status=Status.PUBLISHED, published_at=f"2026-05-0{day}T10:00Z")
        make_article(source=other, status=Status.PUBLISHED)
    wanted = Article.objects.filter(source=source).order_by("published_at", "-pk")

    found = walked(desk, f"{LIST}?status__exact=published&source__id__exact={source.pk}&o=4")

    assert found == list(wanted.values_list("pk", flat=True))


def test_lists_by_name_go_on_too(desk, short_pages):
    Tag.objects.bulk_create(Tag(name=name, slug=name) for name in "gcafbed")
    names = dict(Tag.objects.values_list("pk", "name"))

    found = walked(desk, reverse("admin:taggit_tag_changelist"))

    assert [names[pk] for pk in found] == list("abcdefg")


def test_behind_a_row_the_database_skips_little_and_the_way_back_is_there(desk, short_pages):
    source = make_source()
    Article.objects.bulk_create(Article(title=f"T {n}", source=source) for n in range(ROWS))
    fourth = Article.objects.order_by("-pk")[3]

    assert_bounded(statements(desk, f"{LIST}?after={fourth.pk}&p=2"))
    page = desk.get(f"{LIST}?after={fourth.pk}&p=2").content.decode()
    assert "To the beginning" in page
    assert f"after={fourth.pk}&amp;p=1" in page or f"p=1&amp;after={fourth.pk}" in page
    assert "status__exact=draft&amp;after" not in page


@pytest.mark.parametrize("number", ["0", "abc", "-1", "9" * 30, "424242"])
def test_a_row_that_is_not_there_is_no_error(desk, number):
    make_article()

    assert desk.get(f"{LIST}?after={number}").status_code == 200
