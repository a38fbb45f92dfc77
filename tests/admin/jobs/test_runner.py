"""Doing jobs: in their order, resumed where they were, and every end told in plain words."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone, translation

from articles.admin.jobs import JobError, Stopped, kind, runner, starting
from articles.admin.jobs.telling import Tell
from articles.importer import lock
from articles.models import Job, JobStory
from tests.admin.jobs.kinds import begin, kinds, register, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
__all__ = ["kinds"]
State = Job.State


def failing(error: Exception, name: str = "fails") -> None:
    @kind(name)
    def fail(job: Job, tell) -> None:
        raise error


def refreshed(job: Job) -> Job:
    job.refresh_from_db()
    return job


class TestOrder:
    def test_jobs_are_done_the_oldest_first_and_tell_how_far_they_are(self):
        done = []

        @kind("notes")
        def note(job: Job, tell) -> None:
            tell(1, 2)
            done.append((job.pk, refreshed(Job(pk=job.pk)).done, refreshed(Job(pk=job.pk)).state))

        first, second = begin(name="notes"), begin(name="notes")

        assert work() == {State.DONE: 2}
        assert done == [(first.pk, 1, State.RUNNING), (second.pk, 1, State.RUNNING)]
        assert refreshed(first).finished_at >= first.started_at
        assert (first.total, first.tries, first.error) == (2, 1, "")
        assert "process" in first.holder

    def test_it_is_done_in_the_language_of_who_began_it(self):
        spoken = []

        @kind("speaks")
        def speak(job: Job, tell) -> None:
            spoken.append(translation.get_language())

        with translation.override("zh-hans"):
            begin(name="speaks")
        work()

        assert spoken == ["zh-hans"]

    def test_a_job_that_comes_while_the_lock_is_let_go_is_done_as_well(self, monkeypatch):
        counted = register()
        alone = lock.alone

        @contextmanager
        def late(*args):
            with alone(*args):
                yield
            if not Job.objects.exists():
                begin()

        monkeypatch.setattr(lock, "alone", late)
        work()

        assert counted == [0, 1, 2]

    def test_only_one_process_works(self, monkeypatch):
        register()
        job = begin()

        def taken(*args):
            raise lock.Locked("process 7")

        monkeypatch.setattr(lock, "alone", taken)
        with pytest.raises(lock.Locked):
            work()

        assert refreshed(job).state == State.WAITING

    def test_a_job_that_another_one_took_meanwhile_is_left_to_him(self, monkeypatch):
        register()
        job = begin()
        listed = list(runner.to_do())
        Job.objects.filter(pk=job.pk).update(tries=1)
        monkeypatch.setattr(runner, "to_do", lambda: _Listed(listed))

        assert runner.take() is None


class _Listed(list):
    def select_related(self, *_names):
        return self


class TestInterruptions:
    def test_a_process_that_is_told_to_end_leaves_the_rest_to_the_next(self):
        counted, ending = register(), threading.Event()

        @kind("ends")
        def end(job: Job, tell) -> None:
            ending.set()
            job.position = {"half": True}
            tell(1, 2)

        job = begin(name="ends")
        assert work(ending) == {State.WAITING: 1}
        assert refreshed(job).position == {"half": True}
        assert (job.tries, job.done) == (0, 1)  # it is not the job's fault
        assert not counted

    def test_a_job_whose_process_died_goes_on_from_its_position(self):
        counted = register(steps=5)
        job = begin()
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING, tries=1, position={"at": 3})

        work()

        assert counted == [3, 4]
        assert refreshed(job).state == State.DONE

    def test_one_that_was_to_stop_before_its_process_died_goes_no_further(self):
        counted = register()
        job = begin()
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING, tries=1, is_asked_to_stop=True)

        work()

        assert not counted
        assert refreshed(job).state == State.STOPPED

    def test_a_job_that_kills_its_processes_is_given_up(self):
        counted = register()
        job = begin()
        dead = {"state": State.RUNNING, "tries": runner.MOST_TRIES}
        Job.objects.filter(pk=job.pk).update(**dead)

        assert work() == {}

        assert refreshed(job).state == State.FAILED
        assert "broken off 3 times" in job.error
        assert not counted

    def test_one_that_comes_on_in_each_of_them_is_not(self):
        @kind("slow")
        def get_on(job: Job, tell) -> None:
            tell(job.done + 1, 9)
            raise KeyboardInterrupt  # nothing is tidied up, as if it were killed

        job = begin(name="slow")
        for _ in range(runner.MOST_TRIES + 1):
            with pytest.raises(KeyboardInterrupt):
                work()

        assert (refreshed(job).done, job.tries, job.state) == (4, 1, State.RUNNING)

    def test_what_the_database_refuses_for_a_moment_is_tried_again(self):
        failing(OperationalError("deadlock detected\nDETAIL: secret"))
        job = begin(name="fails")

        assert work() == {State.WAITING: 2, State.FAILED: 1}
        assert refreshed(job).error == "The database could not do it: deadlock detected"


class TestEnds:
    def test_a_job_says_in_a_sentence_why_it_cannot_be_done(self):
        failing(JobError("The category has gone."))
        job = begin(name="fails")
        work()

        assert (refreshed(job).state, job.error) == (State.FAILED, "The category has gone.")

    def test_what_nobody_expected_stands_in_the_log_and_not_on_the_page(self, caplog):
        failing(ZeroDivisionError("secret detail"))
        job = begin(name="fails")
        work()

        assert refreshed(job).state == State.FAILED
        assert "the server's log says what" in job.error
        assert "secret detail" not in job.error
        assert "ZeroDivisionError: secret detail" in caplog.text

    def test_a_kind_that_nobody_knows_any_more_fails(self):
        job = Job.objects.create(kind="forgotten")
        work()

        assert "does not know how" in refreshed(job).error

    def test_a_job_is_stopped_between_two_pieces_and_can_go_on(self):
        counted = register()

        @kind("stops")
        def stop(job: Job, tell) -> None:
            starting.ask_to_stop(job)
            job.result = {"changed": 1}
            tell(1, 2)
            counted.append("never")

        job = begin(name="stops")
        assert work() == {State.STOPPED: 1}
        assert refreshed(job).result == {"changed": 1}
        assert not counted

        assert starting.again(job)
        assert not refreshed(job).is_asked_to_stop
        assert (job.state, job.finished_at) == (State.WAITING, None)
        assert not starting.again(job)

    def test_a_job_that_nobody_has_begun_stops_at_once(self):
        counted = register()
        job = begin()
        starting.ask_to_stop(job)

        assert work() == {}
        assert refreshed(job).state == State.STOPPED
        assert not counted

    def test_old_records_go_with_their_stories_on_the_way(self):
        old, new = Job.objects.create(kind="x"), Job.objects.create(kind="x")
        JobStory.objects.create(job=old, number=1)
        for job, days in ((old, 91), (new, 89)):
            moment = timezone.now() - timedelta(days=days)
            Job.objects.filter(pk=job.pk).update(state=State.DONE, finished_at=moment)

        work()

        assert list(Job.objects.all()) == [new]
        assert not JobStory.objects.exists()


class TestTelling:
    def test_what_only_counts_on_is_seldom_written(self, django_assert_num_queries):
        tell = Tell(Job.objects.create(kind="x"))
        tell(1, 100)

        with django_assert_num_queries(0):
            tell(2)
        tell.job.position = {"at": 3}
        with django_assert_num_queries(2):
            tell(3)

    def test_a_position_that_is_changed_in_place_is_written_as_well(self):
        job = Job.objects.create(kind="x")
        tell = Tell(job)
        tell(1)
        job.position["at"] = 2
        tell(2)

        assert Job.objects.get().position == {"at": 2}

    def test_a_job_whose_record_is_gone_stops(self):
        job = Job.objects.create(kind="x")
        Job.objects.all().delete()

        with pytest.raises(Stopped):
            Tell(job)(1)
