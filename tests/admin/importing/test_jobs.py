"""The jobs of imports: stopped, interrupted, gone on with, and how they tell how far they are."""

import threading

import pytest
from django.urls import reverse

from articles.admin.importing.running import APPLY, GO_ON, PLAN, UNDO
from articles.admin.jobs import beside, runner, start, starting
from articles.admin.jobs.telling import Interrupted, Stopped, Tell
from articles.importer import pipeline, planning
from articles.importer.pipeline import Options
from articles.models import Article, ImportBatch, ImportPlan, Job
from tests.admin.helpers import change_url, make_batch
from tests.admin.importing.working import said, work
from tests.importer.corpus import Folder, html, sentences

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads_root(tmp_path, settings):
    settings.UPLOADS_ROOT = tmp_path / "uploads"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Folder:
    monkeypatch.setattr(pipeline, "CHUNK", 1)
    folder = Folder(tmp_path)
    for number in range(3):
        folder.write(f"{number}.md", title=f"Story {number}", body=html(sentences(number)))
    return folder


@pytest.fixture
def plan(folder) -> ImportPlan:
    return planning.plan(folder.top, folder.root, Options())[0]


def go_on_url(batch: ImportBatch) -> str:
    return reverse("admin:articles_importbatch_go_on", args=[batch.pk])


def stop_after(monkeypatch, stories: int, error: type[Exception] = Stopped) -> None:
    """As if somebody had pressed “Stop” by then."""
    write = Tell.write

    def told(tell):
        write(tell)
        if tell.job.done >= stories:
            raise error

    monkeypatch.setattr(Tell, "write", told)
    monkeypatch.setattr(Tell, "_is_due", lambda _tell: True)


class TestStopping:
    def test_an_import_stops_after_a_chunk_and_goes_on(self, desk, plan, monkeypatch):
        job = start(APPLY, None, {"plan": plan.pk})
        with monkeypatch.context() as patch:
            stop_after(patch, 1)
            assert work().state == Job.State.STOPPED
        assert Article.objects.count() == 1
        ImportBatch.objects.update(state="failed")  # a test's own transaction keeps it from that
        batch = ImportBatch.objects.get()
        assert "This import stopped early." in desk.get(change_url(batch)).content.decode()

        desk.post(go_on_url(batch))

        assert "created: 2" in said(desk)
        batch.refresh_from_db()
        assert (batch.state, batch.created, Article.objects.count()) == ("done", 3, 3)
        assert ImportBatch.objects.count() == 1
        assert job.pk != Job.objects.get(kind=GO_ON).pk

    def test_an_import_whose_process_ended_is_gone_on_with_by_the_next(self, plan, monkeypatch):
        job = start(APPLY, None, {"plan": plan.pk})
        with monkeypatch.context() as patch:
            stop_after(patch, 2, Interrupted)
            patch.setattr("articles.admin.jobs.runner.POLL", 0)
            found = runner.take()
            assert runner.perform(found, threading.Event()) == Job.State.WAITING
        assert Article.objects.count() == 2
        ImportBatch.objects.update(state="running")  # as a process leaves it that was killed

        assert work().state == Job.State.DONE

        job.refresh_from_db()
        plan.refresh_from_db()
        assert plan.applied_as == ImportBatch.objects.get()
        assert (plan.applied_as.state, Article.objects.count()) == ("done", 3)
        assert job.result["batch"] == plan.applied_as_id

    def test_only_the_latest_import_of_a_folder_goes_on(self, desk, staff, folder):
        old = make_batch(state="failed", root="news", options={"path": str(folder.top)})
        assert "Run it again" in desk.get(change_url(old)).content.decode()
        make_batch(root="news")

        assert desk.post(go_on_url(old)).status_code == 403
        assert desk.get(go_on_url(old)).status_code == 405

    def test_a_folder_that_is_gone_is_named(self, desk, folder):
        gone = str(folder.top / "gone")
        batch = make_batch(state="failed", root="news", options={"path": gone, "prefix": ""})

        desk.post(go_on_url(batch))

        assert "“news” is not there any more." in said(desk)
        assert gone not in said(desk)  # it names a place on the server


class TestBesideTheDatabase:
    """What a transaction hides: a rehearsal, and an undoing."""

    def test_a_plan_tells_how_far_it_is_and_can_be_stopped(self, desk, folder, monkeypatch):
        monkeypatch.setattr(beside, "SELDOM", 0)
        monkeypatch.setattr(starting, "is_working", lambda: True)  # we are, in this very process
        seen = []
        call = beside.Beside.__call__

        def watched(self, done, total=None):
            call(self, done, total)
            there = desk.get(reverse("admin:articles_job_progress", args=[self.job.pk]))
            seen.append("1 of 3" in there.json()["html"])
            if done:
                desk.post(reverse("admin:articles_job_stop", args=[self.job.pk]))

        monkeypatch.setattr(beside.Beside, "__call__", watched)
        options = {"root": "news", "prefix": "", "dialect": "auto", "naive_tz": ""}
        start(PLAN, None, options | {"status": "inbox", "top": str(folder.top), "upload": ""})

        assert work().state == Job.State.STOPPED
        assert seen == [False, True]
        assert not ImportPlan.objects.exists()

    def test_an_undoing_that_is_stopped_changes_nothing(self, folder, monkeypatch):
        batch = folder.run().batch
        monkeypatch.setattr(beside.Beside, "__call__", stopping)
        start(UNDO, None, {"batch": batch})

        assert work().state == Job.State.STOPPED
        assert Article.objects.count() == 3
        assert ImportBatch.objects.get().state == "done"

    def test_nothing_of_it_is_left(self, folder, settings):
        start(UNDO, None, {"batch": folder.run().batch})

        assert work().state == Job.State.DONE
        assert list(settings.UPLOADS_ROOT.iterdir()) == []

    def test_a_job_that_tells_the_database_is_stopped_there(self):
        job = Job.objects.create(kind=UNDO, params={"batch": 0})

        assert not beside.ask_to_stop(job)
        assert beside.heard(job).done == 0


def stopping(_beside, done: int, _total: int | None = None) -> None:
    if done:
        raise Stopped


@pytest.mark.parametrize("kind", [UNDO, GO_ON, APPLY])
def test_what_is_gone_is_said(desk, kind):
    start(kind, None, {"batch": 12345, "plan": 12345})

    words = "The plan is gone." if kind == APPLY else "There is no import 12345."
    assert words in said(desk)
