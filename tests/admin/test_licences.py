"""Until when licences last, at the desk: said, set, listed, sorted and counted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from articles.models import ImageRights
from articles.models.grants import today
from tests.admin.helpers import change_url, errors_of, form_of, messages_of
from tests.admin.test_catalogue import listed, save
from tests.factories import make_source

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")


def make(name: str, days: int | None, **fields):
    until = None if days is None else today() + timedelta(days=days)
    return make_source(name, licence_until=until, **fields)


@pytest.fixture
def sources() -> dict:
    days = {"Over": -1, "Today": 0, "Soon": 30, "Later": 31, "For good": None}
    found = {name: make(name, number) for name, number in days.items()}
    make("Not shown", -1, is_public=False)
    return found


def test_the_list_sorts_and_filters_by_the_end(desk, sources):
    def names(query: str) -> list[str]:
        return [source.name for source in listed(desk, "articles_source", query)]

    column = 5
    assert names("?licence=soon") == ["Soon", "Today"]
    assert names("?licence=ended") == ["Not shown", "Over"]
    assert names("?licence=none") == ["For good"]
    assert len(names("?licence=?")) == 6
    assert names(f"?is_public__exact=1&o={column}") == [
        "Over", "Today", "Soon", "Later", "For good",
    ]  # fmt: skip
    assert names(f"?is_public__exact=1&o=-{column}")[0] == "For good"
    html = desk.get(reverse("admin:articles_source_changelist")).content.decode()
    for name, words in {"Over": "ended ", "Today": "ends ", "Later": ""}.items():
        assert f"{words}{sources[name].licence_until}<" in html


def test_the_front_page_counts_those_that_are_shown(desk, sources):
    waiting = desk.get(INDEX).context["waiting"]
    counted = {work.url: work.count for work in waiting if "licence=" in work.url}

    assert list(counted.values()) == [2, 1]
    for url, count in counted.items():
        assert desk.get(url).context["cl"].result_count == count


SEEN = {
    "whole": ({}, None, "The full text. Its pictures: copied, and shown from here."),
    "an excerpt": ({"text_rights": "excerpt"}, None, "An excerpt with a link"),
    "a headline": ({"text_rights": "link"}, 5, "Headline and link only, without its pictures."),
    "not for long": ({}, 5, "shown from here. After "),
    "its last day": ({}, 0, "shown from here. After "),
    "over": ({}, -1, "Headline and link only: the licence ended on "),
    "not shown": ({"is_public": False}, -1, "Nothing: the source is not shown."),
}


def test_the_form_says_what_readers_see(desk):
    for name, (fields, days, words) in SEEN.items():
        source = make(name, days, **{"image_rights": ImageRights.COPY} | fields)
        assert words in desk.get(change_url(source)).content.decode(), name


def test_a_day_is_set_and_what_follows_is_told(desk):
    source = make_source(image_rights=ImageRights.COPY)

    response = save(desk, source, licence_until=f"{today() - timedelta(days=1)}")

    assert source.licence_until == today() - timedelta(days=1)
    assert "not shown any more" in messages_of(response)
    assert "copies its pictures" in messages_of(save(desk, source, licence_until=""))
    assert source.licence_until is None


@pytest.mark.parametrize("day", ["31.05.", "0001-01-01", "9999-12-31", "<b>"])
def test_what_is_no_day_within_reach_is_told(desk, day):
    source = make_source()
    url = change_url(source)

    response = desk.post(url, form_of(desk, url, "source_form") | {"licence_until": day})

    assert list(errors_of(response)) == ["licence_until"]
    assert "<b>" not in str(response.content)
