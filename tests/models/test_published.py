"""What readers may see: one rule, and the rows that the database itself refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from articles.models import Article, Sighting, Status
from tests.factories import NOON, make_article, make_source

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("fields", "visible"),
    [
        ({}, True),
        ({"status": Status.INBOX}, False),
        ({"status": Status.DRAFT}, False),
        ({"status": Status.ARCHIVED}, False),
        ({"publish_at": NOON - HOUR}, True),
        ({"publish_at": NOON}, True),
        ({"publish_at": NOON + MOMENT}, False),
        ({"expire_at": NOON + MOMENT}, True),
        ({"expire_at": NOON}, False),
        ({"expire_at": NOON - HOUR}, False),
        ({"publish_at": NOON - HOUR, "expire_at": NOON + HOUR}, True),
        ({"publish_at": NOON + HOUR, "expire_at": NOON + 2 * HOUR}, False),
        ({"publish_at": NOON - HOUR, "expire_at": NOON + HOUR, "status": Status.DRAFT}, False),
        ({"published_at": NOON + 99 * HOUR}, True),
    ],
)
def test_a_story_is_visible_at_noon(fields, visible):
    article = make_article(**fields)

    assert Article.objects.published(NOON).filter(pk=article.pk).exists() is visible


def test_stories_of_a_source_that_is_not_shown_are_invisible_at_once():
    article = make_article(source=make_source("Shut Wire"))
    assert article in Article.objects.published()

    article.source.is_public = False
    article.source.save()

    assert article not in Article.objects.published()


def test_the_default_moment_is_now():
    make_article(publish_at=NOON.replace(year=2190))

    assert not Article.objects.published().exists()
    assert Article.objects.published(NOON.replace(year=2191)).exists()


@pytest.mark.parametrize("status", [Status.INBOX, Status.DRAFT, Status.ARCHIVED])
def test_only_a_published_story_needs_a_date(status):
    article = make_article(status=status, published_at=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(status=Status.PUBLISHED)


def test_a_title_may_not_be_empty():
    article = make_article()

    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(title="")


def test_a_story_key_belongs_to_one_story_and_none_belongs_to_many():
    make_article(story_key="a" * 64)
    make_article(story_key=None)
    make_article(story_key=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_article(story_key="a" * 64)


def test_a_source_with_stories_cannot_be_deleted():
    article = make_article()

    with pytest.raises(IntegrityError), transaction.atomic():
        article.source.delete()


def test_lists_take_no_body_and_no_further_query(django_assert_num_queries):
    make_article(source=make_source("Other Wire"))

    with django_assert_num_queries(1):
        (article,) = Article.objects.for_lists()
        assert article.source.name == "Other Wire"
    assert {"body", "edited_fields"} <= article.get_deferred_fields()


def test_sightings_without_a_story_outlive_it():
    assert Sighting._meta.get_field("article").null
