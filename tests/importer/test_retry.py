"""The files that an import refused are read again, and no others."""

from zoneinfo import ZoneInfo

import pytest

from articles.importer import pipeline, retry
from articles.importer.pipeline import Options, run
from articles.importer.retry import CannotRetryError
from articles.models import Article, ImportBatch, ImportProblem, Sighting
from tests.importer.corpus import Folder, counted, html, json_file, sentences

pytestmark = pytest.mark.django_db
BAD = "no front matter"


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def test_only_refused_files_are_read_again(folder):
    folder.write("good.md")
    folder.write("bad.md", BAD)
    (folder.top / "link.md").symlink_to("good.md")
    batch = folder.run().batch
    folder.write("good.md", title="Changed", body=html(sentences(1)))
    folder.write("new.md", title="New", body=html(sentences(2)))
    folder.write("bad.md", title="Mended", body=html(sentences(3)))

    retried = retry.retry(batch)

    assert counted(retried.report) == {"created": 1}
    assert retried.report.batch not in (None, batch)
    assert retried.missing == ()
    assert set(Article.objects.values_list("title", flat=True)) == {"A quiet launch", "Mended"}


def test_a_file_that_told_a_story_and_broke_is_read_again(folder):
    folder.write("story.md")
    folder.run()
    folder.write("story.md", BAD)
    batch = folder.run().batch
    folder.write("story.md", title="A loud launch")

    assert counted(retry.retry(batch).report) == {"updated": 1}


def test_they_are_read_as_they_were_the_first_time(folder):
    folder.write("story.md", BAD)
    options = Options(dialect="jekyll", naive_tz=ZoneInfo("Asia/Shanghai"), status="inbox")
    batch = run(folder.top, folder.root, options, "below/").batch
    folder.write("story.md", json_file(date="2020-03-10 08:00", categories=["A", "B"]))

    retry.retry(batch)

    article = Article.objects.get()
    assert (article.published_at.hour, article.status) == (0, "inbox")
    assert sorted(each.title for each in article.categories.all()) == ["A", "B"]
    assert Sighting.objects.get(superseded=False).path == "below/story.md"


def test_a_file_that_is_still_refused_writes_nothing(folder):
    folder.write("bad.md", BAD)
    batch = folder.run().batch

    report = retry.retry(batch).report

    assert (report.exit_code, report.batch) == (1, None)
    assert ImportProblem.objects.count() == 1


def test_files_that_are_gone_are_named(folder):
    folder.write("bad.md", BAD)
    folder.write("gone.md", BAD)
    batch = folder.run().batch
    (folder.top / "gone.md").unlink()

    retried = retry.retry(batch)

    assert (retried.report.counts["files"], retried.missing) == (1, ("gone.md",))


@pytest.mark.django_db(transaction=True)
def test_a_retry_does_not_pass_for_the_rest_of_an_interrupted_import(folder, monkeypatch):
    monkeypatch.setattr(pipeline, "CHUNK", 1)
    folder.write("1.md", BAD)
    folder.write("2.md")

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(folder.top, folder.root, Options(), progress=stop)
    folder.write("1.md", title="Mended", body=html(sentences(3)))
    first = ImportBatch.objects.get()

    assert retry.retry(first.pk).report.batch != first.pk
    first.refresh_from_db()
    assert first.state == "failed"
    assert counted(folder.run()) == {"created": 1, "unchanged": 1}


class TestNothingIsRetried:
    def test_where_nothing_was_refused(self, folder):
        folder.write("good.md")

        assert retry.retry(folder.run().batch) is None

    def test_of_an_import_that_does_not_exist(self):
        with pytest.raises(CannotRetryError, match="There is no import 7"):
            retry.retry(7)

    def test_without_the_folder(self, folder):
        folder.write("bad.md", BAD)
        batch = folder.run().batch
        folder.top.rename(folder.top.with_name("moved"))

        with pytest.raises(CannotRetryError, match="news: there is no such file or folder"):
            retry.retry(batch)

    def test_of_files_that_came_from_no_folder(self, folder):
        folder.write("bad.md", BAD)
        batch = folder.run().batch
        ImportBatch.objects.update(options={"kept": 1})

        with pytest.raises(CannotRetryError, match="read no folder"):
            retry.retry(batch)

    def test_of_more_files_than_somebody_waits_for(self, folder):
        folder.write("a.md", BAD)
        folder.write("b.md", BAD)
        batch = folder.run().batch

        with pytest.raises(CannotRetryError, match=rf"2 files.* manage.py retry_import {batch}"):
            retry.retry(batch, most=1)
