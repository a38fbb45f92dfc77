"""What search finds stories by is right after every way in which a row of a model changes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from taggit.models import Tag

from articles.models import (
    Article,
    Category,
    SearchText,
    Status,
    forget_stories,
    index_stories,
    refile_stories,
    refresh_listings,
)
from articles.models.search_index import Folded, day_terms, fact, wrong_stories
from tests.factories import NOON, make_article, make_category, make_source
from tests.search.stored import assert_right, stored_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Article:
    """One of two, so that what happens to it can go wrong for the other."""
    make_article("Other", body="<p>Something else.</p>", tags=("steel",))
    chips = make_category("News", "Wire", "Chips")
    return make_article(
        "芯片 news",
        body="<p>The news desk writes.</p><p>国产芯片</p>",
        byline="A. Writer",
        published_at=NOON,
        categories=(chips,),
        tags=("steel", "glass"),
    )


def folded(story: Article) -> Folded:
    return Folded.unpacked(SearchText.objects.get(pk=story.pk).text)


def terms(story: Article) -> set[str]:
    return set(dict(stored_terms())[story.pk])


def test_a_story_is_stored_folded_with_its_facts_and_terms(story):
    row = SearchText.objects.get(pk=story.pk)
    chips = story.categories.get()
    facts = [
        fact("s", story.source_id),
        *(fact("c", it.pk) for it in (chips.parent.parent, chips.parent, chips)),
        *(fact("t", pk) for pk in sorted(story.taggings.values_list("tag_id", flat=True))),
        "§d20261110", "§m202611", "§y2026",
    ]  # fmt: skip

    assert folded(story) == (
        " 芯片 news ", " a writer ", "", " the news desk writes 国产芯片 ",
    )  # fmt: skip
    assert set(row.facts.split()) == set(facts)
    assert terms(story) == {
        "¶芯片", "¶片", "¶news", "芯片", "片", "news", "a", "writer", "the", "desk", "writes",
        "国产", "产芯", *facts,
    }  # fmt: skip


def test_a_story_without_a_date_has_no_terms_of_one():
    assert day_terms(None) == []


SAVED = {
    "title": {"title": "Tin"},
    "text": {"body": "<p>Tin, in short.</p>", "summary": ""},
    "only white space": {"body": "<p>The newsdesk writes.</p><p>国产芯片</p>", "summary": ""},
    "byline": {"byline": "B. Writer"},
    "summary": {"summary": "What it is about."},
    "date": {"published_at": NOON + timedelta(days=400)},
    "no date": {"published_at": None, "status": Status.DRAFT},
    "status": {"status": Status.ARCHIVED},
}


@pytest.mark.parametrize("fields", SAVED.values(), ids=SAVED)
def test_it_follows_what_is_saved(story, fields):
    for name, value in fields.items():
        setattr(story, name, value)
    story.save()

    assert_right()


def test_it_follows_some_fields_that_are_saved_alone(story):
    story.title, story.source = "Tin", make_source("Another Wire")
    story.save(update_fields=["title", "source"])

    assert folded(story).title == " tin "
    assert {"tin", "¶tin", fact("s", story.source_id)} <= terms(story)
    assert "¶芯片" not in terms(story)
    assert_right()


FILED = {
    "added": lambda story: story.categories.add(make_category("Science")),
    "removed": lambda story: story.categories.remove(make_category("News", "Wire", "Chips")),
    "set": lambda story: story.categories.set([make_category("News")]),
    "cleared": lambda story: story.categories.clear(),
    "from the other side": lambda story: make_category("Science").articles.set([story]),
    "a category moved": lambda story: move(make_category("News", "Wire"), make_category("Top")),
    "a category gone": lambda story: make_category("News", "Wire", "Chips").delete(),
    "tags added": lambda story: story.tags.add("tin"),
    "tags removed": lambda story: story.tags.remove("glass"),
    "tags set": lambda story: story.tags.set(["tin", "steel"]),
    "tags cleared": lambda story: story.tags.clear(),
    "a tag gone": lambda story: Tag.objects.get(name="steel").delete(),
    "tags gone": lambda story: Tag.objects.all().delete(),
}


def move(category: Category, parent: Category) -> None:
    category.parent = parent
    category.save()


@pytest.mark.parametrize("refile", FILED.values(), ids=FILED)
def test_it_follows_where_a_story_is_filed(story, refile):
    before = terms(story)

    refile(story)

    assert terms(story) != before
    assert_right()


def test_stories_that_are_deleted_leave_nothing_behind(story):
    third = make_article("Third")

    story.delete()
    Article.objects.filter(pk=third.pk).delete()

    assert len(stored_terms()) == 1
    assert_right()


def test_terms_are_taken_out_of_the_only_story_again_and_again(db):
    story = make_article("Only", tags=("steel", "glass", "tin"), categories=(make_category("A"),))
    for tag in ("steel", "glass", "tin"):
        story.tags.remove(tag)
    story.categories.clear()
    assert_right()


def test_what_another_version_has_made_may_be_changed_and_deleted():
    story = make_article("Only", body="<p>A text.</p>")
    SearchText.objects.update(digest="0.1")
    story.title = "Tin"
    story.save()
    assert {"tin", "¶tin"} <= terms(story)

    SearchText.objects.update(digest="0.1")
    story.delete()

    assert not SearchText.objects.exists()


def test_what_is_taken_back_was_never_indexed(story):
    story.title, story.published_at = "Tin", None
    with pytest.raises(IntegrityError), transaction.atomic():
        story.save()

    assert_right()


def test_a_change_past_the_models_is_seen_and_mended(story):
    Article.objects.filter(pk=story.pk).update(title="Tin", published_at=None, status="draft")
    assert wrong_stories(Article.objects.values_list("pk", flat=True)) == [story.pk]

    assert refile_stories([story.pk]) == 1
    assert wrong_stories([story.pk]) == [story.pk]  # its date is right now
    assert index_stories([story.pk]) == 1
    assert index_stories([story.pk]) == 0
    assert_right()


def test_a_forgotten_story_is_indexed_again_with_its_listing(story):
    forget_stories([story.pk, 0])
    assert story.pk not in dict(stored_terms())

    refresh_listings([story.pk])

    assert_right()


def test_many_go_in_chunks_and_a_chunk_costs_few_queries(
    story, django_assert_max_num_queries, monkeypatch
):
    ids = [story.pk, *(make_article(f"Story {at}", tags=("tin",)).pk for at in range(5))]
    with django_assert_max_num_queries(6):
        assert index_stories(ids) == 0
    with django_assert_max_num_queries(5):
        assert refile_stories(ids) == 0
    Article.objects.filter(pk__in=ids).update(title="Tin", byline="Writer", published_at=NOON)
    with django_assert_max_num_queries(10):
        assert index_stories(ids) == 6

    monkeypatch.setattr("articles.models.search_index.CHUNK", 2)
    forget_stories(ids)
    assert index_stories(ids) == 6
    assert_right()


def test_a_story_of_more_words_than_an_index_holds_is_found_by_the_shorter_ones(monkeypatch):
    monkeypatch.setattr("articles.cleaning.searchable.MOST_BYTES", 60)

    story = make_article("Tin", body=f"<p>steel {'a' * 30} glass {'b' * 20}</p>")

    assert {"steel", "glass", "tin", "¶tin"} <= terms(story)
    assert "a" * 30 not in terms(story)
    assert_right()
