"""A plan is done exactly, or not at all; what moved is named."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from articles.cleaning.searchable import FACT
from articles.importer import applying, lock, moves, pipeline, planning
from articles.importer.applying import AppliedAlready, Moved
from articles.importer.pipeline import Options
from articles.models import Article, ImportBatch, ImportPlan, ImportRule, Revision, Tombstone
from tests.importer.corpus import Folder, counted, html, json_file, sentences, tables

pytestmark = pytest.mark.django_db
TIMES = (
    "created_at", "modified_at", "seen_at", "made_at", "started_at", "finished_at", "alive_at",
    "buried_at", "changed_at",
)  # fmt: skip
NUMBERS = (
    "facts",
    "id", "article_id", "batch_id", "category_id", "content_object_id", "detail", "made",
    "parent_id", "possibly_same_id", "source_id", "tag_id",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path) -> Folder:
    """One file of each kind of change; known.md and same.md are known already."""
    folder = Folder(tmp_path)
    folder.write("known.md")
    folder.write("same.md", title="Same", body=html(sentences(9)))
    folder.run()
    folder.write("known.md", body=html([*sentences(1), "One more sentence."]))
    folder.write("new.md", title="New", body=html(sentences(2)), more={"tags": "[Chips]"})
    folder.write("copy.md", title="New", body=html(sentences(2)), filed=("Elsewhere",))
    folder.write("alike.md", title="New", body=html(sentences(3)))
    folder.write("bad.md", "no front matter")
    folder.write(".hidden.md", "x")
    return folder


def plan_of(folder: Folder, **options) -> ImportPlan:
    return planning.plan(folder.top, folder.root, Options(**options))[0]


def stored() -> dict[str, list[tuple]]:
    """All tables but the plans', without times. PostgreSQL does not give a number twice."""
    found = tables(*TIMES, *(NUMBERS if connection.vendor == "postgresql" else ()))
    if connection.vendor == "postgresql":
        del found["articles.Related"]  # names articles by number
    if connection.vendor == "postgresql":
        del found["articles.Article_categories"]  # nothing but numbers
        found["articles.SearchTerms"] = sorted(
            tuple(term for term in terms if not term.startswith(FACT))
            for _number, terms in found["articles.SearchTerms"]
        )
    return {name: rows for name, rows in found.items() if "Plan" not in name}


def moved(plan: ImportPlan) -> list[str]:
    """What stands in the way; nothing may have been written."""
    before = tables()
    with pytest.raises(Moved) as caught:
        applying.apply(plan.pk)
    assert tables() == before
    return [move.sentence for move in caught.value.moves.told]


def test_applying_gives_what_the_plan_said(folder):
    plan = plan_of(folder)

    applied = applying.apply(plan.pk)

    assert (applied.differences, applied.exit_code) == ([], 1)
    assert counted(applied.report) == {
        "created": 2, "updated": 1, "unchanged": 1, "duplicates": 1, "refused": 1, "skipped": 1,
    }  # fmt: skip
    plan.refresh_from_db()
    assert plan.applied_as_id == applied.report.batch == ImportBatch.objects.first().pk


def test_applying_gives_the_same_tables_as_importing(folder):
    with transaction.atomic():
        folder.run()
        direct = stored()
        transaction.set_rollback(True)

    applying.apply(plan_of(folder).pk)

    assert stored() == direct


@pytest.mark.parametrize("chunk", [1, 3])
def test_chunks_make_no_difference(folder, monkeypatch, chunk):
    monkeypatch.setattr(pipeline, "CHUNK", chunk)

    assert applying.apply(plan_of(folder).pk).differences == []


def test_a_plan_is_applied_once(folder):
    plan = plan_of(folder)
    batch = applying.apply(plan.pk).report.batch

    with pytest.raises(AppliedAlready, match=f"as import {batch}"):
        applying.apply(plan.pk)


def test_a_plan_with_nothing_to_do_does_nothing(folder):
    folder.run()
    plan = plan_of(folder)

    applied = applying.apply(plan.pk)

    assert (applied.report.batch, applied.count) == (None, 0)


def test_a_second_plan_says_that_an_import_ran(folder):
    first, second = plan_of(folder), plan_of(folder)
    batch = applying.apply(first.pk).report.batch

    assert moved(second)[0].startswith(f"Import #{batch} news ran at 20")


def write(name: str, **fields) -> Callable[[Folder], object]:
    return lambda folder: folder.write(name, **fields)


def delete(name: str) -> Callable[[Folder], object]:
    return lambda folder: (folder.top / name).unlink()


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (write("new.md", title="Newer"), "new.md has changed."),
        (write("same.md", title="Not the same"), "same.md has changed."),
        (write("later.md", title="Later"), "later.md is new."),
        (delete("new.md"), "new.md is gone."),
        (delete("same.md"), "same.md is gone."),
        (delete(".hidden.md"), ".hidden.md is gone."),
        (lambda folder: ImportRule.objects.create(name="R", effect="allow"),
         "The import rules were changed."),
        (lambda folder: Tombstone.objects.create(article_number=1, title="T"),
         "Stories were deleted, merged or let come back."),
    ],
)  # fmt: skip
def test_whatever_moves_is_named_and_nothing_is_written(folder, act, said):
    plan = plan_of(folder)
    act(folder)

    assert moved(plan) == [said]


def test_unchanged_files_that_go_are_counted_where_others_were_gone_before(folder):
    (folder.top / "known.md").unlink()
    plan = plan_of(folder)
    (folder.top / "same.md").unlink()

    assert moved(plan) == ["1 file that had said nothing new is gone."]


def test_a_folder_that_is_gone_is_named(folder, tmp_path):
    plan = plan_of(folder)
    folder.top.rename(tmp_path / "elsewhere")

    assert moved(plan) == [f"{folder.top} is not there any more."]


def test_an_import_that_was_undone_is_told(folder):
    plan = plan_of(folder)
    ImportBatch.objects.update(undone_at=plan.made_at)

    assert moved(plan)[0].startswith("An import was undone at 20")


def test_imports_that_are_forgotten_are_told(folder):
    plan = plan_of(folder)
    plan.horizon["batch"] += 1
    plan.save()

    assert moved(plan) == ["Imports that the plan knew of are gone."]


def test_an_article_that_was_edited_is_named_with_its_editor(folder):
    plan = plan_of(folder)
    article = Article.objects.get(title="A quiet launch")
    article.save()

    (said,) = moved(plan)
    assert said.startswith(f"#{article.pk} “A quiet launch” was edited since at 20")
    chief = User.objects.create(username="chief")
    Revision.objects.create(article=article, kind="edit", user=chief)
    assert "was edited since, by chief at 20" in moved(plan)[0]
    Revision.objects.create(article=article, kind="import", batch=ImportBatch.objects.first())
    assert "was edited since, by import #" in moved(plan)[0]


def test_an_editor_is_known_from_the_admins_log(folder, desk_log):
    plan = plan_of(folder)
    article = Article.objects.get(title="A quiet launch")
    article.save()
    desk_log(article)

    assert "was edited since, by chief at 20" in moved(plan)[0]


@pytest.fixture
def desk_log():
    from django.contrib.admin.models import CHANGE, LogEntry

    chief = User.objects.create(username="chief")
    return lambda article: LogEntry.objects.log_actions(chief.pk, [article], CHANGE, "")


def test_an_article_that_is_gone_is_named_with_who_deleted_it(folder):
    plan = plan_of(folder)
    article = Article.objects.get(title="A quiet launch")
    number = article.pk
    Tombstone.bury(article, User.objects.create(username="chief"))
    article.delete()

    assert f"#{number} “A quiet launch” is gone, by chief." in moved(plan)


def test_long_lists_are_counted_to_their_end(folder, monkeypatch):
    monkeypatch.setattr(moves, "MOST_TOLD", 2)
    plan = plan_of(folder)
    for name in ("x.md", "y.md", "z.md"):
        folder.write(name)

    with pytest.raises(Moved) as caught:
        applying.apply(plan.pk)

    assert (len(caught.value.moves.told), caught.value.moves.count) == (2, 3)


def save_in_between(monkeypatch, act: Callable[[], object]) -> None:
    """Do something after everything was looked at, and before the import."""
    look = moves.since

    def since(plan, progress):
        found = look(plan, progress)
        act()
        return found

    monkeypatch.setattr(moves, "since", since)


def test_what_an_editor_saves_in_the_meantime_is_told_by_file(folder, monkeypatch):
    plan = plan_of(folder)
    ours = {"body": "<p>Ours.</p>", "edited_fields": ["body"]}
    articles = Article.objects.filter(title="A quiet launch")
    save_in_between(monkeypatch, lambda: articles.update(**ours))

    applied = applying.apply(plan.pk)

    assert applied.differences == [("known.md", "updated", "updated")]
    assert applied.exit_code == 1
    assert "<p>Ours.</p>" in articles.get().body


def test_files_that_come_and_go_in_the_meantime_are_told(folder, monkeypatch):
    plan = plan_of(folder)

    def act() -> None:
        (folder.top / "new.md").unlink()
        folder.write("late.md", json_file(title="Late"))

    save_in_between(monkeypatch, act)

    found = applying.apply(plan.pk).differences

    assert found == [("late.md", "", "created"), ("new.md", "duplicates", "")]


def test_a_run_that_stops_early_has_used_the_plan_up(folder, monkeypatch):
    monkeypatch.setattr(pipeline, "CHUNK", 2)
    plan = plan_of(folder)

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        applying.apply(plan.pk, progress=stop)

    with pytest.raises(AppliedAlready):
        applying.apply(plan.pk)
    assert counted(folder.run())["refused"] == 1


def test_nobody_else_can_import_between_the_look_and_the_import(folder, monkeypatch):
    plan = plan_of(folder)
    held = []
    save_in_between(monkeypatch, lambda: held.append(is_locked()))
    applying.apply(plan.pk)

    assert held == [True]
    assert not is_locked()


def is_locked() -> bool:
    return lock._mine.held


@pytest.mark.django_db(transaction=True)
def test_the_lock_is_given_back_once_and_whole():
    with lock.held(), lock.held():
        pass
    with lock.held():
        pass

    assert not is_locked()
    assert connection.is_usable()


@pytest.mark.parametrize("path", ["known.md", "further.md"])
def test_a_plan_in_which_a_story_is_only_filed_anew_is_done(tmp_path, path):
    folder = Folder(tmp_path)
    folder.write("known.md")
    folder.run()
    folder.write(path, filed=("Elsewhere",), more={"tags": "[Chips]"})
    plan = plan_of(folder)

    applied = applying.apply(plan.pk)

    assert not applied.differences
    assert Article.objects.get().categories.count() == 2
