"""Saves and list actions that come too late: for a story that is gone, closed, or changed."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.admin.together import lists
from articles.admin.together.merging import MergingForm
from articles.models import Article, Status, Tombstone
from articles.provenance.merging import merge
from tests.admin.helpers import LIST, change_url, form_of, make_sighting, messages_of, save
from tests.admin.together.conftest import BODY
from tests.factories import make_article

pytestmark = pytest.mark.django_db

MINE = {"title": "Ann's", "body": BODY + "<p>Ann's six.</p>"}


def hidden_in(client: Client, url: str = LIST) -> str:
    return form_of(client, url, "changelist-form")["shown"][0]


def act(client: Client, action: str, stories, **more):
    data = {"action": action, "_selected_action": [each.pk for each in stories]} | more
    return client.post(LIST, data, follow=True)


def test_of_a_deleted_story_all_that_was_typed_is_kept_and_can_be_a_new_one(ann, ben, story, url):
    from django.contrib.auth.models import User

    make_sighting(story)
    opened = form_of(ann, url) | MINE | {"_comment": "Look at this"}
    Tombstone.bury(story, User.objects.get(username="ben"))
    story.delete()

    response = ann.post(url, opened)

    html = response.content.decode()
    assert response.status_code == 410
    for words in (
        "was deleted while",
        "Ann&#x27;s six.",
        "Look at this",
        "ben",
        "Make a new draft",
    ):
        assert words in html, words
    hidden: dict[str, list[str]] = {}
    for name, value in response.context["hidden"]:
        hidden.setdefault(name, []).append(value)
    made = ann.post("/admin/articles/article/add/", opened | hidden)
    assert made.status_code == 302
    new = Article.objects.get()
    assert (new.title, new.body, new.status) == ("Ann's", MINE["body"], Status.DRAFT)


def test_of_a_merged_story_the_page_says_where_it_went(ann, story, url):
    winner = make_article("The winner")
    opened = form_of(ann, url) | MINE
    merge(story, winner, None)

    html = ann.post(url, opened).content.decode()

    assert f'<a href="{change_url(winner)}">The winner</a>' in html
    assert "Ann&#x27;s six." in html


def test_a_story_that_was_closed_meanwhile_keeps_what_was_typed(staff, ben, story, url):
    Article.objects.update(status="draft")
    writer = staff("view_article", "change_article")
    opened = form_of(writer, url) | MINE
    save(ben, story, status="approved")

    response = writer.post(url, opened)

    assert response.status_code == 409
    assert "Ann&#x27;s six." in response.content.decode()
    assert Article.objects.get().title == "A title"
    assert staff_less(url) == 302


def test_a_story_that_is_published_while_the_form_is_checked_is_closed(
    staff, story, url, monkeypatch
):
    Article.objects.update(status="draft")
    writer = staff("view_article", "change_article")
    opened = form_of(writer, url) | MINE
    lock = MergingForm.lock

    def publish_and_lock(form):
        Article.objects.update(status="published")
        lock(form)

    monkeypatch.setattr(MergingForm, "lock", publish_and_lock)
    response = writer.post(url, opened)

    assert response.status_code == 409
    assert "Ann&#x27;s six." in response.content.decode()
    assert Article.objects.get().title == "A title"


def staff_less(url: str) -> int:
    return Client().post(url, MINE).status_code


def test_a_list_action_leaves_alone_what_others_have_changed_and_names_it(ann, ben, story):
    other = make_article("Other")
    shown = hidden_in(ann)
    save(ben, story, title="Ben's")

    response = act(ann, "archive", [story, other], shown=shown)

    assert "“Ben's”" in messages_of(response)
    assert set(Article.objects.values_list("title", "status")) == {
        ("Ben's", "published"),
        ("Other", "archived"),
    }


def test_of_nothing_but_changed_stories_nothing_happens(ann, ben, story):
    shown = hidden_in(ann)
    save(ben, story, title="Ben's")

    act(ann, "archive", [story], shown=shown)

    assert Article.objects.get().status == Status.PUBLISHED


def test_ones_own_changes_and_a_double_click_are_no_surprise(ann, story):
    shown = hidden_in(ann)
    save(ann, story, title="Ann's")

    for _ in range(2):
        act(ann, "archive", [story], shown=shown)

    assert Article.objects.get().status == Status.ARCHIVED


@pytest.mark.parametrize("shown", ["", "forged", "e30:1abc:xyz"])
def test_a_list_that_does_not_say_when_it_was_shown_acts_as_ever(ann, story, shown):
    assert lists.moment_in(shown) is None

    act(ann, "archive", [story], shown=shown)

    assert Article.objects.get().status == Status.ARCHIVED


def test_the_question_before_a_deletion_carries_the_moment_along(ann, ben, story):
    other = make_article("Other")
    shown = hidden_in(ann)
    html = act(ann, "delete_selected", [story, other], shown=shown).content.decode()
    assert "Delete these 2 stories?" in html
    assert f'name="shown" value="{shown}"' in html
    save(ben, story, title="Ben's")

    act(ann, "delete_selected", [story, other], shown=shown, post="yes")

    assert [each.title for each in Article.objects.all()] == ["Ben's"]


def test_a_decision_about_a_field_that_others_have_changed_since_is_refused(ann, ben, story):
    conflict = story.conflicts.create(field="title", ours="A title", theirs="Their title")
    queue = reverse("admin:articles_conflict_changelist")
    shown = hidden_in(ann, queue)
    assert f'name="shown" value="{shown[:20]}' in ann.get(change_url(conflict)).content.decode()
    save(ben, story, title="Ben's")
    address = reverse("admin:articles_conflict_decide", args=[conflict.pk])

    refused = ann.post(address, {"choice": "theirs", "shown": shown}, follow=True)
    assert "since you saw it" in messages_of(refused)
    assert Article.objects.get().title == "Ben's"
    ann.post(address, {"choice": "theirs", "shown": hidden_in(ann, queue)})

    assert Article.objects.get().title == "Their title"
