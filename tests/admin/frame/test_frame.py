"""The frame of every page: the menu, cells that know their column, fields that know their label."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.urls import reverse

from articles.admin.frame import places
from tests.admin.helpers import ADD, HOSTILE, LIST, make_batch
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


def links(client, url: str) -> dict[str, bool]:
    """The menu's places by address, and whether one is there."""
    page = client.get(url)
    groups = places.menu(page.context["available_apps"], page.wsgi_request)
    return {link.url: link.is_current for _name, links in groups for link in links}


def test_the_menu_marks_where_one_is(desk):
    story = make_article()
    inside = reverse("admin:articles_article_change", args=[story.pk])

    for url in (LIST, inside, ADD):
        current = [address for address, here in links(desk, url).items() if here]
        assert current == [LIST]
    addresses = reverse("admin:articles_imageaddress_changelist")
    assert [a for a, here in links(desk, addresses).items() if here] == [addresses]
    assert not any(links(desk, reverse("admin:index")).values())


def test_the_menu_holds_what_one_may_enter(staff):
    found = links(staff("view_tag"), reverse("admin:index"))

    assert reverse("admin:taggit_tag_changelist") in found
    assert LIST not in found
    assert reverse("admin:articles_article_triage") not in found


def test_a_model_that_no_group_names_comes_last(rf: RequestFactory, admin_user):
    request = rf.get("/")
    request.user = admin_user
    model = {"object_name": "Other", "name": "others", "admin_url": "/others/", "add_url": None}
    closed = model | {"object_name": "Closed", "admin_url": None}

    name, found = places.menu([{"models": [model, closed]}], request)[-1]

    assert name == places.GROUPS[-1][0]
    assert (found[-1].title, found[-1].url) == ("Others", "/others/")


def test_each_cell_of_a_list_bears_its_columns_name(desk):
    make_source(HOSTILE)
    make_batch()

    html = desk.get(reverse("admin:articles_source_changelist")).content.decode()
    assert '<th data-label="Name" class="field-name">' in html
    assert '<td class="action-checkbox">' in html
    assert "<script>alert" not in html
    # Lists without boxes, and those of Django's own.
    assert (
        'data-label="'
        in desk.get(reverse("admin:articles_importbatch_changelist")).content.decode()
    )
    assert (
        'data-label="Email address"'
        in desk.get(reverse("admin:auth_user_changelist")).content.decode()
    )


def test_a_sorted_column_says_so(desk):
    make_source()

    html = desk.get(reverse("admin:articles_source_changelist"), {"o": "-1"}).content.decode()

    assert 'aria-sort="descending"' in html


def test_an_empty_list_says_so(desk):
    assert "Nothing here." in desk.get(LIST).content.decode()


def test_dates_and_times_have_labels(desk):
    html = desk.get(ADD).content.decode()

    assert '<label for="id_publish_at_0">Date:</label>' in html
    assert '<label for="id_publish_at_1">Time:</label>' in html


def test_a_list_is_light(desk):
    html = desk.get(LIST).content.decode()
    files = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html))

    read = {name: Path(finders.find(name)).stat().st_size for name in files}

    assert "articles/admin/frame.css" in read
    assert sum(read.values()) + len(html) < 391_000
