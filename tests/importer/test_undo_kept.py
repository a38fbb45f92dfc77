"""Undoing an import leaves what people and later imports have touched since."""

import pytest
from django.contrib.auth.models import User

from articles.importer import pipeline, release, undo
from articles.models import (
    Article,
    Conflict,
    ImportBatch,
    ImportProblem,
    ImportRule,
    Revision,
    Sighting,
    Source,
    Tombstone,
)
from articles.provenance import conflicts, history, merging
from tests.importer.corpus import Folder, html, sentences, tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna")


def fill(folder: Folder, *numbers: int, more: str = "") -> None:
    for number in numbers:
        lines = [*sentences(number), *([more] if more else [])]
        folder.write(f"{number:03}.md", title=f"Story {number}", body=html(lines), date="")


def edit(article: Article, user: User | None, **values) -> None:
    """As the desk's form leaves it."""
    before = history.snapshot(article, values)
    for name, value in values.items():
        setattr(article, name, value)
    article.edited_fields = sorted({*article.edited_fields, *values})
    article.save()
    history.record(article, before, user)


def story(number: int) -> Article:
    return Article.objects.get(title=f"Story {number}")


def kept(batch: int, **options: bool) -> list[str]:
    """What a rehearsal and the undoing itself say that they leave."""
    stored = tables()
    dry = undo.undo(batch, dry_run=True, **options)
    assert tables() == stored
    report = undo.undo(batch, **options)
    assert dry.kept == report.kept
    assert dry.exit_code == report.exit_code == (1 if report.kept else 0)
    assert report.counts["kept"] == len(report.kept)
    return [str(one).split(" on 20")[0] for one in report.kept]


def test_a_new_story_that_somebody_edited(folder, anna):
    fill(folder, 1, 2)
    batch = folder.run().batch
    edit(story(2), anna, byline="Ours")
    two = tables()["articles.Article"][1]

    assert kept(batch) == [f"#{story(2).pk} “Story 2”: edited by anna"]
    assert tables()["articles.Article"] == [two]
    assert Sighting.objects.get().article == story(2)
    assert set(ImportProblem.objects.values_list("path", flat=True)) == {"002.md"}
    assert Source.objects.exists()
    assert ImportBatch.objects.get().state == "undone"


def test_a_changed_story_that_somebody_edited_before_is_put_back_to_the_edit(folder, anna):
    fill(folder, 1)
    folder.run()
    edit(story(1), anna, byline="Ours")
    edited = story(1)
    fill(folder, 1, more="More.")
    batch = folder.run().batch
    assert story(1).body != edited.body

    assert kept(batch) == []
    assert (story(1).body, story(1).modified_at) == (edited.body, edited.modified_at)


def test_a_changed_story_that_somebody_edited_since(folder, anna):
    fill(folder, 1, 2)
    folder.run()
    fill(folder, 1, 2, more="More.")
    batch = folder.run().batch
    edit(story(1), anna, byline="Ours")

    assert kept(batch) == [f"#{story(1).pk} “Story 1”: edited by anna"]
    assert "More." in story(1).body
    assert "More." not in story(2).body
    assert Revision.objects.filter(batch=batch).get().article == story(1)


def test_a_story_that_a_program_saved_since(folder):
    fill(folder, 1)
    batch = folder.run().batch
    story(1).save()

    assert kept(batch) == [f"#{story(1).pk} “Story 1”: edited"]


@pytest.mark.django_db(transaction=True)
def test_a_story_that_was_edited_between_an_interruption_and_its_end(folder, anna, monkeypatch):
    monkeypatch.setattr(pipeline, "CHUNK", 1)
    fill(folder, 1, 2)

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.run(folder.top, folder.root, pipeline.Options(), progress=stop)
    edit(story(1), anna, byline="Ours")
    folder.write("001.md", title="Story 1", body=html([*sentences(1), "More."]), date="")
    batch = folder.run().batch
    assert "More." in story(1).body

    assert kept(batch) == [f"#{story(1).pk} “Story 1”: edited by anna"]
    assert story(1).byline == "Ours"


@pytest.mark.parametrize("choice", ["ours", "theirs"])
def test_a_story_whose_conflict_was_decided(folder, anna, choice):
    fill(folder, 1)
    folder.run()
    edit(story(1), anna, title="Our title")
    folder.write("001.md", title="Their title", body=html(sentences(1)), date="")
    batch = folder.run().batch
    conflicts.decide(Conflict.objects.get(), choice, anna)
    title = {"ours": "Our title", "theirs": "Their title"}[choice]

    assert kept(batch) == [
        f"#{Article.objects.get().pk} “{title}”: its conflict was decided by anna"
    ]
    assert Conflict.objects.get().choice == choice


def test_a_story_that_a_later_import_has_built_on(folder):
    fill(folder, 1, 2)
    first = folder.run().batch
    fill(folder, 2, more="More.")
    second = folder.run().batch

    assert kept(first, keep_built_on=True) == [
        f"#{story(2).pk} “Story 2”: import {second} has built on it"
    ]
    assert Article.objects.get() == story(2)
    assert Sighting.objects.filter(path="002.md").count() == 2
    assert kept(second) == []
    assert "More." not in story(2).body


def test_a_story_that_was_deleted_stays_deleted(folder, anna):
    fill(folder, 1, 2)
    batch = folder.run().batch
    gone = story(1)
    number = gone.pk
    Tombstone.bury(gone, anna)
    gone.delete()

    assert kept(batch) == [f"#{number} “Story 1”: deleted by anna"]
    assert not Article.objects.exists()
    assert Sighting.objects.get().tombstone == Tombstone.objects.get()
    assert folder.run().counts["created"] == 1


def test_stories_that_were_merged_stay_merged(folder, anna):
    fill(folder, 1, 2, 3)
    batch = folder.run().batch
    one, two = story(1), story(2)
    number = two.pk
    merging.merge(two, one, anna)

    assert kept(batch) == [
        f"#{one.pk} “Story 1”: merged with another story by anna",
        f"#{number} “Story 2”: merged into another story by anna",
    ]
    assert Article.objects.get() == one
    assert Sighting.objects.filter(article=one).count() == 2


def test_a_further_file_of_a_story_deleted_long_before_is_forgotten(folder, anna):
    fill(folder, 1)
    folder.run()
    story(1).delete()
    before = tables()["articles.Sighting"]
    folder.write("copy.md", title="Story 1", body=html(sentences(1)), date="")
    batch = folder.run().batch

    assert kept(batch) == []
    assert tables()["articles.Sighting"] == before


def test_a_file_that_an_editor_dropped_for_good(folder):
    ImportRule.objects.create(name="None of it", effect="hold", title="Story*")
    fill(folder, 1, 2)
    batch = folder.run().batch
    release.drop([Sighting.objects.get(path="001.md").pk])

    assert kept(batch) == ["news: 001.md: an editor dropped the file for good"]
    assert Sighting.objects.get().held == "drop"


def test_programs_are_told_what_stays_and_why(folder, anna):
    fill(folder, 1)
    batch = folder.run().batch
    edit(story(1), anna, byline="Ours")

    report = undo.undo(batch).as_json()

    (one,) = report["kept_stories"]
    assert (one["article"], one["reason"], one["who"]) == (story(1).pk, "edited", "anna")
    assert one["at"] == Revision.objects.get().made_at.isoformat()
    assert (report["batch"], report["removed"], report["kept"]) == (batch, 0, 1)
