"""Out of the quarantine: held files come in from their kept originals, dropped ones stay out."""

import zlib
from pathlib import Path

import pytest

from articles.importer import pipeline, release
from articles.models import Article, HeldFile, ImportBatch, ImportRule, Sighting

pytestmark = pytest.mark.django_db

TEXT = "A text that is long enough to stand for itself, whatever else the file may say of it, {}.\n"


@pytest.fixture
def hold():
    return ImportRule.objects.create(name="Wait", effect="hold", source="The Wire")


def write(folder: Path, name: str, title: str = "", date: str = "2021-10-12T14:21:29Z") -> None:
    title = title or f"Story {name}"
    (folder / f"{name}.md").write_text(
        f"---\ntitle: {title}\ndate: {date}\nauthor: The Wire\nsource: The Wire\n"
        f"categories: [News, Phones]\n---\n{TEXT.format(name)}"
    )


def imported(folder: Path, root: str = "root", **options):
    return pipeline.run(folder, root, pipeline.Options(**options))


def held() -> list[int]:
    return list(HeldFile.objects.in_quarantine().order_by("pk").values_list("pk", flat=True))


def test_held_files_come_in_from_their_originals(tmp_path, hold):
    for name in "abc":
        write(tmp_path, name)
    assert imported(tmp_path).counts["held"] == 3
    for path in tmp_path.iterdir():
        path.unlink()

    done = release.release(held()[:2], None)

    assert (done.counts["files"], done.counts["created"]) == (2, 2)
    assert set(Article.objects.values_list("title", flat=True)) == {"Story a", "Story b"}
    assert done.batches == [ImportBatch.objects.first().pk]
    assert [row.path for row in HeldFile.objects.in_quarantine()] == ["c.md"]


def test_what_was_let_in_is_not_held_again(tmp_path, hold):
    write(tmp_path, "a")
    imported(tmp_path)
    release.release(held(), None)

    assert imported(tmp_path).counts["unchanged"] == 1
    write(tmp_path, "a", "A new title")
    assert imported(tmp_path).counts["updated"] == 1
    assert Article.objects.get().title == "A new title"


def test_todays_rules_file_and_word_what_comes_in(tmp_path, hold):
    write(tmp_path, "a", "Chips - The Wire")
    imported(tmp_path)
    ImportRule.objects.create(name="F", effect="file", section="News / Phones", target="Mobile")
    ImportRule.objects.create(
        name="R", effect="rewrite", field="title", pattern=" - the wire", place="end"
    )
    waiting = HeldFile.objects.get()

    told = release.story_of(waiting)
    release.release(held(), None)

    article = Article.objects.get()
    assert told.title == article.title == "Chips"
    assert [*map(str, article.categories.all())] == ["Mobile"]


def test_each_file_is_read_as_its_run_was_told_to(tmp_path, hold, django_user_model):
    from zoneinfo import ZoneInfo

    editor = django_user_model.objects.create_user("editor")
    for root, zone in (("one", "Asia/Shanghai"), ("two", "UTC")):
        folder = tmp_path / root
        folder.mkdir()
        write(folder, root, date="2021-10-12 08:00:00")
        imported(folder, root, naive_tz=ZoneInfo(zone), status="inbox", dialect="hexo")

    done = release.release(held(), editor.pk)

    hours = {article.title: article.published_at.hour for article in Article.objects.all()}
    assert hours == {"Story one": 0, "Story two": 8}
    assert {article.status for article in Article.objects.all()} == {"inbox"}
    assert len(done.batches) == 2
    assert ImportBatch.objects.filter(started_by=editor).count() == 2


def test_when_a_run_fails_its_files_still_wait(tmp_path, hold, monkeypatch):
    write(tmp_path, "a")
    imported(tmp_path)

    def fail(*_arguments):
        raise RuntimeError

    monkeypatch.setattr(pipeline, "run_kept", fail)
    with pytest.raises(RuntimeError):
        release.release(held(), None)

    assert not Sighting.objects.get().released
    assert held()


def test_only_what_waits_is_let_in(tmp_path, hold):
    write(tmp_path, "a")
    imported(tmp_path)
    numbers = held()
    release.release(numbers, None)

    assert release.release([*numbers, 999], None).counts == {}
    assert Article.objects.count() == 1


def test_what_an_editor_dropped_stays_out_whatever_becomes_of_the_rule(tmp_path, hold):
    write(tmp_path, "a")
    imported(tmp_path)

    assert release.drop(held()) == 1

    assert imported(tmp_path).counts["unchanged"] == 1
    hold.delete()
    assert imported(tmp_path).counts["unchanged"] == 1
    assert Sighting.objects.get().held == "drop"
    assert not Article.objects.exists()
    assert release.release(held(), None).counts["created"] == 1


def test_what_a_rule_dropped_comes_in_when_the_rule_is_gone(tmp_path, hold):
    hold.effect = "drop"
    hold.save()
    write(tmp_path, "a")
    assert imported(tmp_path).counts["dropped"] == 1

    hold.delete()

    assert HeldFile.objects.get().held == "hold"
    assert imported(tmp_path).counts["created"] == 1
    assert not held()


def test_an_original_is_kept_to_the_byte(tmp_path, hold):
    write(tmp_path, "a")
    raw = (tmp_path / "a.md").read_bytes()
    imported(tmp_path)
    release.release(held(), None)

    assert {zlib.decompress(row.original) for row in Sighting.objects.all()} == {raw}


def test_a_dropped_file_that_changes_is_judged_anew(tmp_path, hold):
    write(tmp_path, "a")
    imported(tmp_path)
    release.drop(held())

    write(tmp_path, "a", "A new title")

    assert imported(tmp_path).counts["held"] == 1
    assert HeldFile.objects.in_quarantine().get().held == "hold"


def test_a_change_that_is_held_leaves_the_story_until_it_is_let_in(tmp_path):
    write(tmp_path, "a", "Before")
    imported(tmp_path)
    ImportRule.objects.create(name="Wait", effect="hold")
    write(tmp_path, "a", "After")
    assert imported(tmp_path).counts["held"] == 1
    assert Article.objects.get().title == "Before"

    assert release.release(held(), None).counts["updated"] == 1

    assert Article.objects.get().title == "After"
