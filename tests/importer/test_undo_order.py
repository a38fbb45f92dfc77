"""Imports that built on each other are undone from the newest to the oldest."""

import pytest

from articles.importer import undo
from articles.importer.undo import BuiltOnError
from articles.models import Article, ImportBatch, Sighting
from tests.importer.corpus import Folder, html, sentences, tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def refused(batch: int) -> str:
    """The sentence; the rehearsal says the same, and neither changes anything."""
    stored = tables()
    said = []
    for dry_run in (True, False):
        with pytest.raises(BuiltOnError) as error:
            undo.undo(batch, dry_run=dry_run)
        said.append(str(error.value))
    assert tables() == stored
    assert said[0] == said[1]
    return said[0]


@pytest.fixture
def three(folder, tmp_path) -> list[int]:
    """A story, a further file of it in another root, and a new version of the first file."""
    folder.write("a.md")
    batches = [folder.run().batch]
    other = Folder(tmp_path, "other")
    other.write("copy.md", filed=("Elsewhere",))
    batches.append(other.run().batch)
    folder.write("a.md", title="A louder launch")
    batches.append(folder.run().batch)
    assert Article.objects.count() == 1
    return batches


def test_the_later_ones_are_named_the_newest_first(three, monkeypatch):
    first, second, third = three

    assert refused(first) == (
        f"Later imports have built on stories of import {first}. Undo these first, in this"
        f" order: #{third} news, #{second} other."
    )
    monkeypatch.setattr(undo, "MOST_NAMED", 1)
    assert f"in this order: #{third} news, and 1 more." in refused(first)
    assert f"in this order: #{third} news." in refused(second)


def test_in_that_order_nothing_stays(three):
    for batch in reversed(three):
        assert undo.undo(batch).exit_code == 0

    assert not Article.objects.exists()
    assert not Sighting.objects.exists()


def test_what_a_later_one_left_for_a_person_s_sake_is_no_hindrance(three):
    Article.objects.get().save()
    for batch in reversed(three):
        undo.undo(batch)

    assert set(ImportBatch.objects.values_list("state", flat=True)) == {"undone"}
    assert Article.objects.exists()


def test_a_later_one_that_shares_no_story_is_no_hindrance(folder):
    folder.write("a.md")
    first = folder.run().batch
    folder.write("b.md", title="Another", body=html(sentences(2)))
    folder.run()

    assert undo.undo(first).counts["removed"] == 1
    assert Article.objects.get().title == "Another"
