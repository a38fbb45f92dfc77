"""What the desk asks the database, page by page: nothing whose cost grows with the archive."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin import paging
from articles.importer import planning
from articles.importer.pipeline import Options
from articles.models import Article, Job, Revision, Status, Tombstone
from bench import desk_pages
from tests.admin.helpers import make_batch, make_problem, make_sighting
from tests.admin.statements import wrongs
from tests.factories import make_articles, make_category, make_source

pytestmark = pytest.mark.django_db
TERMS = ("的",)  # the index does not tell it: texts are read
CHOICES = 5  # of one filter
PAGES = 150  # at least: the walk is no walk if it finds no lists


@pytest.fixture
def some_of_all(tmp_path):
    """Rows of what has pages of its own, all that filters tell apart among the stories."""
    source, filed = make_source(), make_category("Root", "Branch")
    told = [{"title": f"Linux {status}", "status": status} for status in Status]
    stories = make_articles(told, source=source, categories=(filed,), tags=("tag",))
    batch = make_batch()
    make_sighting(stories[0], batch=batch)
    make_problem(batch)
    Revision.objects.create(article=stories[-1], kind=Revision.Kind.EDIT, before={"title": "Old"})
    Job.objects.create(kind="stories")
    planning.plan(tmp_path, "seed", Options())
    Tombstone.objects.create(title="Gone", article_number=7)


@pytest.mark.usefixtures("some_of_all")
def test_no_page_of_the_desk_asks_what_grows_with_the_archive(desk, monkeypatch):
    monkeypatch.setattr(desk_pages, "MOST", CHOICES)
    found, seen = [], 0
    for page in desk_pages.pages(desk, TERMS):
        with CaptureQueriesContext(connection) as asked:
            answer = desk.get(page.address, follow=True)  # a history is a part of the log
        seen += 1
        assert answer.status_code == 200, (page, answer.status_code)
        found += [
            f"{page.label} {wrong}: {statement['sql'][:2000]}"
            for statement in asked.captured_queries
            for wrong in wrongs(statement["sql"], is_list=page.is_list)
        ]

    assert not found, "\n".join(found)
    assert seen >= PAGES


STORY = 'FROM "articles_article"'
BAD = {
    f'SELECT COUNT(*) AS "__count" {STORY} WHERE "status" = \'draft\'': "counts without an end",
    f'SELECT COUNT(*) FROM (SELECT "id" AS "col1" {STORY}) subquery': "counts without an end",
    f'SELECT COUNT(*) FROM (SELECT "id" {STORY} LIMIT 50000) subquery': "counts without an end",
    f'SELECT "status", COUNT("id") {STORY} GROUP BY "status"': "counts without an end",
    f'SELECT "id" {STORY} ORDER BY "id" DESC LIMIT 50 OFFSET 9950': "skips more than 1000 rows",
    f"SELECT \"id\" {STORY} WHERE \"title\" LIKE '%linux%' ESCAPE '\\'": "looks through every text",
    f'SELECT "id" {STORY} WHERE UPPER("articles_article"."title"::text) LIKE UPPER(\'%a%\')': (
        "looks through every text"
    ),
    f'SELECT "articles_article"."id", "articles_article"."body" {STORY} LIMIT 50': (
        "loads whole texts into a list"
    ),
}
GOOD = (
    f'SELECT COUNT(*) FROM (SELECT "id" AS "col1" {STORY} LIMIT 10001) subquery',
    'SELECT COUNT(*) AS "__count" FROM "articles_source"',
    'SELECT "article_id", COUNT(*) FROM "articles_comment" WHERE "article_id" IN (1, 2)'
    ' GROUP BY "article_id"',
    f'SELECT "id" {STORY} ORDER BY "id" DESC LIMIT 50 OFFSET 1000',
    f'SELECT "id" {STORY} WHERE ("title" LIKE \'%linux%\' AND "id" > 90000)',
    f'SELECT "articles_article"."body" {STORY} WHERE "articles_article"."id" IN (1, 2)',
)


@pytest.mark.parametrize(("sql", "expected"), BAD.items())
def test_a_bad_statement_is_told(sql, expected):
    assert list(wrongs(sql, is_list=True)) == [expected]


@pytest.mark.parametrize("sql", GOOD)
def test_a_bounded_one_is_let_through(sql):
    assert not list(wrongs(sql, is_list=True))


def test_a_bad_question_of_a_real_page_is_found(desk, monkeypatch):
    """On the way that the walk takes: a paginator that counts as a plain admin's does."""
    unbounded = property(lambda paginator: paginator.object_list.count())
    monkeypatch.setattr(paging.CappedPaginator, "found", unbounded)
    address = next(desk_pages.lists(desk, Article)).address
    with CaptureQueriesContext(connection) as asked:
        desk.get(address)

    found = {wrong for each in asked.captured_queries for wrong in wrongs(each["sql"])}
    assert found == {"counts without an end"}
