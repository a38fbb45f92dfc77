"""What the filters beside the article list let through."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, DateConfidence, Status
from tests.admin.helpers import LIST, make_batch, make_problem, make_sighting
from tests.admin.test_lists import assert_bounded, shown, statements
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db


def titles(client, query: str) -> set[str]:
    assert_bounded(statements(client, LIST + query))
    return {article.title for article in shown(client, query)}


@pytest.fixture
def some_stories():
    now = timezone.now()
    hidden = make_source("Hidden", is_public=False, language="fr")
    like = make_article("plain", lead_image="https://i.example/1.png", language="en")
    make_article("inbox", status=Status.INBOX, published_at=None)
    make_article("fetched", date_confidence=DateConfidence.FETCHED, edited_fields=["title"])
    make_article("embargo", publish_at=now + timedelta(hours=1))
    make_article("ended", expire_at=now - timedelta(hours=1))
    make_article("secret", source=hidden, language="fr")
    make_article("twin", possibly_same=like, language="zh-Hans")


CASES = {
    "?status__exact=inbox": {"inbox"},
    "?visible=yes": {"plain", "fetched", "twin"},
    "?visible=no": {"inbox", "embargo", "ended", "secret"},
    "?date_confidence__exact=fetched": {"fetched"},
    "?image=yes": {"plain"},
    "?image=no&visible=yes": {"fetched", "twin"},
    "?same=yes": {"twin"},
    "?edits=yes": {"fetched"},
    "?edits=no&visible=yes": {"plain", "twin"},
    "?language=fr": {"secret"},
    "?language=zh-Hans": {"twin"},
    "?visible=nonsense&image=yes": {"plain"},
}


@pytest.mark.usefixtures("some_stories")
@pytest.mark.parametrize(("query", "expected"), CASES.items(), ids=CASES)
def test_a_filter_lets_through(desk, query, expected):
    assert titles(desk, query) == expected


@pytest.mark.usefixtures("some_stories")
def test_stories_on_their_own_are_all_but_the_twin(desk):
    assert "twin" not in titles(desk, "?same=no")


def test_sources_categories_and_tags_are_filters_found_by_typing(desk):
    source, category = make_source("Wire"), make_category("News", "Chips")
    make_article("mine", source=source, categories=(category,), tags=("arm", "x86"))
    make_article("other", source=make_source("Other"))
    tag = Article.objects.get(title="mine").tags.get(name="arm")

    for query in (
        f"?source__id__exact={source.pk}",
        f"?categories__id__exact={category.pk}",
        f"?tags__id__exact={tag.pk}",
    ):
        assert titles(desk, query) == {"mine"}
    assert titles(desk, "?source__id__exact=") == {"mine", "other"}
    for wrong in ("abc", "-1", "9" * 30):
        assert desk.get(f"{LIST}?source__id__exact={wrong}").status_code == 302


def test_the_inbox_is_read_from_its_index(desk):
    for status in Status:
        make_article(status=status)
    found = Article.objects.filter(pk=shown(desk, "?status__exact=inbox")[0].pk)

    sql = statements(desk, LIST + "?status__exact=inbox")

    assert found.get().status == Status.INBOX
    assert any('NOT ("articles_article"."status" = \'published\')' in each for each in sql)


@pytest.mark.sqlite
def test_sqlite_finds_the_inbox_by_the_index_of_the_unpublished(desk):
    source = make_source()
    Article.objects.bulk_create(Article(title=f"T {n}", source=source) for n in range(60))
    counting = next(sql for sql in statements(desk, LIST + "?status__exact=draft")
                    if "COUNT" in sql)  # fmt: skip

    with connection.cursor() as cursor:
        plan = str(cursor.execute(f"EXPLAIN QUERY PLAN {counting}").fetchall())

    assert "article_not_published" in plan


def test_a_filter_over_many_rows_does_not_test_each_story(desk):
    category = make_category("News")
    make_article(categories=(category,))

    sql = " ".join(statements(desk, f"{LIST}?categories__id__exact={category.pk}"))

    assert '"articles_article"."id" IN (SELECT' in sql
    assert "EXISTS" not in sql


def test_a_typed_filter_shows_what_is_chosen_and_keeps_the_other_filters(desk):
    source = make_source("Chosen Wire")

    html = desk.get(f"{LIST}?source__id__exact={source.pk}&image=no&q=a").content.decode()

    assert f'<option value="{source.pk}" selected>Chosen Wire</option>' in html
    assert html.count('<input type="hidden" name="image" value="no">') >= 3


@pytest.mark.parametrize(("field", "name"), [("source", "Wire"), ("categories", "Wire"),
                                             ("possibly_same", "Wire story")])  # fmt: skip
def test_autocomplete_finds_by_name_without_loading_bodies(desk, field, name):
    make_article("Wire story", source=make_source("Wire"), categories=(make_category("Wire"),))
    query = f"?term=wire&app_label=articles&model_name=article&field_name={field}"

    url = reverse("admin:autocomplete") + query

    assert [found["text"] for found in desk.get(url).json()["results"]] == [name]
    sql = statements(desk, url)
    assert_bounded(sql)
    assert '"articles_article"."body"' not in " ".join(sql)


def test_problems_are_filtered_by_import_and_code(desk):
    first, second = make_batch(), make_batch()
    make_problem(first, code="E_FM_SYNTAX", path="a.md")
    make_problem(second, code="W_DATE_MISSING", path="b.md")
    url = reverse("admin:articles_importproblem_changelist")

    def paths(query: str) -> list[str]:
        assert_bounded(statements(desk, url + query))
        return [row.path for row in desk.get(url + query).context["cl"].result_list]

    assert paths(f"?batch={first.pk}") == ["a.md"]
    assert paths("?code=W_DATE_MISSING") == ["b.md"]
    assert paths("?batch=9999") == paths("?batch=abc") == []
    assert paths("?q=b.m") == paths("?q=b.md") == ["b.md"]
    assert paths("?q=nowhere") == []


HUGE = [str(2**63), "1" + "0" * 30, "9" * 5000]


@pytest.mark.parametrize("number", HUGE, ids=["2^63", "31 digits", "5,000 digits"])
def test_a_number_that_fits_no_column_is_no_error(desk, number):
    pages = {
        "article": ("source", "possibly_same", "source__id__exact", "tags__id__exact", "id__in"),
        "category": ("parent", "id__in"),
        "importproblem": ("batch", "batch_id"),
        "sighting": ("batch", "article"),
    }
    for name, lookups in pages.items():
        url = reverse(f"admin:articles_{name}_changelist")
        for lookup in lookups:
            assert desk.get(url, {lookup: number}, follow=True).status_code == 200, (name, lookup)
        action = {"action": "delete_selected", "_selected_action": [number]}
        assert desk.post(url, action).status_code < 500, name


def test_the_largest_number_is_only_not_found(desk):
    url = reverse("admin:articles_importproblem_changelist")

    assert not desk.get(url, {"batch": str(2**63 - 1)}).context["cl"].result_list
    assert desk.get(LIST, {"source__id__exact": str(2**63 - 1)}).status_code == 200


@pytest.mark.parametrize("year", ["0", "10000", "-5"])
def test_a_year_outside_the_calendar_is_no_error(desk, year):
    assert desk.get(LIST, {"published_at__year": year}, follow=True).status_code == 200


def test_an_import_lets_its_stories_through(desk):
    old, new = make_batch(), make_batch()
    for title, batch in (("first", old), ("second", new), ("again", old), ("again", new)):
        article = Article.objects.filter(title=title).first() or make_article(title)
        make_sighting(article, batch=batch, path=f"{title}/{batch.pk}.md")
    make_article("by hand")

    assert titles(desk, f"?batch={old.pk}") == {"first", "again"}
    assert titles(desk, f"?batch={new.pk}&q=second") == {"second"}
    assert titles(desk, "?batch=nonsense") == set()
    assert f"?batch={new.pk}" in desk.get(LIST).content.decode()
