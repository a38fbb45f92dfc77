"""What an editor did to a story stands, whatever the files say later."""

from datetime import UTC, datetime

import pytest

from articles.models import Article, Conflict, Sighting, Source, Status, Tagging
from tests.importer.corpus import Folder, codes, counted, html, sentences

pytestmark = pytest.mark.django_db

NEW = {
    "title": "A loud launch",
    "date": "Wed, 11 Mar 2020 10:00:00 GMT",
    "image": "https://img.example.com/new.jpg",
    "body": html([*sentences(1), "A last line."]),
    "filed": ("Science", "Labs"),
    "more": {"tags": "[glass]", "description": "Told anew.", "updated": "2020-03-12T08:00:00Z"},
}
OLD = {"more": {"tags": "[steel]", "description": "Told first."}}
OURS = {
    "title": "Our title",
    "published_at": datetime(2020, 3, 9, tzinfo=UTC),
    "lead_image": "/media/ours.jpg",
    "summary": "Told by us.",
}
# A field that was edited, and the columns that stay with it.
HANGING = {
    "title": ("title",),
    "published_at": ("published_at", "date_confidence", "date_raw"),
    "lead_image": ("lead_image", "lead_alt"),
    "summary": ("summary",),
}


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def imported(folder) -> Article:
    folder.write("story.md", **OLD)
    folder.run()
    return Article.objects.get()


def edit(article: Article, *fields: str, **values) -> Article:
    """As the desk's form leaves it."""
    for name, value in values.items():
        setattr(article, name, value)
    article.edited_fields = [*fields, *values]
    article.save()
    return article


@pytest.mark.parametrize("edited", OURS)
def test_an_edited_field_stays_and_the_others_follow(folder, imported, edited):
    edit(imported, **{edited: OURS[edited]})
    before = Article.objects.values().get()
    folder.write("story.md", **NEW)

    assert counted(folder.run()) == {"updated": 1, "conflicts": 1}

    after = Article.objects.values().get()
    for name in HANGING[edited]:
        assert after[name] == before[name]
    for name in (OURS.keys() | {"body"}) - {edited}:
        assert after[name] != before[name], name


@pytest.mark.parametrize("edited", OURS)
def test_an_edited_field_that_the_source_changed_too_waits_for_a_person(folder, imported, edited):
    told = getattr(imported, edited)
    edit(imported, **{edited: OURS[edited]})
    folder.write("story.md", **NEW)
    report = folder.run()

    conflict = Conflict.objects.get()
    words = [str(value).replace(" ", "T") if edited == "published_at" else value
             for value in (told, OURS[edited])]  # fmt: skip
    assert (conflict.field, conflict.choice, conflict.batch_id) == (edited, "", report.batch)
    assert [conflict.base, conflict.ours] == words
    assert conflict.theirs not in ("", *words)


def test_a_field_that_was_edited_back_follows_again(folder, imported):
    edit(imported, "title", "summary")
    folder.write("story.md", **NEW)
    folder.run()

    article = Article.objects.get()
    assert (article.title, article.summary) == ("A loud launch", "Told anew.")
    assert not Conflict.objects.exists()


class TestAnEditedText:
    def test_takes_the_passages_that_only_the_source_changed(self, folder, imported):
        ours = imported.body.replace("<p>", "<p>Ours: ", 1)
        edit(imported, body=ours)
        folder.write("story.md", body=html([*sentences(1), "A last line."]), **OLD)

        assert counted(folder.run()) == {"updated": 1}

        article = Article.objects.get()
        assert article.body == f"{ours}<p>A last line.</p>"
        assert article.is_edited
        assert not Conflict.objects.exists()

    def test_keeps_a_passage_that_both_changed_and_queues_the_sources(self, folder, imported):
        edit(imported, body=imported.body.replace("<p>", "<p>Ours: ", 1))
        lines = sentences(1)
        folder.write("story.md", body=html(["Theirs.", *lines[1:], "A last line."]), **OLD)

        assert counted(folder.run()) == {"updated": 1, "conflicts": 1}

        article, conflict = Article.objects.get(), Conflict.objects.get()
        assert article.body.startswith("<p>Ours: ")
        assert article.body.endswith("<p>A last line.</p>")
        assert (conflict.field, conflict.theirs) == ("body", "<p>Theirs.</p>")
        assert (conflict.base, conflict.ours) == (f"<p>{lines[0]}</p>", f"<p>Ours: {lines[0]}</p>")

    def test_is_not_asked_about_twice(self, folder, imported):
        edit(imported, body=imported.body.replace("<p>", "<p>Ours: ", 1))
        for text in ("Theirs.", "Theirs again."):
            folder.write("story.md", body=html([text, *sentences(1)[1:]]), **OLD)
            folder.run()

        first, second = Conflict.objects.order_by("pk")
        assert (first.choice, first.replaced_by) == ("replaced", second)
        assert (second.choice, second.theirs) == ("", "<p>Theirs again.</p>")
        assert folder.run().wrote_nothing

    def test_is_told_from_imported_text_after_an_import(self, folder, imported):
        edit(imported, body="<p>Our own words.</p>")
        folder.write("story.md", **NEW)
        folder.run()

        article = Article.objects.get()
        assert "<p>Our own words.</p>" in article.body
        assert article.is_edited

    def test_is_merged_with_a_version_from_another_file_too(self, folder, imported):
        edit(imported, body=imported.body.replace("<p>", "<p>Ours: ", 1))
        folder.write("copy.md", body=html([*sentences(1), "A last line."]),
                     date="Wed, 11 Mar 2020 10:00:00 GMT", **OLD)  # fmt: skip
        folder.run()

        article = Article.objects.get()
        assert article.body.startswith("<p>Ours: ")
        assert article.body.endswith("<p>A last line.</p>")


def test_where_both_say_the_same_nothing_is_to_be_decided(folder, imported):
    edit(imported, title="A loud launch")
    folder.write("story.md", title="A loud launch", **OLD)

    assert counted(folder.run()) == {"unchanged": 1}
    assert not Conflict.objects.exists()


def test_categories_that_an_editor_took_away_stay_away_and_new_ones_come(folder, imported):
    imported.categories.clear()
    edit(imported, "categories", "tags")
    folder.write("story.md", **NEW)
    folder.run()
    folder.write("copy.md", **OLD)
    folder.run()

    assert [category.title for category in imported.categories.all()] == ["Science / Labs"]
    assert sorted(each.tag.name for each in Tagging.objects.all()) == ["glass", "steel"]


def test_a_category_that_an_editor_took_away_stays_away_while_the_file_says_the_same(
    folder, imported
):
    imported.categories.clear()
    folder.write("story.md", body=html(sentences(1), "noise"), **OLD)

    assert counted(folder.run()) == {"unchanged": 1}
    assert not imported.categories.exists()


def test_a_copy_does_not_overwrite_an_edited_date_or_a_removed_picture(folder, imported):
    edit(imported, lead_image="", published_at=None, date_confidence="none", status="draft")
    folder.write("copy.md")
    folder.run()

    article = Article.objects.get()
    assert (article.lead_image, article.published_at) == ("", None)


@pytest.mark.parametrize("status", [Status.INBOX, Status.DRAFT, Status.ARCHIVED])
@pytest.mark.parametrize("path", ["story.md", "elsewhere.md"])
@pytest.mark.parametrize("fields", [{}, NEW], ids=["copy", "change"])
def test_an_import_never_changes_a_status(folder, imported, status, path, fields):
    edit(imported, status=status)
    folder.write(path, **fields)

    folder.run(status=Status.PUBLISHED)

    imported.refresh_from_db()
    assert imported.status == status
    assert not imported.entries.exists()


def test_an_editors_source_and_slug_stay(folder, imported):
    edit(imported, source=Source.objects.create(name="Renamed Wire"), slug="our-address")
    folder.write("story.md", **NEW)
    folder.run()

    article = Article.objects.get()
    assert (article.source.name, article.slug) == ("Renamed Wire", "our-address")


DELETED = {
    "the same file": ("story.md", {}),
    "with other noise": ("story.md", {"body": html(sentences(1), "other")}),
    "with another text": ("story.md", {"body": html(sentences(8))}),
    "with another text and quoting": (
        "story.md",
        {"body": html(sentences(8)), "title": "A QUIET launch_"},
    ),
    "with another title": ("story.md", {"title": "A loud launch"}),
    "at another path": ("moved/story.md", {}),
    "at another path with another title": ("copy.md", {"title": "“A quiet launch”"}),
    "in another channel": ("copy.md", {"filed": ("Science", "Labs")}),
}


@pytest.mark.parametrize(("path", "fields"), DELETED.values(), ids=DELETED)
def test_a_deleted_story_does_not_come_back(folder, imported, path, fields):
    imported.delete()
    (folder.top / "story.md").unlink()
    folder.write(path, **fields)

    report = folder.run()

    assert not Article.objects.exists()
    assert report.counts["created"] == 0
    assert report.exit_code == 0
    assert folder.run().wrote_nothing


def test_the_report_says_that_a_story_was_deleted_where_a_new_file_tells_it(folder, imported):
    imported.delete()
    folder.write("copy.md")

    report = folder.run()

    assert codes(report) == ["W_STORY_DELETED"]
    assert counted(report) == {"unchanged": 1, "skipped": 1}
    assert Sighting.objects.get(path="copy.md").article is None


def test_a_deleted_story_stays_deleted_when_its_file_breaks_and_is_mended(folder, imported):
    imported.delete()
    folder.write("story.md", "---\ntitle: 'broken\n<p>text</p>\n")
    assert counted(folder.run()) == {"refused": 1}
    folder.write("story.md", body=html(sentences(8)))

    assert counted(folder.run()) == {"unchanged": 1}
    assert not Article.objects.exists()


def test_another_story_at_a_deleted_ones_path_is_imported(folder, imported):
    imported.delete()
    folder.write("story.md", title="Something else", body=html(sentences(9)))

    assert counted(folder.run()) == {"created": 1}
    assert folder.run().wrote_nothing
