"""What each grant lets a page show."""

import pytest

from articles.models import ImageRights, TextRights
from articles.rights import rights_of
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db

#        grant      body   picture summary
TABLE = {
    "full": (True, True, True),
    "excerpt": (False, False, True),
    "link": (False, False, False),
    "something newer": (False, False, False),
}


def test_the_table_has_every_grant():
    assert set(TextRights.values) < set(TABLE)


@pytest.mark.parametrize(("grant", "shows"), TABLE.items(), ids=TABLE)
def test_a_grant_shows_no_more_than_it_says(grant, shows):
    article = make_article()
    article.source.text_rights = grant

    rights = rights_of(article)

    assert (rights.shows_body, rights.shows_picture, rights.shows_summary) == shows


@pytest.mark.parametrize(
    ("images", "shown"),
    [(ImageRights.LINK, True), (ImageRights.NONE, False), ("something newer", False)],
)
def test_a_source_may_keep_its_pictures(images, shown):
    article = make_article()
    article.source.image_rights = images

    rights = rights_of(article)

    assert (rights.shows_body, rights.shows_picture) == (True, shown)


#        grant               from elsewhere, from here, without hot links: from elsewhere, from here
WHERE = {
    ImageRights.LINK: (True, True, False, True),
    ImageRights.COPY: (False, False, False, False),
    ImageRights.NONE: (False, False, False, False),
}


def test_the_table_of_places_has_every_grant():
    assert set(ImageRights) == set(WHERE)


@pytest.mark.parametrize("grant", WHERE)
def test_from_where_a_picture_may_be_shown_is_the_source_s_and_the_site_s_choice(grant, settings):
    settings.SITE_URL = "https://news.example"
    article = make_article()
    article.source.image_rights = grant

    told = []
    for settings.HOT_LINK in (True, False):
        rights = rights_of(article)
        there = {
            rights.links_to(address)
            for address in (
                "https://img.example/a.jpg",
                "//img.example/a.jpg",
                "https://news.example.org/a.jpg",
                "http://news.example/a.jpg",
                "data:image/png;base64,AAAA",
            )
        }
        here = {
            rights.links_to("/media/a.jpg"),
            rights.links_to("https://news.example/media/a.jpg"),
        }
        told += [*there, *here]

    assert tuple(told) == WHERE[grant]


def test_one_line_says_who_wrote_it_where_and_on_what_terms():
    source = make_source("Wire", licence="CC BY 4.0", credit_line="© Wire")

    assert rights_of(make_article(byline="Lin Zhou", source=source)).attribution == (
        "Author: Lin Zhou · Source: Wire · Licence: CC BY 4.0 · © Wire"
    )
    assert rights_of(make_article(source=make_source("Other"))).attribution == "Source: Other"


def test_the_words_that_the_source_asks_for_come_along():
    source = make_source(
        licence="CC BY 4.0", licence_url="https://example.org/by", credit_line="© Wire"
    )

    rights = rights_of(make_article(source=source))

    assert (rights.licence, rights.licence_url, rights.credit_line) == (
        "CC BY 4.0",
        "https://example.org/by",
        "© Wire",
    )


def test_rights_cost_no_query_when_the_source_came_along(django_assert_num_queries):
    article = make_article()

    with django_assert_num_queries(0):
        rights_of(article)
