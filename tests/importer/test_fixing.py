"""Refused files mended: the story, the file beside it, and what later imports make of both."""

import hashlib

import pytest

from articles.importer import applying, fixing, planning
from articles.importer.fixing import opened
from articles.importer.pipeline import Options
from articles.importer.retry import refused_paths
from articles.importer.undo import undo
from articles.models import Article, ImportBatch, ImportPlan, ImportProblem, RefusedFile, Sighting
from tests.importer.corpus import Folder, counted, html, seed_file, sentences, tables

pytestmark = pytest.mark.django_db
BAD = b"no front matter at all\n"
GOOD = seed_file(title="Mended", body=html(sentences(4)))


@pytest.fixture
def folder(tmp_path) -> Folder:
    folder = Folder(tmp_path)
    folder.write("one.md")
    folder.write("bad.md", BAD)
    folder.run(status="inbox")
    return folder


@pytest.fixture
def refused(folder) -> RefusedFile:
    return RefusedFile.objects.to_mend().get()


class TestOpening:
    def test_a_text_with_what_was_given_up(self):
        found = opened("---\ntitle: 芯片\n".encode() + b"x\xff\xfey\n")

        assert found.lossy_lines == [3]
        assert [each.code for each in found.problems] == ["W_ENCODING_LOSSY"]
        assert found.is_editable

    def test_an_encoding_that_was_found_out(self):
        found = opened(("新闻" * 40).encode("gb18030"))

        assert found.text == "新闻" * 40
        assert found.problems[0].detail == {"encoding": "gb18030"}

    @pytest.mark.parametrize(
        ("data", "is_editable"),
        [(b"", True), (b"\x89PNG\r\n", False), (b"a" * (fixing.MOST_TEXT + 1), False)],
        ids=["empty", "picture", "long"],
    )
    def test_what_no_text_field_can_show(self, data, is_editable):
        assert opened(data).is_editable == is_editable


class TestTrying:
    def test_tells_the_story_and_writes_nothing(self, refused):
        before = tables()

        found = fixing.rehearse(refused, GOOD)

        assert (found.story.title, found.outcome, found.refusal) == ("Mended", "created", None)
        assert tables() == before

    def test_tells_the_story_that_it_would_be_a_further_file_of(self, refused):
        found = fixing.rehearse(refused, seed_file())

        assert (found.outcome, found.article.title) == ("duplicates", "A quiet launch")

    def test_tells_why_it_is_refused_still(self, refused):
        found = fixing.rehearse(refused, "---\ntitle: never closed\n")

        assert (found.refusal.code, found.story) == ("E_FM_UNTERMINATED", None)


class TestMending:
    def test_the_story_comes_in_and_the_file_as_it_came_stays(self, refused, django_user_model):
        chief = django_user_model.objects.create(username="chief")

        found = fixing.mend(refused, GOOD, chief.pk)

        story = Article.objects.get(title="Mended")
        assert (found.outcome, found.article, story.status) == ("created", story, "inbox")
        old, new = Sighting.objects.filter(path="bad.md").order_by("pk")
        assert (old.superseded, old.raw, old.refused) == (True, BAD, "E_NO_FRONT_MATTER")
        assert (new.superseded, new.raw, new.article) == (False, GOOD.encode(), story)
        assert new.mends == hashlib.sha256(BAD).hexdigest()
        assert ImportBatch.objects.get(pk=found.report.batch).started_by == chief

    def test_what_is_refused_again_is_not_stored(self, refused):
        before = tables()

        assert fixing.mend(refused, "still nothing", None).refusal.code == "E_NO_FRONT_MATTER"
        assert tables() == before

    def test_is_done_once(self, refused):
        fixing.mend(refused, GOOD, None)

        with pytest.raises(Sighting.DoesNotExist):
            fixing.mend(refused, GOOD, None)

    def test_can_be_undone_and_done_again(self, refused):
        before = tables("last_login", "seq")
        number = fixing.mend(refused, GOOD, None).report.batch

        undo(number)
        ImportBatch.objects.get(pk=number).delete()

        assert {k: v for k, v in tables("last_login").items() if "Stamp" not in k} == {
            k: v for k, v in before.items() if "Stamp" not in k
        }
        assert fixing.mend(refused, GOOD, None).outcome == "created"


class TestLaterImports:
    @pytest.fixture
    def mended(self, folder, refused) -> Folder:
        fixing.mend(refused, GOOD, None)
        return folder

    def test_that_meet_the_old_bytes_leave_everything_as_it_is(self, mended):
        before = tables()

        assert counted(mended.run(status="inbox")) == {"unchanged": 2}
        assert tables() == before

    def test_that_meet_new_bytes_read_a_new_version(self, mended):
        lines = sentences(4)
        mended.write("bad.md", title="Mended", body=html([*lines[:3], "A word more.", *lines[3:]]))

        assert counted(mended.run(status="inbox")) == {"updated": 1, "unchanged": 1}
        assert "A word more." in Article.objects.get(title="Mended").body
        assert not Sighting.objects.filter(superseded=False).exclude(mends="").exists()

    def test_that_meet_new_bad_bytes_keep_the_mended_story(self, mended):
        mended.write("bad.md", "other nonsense")

        assert counted(mended.run(status="inbox")) == {"refused": 1, "unchanged": 1}
        assert Article.objects.filter(title="Mended").exists()

    def test_have_nothing_to_retry(self, mended):
        assert refused_paths(ImportBatch.objects.earliest("pk")) == frozenset()
        assert not RefusedFile.objects.to_mend().exists()
        assert ImportProblem.objects.filter(path="bad.md").exists()

    def test_plans_know_the_file(self, mended):
        mended.write("new.md", title="New", body=html(sentences(9)))
        plan, _report = planning.plan(mended.top, mended.root, Options())

        assert applying.apply(plan.pk).report.counts["created"] == 1
        assert ImportPlan.objects.get().counts["outcomes"]["unchanged"] == 2
