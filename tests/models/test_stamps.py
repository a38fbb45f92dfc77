"""Stamps: what a change touches, and when it is told."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Correction, Stamp, stamps, touch_all, touch_stories
from articles.models.stamps import ALL, ANY, LATEST, stamp_of, touch
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db(transaction=True)


def told() -> dict[str, int]:
    return dict(Stamp.objects.values_list("name", "value"))


def touched(change) -> set[str]:
    """The names that a change touches."""
    before = told()
    change()
    after = told()
    return {name for name in after if after[name] != before.get(name)} - {ANY}


class TestTelling:
    def test_waits_until_the_change_is_stored(self):
        with transaction.atomic():
            touch(["7"])
            assert told() == {}

        assert told().keys() == {ANY, "7"}

    def test_does_not_happen_where_the_change_was_taken_back(self):
        with transaction.atomic():
            touch(["7"])
            transaction.set_rollback(True)

        with transaction.atomic():
            touch(["8"])
            with transaction.atomic():
                touch(["9"])
                transaction.set_rollback(True)

        assert told().keys() == {ANY, "8"}

    def test_is_one_statement_for_all_of_a_transaction(self):
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            for number in range(5):
                touch([str(number)])

        assert len([query for query in queries if "INSERT" in query["sql"]]) == 1
        assert len(told()) == 6

    def test_gives_each_time_another_value(self):
        values = set()
        for _time in range(3):
            touch(["7"])
            values.add((told()["7"], told()[ANY]))

        assert len({value for pair in values for value in pair}) == 6

    def test_of_too_much_is_of_everything(self):
        touch(map(str, range(stamps.MOST + 1)))

        assert told().keys() == {ANY, ALL}

    def test_that_fails_is_no_failure_of_the_change(self, monkeypatch, caplog):
        def fail(*args, **kwargs):
            raise DatabaseError("database is locked")

        monkeypatch.setattr(stamps.Stamp.objects, "bulk_create", fail)

        story = make_article()

        assert story.pk
        assert "database is locked" in caplog.text


def test_a_story_touches_itself_and_the_lists_that_it_stands_in():
    top, below = make_category("News"), make_category("News", "Chips")
    story = make_article(categories=(below,), tags=("arm",))

    assert touched(lambda: touch_stories([story.pk])) == {
        LATEST,
        stamp_of("article", story.pk),
        stamp_of("source", story.source_id),
        stamp_of("category", top.pk),
        stamp_of("category", below.pk),
        stamp_of("tag", story.tags.get().pk),
    }


def test_a_moved_story_touches_what_it_leaves_and_what_it_enters():
    old, new = make_source("Old Wire"), make_source("New Wire")
    left, entered = make_category("Left"), make_category("Entered")
    story = make_article(source=old, categories=(left,), tags=("arm",))
    gone = story.tags.get()

    def move():
        story.source = new
        story.save()
        story.categories.set([entered])
        story.tags.set(["x86"])

    places = {stamp_of("source", it.pk) for it in (old, new)}
    places |= {stamp_of("category", it.pk) for it in (left, entered)}
    places |= {stamp_of("tag", it.pk) for it in (gone, story.tags.get())}
    assert touched(move) >= places


def test_of_many_stories_nobody_reads_where_they_stand():
    with CaptureQueriesContext(connection) as queries:
        assert touched(lambda: touch_stories(range(1, 1000))) == {ALL}

    assert not [query for query in queries if "articles_article" in query["sql"]]


def test_nothing_touches_nothing():
    assert touched(lambda: touch_stories([])) == set()


@pytest.mark.parametrize("change", ["save", "delete"])
@pytest.mark.parametrize("place", ["source", "category", "tag"])
def test_what_stories_are_filed_under_touches_everything(place, change):
    story = make_article(categories=(make_category("News"),), tags=("arm",))
    places = {
        "source": make_source("Another Wire"),
        "category": story.categories.get(),
        "tag": story.tags.get(),
    }

    assert ALL in touched(getattr(places[place], change))


def test_a_new_place_to_file_under_touches_only_lists():
    assert touched(lambda: make_category("News")) == {LATEST}
    assert touched(lambda: make_source("Wire")) == {LATEST}


def test_a_correction_touches_its_story():
    story = make_article()
    note = Correction(article=story, text="It was Tuesday.")

    assert stamp_of("article", story.pk) in touched(note.save)
    assert stamp_of("article", story.pk) in touched(note.delete)


def test_everything_is_one_stamp():
    assert touched(touch_all) == {ALL}
