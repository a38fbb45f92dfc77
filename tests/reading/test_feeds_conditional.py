"""What a feed costs: little for a reader that has it already, and the same at any size."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date

from articles.models import Article, Category, Status
from articles.reading.feeds.links import feed_path
from tests.factories import make_article
from tests.reading.helpers import PATH, filed, lists_of, many

pytestmark = pytest.mark.django_db

# What finds the list, by its address.
LOOKUPS = {"home": 0, "category": 1, "tag": 1, "source": 1}  # a search: test_search_help


@pytest.mark.parametrize(("place", "lookups"), LOOKUPS.items())
def test_a_reader_that_has_the_feed_costs_one_query_and_its_list(
    client, django_assert_num_queries, place, lookups
):
    path, _, query = lists_of(filed())[place].partition("?")
    address = feed_path(path, "xml", query.removeprefix("q="))
    for _size in ("small", "large"):
        with django_assert_num_queries(lookups + 3):
            full = client.get(address)
        with CaptureQueriesContext(connection) as queries:
            known = client.get(address, headers={"if-none-match": full["ETag"]})

        assert known.status_code == 304
        assert not known.content
        assert known["ETag"] == full["ETag"]
        assert len(queries) == lookups + 1
        assert not [query for query in queries if '"articles_article"."body"' in query["sql"]]
        many(31)


def test_a_reader_that_knows_only_the_date_gets_304_too(client):
    many(2)
    full = client.get("/feed.rss")

    known = client.get("/feed.rss", headers={"if-modified-since": full["Last-Modified"]})

    assert (full.status_code, known.status_code) == (200, 304)


def renamed(story: Article) -> None:
    story.title = "Another title"
    story.save()


def sent_to_the_drafts(story: Article) -> None:
    story.status = Status.DRAFT
    story.save()


def deleted(story: Article) -> None:
    story.delete()


def moved_up_by_another(story: Article) -> None:
    filed("A newer one", published_at=timezone.now())


def less_granted(story: Article) -> None:
    story.source.text_rights = "link"
    story.source.save()


def section_renamed(story: Article) -> None:
    section = Category.objects.get(name=PATH[-1])
    section.name = "Dips"
    section.save()


CHANGES = (
    renamed,
    sent_to_the_drafts,
    deleted,
    moved_up_by_another,
    less_granted,
    section_renamed,
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_change_of_a_feed_is_told_to_who_has_the_old_one(client, change):
    story = many(3)[0]
    long_ago = timezone.now() - timedelta(days=1)
    Article.objects.update(modified_at=long_ago)
    before = client.get("/feed.xml")
    seen = http_date((long_ago + timedelta(hours=1)).timestamp())

    change(story)
    by_tag = client.get("/feed.xml", headers={"if-none-match": before["ETag"]})
    by_date = client.get("/feed.xml", headers={"if-modified-since": seen})

    assert by_tag.status_code == 200
    assert by_date.status_code == 200
    assert by_tag.content != before.content


def test_a_story_that_appears_by_the_clock_is_news(client, monkeypatch):
    now = timezone.now()
    make_article("Shown")
    make_article("Embargoed", publish_at=now + timedelta(hours=1))
    Article.objects.update(modified_at=now - timedelta(days=1))
    before = client.get("/feed.xml")

    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))
    after = client.get("/feed.xml", headers={"if-modified-since": before["Last-Modified"]})

    assert b"Embargoed" not in before.content
    assert b"Embargoed" in after.content


def test_a_story_that_expires_by_the_clock_is_news(client, monkeypatch):
    now = timezone.now()
    make_article("Shown")
    make_article("Expiring", expire_at=now + timedelta(hours=1))
    Article.objects.update(modified_at=now - timedelta(days=1))
    before = client.get("/feed.xml")

    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))
    after = client.get("/feed.xml", headers={"if-modified-since": before["Last-Modified"]})

    assert b"Expiring" in before.content
    assert after.status_code == 200
    assert b"Expiring" not in after.content


def test_an_unchanged_feed_keeps_its_bytes(client):
    many(2)

    assert client.get("/feed.xml").content == client.get("/feed.xml").content


def test_a_feed_is_only_read(client):
    assert client.post("/feed.xml").status_code == 405
    assert client.head("/feed.xml").status_code == 200
