"""Beginning a job: its process, where one may be started, and where it works already."""

import sys
import threading
from pathlib import Path

import pytest
from django.utils import translation

from articles.admin.jobs import job_url, start, starting
from articles.models import Job
from tests.admin.jobs.kinds import begin, kinds, register

__all__ = ["kinds"]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def spawned(monkeypatch, settings) -> list[bool]:
    calls: list[bool] = []
    settings.START_WORKER = True
    monkeypatch.setattr(starting, "spawn", lambda: calls.append(True))
    monkeypatch.setattr(starting, "_is_in_memory", lambda: False)
    monkeypatch.setattr(starting, "is_working", lambda: False)
    return calls


@pytest.mark.django_db
@pytest.mark.usefixtures("kinds")
class TestStarting:
    def test_a_worker_is_started_once_the_job_is_stored(
        self, spawned, django_capture_on_commit_callbacks, django_user_model
    ):
        register()
        user = django_user_model.objects.create(username="ann")
        with (
            translation.override("zh-hans"),
            django_capture_on_commit_callbacks(execute=True) as told,
        ):
            job = begin(user, colour="red")
            assert not spawned

        assert len(told) == 1
        assert spawned == [True]
        job.refresh_from_db()
        assert (job.params, job.made_by, job.language) == ({"colour": "red"}, user, "zh-hans")
        assert job_url(job) == f"/admin/articles/job/{job.pk}/change/"

    def test_none_is_started_where_one_works_or_none_may_be(self, spawned, monkeypatch, settings):
        monkeypatch.setattr(starting, "is_working", lambda: True)
        starting.ensure_worker()
        monkeypatch.setattr(starting, "is_working", lambda: False)
        settings.START_WORKER = False
        starting.ensure_worker()

        assert not spawned

    def test_a_worker_that_cannot_be_started_is_told_to_the_log(self, monkeypatch, caplog):
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        starting.spawn()

        assert "jobs wait for manage.py work" in caplog.text

    def test_a_kind_that_is_not_there_cannot_be_begun(self):
        with pytest.raises(AssertionError):
            start("no such kind", None, {})
        assert not Job.objects.exists()

    def test_it_is_a_process_of_its_own_that_outlives_the_server(self, monkeypatch):
        begun = []

        class Process:
            def __init__(self, command, **how) -> None:
                begun.append((command, how))

            def wait(self) -> None:
                begun.append("taken note of")

        monkeypatch.setattr(starting.subprocess, "Popen", Process)
        starting.spawn()
        [each.join() for each in threading.enumerate() if each.name == "worker's end"]

        (command, how), noted = begun
        assert command[1:] == [str(ROOT / "manage.py"), "work", "--until-idle"]
        assert (how["start_new_session"], how["cwd"]) == (True, ROOT)
        assert noted == "taken note of"
