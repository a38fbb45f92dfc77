"""The JSON API: what it tells of stories and of what they belong to, and what it keeps back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Correction
from tests.factories import NOON, make_article, make_category, make_source
from tests.reading.helpers import TAG, filed, make_hidden, many

pytestmark = pytest.mark.django_db

BODY = (
    '<p id="end">The whole text. <a href="#end">Up</a></p><p><img src="/media/a.png" alt="A"></p>'
)
EVERY_FILTER = (
    "?tag=silicon&category=news&source=example-wire&language=en&after=2020-01-01&before=2100-01-01"
)


def ask(client, address: str) -> dict:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.content.decode()}"
    assert response["Content-Type"] == "application/json"
    return response.json()


def titles(client, query: str = "") -> list[str]:
    return [item["title"] for item in ask(client, f"/api/articles/{query}")["items"]]


def test_the_entry_leads_to_all_the_rest(client, settings):
    settings.SITE_URL = "https://news.example"
    entry = ask(client, "/api/")

    assert entry.pop("name") == settings.SITE_NAME
    assert entry.pop("url") == "https://news.example/"
    for address in entry.values():
        assert ask(client, address.removeprefix("https://news.example"))


@pytest.fixture
def chips(settings) -> Article:
    """A story of which everything is known."""
    settings.SITE_URL = "https://news.example"
    source = make_source(
        "Example Wire",
        homepage="https://wire.example/",
        licence="CC BY 4.0",
        licence_url="https://cc.example/by",
        credit_line="© Wire",
    )
    story = filed(
        "你好 Chips",
        source=source,
        byline="Lin Zhou",
        original_url="https://wire.example/1",
        published_at=datetime(2026, 11, 10, 20, tzinfo=timezone(timedelta(hours=8))),
        updated_at=NOON,
        summary="In short.",
        body=BODY,
        language="en",
        lead_image="/media/a.png",
        lead_alt="A chip",
        lead_width=640,
        lead_height=480,
    )
    Correction.objects.create(article=story, text="It was two chips.", made_at=NOON)
    return story


def test_a_story_is_told_with_its_origin_and_terms(client, chips):
    whole = ask(client, f"/api/articles/{chips.pk}/")

    address = f"https://news.example{chips.get_absolute_url()}"
    told = {
        "id": chips.pk,
        "url": address,
        "canonical_url": address,
        "original_url": "https://wire.example/1",
        "title": "你好 Chips",
        "byline": "Lin Zhou",
        "published_at": "2026-11-10T12:00:00+00:00",
        "updated_at": "2026-11-10T12:00:00+00:00",
        "date_confidence": "exact",
        "language": "en",
        "summary": "In short.",
        "licence": {"name": "CC BY 4.0", "url": "https://cc.example/by"},
        "attribution": "Author: Lin Zhou · Source: Example Wire · Licence: CC BY 4.0 · © Wire",
        "text_state": "ours",
        "robots": None,
    }
    assert {name: whole[name] for name in told} == told


def test_a_story_is_told_with_all_that_belongs_to_it(client, chips):
    whole = ask(client, f"/api/articles/{chips.pk}/")

    assert f'href="https://news.example{chips.get_absolute_url()}#s-end"' in whole["body_html"]
    assert 'src="https://news.example/media/a.png"' in whole["body_html"]
    assert whole["source"] == {
        "name": "Example Wire",
        "slug": "example-wire",
        "url": "https://news.example/sources/example-wire/",
        "homepage": "https://wire.example/",
    }
    assert whole["image"] == {
        "url": "https://news.example/media/a.png",
        "alt": "A chip",
        "width": 640,
        "height": 480,
        "credit": None,
        "licence": None,
        "renditions": [],
    }
    assert [category["path"] for category in whole["categories"]] == ["news/wire/chips"]
    assert [tag["slug"] for tag in whole["tags"]] == ["silicon"]
    assert whole["corrections"] == [
        {"text": "It was two chips.", "made_at": "2026-11-10T12:00:00+00:00"}
    ]


def test_a_list_tells_the_same_of_a_story_but_for_its_text(client):
    story = filed(body=BODY)

    whole = ask(client, f"/api/articles/{story.pk}/")
    (item,) = ask(client, "/api/articles/")["items"]

    assert whole.pop("body_html")
    assert item == whole
    assert item["api_url"] == f"http://testserver/api/articles/{story.pk}/"


@pytest.mark.parametrize(
    ("grants", "shown"),
    [
        ({}, {"body_html", "summary", "image"}),
        ({"image_rights": "none"}, {"body_html", "summary"}),
        ({"text_rights": "excerpt"}, {"summary"}),
        ({"text_rights": "link"}, set()),
        ({"text_rights": "half"}, set()),
    ],
    ids=["all", "no pictures", "an excerpt", "a link", "an unknown grant"],
)
def test_no_more_is_told_than_the_rights_allow(client, grants, shown):
    source = make_source(**grants)
    story = make_article(source=source, summary="In short.", body=BODY, lead_image="/media/a.png")

    whole = ask(client, f"/api/articles/{story.pk}/")

    assert {name for name in ("body_html", "summary", "image") if whole[name]} == shown
    assert ("img" in str(whole["body_html"])) == ("image" in shown)
    assert (whole["summary"] is None) == ("summary" not in shown)


@pytest.mark.parametrize(
    ("indexing", "robots", "canonical"),
    [
        ("index", None, "ours"),
        ("noindex", "noindex, follow", "ours"),
        ("canonical", None, "https://wire.example/1"),
    ],
)
def test_search_engines_are_told_what_the_page_tells_them(client, indexing, robots, canonical):
    source = make_source(indexing=indexing)
    story = make_article(source=source, original_url="https://wire.example/1")

    whole = ask(client, f"/api/articles/{story.pk}/")

    assert whole["robots"] == robots
    assert whole["canonical_url"] == (whole["url"] if canonical == "ours" else canonical)


def test_what_readers_may_not_see_is_not_told_anywhere(client):
    hidden = make_hidden()

    for query in ("", "?tag=silicon", "?category=news", "?language=en", "?q=Hidden"):
        assert titles(client, query) == []
    for story in hidden:
        assert client.get(f"/api/articles/{story.pk}/").status_code == 404
    assert client.get("/api/sources/shut-wire/").status_code == 404
    assert client.get("/api/articles/?source=shut-wire").status_code == 400
    assert [item["name"] for item in ask(client, "/api/sources/")["items"]] == ["Example Wire"]
    assert ask(client, "/api/categories/")["items"] == []
    assert ask(client, "/api/tags/")["items"] == []


FILTERS = {
    "?source=first-wire": ["Old", "Older"],
    "?category=news": ["New", "Old"],
    "?category=/news/wire/": ["Old"],
    "?tag=silicon": ["New", "Older"],
    "?tag=silicon&source=first-wire": ["Older"],
    "?category=news&tag=silicon": ["New"],
    "?language=zh": ["Older"],
    "?language=ZH-hans": ["Older"],
    "?language=z": [],
    "?q=old": ["Old"],
    "?q=older&language=zh&source=first-wire": ["Older"],
    "?after=2026-11-09": ["New", "Old"],
    "?before=2026-11-09": ["Older"],
    "?after=2026-11-09T00:00:00Z&before=2026-11-10T20:00:00%2B08:00": ["Old"],
    "?category=news&before=2026-11-10": ["Old"],
    "?tag=silicon&after=2026-11-10": ["New"],
    "?q=old&after=2026-11-09": ["Old"],
}


@pytest.mark.parametrize("query", FILTERS)
def test_filters_leave_the_stories_that_meet_them_all(client, query):
    news, wire = make_category("News"), make_category("News", "Wire")
    first, second = make_source("First Wire"), make_source("Second Wire")
    make_article("New", source=second, published_at=NOON, categories=(news,), tags=(TAG,))
    day = timedelta(days=1)
    make_article("Old", source=first, published_at=NOON - day, categories=(wire,))
    make_article(
        "Older", source=first, published_at=NOON - 2 * day, tags=(TAG,), language="zh-Hans"
    )

    assert titles(client, query) == FILTERS[query]


def test_next_keeps_the_question_and_leads_on(client):
    stories = many(5)

    page = ask(client, "/api/articles/?category=news&limit=2")
    met = [item["title"] for item in page["items"]]
    while page["next"]:
        page = ask(client, page["next"].removeprefix("http://testserver"))
        met += [item["title"] for item in page["items"]]

    assert met == [story.title for story in stories]


def test_sources_categories_and_tags_are_walked_by_name(client):
    for name in ("C", "A", "B"):
        story = make_article(source=make_source(name), categories=(make_category(name),))
        story.tags.set([f"tag {name}", "++"])
        story.save()

    assert [tag["name"] for tag in ask(client, "/api/articles/")["items"][0]["tags"]] == ["tag C"]
    for kind, key in (("sources", "name"), ("categories", "title"), ("tags", "name")):
        met, address = [], f"/api/{kind}/?limit=1"
        while address:
            page = ask(client, address)
            met += [item[key] for item in page["items"]]
            address = (page["next"] or "").removeprefix("http://testserver")
        assert met == [f"tag {name}" if kind == "tags" else name for name in "ABC"]


def test_a_source_is_told_with_its_terms_and_leads_to_its_stories(client):
    make_article("Theirs", source=make_source("Wire", licence="CC0", text_rights="excerpt"))
    make_article("Another")

    source = ask(client, "/api/sources/wire/")

    assert source["licence"] == {"name": "CC0", "url": None}
    assert (source["text_rights"], source["image_rights"]) == ("excerpt", "link")
    items = ask(client, source["articles"].removeprefix("http://testserver"))["items"]
    assert [item["title"] for item in items] == ["Theirs"]


@pytest.mark.parametrize("query", ["", "?limit=100", EVERY_FILTER])
def test_a_list_costs_five_queries_at_most_at_any_size_and_loads_no_body(
    client, query, django_assert_max_num_queries
):
    for _size in range(3):
        many(4, language="en", body=BODY)
        with django_assert_max_num_queries(5) as queries:
            assert titles(client, query)
        told = " ".join(query["sql"] for query in queries.captured_queries)
        assert f'"{Article._meta.db_table}"."body"' not in told
        assert "COUNT(" not in told


@pytest.mark.parametrize(
    ("address", "cost"),
    [
        ("/api/", 0),
        ("/api/openapi.json", 0),
        ("/api/sources/", 1),
        ("/api/sources/example-wire/", 1),
        ("/api/categories/", 1),
        ("/api/tags/", 1),
    ],
)
def test_the_rest_costs_one_query(client, address, cost, django_assert_num_queries):
    for _size in range(2):
        many(3)
        with django_assert_num_queries(cost):
            ask(client, address)


def test_a_story_costs_four_queries(client, django_assert_num_queries):
    story = filed()
    story.categories.add(make_category("Sport"), make_category("Science"))
    with django_assert_num_queries(4):
        ask(client, f"/api/articles/{story.pk}/")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("", "article_newest"),
        ("?source=example-wire", "article_source_newest"),
        ("?category=news", "entry_newest"),
        ("?tag=silicon", "tagging_newest"),
        ("?category=news&after=2020-01-01", "entry_newest"),
        ("?category=news&language=en", "entry_newest"),
    ],
)
def test_a_deep_page_walks_its_index_and_sorts_nothing(client, query, index):
    for number in range(3):
        many(6, make_source(f"Wire {number}"))
    many(6)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    deep = ask(client, f"/api/articles/{query}{'&' if query else '?'}limit=2")["next"]

    with CaptureQueriesContext(connection) as queries:
        ask(client, deep.removeprefix("http://testserver"))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
        plan = " · ".join(row[3] for row in cursor.fetchall())

    assert f"INDEX {index}" in plan
    assert "TEMP B-TREE" not in plan


def test_a_listing_s_days_are_told_in_utc_whatever_the_site_s_zone(client, settings):
    story = make_article(published_at=datetime(2026, 1, 1, 0, 30, tzinfo=UTC))
    settings.TIME_ZONE = "Asia/Shanghai"

    assert ask(client, f"/api/articles/{story.pk}/")["published_at"] == "2026-01-01T00:30:00+00:00"
    assert titles(client, "?after=2026-01-01&before=2026-01-02") == [story.title]
    assert titles(client, "?before=2026-01-01") == []
