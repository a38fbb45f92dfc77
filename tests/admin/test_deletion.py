"""Deleting: what goes, what stays, and what the confirmation says about it."""

import pytest
from django.urls import reverse

from articles.admin import base
from articles.models import Article, Category, CategoryEntry, Sighting, Source
from tests.admin.helpers import LIST, change_url, make_sighting, messages_of
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db


def test_deleting_an_article_keeps_its_sightings(desk):
    story = make_article("Doomed", categories=(make_category("News"),), tags=("arm",))
    sighting = make_sighting(story, raw=b"---\ntitle: Doomed\n---\n", story_key="key")
    url = change_url(story, "delete")

    page = desk.get(url).content.decode()
    assert "original bytes are kept, so that no later import brings the story back" in page
    assert "Article: Doomed" in page
    assert desk.post(url, {"post": "yes"}).status_code == 302

    assert not Article.objects.exists()
    sighting.refresh_from_db()
    assert (sighting.article_id, sighting.refused) == (None, "")
    assert sighting.raw == b"---\ntitle: Doomed\n---\n"


def test_deleting_several_articles_keeps_their_sightings(desk):
    stories = [make_article() for _ in range(3)]
    for story in stories:
        make_sighting(story)
    data = {"action": "delete_selected", "_selected_action": [story.pk for story in stories]}

    page = desk.post(LIST, data)
    assert "brings the story back" in page.content.decode()
    desk.post(LIST, data | {"post": "yes"})

    assert not Article.objects.exists()
    assert Sighting.objects.filter(article=None).count() == 3


def test_too_many_are_not_deleted_at_once(desk, monkeypatch):
    monkeypatch.setattr(base, "DELETE_LIMIT", 2)
    for _ in range(3):
        make_article()
    data = {"action": "delete_selected", "select_across": "1", "_selected_action": ["1"]}

    response = desk.post(LIST, data | {"post": "yes"}, follow=True)

    assert "At most 2 can be deleted at once" in messages_of(response)
    assert Article.objects.count() == 3


def test_who_may_not_delete_does_not(staff):
    story = make_article()
    client = staff("change_article", "view_article")

    assert client.post(change_url(story, "delete"), {"post": "yes"}).status_code == 403
    assert Article.objects.exists()


def test_a_confirmation_walks_through_nothing_that_hangs_on_the_row(
    desk, django_assert_max_num_queries
):
    story = make_article(tags=tuple(f"tag {n}" for n in range(30)))

    with django_assert_max_num_queries(6):
        desk.get(change_url(story, "delete"))


def test_a_source_with_stories_stays(desk):
    story = make_article(source=make_source("Wire"))
    url = change_url(story.source, "delete")

    assert "“Wire” has stories (1)" in desk.get(url).content.decode()
    desk.post(url, {"post": "yes"})
    assert Source.objects.exists()

    story.delete()
    desk.post(url, {"post": "yes"})
    assert not Source.objects.exists()


def test_a_category_with_others_below_it_stays(desk):
    make_category("News", "Chips")
    url = change_url(Category.objects.get(path="news"), "delete")

    assert "“News” has 1 categories below it" in desk.get(url).content.decode()
    desk.post(url, {"post": "yes"})

    assert Category.objects.count() == 2


@pytest.mark.parametrize("way", ["page", "action"])
def test_the_stories_of_a_deleted_category_leave_the_lists_above_it(desk, way):
    category = make_category("News", "Chips")
    story = make_article(categories=(category,))
    assert CategoryEntry.objects.count() == 2

    if way == "page":
        desk.post(change_url(category, "delete"), {"post": "yes"})
    else:
        data = {"action": "delete_selected", "_selected_action": [category.pk], "post": "yes"}
        desk.post(reverse("admin:articles_category_changelist"), data)

    assert Article.objects.get() == story
    assert not CategoryEntry.objects.exists()
