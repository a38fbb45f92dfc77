"""What each page costs, and that the cost does not grow with the archive."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Related
from articles.reading.article import article
from tests.factories import make_category, make_source
from tests.reading.helpers import filed, lists_of, many, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("low_numbers")]

COSTS = {
    "home": 6,  # of which the navigation's is spared where the page cache is on
    "category": 4,
    "category above": 4,
    "tag": 3,
    "source": 3,
    "year": 5,
    "month": 5,
    "day": 4,
}
OTHERS = {
    "/categories/": 2,
    "/tags/": 3,
    "/sources/": 2,
    "/archive/": 5,
    "/about/": 1,
    "/feeds/": 4,
    "/corrections/": 2,
    "/search/": 4,
    "/feed.xml": 3,
    "/feeds.opml": 3,
    "/sitemap.xml": 2,
    "/sitemap-0.xml": 1,
    "/sitemap-places.xml": 2,
    "/sitemap-news.xml": 1,
    "/robots.txt": 0,
    "/healthz": 1,
}


def grow() -> None:
    for name in ("First Wire", "Second Wire", "Third Wire"):
        many(4, make_source(name))
    filed("Elsewhere", source=make_source("Fourth Wire")).categories.add(make_category("Sport"))


@pytest.mark.parametrize("place", COSTS)
def test_a_list_page_costs_this_many_queries(client, django_assert_num_queries, place):
    story = filed()
    address = lists_of(story)[place]
    for _size in ("small", "large"):
        with django_assert_num_queries(COSTS[place]):
            page(client, address)
        grow()


@pytest.mark.parametrize("address", OTHERS)
def test_other_pages_cost_this_many_queries(client, django_assert_num_queries, address):
    filed()
    for _size in ("small", "large"):
        with django_assert_num_queries(OTHERS[address]):
            page(client, address)
        grow()


def test_an_article_page_costs_four_queries(rf, django_assert_num_queries):
    """The page cache has read the navigation's sections; a story mostly has related ones."""
    story = filed()
    for _size in ("small", "large"):
        others = Article.objects.exclude(pk=story.pk).values_list("pk", flat=True)[:6]
        Related.objects.update_or_create(article=story, defaults={"stories": list(others)})
        request = rf.get(story.get_absolute_url())
        request.sections = ()
        with django_assert_num_queries(4 if others else 5):
            assert article(request, story.pk, story.slug).status_code == 200
        grow()


def test_the_front_page_stays_below_its_limit_with_many_sections(client):
    for number in range(36):
        story = filed(source=make_source(f"Wire {number % 12}"))
        story.categories.add(make_category(f"Part {number % 12}"))

    with CaptureQueriesContext(connection) as queries:
        page(client, "/")

    assert len(queries) <= 6


@pytest.mark.parametrize("place", COSTS)
def test_no_list_loads_a_body(client, place):
    story = filed(body="<p>The body of the story.</p>")
    with CaptureQueriesContext(connection) as queries:
        page(client, lists_of(story)[place])

    column = f'"{Article._meta.db_table}"."body"'
    assert not [query["sql"] for query in queries if column in query["sql"]]


@pytest.mark.parametrize("place", COSTS)
def test_no_list_counts_or_skips_rows(client, place):
    story = filed()
    with CaptureQueriesContext(connection) as queries:
        page(client, lists_of(story)[place])

    assert not [query["sql"] for query in queries if "COUNT(" in query["sql"]]
