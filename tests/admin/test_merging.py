"""“Merge into one story”: the way there, the question, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.admin import merging
from articles.models import Article, PreviewLink, Revision, Status
from tests.admin.helpers import HOSTILE, LIST, change_url, make_sighting, messages_of
from tests.admin.test_site import assert_harmless
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories():
    return [make_article(f"Story {letter}", tags=(letter,)) for letter in "ABC"]


def choose(client, stories, **data):
    chosen = [story.pk for story in stories]
    return client.post(LIST, {"action": "merge_selected", "_selected_action": chosen} | data)


def test_the_action_asks_which_one_stays(desk, stories):
    response = choose(desk, stories[:2])
    assert response["Location"] == merging.merge_url(story.pk for story in stories[:2])

    html = desk.get(response["Location"]).content.decode()

    for story in stories[:2]:
        assert story.title in html
        assert f'name="winner" value="{story.pk}"' in html
    assert "Story C" not in html
    assert Article.objects.count() == 3


def test_all_the_others_are_merged_into_the_one_that_stays(desk, stories):
    sighting = make_sighting(stories[0])
    url = choose(desk, stories)["Location"]

    response = desk.post(url, {"winner": str(stories[1].pk)}, follow=True)

    article = Article.objects.get()
    sighting.refresh_from_db()
    assert response.redirect_chain[-1][0] == change_url(article)
    assert "The stories are one now" in messages_of(response)
    assert (article, sighting.article) == (stories[1], article)
    assert set(article.tags.names()) == {"A", "B", "C"}
    assert Revision.objects.filter(kind="merge", user__username="chief").count() == 2
    messages = [entry.get_change_message() for entry in LogEntry.objects.all()]
    assert "Story A" in " ".join(messages)
    timeline = desk.get(change_url(article, "history")).content.decode()
    assert "was merged into this one: Story C" in timeline


@pytest.mark.parametrize("number", [1, 3])
def test_two_or_a_few_are_merged(desk, stories, monkeypatch, number):
    monkeypatch.setattr(merging, "STAYING", replace(merging.STAYING, most=2))

    response = choose(desk, stories[:number])

    assert response["Location"] == LIST
    assert "Choose two stories, or up to 2" in messages_of(desk.get(LIST))


@pytest.mark.parametrize("query", ["", "?story=1", "?story=abc&story=" + "9" * 40])
def test_fewer_than_two_are_no_merge(desk, query):
    url = reverse("admin:articles_article_merge")

    response = desk.get(url + query, follow=True)

    assert "does not exist any more" in messages_of(response)


@pytest.mark.parametrize("winner", ["", "0", "abc"])
def test_without_an_answer_the_question_stays(desk, stories, winner):
    response = desk.post(choose(desk, stories)["Location"], {"winner": winner})

    assert response.status_code == 200
    assert Article.objects.count() == 3


def test_stories_of_different_sources_are_not_offered_and_not_merged(desk, stories):
    other = make_article(source=make_source("Another wire"))
    url = choose(desk, [stories[0], other])["Location"]

    assert "come from different sources" in desk.get(url).content.decode()
    response = desk.post(url, {"winner": str(other.pk)}, follow=True)

    assert "come from different sources" in messages_of(response)
    assert Article.objects.count() == 4


def test_of_three_all_are_merged_or_none(desk, stories):
    other = make_article(source=make_source("Another wire"))
    url = merging.merge_url([stories[0].pk, stories[1].pk, other.pk])

    desk.post(url, {"winner": str(stories[0].pk)})

    assert Article.objects.count() == 4
    assert not LogEntry.objects.exists()


def test_the_one_that_readers_see_is_proposed(desk, stories):
    Article.objects.filter(pk=stories[0].pk).update(status=Status.DRAFT)

    html = desk.get(choose(desk, stories[:2])["Location"]).content.decode()

    assert f'value="{stories[1].pk}" checked' in html
    assert "Readers see only some of these stories" in html


def test_the_question_warns_of_private_links_that_end(desk, stories):
    url = merging.merge_url(story.pk for story in stories[:2])
    ends = timezone.now() + timedelta(days=1)
    lane = f"{reverse('admin:articles_article_triage_merge')}?story={{}}&with={{}}"
    lane = lane.format(*(story.pk for story in stories[:2]))
    PreviewLink.objects.create(article=stories[2], expires_at=ends)
    assert not any("private link" in desk.get(page).content.decode() for page in (url, lane))

    PreviewLink.objects.create(article=stories[0], expires_at=ends)

    assert all("private link" in desk.get(page).content.decode() for page in (url, lane))


def test_it_takes_the_permissions_to_change_and_to_delete(staff, stories):
    editor = staff("change_article", "view_article")
    url = merging.merge_url(story.pk for story in stories)

    assert "Merge into one story" not in editor.get(LIST).content.decode()
    assert editor.get(url).status_code == 403
    assert editor.post(url, {"winner": str(stories[0].pk)}).status_code == 403
    assert Article.objects.count() == 3


def test_a_look_alikes_form_leads_to_the_question_from_both_sides(desk, staff, stories):
    first, second, _third = stories
    Article.objects.filter(pk=second.pk).update(possibly_same=first)

    for story, other in ((first, second), (second, first)):
        html = desk.get(change_url(story)).content.decode()
        assert "Possibly the same as" in html
        assert merging.merge_url([story.pk, other.pk]).replace("&", "&amp;") in html
    html = staff("change_article").get(change_url(second)).content.decode()
    assert "Merge into one story" not in html


@pytest.mark.parametrize("number", [2, 10])
def test_the_question_takes_the_same_queries_for_any_number(desk, number):
    stories = [make_article(categories=(make_category("News"),)) for _ in range(number)]

    with CaptureQueriesContext(connection) as queries:
        desk.get(merging.merge_url(story.pk for story in stories))

    # Session, user, stories, their categories, their tags, which are visible, their links.
    assert len(queries) == 7, [each["sql"] for each in queries]


def test_strangers_texts_are_escaped(desk):
    stories = [
        make_article(HOSTILE, summary=HOSTILE, source=make_source(HOSTILE), tags=(HOSTILE,),
                     categories=(make_category(HOSTILE[:200]),))
        for _ in range(2)
    ]  # fmt: skip
    Article.objects.filter(pk=stories[0].pk).update(possibly_same=stories[1])
    url = choose(desk, stories)["Location"]

    assert_harmless(desk.get(url).content.decode())
    assert_harmless(desk.get(change_url(stories[0])).content.decode())
    response = desk.post(url, {"winner": str(stories[0].pk)}, follow=True)
    assert_harmless(response.content.decode())
    assert_harmless(desk.get(change_url(stories[0], "history")).content.decode())
