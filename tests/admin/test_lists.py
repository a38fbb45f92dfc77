"""Every list costs the same at any size, counts within bounds, and loads no bodies."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.paginator import EmptyPage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from taggit.models import Tag

from articles.admin import base, paging
from articles.models import Article, Redirect
from tests.admin.helpers import LIST, make_batch, make_problem, make_sighting
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db

# Of these, three are the session, the user and the languages that sources name.
QUERIES = {
    # One the saved searches, one the newest imports, one open comments, one who has them open.
    "articles_article": 10,
    "articles_category": 4,
    "articles_importbatch": 9,  # five tell what else waits: plans, files, rules, jobs
    "articles_importproblem": 5,
    "articles_redirect": 4,
    "articles_sighting": 5,
    "articles_source": 4,
    "taggit_tag": 6,  # one the tags' other names, one how many stories have them
}


MOST = base.COUNT_LIMIT + 1


def fill(rows: int) -> None:
    batch = make_batch()
    for number in range(rows):
        story = make_article(
            source=make_source(f"Source {number}"),
            categories=(make_category("Root", f"Category {number}"),),
            tags=(f"tag {number}",),
        )
        make_sighting(story, path=f"{number}.md", batch=batch)
        make_problem(batch, path=f"{number}.md")
        Redirect.leave(f"/old/{number}/", f"/new/{number}/")
        make_batch()


def statements(client, url: str, status: int = 200) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == status
    return [query["sql"] for query in queries]


def assert_bounded(sql: list[str]) -> None:
    for statement in sql:
        of_a_page = " IN (" in statement and "GROUP BY" in statement
        if "COUNT(" in statement.upper() and not of_a_page:
            limit = re.search(r"LIMIT (\d+)\)", statement)
            assert int(limit[1] if limit else 10**9) <= MOST, statement
        offset = re.search(r"OFFSET (\d+)", statement)
        assert not offset or int(offset[1]) <= paging.MOST_SKIPPED, statement


@pytest.mark.parametrize("rows", [2, 12])
def test_a_list_takes_the_same_queries_at_any_size(desk, subtests, rows):
    fill(rows)

    for name, expected in QUERIES.items():
        with subtests.test(name):
            sql = statements(desk, reverse(f"admin:{name}_changelist"))

            assert len(sql) == expected, "\n".join(sql)
            assert_bounded(sql)


def test_the_article_list_loads_neither_bodies_nor_edits(desk):
    fill(2)

    sql = " ".join(statements(desk, LIST))

    assert '"articles_article"."title"' in sql
    assert '"articles_article"."body"' not in sql
    assert "edited_fields" not in sql


def test_the_sighting_list_loads_no_originals(desk):
    fill(2)

    sql = " ".join(statements(desk, reverse("admin:articles_sighting_changelist")))

    assert '"articles_sighting"."original"' not in sql
    assert '"articles_article"."body"' not in sql


def test_counting_stops_at_the_limit_and_the_page_says_so(desk, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 60)
    source = make_source()
    Article.objects.bulk_create(Article(title=f"T {n}", source=source) for n in range(70))

    first = desk.get(LIST)

    assert "More than 60 articles" in first.content.decode()
    assert desk.get(LIST + "?p=2").status_code == 200
    assert desk.get(LIST + "?p=3").status_code == 302


def test_the_paginator_knows_no_page_behind_its_limit(monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 2)
    for _ in range(4):
        make_article()
    paginator = paging.CappedPaginator(Article.objects.order_by("-pk"), 1)

    assert (paginator.count, paginator.is_capped, paginator.num_pages) == (2, True, 2)
    with pytest.raises(EmptyPage):
        paginator.page(3)


@pytest.mark.parametrize("page", ["abc", "0", "-1", "999999999999", "1.5"])
def test_a_page_that_does_not_exist_is_no_error(desk, page):
    make_article()

    assert desk.get(f"{LIST}?p={page}").status_code in (200, 302)


def test_articles_stand_newest_arrival_first(desk):
    old, new = make_article("Old"), make_article("New")

    assert shown(desk) == [new, old]


def test_only_published_stories_can_be_sorted_by_date(desk):
    first, second = make_article("First"), make_article("Second")
    assert first.published_at > second.published_at

    assert shown(desk, "?status__exact=published&o=-4") == [first, second]
    assert shown(desk, "?status__exact=published&o=4") == [second, first]
    assert shown(desk, "?o=-4") == [second, first]
    assert shown(desk, "?status__exact=published&o=1") == [second, first]


def shown(client, query: str = "") -> list[Article]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def test_the_lists_are_for_staff_only(client):
    client.force_login(User.objects.create_user("reader"))

    for name in QUERIES:
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 302


def test_who_may_only_view_articles_gets_no_actions_and_no_filters_are_lost(staff):
    make_article("Story")
    response = staff("view_article").get(LIST)

    assert "Story" in response.content.decode()
    assert 'name="action"' not in response.content.decode()


def test_tags_are_listed_once_and_by_name(desk):
    make_article(tags=("zebra", "ant"))

    response = desk.get(reverse("admin:taggit_tag_changelist"))

    assert [tag.name for tag in response.context["cl"].result_list] == ["ant", "zebra"]
    assert Tag.objects.count() == 2
