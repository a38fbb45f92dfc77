"""An import taken back: the tables hold what they held before, but for the import's own row."""

import pytest
from django.db import DatabaseError

from articles.importer import pipeline, release, undo
from articles.importer.lock import Locked
from articles.importer.undo import CannotUndoError
from articles.models import (
    Article,
    Category,
    Conflict,
    ImportBatch,
    ImportRule,
    Sighting,
    Source,
    bulk,
)
from tests.importer.corpus import Folder, counted, html, sentences, tables

pytestmark = pytest.mark.django_db
LATER = "Wed, 11 Mar 2020 10:00:00 GMT"
TAGGED = {"more": {"tags": "[steel, glass]"}}


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture(params=[2, 500], ids=["small chunks", "one chunk"])
def chunks(request, monkeypatch):
    monkeypatch.setattr(pipeline, "CHUNK", request.param)
    monkeypatch.setattr(undo, "CHUNK", request.param)


def fill(folder: Folder, *numbers: int, mark: str = "a", **fields) -> None:
    for number in numbers:
        body = html(sentences(number), mark)
        folder.write(f"{number:03}.md", title=f"Story {number}", body=body, **fields)


def state() -> dict[str, list[tuple]]:
    """Everything but the imports' own rows, related stories, which follow the present titles, and
    stamps, which tell of every change; the lists' rows, which are derived, by their values."""
    found = tables()
    for name in ("ImportBatch", "Related", "Stamp"):
        del found[f"articles.{name}"]
    entries = found["articles.CategoryEntry"]
    found["articles.CategoryEntry"] = sorted((row[1:] for row in entries), key=repr)
    return found


def assert_undone(folder: Folder, before: dict, batch: int | None = None, **expected) -> None:
    """Undoing the latest import says the same as its rehearsal, and leads to `before`."""
    number = batch or ImportBatch.objects.latest("pk").pk
    stored = tables()
    dry = undo.undo(number, dry_run=True)
    assert tables() == stored
    report = undo.undo(number)

    assert state() == before
    assert report.kept == dry.kept == []
    told = {name: n for name, n in report.counts.items() if n}
    assert told == expected | {name: told[name] for name in ("sources", "categories", "tags")
                               if name in told}  # fmt: skip
    assert dry.counts == report.counts
    assert ImportBatch.objects.get(pk=number).state == ImportBatch.State.UNDONE


class TestTheTablesAreAsBefore:
    def test_after_new_stories(self, folder, chunks):
        before = state()
        fill(folder, 1, 2, 3, 4, 5, **TAGGED)
        folder.write("copy.md", title="Story 1", body=html(sentences(1)), source="Other Wire")
        folder.write("refused.md", "no front matter")
        folder.run()

        assert_undone(folder, before, removed=5, files=7)
        assert not Source.objects.exists()
        assert not Category.objects.exists()

    def test_after_updates_copies_refusals_and_look_alikes(self, folder, chunks):
        fill(folder, 1, 2, 3, 4)
        folder.run()
        before = state()
        folder.write("001.md", title="Story 1", body=html([*sentences(1), "More."]), **TAGGED)
        folder.write("002.md", "---\ntitle: 'broken\n<p>text</p>\n")
        fill(folder, 3, mark="noise")
        folder.write("copy.md", title="Story 4", body=html(sentences(4)), filed=("Science",))
        folder.write("like.md", title="Story 4", body=html(sentences(40)))
        folder.write("bad.md", "no front matter")
        report = folder.run()
        assert counted(report) == {
            "created": 1, "updated": 1, "unchanged": 2, "duplicates": 1, "refused": 2,
        }  # fmt: skip

        assert_undone(folder, before, removed=1, restored=2, files=5)

    def test_after_conflicts(self, folder, chunks):
        fill(folder, 1, 2)
        folder.run()
        for article in Article.objects.all():
            article.title, article.edited_fields = "Ours", ["title"]
            article.save()
        folder.write("001.md", title="Their title", body=html(sentences(1)))
        folder.run()
        before = state()
        assert Conflict.objects.get().choice == ""
        folder.write("001.md", title="Their other title", body=html([*sentences(1), "More."]))
        folder.write("002.md", title="Their title", body=html(sentences(2)))
        folder.run()
        assert Conflict.objects.filter(choice="replaced").count() == 1

        assert_undone(folder, before, restored=2, files=2, conflicts=2)

    def test_after_a_date_that_moved_in_the_lists(self, folder):
        fill(folder, 1, **TAGGED)
        folder.run()
        before = state()
        told = {"tags": "[steel, tin]", "updated": "2020-03-12T08:00:00Z"}
        fill(folder, 1, date=LATER, more=told)
        folder.run()

        assert_undone(folder, before, restored=1, files=1)

    def test_after_a_path_that_tells_another_story(self, folder, chunks):
        fill(folder, 1, 2)
        folder.run()
        before = state()
        folder.write("001.md", title="Quite another", body=html(sentences(9)))
        folder.run()

        assert_undone(folder, before, removed=1, files=1)

    def test_after_two_imports_undone_in_turn(self, folder):
        states, batches = [state()], []
        for number, mark in ((1, "a"), (2, "b"), (3, "c")):
            fill(folder, *range(1, number + 1), mark=mark)
            folder.write("001.md", title=f"Title {number}", body=html(sentences(1)))
            batches.append(folder.run().batch)
            states.append(state())
        states.pop()

        for batch, before in zip(reversed(batches), reversed(states), strict=True):
            assert undo.undo(batch).exit_code == 0
            assert state() == before

    def test_after_files_were_held_and_let_in(self, folder):
        ImportRule.objects.create(name="None of it", effect="hold", title="Story*")
        before = state()
        fill(folder, 1, 2)
        held = folder.run().batch
        waiting = state()
        release.release(list(Sighting.objects.values_list("pk", flat=True)), None)
        assert Article.objects.count() == 2

        assert_undone(folder, waiting, removed=2, files=2)
        assert_undone(folder, before, held, files=2)


@pytest.mark.django_db(transaction=True)
class TestAnInterruptedImport:
    @pytest.fixture
    def interrupted(self, folder, monkeypatch):
        """Five files of which one chunk of two is stored."""
        monkeypatch.setattr(pipeline, "CHUNK", 2)
        fill(folder, 1)
        folder.run()
        folder.before = state()
        folder.write("001.md", title="Story 1", body=html([*sentences(1), "More."]))
        fill(folder, 2, 3, 4, 5)

        def stop(done: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            pipeline.run(folder.top, folder.root, pipeline.Options(), progress=stop)
        return folder

    def test_can_be_undone(self, interrupted):
        assert_undone(interrupted, interrupted.before, removed=1, restored=1, files=2)

    def test_and_resumed_can_be_undone_with_several_versions_of_a_path(self, interrupted):
        fill(interrupted, 2, mark="noise")
        interrupted.write("001.md", title="Story 1", body=html([*sentences(1), "More.", "Still."]))
        batch = interrupted.run().batch
        assert Sighting.objects.filter(batch=batch, superseded=True).count() == 2

        assert_undone(interrupted, interrupted.before, removed=4, restored=1, files=7)

    def test_that_was_killed_can_be_undone(self, interrupted):
        ImportBatch.objects.filter(state="failed").update(state="running", finished_at=None)

        assert_undone(interrupted, interrupted.before, removed=1, restored=1, files=2)

    def test_and_resumed_gives_back_what_another_import_made_meanwhile(self, interrupted, tmp_path):
        other = Folder(tmp_path, "other")
        other.write("story.md", title="Story 5", body=html(sentences(5)))
        other.run()
        article = Article.objects.latest("pk")
        told = (article.body, article.modified_at)
        body = html([*sentences(5), "More."])
        interrupted.write("005.md", title="Story 5", body=body, date=LATER)
        batch = interrupted.run().batch
        article.refresh_from_db()
        assert "More." in article.body

        assert undo.undo(batch).counts["restored"] == 2
        article.refresh_from_db()
        assert (article.body, article.modified_at) == told

    def test_whose_undoing_fails_stays_as_it_was(self, interrupted, monkeypatch):
        stored = tables()

        def breaks(*args):
            raise DatabaseError("the disk is full")

        monkeypatch.setattr(bulk, "update", breaks)
        with pytest.raises(DatabaseError):
            undo.undo(ImportBatch.objects.latest("pk").pk)

        assert tables() == stored


def test_the_next_import_brings_everything_again(folder):
    fill(folder, 1, 2, **TAGGED)
    undo.undo(folder.run().batch)

    assert counted(folder.run()) == {"created": 2}


class TestSourcesCategoriesAndTags:
    def test_stay_where_something_hangs_on_them(self, folder, tmp_path):
        fill(folder, 1, **TAGGED)
        first = folder.run().batch
        other = Folder(tmp_path, "other")
        other.write("story.md", title="Story 7", body=html(sentences(7)))
        other.run()

        report = undo.undo(first)

        assert (report.counts["sources"], report.counts["categories"]) == (0, 0)
        assert report.counts["tags"] == 2
        assert Source.objects.count() == 1
        assert Category.objects.count() == 3

    def test_stay_where_a_person_changed_them_or_a_rule_names_them(self, folder, admin_user):
        from django.contrib.admin.models import CHANGE, LogEntry

        fill(folder, 1, **TAGGED)
        first = folder.run().batch
        Source.objects.update(licence="CC BY 4.0")
        leaf = Category.objects.get(name="Chips")
        LogEntry.objects.log_actions(admin_user.pk, [leaf], CHANGE, single_object=True)
        undo.undo(first)
        assert (Source.objects.count(), Category.objects.count()) == (1, 3)

        leaf.delete()
        Source.objects.all().delete()
        Category.objects.filter(parent__isnull=False).delete()
        Category.objects.all().delete()
        ImportRule.objects.create(name="r", effect="allow", source="Example Wire")
        ImportRule.objects.create(name="f", effect="allow", section="Industry")
        undo.undo(folder.run().batch)
        assert Source.objects.get().name == "Example Wire"
        assert Category.objects.get().title == "Industry"


class TestAnImportIsNotUndone:
    def test_that_does_not_exist(self):
        with pytest.raises(CannotUndoError, match="There is no import 7"):
            undo.undo(7)

    def test_twice(self, folder):
        fill(folder, 1)
        batch = folder.run().batch
        undo.undo(batch)
        with pytest.raises(CannotUndoError, match=f"Import {batch} was undone already, on 20"):
            undo.undo(batch)

    def test_that_did_not_note_what_it_made(self):
        batch = ImportBatch.objects.create(root="old", state="done", created=3)
        with pytest.raises(CannotUndoError, match="older than undoing"):
            undo.undo(batch.pk)

    def test_while_one_is_running(self, folder, monkeypatch):
        fill(folder, 1)
        batch = folder.run().batch

        def taken():
            raise Locked("process 1 on here")

        monkeypatch.setattr("articles.importer.lock.held", taken)
        with pytest.raises(Locked, match="process 1 on here"):
            undo.undo(batch)
        assert Article.objects.exists()


def test_who_undid_it_and_when_is_remembered(folder, admin_user):
    fill(folder, 1)
    batch = ImportBatch.objects.get(pk=folder.run().batch)
    undo.undo(batch.pk, admin_user.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.undone_by, batch.created) == ("undone", admin_user, 1)
    assert batch.undone_at > batch.finished_at


def test_progress_counts_every_article(folder, chunks):
    fill(folder, 1, 2, 3, 4, 5)
    folder.write("refused.md", "no front matter")
    batch, steps = folder.run().batch, []
    expected = undo.articles_of(batch)

    undo.undo(batch, progress=steps.append)

    assert sum(steps) == expected == 5
