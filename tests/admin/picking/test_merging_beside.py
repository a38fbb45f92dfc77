"""Categories that are merged while others move, rename and save what the merge is about."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction

from articles.admin.jobs import runner, telling
from articles.admin.picking import category_merging, joining
from articles.models import Article, Category, CategoryEntry, Job
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db
CATEGORIES = category_merging.CATEGORIES


def changed(category: Category, **fields) -> None:
    for name, value in fields.items():
        setattr(category, name, value)
    category.save()


def titles() -> set[str]:
    return set(Category.objects.values_list("title", flat=True))


@pytest.fixture
def begin(monkeypatch):
    """Merge beside the server; the deed is done after the first child has moved."""
    monkeypatch.setattr(joining, "WHILE_WAITING", 0)

    def begin(loser: Category, winner: Category, deed) -> Job:
        make_article("Story", categories=(loser,))
        go_ahead = category_merging.CategoryJoining.go_ahead

        def late(self, *pair):
            steps = go_ahead(self, *pair)
            yield next(steps)
            deed()
            yield from steps

        monkeypatch.setattr(category_merging.CategoryJoining, "go_ahead", late)
        CATEGORIES.merge([loser], winner, User.objects.create_superuser("boss"))
        runner.work(threading.Event())
        return Job.objects.get()

    return begin


def test_a_winner_that_is_moved_below_the_loser_ends_the_merge(begin):
    loser, winner = make_category("A"), make_category("W")
    make_category("A", "1")
    second = make_category("A", "2")

    job = begin(loser, winner, lambda: changed(winner, parent=second))

    assert (job.state, "lies below" in job.error) == ("failed", True)
    assert titles() == {"A", "A / 2", "A / 2 / W", "A / 2 / W / 1"}


def test_what_is_renamed_during_the_merge_keeps_its_new_name(begin):
    loser, winner = make_category("A"), make_category("W")
    make_category("A", "1")
    second = make_category("A", "2")

    def rename() -> None:
        changed(Category.objects.get(pk=winner.pk), name="Z", slug="z")
        changed(second, name="Two", slug="two")

    job = begin(loser, winner, rename)

    assert job.state == "done"
    assert titles() == {"Z", "Z / 1", "Z / Two"}
    assert set(Category.objects.values_list("path", flat=True)) == {"z", "z/1", "z/two"}


def test_the_last_step_asks_again_whether_they_can_be_one(desk, monkeypatch):
    upper, lower = make_category("A"), make_category("A", "B")
    url = category_merging.PAGE.staying.url([upper.pk, lower.pk])
    # As if it had been moved there since this was asked.
    monkeypatch.setattr(category_merging.CategoryJoining, "refusal", lambda *rows: "")

    page = desk.post(url, {"winner": str(lower.pk)}).content.decode()

    assert "lies below" in page
    assert titles() == {"A", "A / B"}


def test_a_circle_in_the_tree_holds_nobody_for_ever():
    upper, lower = make_category("A"), make_category("A", "B")
    Category.objects.filter(pk=upper.pk).update(parent=lower)

    assert upper.below() == [lower]


def test_many_categories_below_are_merged_beside_the_server_with_pauses(monkeypatch):
    loser, winner = make_category("A"), make_category("W")
    make_category("A", "1"), make_category("A", "2", "3")
    monkeypatch.setattr(joining, "MOST_BELOW", 2)
    pauses = []
    monkeypatch.setattr(telling.time, "sleep", pauses.append)

    job = CATEGORIES.merge([loser], winner, User.objects.create_superuser("boss"))

    assert job is not None
    category_merging.merge_beside(job, lambda done: None)
    assert titles() == {"W", "W / 1", "W / 2", "W / 2 / 3"}
    assert pauses == [telling.PAUSE] * 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_story_s_save_beside_a_merge_is_not_lost():
    """Whoever saves it holds the story, and wants its category at the end."""
    loser, winner = make_category("A"), make_category("W")
    story = make_article("Story", categories=(loser,))
    holding, lost = threading.Event(), []

    def merge() -> None:
        holding.wait(10)
        CATEGORIES.merge([loser], winner, None)
        connection.close()

    merging = threading.Thread(target=merge)
    merging.start()
    try:
        with transaction.atomic():
            Article.objects.select_for_update().get(pk=story.pk)
            holding.set()
            merging.join(0.3)  # it waits for us
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
            Category.objects.select_for_update(no_key=True).get(pk=loser.pk)
            story.title = "Saved"
            story.save()
    except OperationalError as error:
        lost.append(error)
    merging.join()

    assert (lost, Article.objects.get().title) == ([], "Saved")
    assert set(CategoryEntry.objects.values_list("category", flat=True)) == {winner.pk}
