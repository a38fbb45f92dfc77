"""The files that an import refused are read again, and no others."""

import os
import shutil
from pathlib import Path
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


class TestFilesThatAnEarlierImportToldOf:
    def test_are_read_again(self, folder):
        folder.write("bad.md", BAD)
        folder.run()
        folder.write("good.md")
        second = folder.run().batch
        folder.write("bad.md", title="Mended", body=html(sentences(3)))

        assert counted(retry.retry(second).report) == {"created": 1}

    def test_but_not_what_was_read_well_since(self, folder):
        folder.write("bad.md", BAD)
        folder.write("worse.md", BAD)
        first = folder.run().batch
        folder.write("bad.md", title="Mended", body=html(sentences(3)))
        second = folder.run().batch

        for number in (first, second):
            batch = ImportBatch.objects.get(pk=number)
            assert retry.refused_paths(batch) == {"worse.md"}

    def test_nor_what_lies_outside_of_what_was_read(self, folder):
        folder.write("bad.md", BAD)
        folder.write("below/bad.md", BAD)
        folder.run()
        folder.write("below/good.md")
        part = run(folder.top / "below", folder.root, Options(), "below/").batch
        file = run(folder.top / "bad.md", folder.root, Options()).batch

        assert retry.refused_paths(ImportBatch.objects.get(pk=part)) == {"below/bad.md"}
        assert file is None


class TestAFolderThatCouldNotBeOpened:
    @pytest.fixture
    def locked(self, folder, monkeypatch) -> set[str]:
        """Names of folders that do not open; root opens all, so the system is asked to refuse."""
        names: set[str] = set()
        scandir = os.scandir

        def refusing(location):
            if isinstance(location, bytes) and Path(os.fsdecode(location)).name in names:
                raise PermissionError(13, "Permission denied")
            return scandir(location)

        monkeypatch.setattr(os, "scandir", refusing)
        folder.write("good.md")
        folder.write("locked/deep/x.md", title="Inside", body=html(sentences(3)))
        return names

    @pytest.mark.parametrize("name", ["locked", "news", "deep"])
    def test_is_read_once_it_opens(self, folder, locked, name):
        locked.add(name)
        batch = folder.run().batch
        assert retry.retry(batch).report.exit_code == 1
        locked.clear()

        retried = retry.retry(batch)

        assert (retried.report.exit_code, retried.missing) == (0, ())
        assert Article.objects.filter(title="Inside").exists()
        assert retry.retry(batch) is None

    def test_and_nothing_beside_it(self, folder, locked):
        locked.add("locked")
        batch = folder.run().batch
        folder.write("new.md", title="New", body=html(sentences(2)))
        locked.clear()

        assert counted(retry.retry(batch).report) == {"created": 1}

    def test_is_missing_only_if_it_is_gone(self, folder, locked):
        locked.add("locked")
        batch = folder.run().batch
        locked.clear()
        shutil.rmtree(folder.top / "locked/deep")
        assert retry.retry(batch).missing == ()

        (folder.top / "locked").rmdir()
        assert retry.retry(batch).missing == ("locked/",)
