"""The actions of the article list: who changes, who does not and why, and what readers then see."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from articles.admin import base, paging
from articles.models import Article, CategoryEntry, Status
from tests.admin.helpers import LIST, messages_of
from tests.admin.test_lists import assert_bounded
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db


def run(client, action: str, *articles, **more):
    data = {"action": action, "_selected_action": [article.pk for article in articles]}
    response = client.post(LIST, data | more, follow=True)
    for article in articles:
        article.refresh_from_db()
    return response


def test_publishing_lists_the_stories_and_logs_who_did_it(desk):
    category = make_category("News", "Chips")
    story = make_article(status=Status.INBOX, categories=(category,), tags=("arm",))
    modified = story.modified_at

    response = run(desk, "publish", story)

    assert story.status == Status.PUBLISHED
    assert "1 story is “published” now." in messages_of(response)
    assert CategoryEntry.objects.filter(article=story).count() == 2
    assert story.taggings.get().published_at == story.published_at
    assert story.modified_at > modified
    assert LogEntry.objects.get().object_id == str(story.pk)


def test_a_story_without_a_date_is_not_published_and_is_named(desk):
    dated = make_article(status=Status.INBOX)
    undated = [make_article(f"Undated {n}", status="inbox", published_at=None) for n in range(7)]

    response = run(desk, "publish", dated, *undated)

    assert dated.status == Status.PUBLISHED
    assert {story.status for story in undated} == {Status.INBOX}
    text = messages_of(response)
    assert "7 stories were not published, because they have no date: “Undated " in text
    assert "and 2 more" in text


def test_one_story_without_a_date_is_named_in_full(desk):
    story = make_article("<b>Bold</b>", status=Status.DRAFT, published_at=None)

    html = run(desk, "publish", story).content.decode()

    assert "because it has no date: “&lt;b&gt;Bold&lt;/b&gt;”." in html


def test_publishing_says_which_stories_stay_invisible(desk):
    embargo = make_article(status="draft", publish_at=timezone.now() + timedelta(days=1))
    unseen = make_article(status="draft", source=make_source("Hidden", is_public=False))
    plain = make_article(status="draft")

    assert "2 of them are not visible now" in messages_of(run(desk, "publish", embargo, unseen))
    assert "not visible" not in messages_of(run(desk, "publish", plain))


@pytest.mark.parametrize(("action", "status"), [("to_inbox", "inbox"), ("archive", "archived")])
def test_taking_stories_off_the_site_unlists_them(desk, action, status):
    story = make_article(categories=(make_category("News"),), tags=("arm",))
    untouched = make_article(categories=(make_category("News"),))

    response = run(desk, action, story)

    assert story.status == status
    assert f"1 story is “{status}” now." in messages_of(response)
    assert list(CategoryEntry.objects.values_list("article", flat=True)) == [untouched.pk]
    assert story.taggings.get().published_at is None


@pytest.mark.parametrize("action", ["publish", "to_inbox", "archive"])
def test_an_action_that_changes_nothing_says_so(desk, action):
    status = {"publish": "published", "to_inbox": "inbox", "archive": "archived"}[action]
    story = make_article(status=status)

    assert "No story changed" in messages_of(run(desk, action, story))
    assert not LogEntry.objects.exists()


def test_all_pages_means_what_the_list_counts(desk, monkeypatch, django_assert_max_num_queries):
    for module in (base, paging):
        monkeypatch.setattr(module, "COUNT_LIMIT", 3)
    stories = [make_article(status="inbox") for _ in range(5)]

    with django_assert_max_num_queries(45) as queries:
        run(desk, "publish", stories[0], select_across="1")

    published = Article.objects.filter(status="published").order_by("pk")
    assert list(published) == stories[2:]
    assert_bounded([query["sql"] for query in queries])


def test_an_action_with_a_search_changes_only_what_was_found(desk):
    found, other = make_article("Chips", status="inbox"), make_article("Cars", status="inbox")
    data = {"action": "publish", "select_across": "1", "_selected_action": [found.pk]}

    desk.post(LIST + "?q=chips", data)

    other.refresh_from_db()
    assert other.status == Status.INBOX
    assert Article.objects.get(status="published") == found


def test_who_may_not_change_articles_cannot_run_actions(staff):
    story = make_article(status="inbox")

    run(staff("view_article"), "publish", story)

    assert story.status == Status.INBOX


def test_more_stories_than_a_request_bears_are_done_in_the_background(
    desk, django_assert_max_num_queries
):
    source = make_source()
    now = timezone.now()
    Article.objects.bulk_create(
        Article(title=f"T {n}", source=source, published_at=now, status="inbox")
        for n in range(1200)
    )
    data = {"action": "publish", "select_across": "1", "_selected_action": ["1"]}

    with django_assert_max_num_queries(80):
        asked = desk.post(LIST, data)

    assert asked["Location"] == f"{LIST}bulk/?do=move&move=published"
    assert not Article.objects.filter(status="published").exists()
