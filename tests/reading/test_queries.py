"""What each page costs, and that the cost does not grow with the archive."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Related
from articles.reading.article import article
from tests.factories import make_articles, make_category, make_source
from tests.reading.helpers import PATH, filed, lists_of, many, page

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


def test_a_page_costs_this_many_queries(client, django_assert_num_queries, subtests):
    lists = lists_of(filed())
    costs = {lists[place]: cost for place, cost in COSTS.items()} | OTHERS
    for size in ("small", "large"):
        for address, cost in costs.items():
            cache.clear()
            with subtests.test(address, size=size), django_assert_num_queries(cost):
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
    for number in range(12):
        sections = (make_category(*PATH), make_category(f"Part {number}"))
        make_articles([{}] * 3, source=make_source(f"Wire {number}"), categories=sections)

    with CaptureQueriesContext(connection) as queries:
        page(client, "/")

    assert len(queries) <= 6


def test_no_list_loads_a_body_or_counts_rows(client, subtests):
    lists = lists_of(filed(body="<p>The body of the story.</p>"))
    column = f'"{Article._meta.db_table}"."body"'
    for place in COSTS:
        with subtests.test(place), CaptureQueriesContext(connection) as queries:
            page(client, lists[place])

            asked = [query["sql"] for query in queries]
            assert not [sql for sql in asked if column in sql or "COUNT(" in sql]
