"""What an editor deleted stays deleted, and what one file told is not lost to the next."""

from datetime import UTC, datetime

import pytest
from django.db import DataError

from articles.importer import archive
from articles.models import Article, Sighting, Status, bulk
from tests.importer.corpus import Folder, counted, html, sentences

pytestmark = pytest.mark.django_db

ONE, OTHER = html(sentences(6)), html(sentences(40))


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "news")


def test_a_deleted_text_stays_deleted_when_its_file_tells_another_story(folder):
    folder.write("a.md", title="One", body=ONE)
    folder.run()
    Article.objects.all().delete()
    folder.write("a.md", title="Another", body=OTHER)
    folder.run()
    folder.write("b.md", title="One", body=ONE)

    assert folder.run().counts["created"] == 0
    assert [article.title for article in Article.objects.all()] == ["Another"]


def test_a_story_whose_file_moved_on_keeps_its_original_and_can_be_deleted_for_good(folder):
    folder.write("a.md", title="One", body=ONE)
    folder.run()
    first = Article.objects.get()
    folder.write("a.md", title="Another", body=OTHER)
    folder.run()

    assert b"title: 'One'" in first.sightings.get().raw
    first.delete()
    folder.write("b.md", title="One", body=ONE)
    assert folder.run().counts["created"] == 0


def test_every_version_of_a_deleted_story_stays_away(folder):
    folder.write("a.md", title="One", body=ONE)
    folder.run()
    folder.write("a.md", title="One", body=ONE.replace("</p>", " Corrected.</p>", 1))
    assert counted(folder.run()) == {"updated": 1}
    Article.objects.all().delete()
    folder.write("b.md", title="One", body=ONE)

    assert folder.run().counts["created"] == 0


def test_much_the_same_text_under_the_deleted_title_stays_away(folder):
    folder.write("a.md", title="One", body=ONE)
    folder.run()
    Article.objects.all().delete()
    folder.write("b.md", title="One", body=ONE.replace("</p>", "!</p>", 1))
    folder.write("c.md", title="One", body=OTHER)

    assert folder.run().counts["created"] == 1  # c tells another story
    assert Sighting.objects.get(path="b.md").article is None


def test_another_sources_story_of_the_same_name_does_not_overwrite(folder):
    folder.write("hello.md", title="Hello", body=ONE, source="Alpha")
    folder.run()
    folder.write("hello.md", title="Hello", body=OTHER, source="Beta")

    assert counted(folder.run()) == {"created": 1}
    bodies = dict(Article.objects.values_list("source__name", "body"))
    assert bodies["Alpha"] != bodies["Beta"]


def test_an_embargo_for_a_future_date_moves_with_the_date(folder):
    folder.write("a.md", date="Mon, 06 Jan 2098 10:00:00 GMT")
    folder.run()
    assert not Article.objects.published().exists()
    folder.write("a.md", date="Tue, 09 Jan 2024 10:00:00 GMT")
    folder.run()
    assert Article.objects.published().exists()
    folder.write("a.md", date="Mon, 06 Jan 2098 10:00:00 GMT")
    folder.run()
    assert not Article.objects.published().exists()


def test_an_editors_embargo_does_not_move(folder):
    embargo = datetime(2097, 1, 1, tzinfo=UTC)
    folder.write("a.md", date="Mon, 06 Jan 2098 10:00:00 GMT")
    folder.run()
    Article.objects.update(publish_at=embargo)
    folder.write("a.md", date="Tue, 09 Jan 2024 10:00:00 GMT")
    folder.run()

    assert Article.objects.get().publish_at == embargo


def test_short_stories_are_not_doubled_by_a_time_of_fetching(folder):
    for channel, day in (("Latest", "02"), ("Chips", "09")):
        folder.write(
            f"{channel}.md", title="Photos", body="<p>Look.</p>", date=f"2024-01-{day} 03:04:05"
        )

    assert counted(folder.run()) == {"created": 1, "duplicates": 1}


def test_an_import_writes_over_nothing_that_an_editor_saved_meanwhile(folder, monkeypatch):
    folder.write("a.md", title="One", body=ONE)
    folder.run()
    folder.write("a.md", title="One", body=ONE.replace("</p>", " More.</p>", 1))
    look_up = archive.look_up

    def saved_just_before(entries, filing):
        Article.objects.update(body="<p>Ours</p>", edited_fields=["body"], status=Status.DRAFT)
        return look_up(entries, filing)

    monkeypatch.setattr(archive, "look_up", saved_just_before)
    folder.run()

    assert Article.objects.get().body == "<p>Ours</p>"


def test_a_value_that_the_database_refuses_costs_only_its_own_file(folder, monkeypatch):
    for number in range(4):
        folder.write(f"{number}.md", title=f"Story {number}", body=html(sentences(number)))
    insert = bulk.insert

    def refuses_the_second(model, names, rows, **kwargs):
        if model is Sighting and any("1.md" in row for row in rows):
            raise DataError("no such value")
        insert(model, names, rows, **kwargs)

    monkeypatch.setattr(bulk, "insert", refuses_the_second)
    report = folder.run()

    assert counted(report) == {"created": 3, "refused": 1}
    assert [path for path, problem in report.problems if problem.code == "E_NOT_STORED"] == ["1.md"]
    assert {article.title for article in Article.objects.all()} == {"Story 0", "Story 2", "Story 3"}
