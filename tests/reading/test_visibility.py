"""What is not published stands nowhere: not on a page, not in the feed, not in a sitemap."""

import pytest

from tests.factories import make_category, make_source
from tests.reading.helpers import filed, lists_of, make_hidden, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("low_numbers")]

PLACES = ("home", "category", "category above", "tag", "source", "year", "month", "day", "search")


def test_lists_feeds_and_sitemaps_show_visible_stories_only(client, subtests):
    hidden = make_hidden()
    story = filed("Seen by all")

    lists = lists_of(story)
    for place in PLACES:
        with subtests.test(place):
            html = page(client, lists[place])
            assert ("Seen by all" in html, "Hidden" in html) == (True, False)
    for address in ("/feed.xml", "/sitemap-0.xml"):
        with subtests.test(address):
            text = page(client, address)
            assert f"/articles/{story.pk}/" in text
            assert not [other for other in hidden if f"/articles/{other.pk}/" in text]
    assert "Hidden" not in page(client, story.get_absolute_url()), "it is recommended"


def test_a_hidden_story_has_no_page(client, subtests):
    for number, hidden in enumerate(make_hidden()):
        with subtests.test(number):
            assert client.get(hidden.get_absolute_url()).status_code == 404
            assert client.get(f"/articles/{hidden.pk}/wrong/").status_code == 404


def test_a_source_that_is_not_public_has_no_page(client):
    shut = make_hidden()[-1].source

    assert client.get(shut.get_absolute_url()).status_code == 404
    assert shut.name not in page(client, "/sources/")
    assert shut.get_absolute_url() not in page(client, "/sitemap-places.xml")


def test_what_holds_hidden_stories_only_is_not_offered(client, subtests):
    make_hidden()

    for address in ("/", "/categories/", "/tags/", "/sources/", "/archive/"):
        with subtests.test(address):
            html = page(client, address)
            assert make_category("News").get_absolute_url() not in html
            assert "/tags/silicon/" not in html
            assert make_source().get_absolute_url() not in html
            assert make_source("Shut Wire").get_absolute_url() not in html
            assert "/archive/2" not in html


def test_an_embargo_ends_by_itself(client, monkeypatch):
    story = make_hidden()[3]
    monkeypatch.setattr("django.utils.timezone.now", lambda: story.publish_at)

    assert client.get(story.get_absolute_url()).status_code == 200


def test_a_category_without_visible_stories_says_so(client):
    make_hidden()

    assert "No stories here yet." in page(client, make_category("News").get_absolute_url())
