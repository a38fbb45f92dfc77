"""Comments: said, shown safely, called done, and found by those whom they are for."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from articles.admin.workflow.comments import add, names_in, waiting_for
from articles.models import Beat, Comment
from tests.admin.helpers import HOSTILE, LIST, change_url, messages_of
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


def page(story) -> str:
    return reverse("admin:articles_article_comments", args=[story.pk])


def resolving(comment) -> str:
    return reverse("admin:articles_article_comment", args=[comment.article_id, comment.pk])


def test_a_comment_is_said_and_shown_without_script(person):
    client, story = person("contributor"), make_article()

    response = client.post(page(story), {"text": "First line\nsee https://example.org/?a=1&b=2"})

    assert response["Location"] == page(story)
    html = client.get(page(story)).content.decode()
    assert "First line<br>" in html
    assert 'href="https://example.org/?a=1&amp;b=2" rel="nofollow"' in html
    assert "First line" in client.get(change_url(story)).content.decode()


def test_whatever_is_said_is_text(person):
    client, story = person("contributor"), make_article()

    client.post(page(story), {"text": HOSTILE + " javascript:alert(1) http://a.example/'onx=1"})

    html = client.get(page(story)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert "'onx" not in html


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_nothing_and_too_much_are_refused_in_words(person, text):
    client, story = person("contributor"), make_article()

    response = client.post(page(story), {"text": text})

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not Comment.objects.exists()


def test_the_script_gets_the_thread_alone(person):
    client, story = person("contributor"), make_article()

    html = client.post(
        page(story), {"text": "Hm"}, headers={"X-Requested-With": "fetch"}
    ).content.decode()

    assert html.strip().startswith("<div")
    assert "<html" not in html
    assert "Hm" in html


def test_a_comment_is_done_and_opened_again(person, django_user_model):
    client, story = person("contributor"), make_article()
    comment = add(story, client.user, "Hm")
    assert "1 comment" in client.get(LIST).content.decode()

    client.post(resolving(comment), {"is_done": "1"})
    comment.refresh_from_db()
    assert comment.resolved_by == client.user
    assert "1 comment is done" in client.get(page(story)).content.decode()
    assert "1 comment<" not in client.get(LIST).content.decode()

    client.post(resolving(comment), {"is_done": "0"})
    comment.refresh_from_db()
    assert (comment.resolved_at, comment.resolved_by) == (None, None)
    assert client.get(resolving(comment)).status_code == 405


def test_who_may_only_look_says_nothing(staff):
    client, story = staff("view_article"), make_article()
    comment = add(story, None, "Hm")

    assert client.get(page(story)).status_code == 200
    assert client.post(page(story), {"text": "x"}).status_code == 403
    assert client.post(resolving(comment), {"is_done": "1"}).status_code == 403


def test_a_comment_of_another_story_is_not_found(person):
    client = person("contributor")
    comment, other = add(make_article(), None, "Hm"), make_article()
    address = reverse("admin:articles_article_comment", args=[other.pk, comment.pk])

    assert client.post(address, {"is_done": "1"}).status_code == 404


NAMED = {
    "@ann, look": ["ann,"],
    "Ask @ann.": ["ann"],
    "mail ann@example.org": [],
    "@ann.lee and @b-c": ["ann.lee", "b-c"],
    "(@ann)": ["ann"],
    "你好 @小王 看": ["小王"],
}


@pytest.mark.parametrize("text", NAMED)
def test_names_are_read_as_people_write_them(text):
    assert {name.rstrip(",") for name in NAMED[text]} <= set(names_in(text))
    assert bool(NAMED[text]) == bool(names_in(text))


def test_those_whom_a_comment_names_find_it_and_its_writer_does_not(person):
    ann, bob = person("editor", "ann"), person("contributor", "bob")
    story, his = make_article(), make_article(assigned_to=bob.user)
    named = add(story, bob.user, "See this, @ann. @ann!")
    on_his = add(his, ann.user, "Why?")
    add(his, bob.user, "@bob: note to myself")
    done = add(story, bob.user, "@ann old")
    Comment.objects.filter(pk=done.pk).update(resolved_at=timezone.now())

    front = ann.get(reverse("admin:index")).content.decode()
    assert "See this, @ann" in front
    assert "@ann old" not in front
    assert list(waiting_for(ann.user)) == [named]
    assert list(waiting_for(bob.user)) == [on_his]


def test_a_comment_about_a_story_of_another_beat_is_not_shown_and_the_writer_told(person):
    ann, bob = person("contributor", "ann"), person("contributor", "bob")
    Beat.objects.create(user=ann.user, source=make_source("Hers"))
    story = make_article(source=make_source("Other"))

    response = bob.post(page(story), {"text": "@ann and @nobody"}, follow=True)

    assert not waiting_for(User.objects.get(username="ann")).exists()
    told = messages_of(response)
    assert "@ann does not see this story" in told
    assert "Nobody at the desk is called @nobody." in told
