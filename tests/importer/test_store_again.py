"""The same folder again: what has not changed is not written, what has is told apart."""

import pytest

from articles.models import Article, CategoryEntry, ImportBatch, ImportProblem, Sighting, Tagging
from tests.importer.corpus import (
    Folder,
    codes,
    counted,
    html,
    json_file,
    seed_file,
    sentences,
    tables,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def mixed(folder: Folder) -> None:
    """A good file, a draft, a copy, a refused one, an empty one and a hidden one."""
    folder.write("good.md")
    folder.write("copy.md", title="A quiet launch_")
    folder.write("draft.md", title="No date", date="", body=html(sentences(2)))
    folder.write("refused.md", "---\ntitle: 'never closed\n<p>text</p>\n")
    folder.write("empty.md", b"")
    folder.write(".hidden.md", "---\ntitle: x\n---\ntext")


def test_a_second_run_writes_nothing_and_says_so(folder):
    mixed(folder)
    first = folder.run()
    before = tables()

    second = folder.run()

    assert counted(first) == {
        "created": 2, "drafts": 1, "duplicates": 1, "refused": 2, "skipped": 1,
    }  # fmt: skip
    assert tables() == before
    assert ImportBatch.objects.count() == 1
    assert second.wrote_nothing
    assert counted(second) == {"unchanged": 3, "refused": 2, "skipped": 1}


def test_a_second_run_repeats_why_files_are_refused(folder):
    mixed(folder)
    first, second = folder.run(), folder.run()

    refusals = {"E_FM_UNTERMINATED": 1, "E_EMPTY_FILE": 1, "E_HIDDEN": 1}
    assert dict(first.refusals) == dict(second.refusals) == refusals
    assert first.exit_code == second.exit_code == 1


def test_an_empty_folder_is_no_error_and_no_batch(folder):
    report = folder.run()

    assert (report.counts["files"], report.wrote_nothing, report.exit_code) == (0, True, 0)
    assert not ImportBatch.objects.exists()


def test_an_added_file_is_all_that_the_next_run_writes(folder):
    mixed(folder)
    folder.run()
    before = set(Sighting.objects.values_list("pk", "seen_at"))
    folder.write("new.md", title="Another story", body=html(sentences(3)))

    report = folder.run()

    assert counted(report) == {"created": 1, "unchanged": 3, "refused": 2, "skipped": 1}
    assert before < set(Sighting.objects.values_list("pk", "seen_at"))
    assert ImportProblem.objects.filter(batch_id=report.batch).count() == 0


def test_a_missing_file_deletes_nothing(folder):
    folder.write("good.md").unlink()
    folder.write("other.md", title="Another story", body=html(sentences(3)))
    folder.run()
    (folder.top / "other.md").unlink()

    assert folder.run().wrote_nothing
    assert Article.objects.published().count() == 1


@pytest.mark.parametrize(
    "new_path", ["archive/story.md", "story-renamed.md", "新闻/故事.html", "story.md.txt"]
)
def test_a_moved_file_is_a_duplicate_and_no_new_article(folder, new_path):
    folder.write("story.md")
    folder.run()
    folder.move("story.md", new_path)

    report = folder.run()

    assert counted(report) == {"duplicates": 1}
    article = Article.objects.get()
    assert {sighting.path for sighting in article.sightings.all()} == {"story.md", new_path}


def test_another_root_is_another_place(folder, tmp_path):
    folder.write("story.md")
    folder.run()
    elsewhere = Folder(tmp_path, "elsewhere")
    elsewhere.write("story.md")

    assert counted(elsewhere.run()) == {"duplicates": 1}
    assert set(Sighting.objects.values_list("root", flat=True)) == {"news", "elsewhere"}


def test_other_noise_changes_the_kept_bytes_and_not_the_story(folder):
    folder.write("story.md", body=html(sentences(1), mark="a"))
    folder.run()
    before = Article.objects.values().get()
    entries = set(CategoryEntry.objects.values_list())
    file = folder.write("story.md", body=html(sentences(1), mark="zz"))

    report = folder.run()

    assert counted(report) == {"unchanged": 1}
    assert Article.objects.values().get() == before
    assert set(CategoryEntry.objects.values_list()) == entries
    latest = Sighting.objects.get(superseded=False)
    assert (latest.raw, latest.batch_id) == (file.read_bytes(), report.batch)


def test_another_time_of_fetching_is_no_change(folder):
    folder.write("story.md", date="2020-03-10 08:30:11")
    folder.run()
    before = Article.objects.values().get()
    folder.write("story.md", date="2020-03-12 19:00:42")

    report = folder.run()

    assert before["date_confidence"] == "fetched"
    assert counted(report) == {"unchanged": 1}
    assert Article.objects.values().get() == before


def test_a_surer_date_at_the_same_path_replaces_the_time_of_fetching(folder):
    folder.write("story.md", date="2020-03-12 19:00:42")
    folder.run()
    folder.write("story.md")

    assert counted(folder.run()) == {"updated": 1}
    article = Article.objects.get()
    assert (article.date_confidence, article.published_at.day) == ("exact", 10)
    assert set(CategoryEntry.objects.values_list("published_at", flat=True)) == {
        article.published_at
    }


@pytest.mark.parametrize("date", ["2020-03-12 19:00:42", "Invalid Date", ""])
def test_a_worse_date_never_replaces_a_sure_one(folder, date):
    folder.write("story.md")
    folder.run()
    before = Article.objects.values().get()
    folder.write("story.md", date=date)

    assert counted(folder.run()) == {"unchanged": 1}
    assert Article.objects.values().get() == before


CHANGES = {
    "text": ({"body": html([*sentences(1, 11), "A last line was added."])}, "body"),
    "title": ({"title": "A loud launch"}, "title"),
    "picture": ({"image": "https://img.example.com/other.jpg"}, "lead_image"),
    "date": ({"date": "Wed, 11 Mar 2020 08:30:00 GMT"}, "published_at"),
    "a picture in the text": (
        {"body": html([*sentences(1), '<img src="https://img.example.com/in.jpg">'])},
        "body",
    ),
}


@pytest.mark.parametrize(("fields", "name"), CHANGES.values(), ids=CHANGES)
def test_a_change_at_the_same_path_changes_the_story(folder, fields, name):
    folder.write("story.md")
    folder.run()
    before = Article.objects.get()
    folder.write("story.md", **fields)

    report = folder.run()

    after = Article.objects.get()
    assert counted(report) == {"updated": 1}
    assert getattr(after, name) != getattr(before, name)
    assert (after.pk, after.created_at) == (before.pk, before.created_at)
    assert after.modified_at > before.modified_at
    assert folder.run().wrote_nothing


def test_a_changed_text_counts_as_imported_and_not_as_edited(folder):
    folder.write("story.md")
    folder.run()
    folder.write("story.md", body=html(sentences(1, 30)))
    folder.run()

    article = Article.objects.get()
    assert not article.is_edited
    assert article.word_count == 30 * 9


@pytest.mark.parametrize(
    "image", ["https://picsum.photos/400/300?random=7", "", "https://img.example.com/lead.jpg"]
)
def test_a_placeholder_or_no_picture_does_not_erase_one(folder, image):
    folder.write("story.md")
    folder.run()
    folder.write("story.md", image=image, body=html(sentences(1), mark="b"))

    assert counted(folder.run()) == {"unchanged": 1}
    assert Article.objects.get().lead_image == "https://img.example.com/lead.jpg"


def test_an_emptied_file_erases_nothing(folder):
    folder.write("story.md")
    folder.run()
    before = Article.objects.values().get()
    folder.write("story.md", body="<div>   \n</div>")

    folder.run()

    assert Article.objects.values().get() == before


def test_another_story_at_the_same_path_is_another_article(folder):
    folder.write("latest.md")
    folder.run()
    old = Article.objects.values().get()
    folder.write("latest.md", title="Something else", body=html(sentences(9)))

    report = folder.run()

    assert counted(report) == {"created": 1}
    assert Article.objects.values().get(pk=old["id"]) == old
    now, then = Sighting.objects.order_by("superseded")
    assert (now.article.title, then.article_id) == ("Something else", old["id"])
    assert b"Something else" not in then.raw


def test_new_categories_and_tags_of_a_known_file_are_added(folder):
    folder.write("story.md", more={"tags": "[steel]"})
    folder.run()
    folder.write("story.md", filed=("Science", "Example Wire", "Labs"), more={"tags": "[glass]"})

    report = folder.run()

    article = Article.objects.get()
    assert {str(category) for category in article.categories.all()} == {
        "Industry / Example Wire / Chips",
        "Science / Example Wire / Labs",
    }
    assert {tagging.tag.name for tagging in Tagging.objects.all()} == {"steel", "glass"}
    assert article.entries.count() == 6
    assert counted(report) == {"updated": 1}


def test_tags_that_differ_in_case_are_one(folder):
    folder.write("a.md", title="One", body=html(sentences(1)), more={"tags": "[Linux, C, C++]"})
    folder.write("b.md", title="Two", body=html(sentences(2)), more={"tags": "[linux, 'C#']"})

    folder.run()

    assert sorted(Tagging.objects.values_list("tag__name", "tag__slug").distinct()) == [
        ("C", "c"), ("C#", "c-sharp"), ("C++", "c-plus-plus"), ("Linux", "linux"),
    ]  # fmt: skip


def test_a_refused_file_is_kept_and_read_again_at_each_run(folder, monkeypatch):
    content = json_file(title="").encode() + b"\xe4"
    folder.write("2020-03-10-.md", content)
    folder.run()
    kept = Sighting.objects.get()
    assert (kept.refused, kept.raw, kept.article) == ("E_NO_TITLE", content, None)

    monkeypatch.setattr("articles.importer.titles.guess", lambda body, path: ("Found", "text"))
    report = folder.run()

    assert counted(report) == {"created": 1, "drafts": 1}
    latest = Sighting.objects.get(superseded=False)
    assert (latest.refused, latest.title, latest.article.title) == ("", "Found", "Found")


def test_a_file_that_is_refused_for_another_reason_is_kept_anew(folder):
    folder.write("bad.md", "no front matter")
    folder.run()
    file = folder.write("bad.md", b"%PDF-1.7")

    report = folder.run()

    assert codes(report) == ["E_BINARY"]
    latest = Sighting.objects.get(superseded=False)
    assert (latest.refused, latest.raw) == ("E_BINARY", file.read_bytes())
    assert ImportProblem.objects.count() == 2
    assert folder.run().wrote_nothing


def test_a_good_file_that_turns_bad_keeps_its_original_and_its_story(folder):
    good = folder.write("story.md").read_bytes()
    folder.run()
    before = Article.objects.values().get()
    folder.write("story.md", good[:150])

    report = folder.run()

    assert counted(report) == {"refused": 1}
    assert Article.objects.values().get() == before
    sighting = Sighting.objects.get()
    assert (sighting.raw, sighting.refused, sighting.article_id) == (good, "", before["id"])
    assert ImportProblem.objects.filter(batch=report.batch, path="story.md").exists()
    assert folder.run().wrote_nothing


def test_a_mended_file_is_imported(folder):
    folder.write("story.md", seed_file()[:150])
    assert counted(folder.run()) == {"refused": 1}
    file = folder.write("story.md")

    assert counted(folder.run()) == {"created": 1}
    latest = Sighting.objects.get(superseded=False)
    assert (latest.raw, latest.refused) == (file.read_bytes(), "")
