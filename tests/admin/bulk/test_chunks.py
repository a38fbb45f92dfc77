"""Which stories a job is about, which it leaves alone, and how it goes on when broken off."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from articles.admin.bulk import chosen, kinds
from articles.models import Article, Beat, JobStory, Revision, Status
from tests.admin.bulk.doing import begin, chief, counts, do, finish, quick, reasons, undo
from tests.factories import make_article, make_articles, make_category, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]
__all__ = ["chief", "quick"]


@pytest.fixture
def colleague(django_user_model):
    """Who may change stories, and approves none."""
    user = django_user_model.objects.create_user("ann", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="change_article"))
    return user


def tagged() -> set[int]:
    return set(Article.objects.filter(tags__name="chips").values_list("pk", flat=True))


class TestChosen:
    def test_the_set_is_the_list_by_its_filters_at_the_beginning(self, chief):
        inside = [make_article(status=Status.DRAFT) for _ in range(5)]
        make_article(status=Status.INBOX)

        job = begin(chief, "add_tags", ["chips"], "status__exact=draft", newest=inside[-1].pk)
        make_article(status=Status.DRAFT)  # came later than anybody saw

        assert counts(finish(job)) == (5, 0, 0)
        assert tagged() == {story.pk for story in inside}

    def test_a_search_chooses_what_it_finds(self, chief):
        found = make_article("Chips are up", body="<p>They rose.</p>")
        make_article("Cars")

        do(chief, "add_tags", ["chips"], "q=chips")

        assert tagged() == {found.pk}

    def test_ticked_stories_are_chosen_by_number(self, chief):
        one, _other = make_article(), make_article()

        job = do(chief, "add_tags", ["chips"], ids=[one.pk, 4711])

        assert counts(job) == (1, 0, 0)
        assert tagged() == {one.pk}

    def test_a_move_does_not_shrink_the_set_under_its_feet(self, chief):
        stories = [make_article(status=Status.DRAFT) for _ in range(5)]

        job = do(chief, "move", "inbox", "status__exact=draft")

        assert counts(job) == (len(stories), 0, 0)

    def test_too_many_are_refused_before_any_is_changed(self, chief, monkeypatch):
        monkeypatch.setattr(chosen, "MOST", 2)
        for _ in range(3):
            make_article()

        job = do(chief, "add_tags", ["chips"])

        assert (job.state, "more than 2 stories" in job.error) == ("failed", True)
        assert not JobStory.objects.exists()


class TestLeftAlone:
    def test_what_others_changed_since_the_list_was_seen(self, chief, colleague):
        mine, theirs, imported, older = (make_article() for _ in range(4))
        before = timezone.now() - timedelta(minutes=1)
        for story, user in ((mine, chief), (theirs, colleague), (imported, None), (older, None)):
            Revision.objects.create(article=story, kind="edit", user=user, before={"title": "x"})
        Revision.objects.filter(article=older).update(made_at=before - timedelta(hours=1))

        job = do(chief, "add_tags", ["chips"], seen=before.isoformat())

        assert counts(job) == (2, 0, 2)
        assert set(reasons(job)) == {theirs.pk, imported.pk}
        assert job.result["reasons"] == {"It has changed since you saw it.": 2}

    def test_what_the_person_may_not_change_where_it_stands(self, colleague):
        draft, approved = make_article(status="draft"), make_article(status="approved")

        job = do(colleague, "add_tags", ["chips"])

        assert counts(job) == (1, 0, 1)
        assert tagged() == {draft.pk}
        assert "only those who may approve" in reasons(job)[approved.pk]

    def test_what_is_gone_or_of_another_beat(self, colleague):
        own, other = (
            make_article(status="draft"),
            make_article(status="draft", source=make_source("B")),
        )
        gone = make_article(status="draft")
        job = begin(colleague, "add_tags", ["chips"], ids=[own.pk, other.pk, gone.pk])
        chosen.write_down(job)
        job.position = {"value": kinds.resolved("add_tags", ["chips"])}
        job.total = 3
        job.save()
        Beat.objects.create(user=colleague, source=own.source)
        number = gone.pk
        gone.delete()

        assert counts(finish(job)) == (1, 0, 2)
        assert set(reasons(job)) == {other.pk, number}

    def test_what_he_would_not_see_again(self, colleague):
        chips, cars = make_category("Chips"), make_category("Cars")
        story = make_article(status="draft", categories=(chips,))
        Beat.objects.create(user=colleague, category=chips)

        job = do(colleague, "replace_categories", [cars.pk])

        assert reasons(job) == {
            story.pk: "You would not see it again: its categories are none of yours."
        }

    def test_everything_where_who_began_it_is_gone(self, chief):
        make_article()
        job = begin(chief, "add_tags", ["chips"])
        chief.is_active = False
        chief.save()

        assert "is at the desk no more" in finish(job).error
        assert not tagged()


class TestBrokenOff:
    def test_goes_on_with_those_that_are_left_and_counts_nothing_twice(self, chief, monkeypatch):
        stories = [make_article() for _ in range(6)]
        change, calls = kinds.change, []

        def dies(*args):
            calls.append(args)
            if len(calls) == 3:
                raise KeyboardInterrupt  # as a process that is killed: nothing is tidied up
            change(*args)

        monkeypatch.setattr(kinds, "change", dies)
        job = begin(chief, "add_tags", ["chips"])
        with pytest.raises(KeyboardInterrupt):
            finish(job)
        job.refresh_from_db()
        assert (job.state, job.done, len(tagged())) == ("running", 4, 4)

        assert counts(finish(job)) == (6, 0, 0)
        assert tagged() == {story.pk for story in stories}
        assert Revision.objects.count() == 6

    def test_a_job_that_was_stopped_is_taken_back_as_far_as_it_came(self, chief, monkeypatch):
        for _ in range(6):
            make_article()
        change = kinds.change

        def stopping(*args):
            change(*args)
            job.is_asked_to_stop = True
            job.save(update_fields=["is_asked_to_stop"])

        monkeypatch.setattr(kinds, "change", stopping)
        job = begin(chief, "add_tags", ["chips"])
        assert finish(job).state == "stopped"
        monkeypatch.setattr(kinds, "change", change)

        assert 0 < len(tagged()) < 6
        assert counts(undo(chief, job))[0] == job.result["changed"]
        assert not tagged()

    def test_without_the_record_of_what_was_changed_nothing_is_taken_back(self, chief):
        job = undo(chief, None)

        assert job.state == "failed"
        assert "nothing can be taken back" in job.error


@pytest.mark.parametrize("deed", [("add_tags", ["a"]), ("move", "draft"), ("language", "ja")])
def test_a_chunk_takes_a_bounded_number_of_queries(
    chief, monkeypatch, deed, django_assert_max_num_queries
):
    monkeypatch.setattr("articles.admin.bulk.doing.CHUNK", 100)
    make_articles([{}] * 30, categories=(make_category("News"),), tags=("arm",))
    job = begin(chief, *deed)

    with django_assert_max_num_queries(90):
        finish(job)
