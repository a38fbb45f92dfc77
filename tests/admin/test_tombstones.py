"""Tombstones: seen by those who may, and let come back by those who may, with a line in the log."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles.admin import tombstones
from articles.models import Sighting, Tombstone
from tests.admin.helpers import HOSTILE, change_url, make_sighting, messages_of
from tests.admin.test_lists import assert_bounded, statements
from tests.admin.test_site import assert_harmless
from tests.factories import make_article

pytestmark = pytest.mark.django_db

GRAVES = reverse("admin:articles_tombstone_changelist")


def bury(title: str = "Doomed", **fields) -> Tombstone:
    story = make_article(title, **fields)
    make_sighting(story)
    story.delete()
    return Tombstone.objects.first()


def ask(*graves: Tombstone, **data) -> dict:
    return {"action": "let_come_back", "_selected_action": [each.pk for each in graves]} | data


def test_a_story_comes_back_after_a_question(desk):
    grave = bury()

    page = desk.post(GRAVES, ask(grave))
    assert "Doomed" in page.content.decode()
    assert "The next import that meets one of their files" in page.content.decode()
    assert Tombstone.objects.exists()
    response = desk.post(GRAVES, ask(grave, post="yes"), follow=True)

    assert "“Doomed” will come back with the next import" in messages_of(response)
    assert not Tombstone.objects.exists()
    sighting = Sighting.objects.get()
    assert (sighting.tombstone, sighting.article) == (None, None)


def test_the_log_says_who_let_what_come_back_and_when(desk):
    grave = bury()
    number = grave.article_number

    desk.post(GRAVES, ask(grave, post="yes"))

    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_repr) == ("chief", "Doomed")
    assert entry.get_change_message() == f"Let the story come back (#{number}, deleted)."
    assert entry.content_type.model == "tombstone"
    assert entry.action_time is not None


def test_it_takes_a_permission_of_its_own(staff):
    grave = bury()
    viewer = staff("view_tombstone", "change_tombstone", "delete_tombstone", "change_article")

    assert "Let it come back" not in viewer.get(GRAVES).content.decode()
    assert "Let it come back" not in viewer.get(change_url(grave)).content.decode()
    viewer.post(GRAVES, ask(grave, post="yes"))

    assert Tombstone.objects.exists()
    assert not LogEntry.objects.exists()


def test_who_has_it_may(staff):
    grave = bury()
    allowed = staff("view_tombstone", "forget_tombstone")
    assert "Let it come back" in allowed.get(change_url(grave)).content.decode()

    allowed.post(GRAVES, ask(grave, post="yes"))

    assert not Tombstone.objects.exists()
    assert LogEntry.objects.get().user.username == "colleague"


def test_nobody_adds_changes_or_deletes_one(desk):
    grave = bury()

    assert desk.get(reverse("admin:articles_tombstone_add")).status_code == 403
    assert desk.post(change_url(grave), {"title": "Other"}).status_code == 403
    assert desk.post(change_url(grave, "delete"), {"post": "yes"}).status_code == 403


def test_the_page_of_one_names_its_files_and_where_they_went(desk):
    winner, loser = make_article("Winner"), make_article("Loser")
    sighting = make_sighting(loser, path="a/b.md")
    grave = Tombstone.bury(loser, into=winner)

    html = desk.get(change_url(grave)).content.decode()

    assert "a/b.md" in html
    assert change_url(sighting) in html
    assert change_url(winner) in html
    question = desk.post(GRAVES, ask(grave)).content.decode()
    assert "Stories that were merged come back beside" in question


def test_several_come_back_at_once_but_not_too_many(desk, monkeypatch):
    graves = [bury(f"Story {number}") for number in range(3)]
    monkeypatch.setattr(tombstones, "DELETE_LIMIT", 2)

    response = desk.post(GRAVES, ask(*graves, post="yes"), follow=True)
    assert "At most 2 can come back at once" in messages_of(response)
    assert Tombstone.objects.count() == 3
    desk.post(GRAVES, ask(*graves[:2], post="yes"))

    assert Tombstone.objects.get() == graves[2]
    assert LogEntry.objects.count() == 2


def test_stories_are_found_by_words_of_their_title(desk):
    one = bury("Chips are down")
    bury("Wafers are up")

    response = desk.get(GRAVES, {"q": "down chips"})

    assert list(response.context["cl"].result_list) == [one]


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_takes_the_same_queries_at_any_size(desk, rows):
    for _ in range(rows):
        bury()

    sql = statements(desk, GRAVES)

    assert len(sql) == 4, "\n".join(sql)  # session, user, number, rows
    assert_bounded(sql)


def test_strangers_texts_are_escaped(desk):
    grave = bury(HOSTILE)

    for page in (GRAVES, change_url(grave)):
        assert_harmless(desk.get(page).content.decode())
    assert_harmless(desk.post(GRAVES, ask(grave)).content.decode())
    assert_harmless(desk.post(GRAVES, ask(grave, post="yes"), follow=True).content.decode())
