"""Moves: who may make them, what they write down, and what they refuse."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from articles.admin.workflow.moving import CHUNK, move
from articles.models import Article, Beat, CategoryEntry, Job, Revision, Status
from articles.models.workflow import needed_for
from tests.admin.helpers import LIST, change_url, errors_of, form_of, messages_of, save
from tests.admin.test_actions import run
from tests.factories import make_article, make_articles, make_category, make_source

pytestmark = pytest.mark.django_db


def test_a_move_writes_the_timeline_the_listings_and_the_log(person):
    chief = person("chief").user
    story = make_article(status="review", categories=[make_category("News")])
    job = Job.objects.create(kind="test")

    moved = move([story], Status.PUBLISHED, chief, job=job)

    assert (moved.changed, moved.refused) == ([story.pk], [])
    revision = Revision.objects.get()
    assert revision.before == {"status": "review"}
    assert (revision.user, revision.job) == (chief, job)
    assert CategoryEntry.objects.filter(article=story).exists()
    assert LogEntry.objects.get().user == chief


def test_what_may_not_move_is_refused_with_the_reason_and_the_rest_moves(person):
    editor = person("editor").user
    approved, draft = make_article(status="approved"), make_article(status="draft")
    undated = make_article(status="approved", published_at=None)
    there = make_article()
    gone = Article(pk=10**9)

    moved = move([approved, draft, undated, there, gone], Status.PUBLISHED, editor)

    reasons = dict(moved.refused)
    assert moved.changed == [approved.pk]
    assert "from “draft” to “published”" in reasons.pop(draft.pk)
    assert "no date" in reasons.pop(undated.pk)
    assert "gone" in reasons.pop(gone.pk)
    assert reasons == {}


def test_what_has_changed_since_it_was_seen_stays(person):
    chief = person("chief").user
    story, other = make_article(status="inbox"), make_article(status="inbox")
    seen = other.modified_at.isoformat() + " [] []"
    story.save()

    moved = move([story, other], Status.DRAFT, chief, seen=seen)

    assert moved.changed == [other.pk]
    assert "changed since" in dict(moved.refused)[story.pk]


def test_a_story_of_another_beat_cannot_be_moved(person):
    user = person("chief").user
    Beat.objects.create(user=user, source=make_source("His"))
    story = make_article(status="inbox", source=make_source("Other"))

    moved = move([story], Status.DRAFT, user)

    assert moved.changed == []
    assert moved.refused[0][0] == story.pk


def test_many_move_in_a_bounded_number_of_queries(person, django_assert_max_num_queries):
    chief = person("chief").user
    stories = make_articles([{"status": "inbox"}] * (CHUNK + 2))

    with django_assert_max_num_queries(50):
        moved = move(stories, Status.DRAFT, chief)

    assert len(moved.changed) == len(stories)


def test_to_stay_is_always_allowed_to_whoever_may_change_it():
    for status in Status:
        assert needed_for(status, status) <= needed_for(status, Status.PUBLISHED)


# The list ---------------------------------------------------------------------------------------


def actions_of(client) -> set[str]:
    return set(dict(client.get(LIST).context["action_form"].fields["action"].choices))


def test_a_list_offers_the_moves_that_somebody_may_make(person):
    make_article()
    contributor, chief = actions_of(person("contributor")), actions_of(person("chief"))

    assert {"to_inbox", "to_draft", "to_review", "take", "assign_to"} <= contributor
    assert not {"approve", "publish", "archive", "delete_selected"} & contributor
    assert {"approve", "publish", "archive", "delete_selected"} <= chief


def test_an_action_names_what_may_not_follow(person):
    draft, approved = make_article("Too early", status="draft"), make_article(status="approved")

    told = messages_of(run(person("editor"), "publish", draft, approved))

    assert "1 story is “published” now." in told
    assert "1 story did not move: “Too early”. You may not take it" in told
    assert draft.status == "draft"


def test_a_forged_action_moves_nothing(person):
    story = make_article(status="review")

    run(person("contributor"), "approve", story)

    assert story.status == "review"


# The form ---------------------------------------------------------------------------------------


def steps(client, story) -> list[str]:
    return [button.to for button in client.get(change_url(story)).context["moves"]]


def test_the_form_offers_the_steps_that_he_may_take(person):
    contributor, editor, chief = (person(name) for name in ("contributor", "editor", "chief"))
    draft, review = make_article(status="draft"), make_article(status="review")

    assert steps(contributor, draft) == ["review"]
    assert steps(contributor, review) == ["draft"]
    assert steps(editor, review) == ["approved", "draft", "archived"]
    assert steps(chief, review) == ["approved", "published", "draft", "archived"]


def test_a_step_saves_what_was_typed_and_keeps_the_comment(person):
    contributor, story = person("contributor"), make_article("Old", status="draft")

    response = save(contributor, story, title="New", _move="review", _comment="Please look.")

    assert response.status_code == 302
    assert (story.title, story.status) == ("New", "review")
    assert story.comments.get().text == "Please look."
    assert set(Revision.objects.get().before) == {"title", "status"}


@pytest.mark.parametrize("how", [{"_move": "published"}, {"status": "published"}])
def test_a_forged_step_is_refused_in_words(person, how):
    story = make_article(status="draft")

    response = save(person("editor"), story, **how)

    assert "You may not make this story “published”." in str(errors_of(response)["status"])
    assert story.status == "draft"


def test_a_new_story_is_not_published_by_who_may_not(person):
    from tests.admin.helpers import ADD

    client = person("contributor")
    data = form_of(client, ADD) | {
        "title": "New", "body": "<p>x</p>", "source": make_source().pk, "status": "published",
        "published_at_0": "2026-11-01", "published_at_1": "12:00",
    }  # fmt: skip

    response = client.post(ADD, data)

    assert "status" in errors_of(response)
    assert not Article.objects.exists()


@pytest.mark.parametrize("status", ["approved", "published", "archived"])
def test_a_story_beyond_his_step_opens_to_be_read_and_says_why(person, status):
    client, story = person("contributor"), make_article(status=status)

    html = client.get(change_url(story)).content.decode()
    refused = client.post(change_url(story), {"title": "Mine"})

    assert 'name="title"' not in html
    assert "You can read it and comment on it." in html
    assert refused.status_code in (403, 409)
    story.refresh_from_db()
    assert story.title != "Mine"


def test_the_form_says_in_words_when_readers_see_it(desk):
    now = timezone.now()
    later = now + timezone.timedelta(days=2)
    plain, waiting = make_article(), make_article(publish_at=later)
    draft, hidden = make_article(status="draft"), make_article(source=make_source("H"))
    type(hidden.source).objects.filter(pk=hidden.source_id).update(is_public=False)
    over = make_article(expire_at=now)

    def told(story) -> str:
        return desk.get(change_url(story)).content.decode()

    assert "Readers see it at once, and for good." in told(plain)
    assert f"Readers see it from {later:%Y-%m-%d %H:%M} UTC on, for good." in told(waiting)
    assert "Readers do not see it. Once it is published: Readers see it at once" in told(draft)
    assert "because its source is not shown" in told(hidden)
    assert "its time ended" in told(over)
