"""The listing rows: made again from the article, its categories and its tags, whatever changes."""

from datetime import timedelta

import pytest

from articles.models import (
    Article,
    Category,
    CategoryEntry,
    Status,
    Tagging,
    listing,
    refresh_listings,
)
from tests.factories import NOON, make_article, make_category

pytestmark = pytest.mark.django_db


def titles(article: Article) -> list[str]:
    entries = article.entries.order_by("category__path")
    return list(entries.values_list("category__title", flat=True))


def tag_dates(article: Article) -> dict:
    return dict(
        Tagging.objects.filter(content_object=article).values_list("tag__name", "published_at")
    )


@pytest.fixture
def article() -> Article:
    chips = make_category("News", "Wire", "Chips")
    return make_article("Story", published_at=NOON, categories=(chips,), tags=("steel", "glass"))


def test_a_story_is_listed_in_its_category_and_all_above(article):
    assert titles(article) == ["News", "News / Wire", "News / Wire / Chips"]
    assert set(article.entries.values_list("published_at", flat=True)) == {NOON}
    assert tag_dates(article) == {"steel": NOON, "glass": NOON}


def test_two_categories_of_one_branch_list_a_story_once(article):
    article.categories.add(make_category("News"), make_category("News", "Wire", "Memory"))

    assert titles(article) == [
        "News", "News / Wire", "News / Wire / Chips", "News / Wire / Memory",
    ]  # fmt: skip


@pytest.mark.parametrize("status", [Status.DRAFT, Status.INBOX, Status.ARCHIVED])
def test_a_story_that_is_not_published_is_listed_nowhere_and_comes_back(article, status):
    article.status = status
    article.save()
    assert titles(article) == []
    assert tag_dates(article) == {"steel": None, "glass": None}

    article.status = Status.PUBLISHED
    article.save(update_fields=["status"])
    assert len(titles(article)) == 3
    assert tag_dates(article) == {"steel": NOON, "glass": NOON}


def test_a_new_date_moves_all_rows(article):
    article.published_at = later = NOON + timedelta(days=1)
    article.save()

    assert set(article.entries.values_list("published_at", flat=True)) == {later}
    assert set(tag_dates(article).values()) == {later}


REFILED = {
    "set": lambda story, new: story.categories.set([new]),
    "add and remove": lambda story, new: (
        story.categories.add(new),
        story.categories.remove(make_category("News", "Wire", "Chips")),
    ),
    "clear and add": lambda story, new: (story.categories.clear(), story.categories.add(new)),
    "from the other side": lambda story, new: (
        make_category("News", "Wire", "Chips").articles.remove(story),
        new.articles.add(story),
    ),
}


@pytest.mark.parametrize("refile", REFILED.values(), ids=REFILED)
def test_other_categories_list_the_story_elsewhere(article, refile):
    refile(article, make_category("Science", "Labs"))

    assert titles(article) == ["Science", "Science / Labs"]


def test_clearing_lists_the_story_nowhere(article):
    article.categories.clear()

    assert titles(article) == []


def test_clearing_a_category_takes_its_stories_off_the_lists_above(article):
    make_category("News", "Wire", "Chips").articles.clear()

    assert titles(article) == []


@pytest.mark.parametrize("in_bulk", [True, False])
def test_deleting_a_category_takes_its_stories_off_the_lists_above(article, in_bulk):
    chips = Category.objects.filter(pk=make_category("News", "Wire", "Chips").pk)
    if in_bulk:
        chips.delete()
    else:
        chips.get().delete()

    assert titles(article) == []
    assert Article.objects.filter(pk=article.pk).exists()


def test_a_deleted_story_leaves_no_rows(article):
    article.delete()

    assert not CategoryEntry.objects.exists()
    assert not Tagging.objects.exists()


def test_a_tag_added_to_a_stored_story_is_dated_by_a_refresh(article):
    article.tags.add("copper")
    refresh_listings([article.pk])

    assert tag_dates(article)["copper"] == NOON


def test_a_bulk_change_is_listed_after_a_refresh_and_costs_few_queries(
    article, django_assert_max_num_queries
):
    others = [make_article(categories=(make_category("Science"),)) for _ in range(9)]
    stories = Article.objects.filter(pk__in=[article.pk, *(other.pk for other in others)])
    stories.update(status=Status.DRAFT)

    with django_assert_max_num_queries(14):
        refresh_listings(stories.values_list("pk", flat=True))
    assert not CategoryEntry.objects.exists()

    stories.update(status=Status.PUBLISHED)
    with django_assert_max_num_queries(14):
        refresh_listings([story.pk for story in stories] * 2)
    assert CategoryEntry.objects.count() == 3 + 9


def test_a_refresh_of_many_goes_in_chunks(monkeypatch):
    monkeypatch.setattr("articles.models.listing.CHUNK", 2)
    stories = [make_article(categories=(make_category("News"),)) for _ in range(5)]
    CategoryEntry.objects.all().delete()

    refresh_listings(story.pk for story in stories)

    assert CategoryEntry.objects.count() == 5


def test_a_category_moved_while_its_stories_are_waited_for_is_where_it_lies_now(
    article, monkeypatch
):
    refresh = listing._refresh_chunk

    def late(*chunk) -> None:
        Category.objects.filter(title="News / Wire").update(parent=None)
        refresh(*chunk)

    monkeypatch.setattr(listing, "_refresh_chunk", late)
    refresh_listings([article.pk])

    assert titles(article) == ["News / Wire", "News / Wire / Chips"]


def test_a_refresh_of_nothing_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        refresh_listings([])


def test_a_refresh_twice_gives_the_same_rows(article):
    rows = set(CategoryEntry.objects.values_list("category", "article", "published_at"))
    refresh_listings([article.pk])

    assert set(CategoryEntry.objects.values_list("category", "article", "published_at")) == rows
    assert str(article.entries.first())
    assert str(Tagging.objects.first())
