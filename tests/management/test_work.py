"""`manage.py work`: what is printed, what programs read, the exit codes, and how it ends."""

import json
import os
import signal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.admin.jobs import JobError, kind, runner
from articles.importer.lock import Locked
from articles.models import Job
from tests.admin.jobs.kinds import begin, kinds, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
__all__ = ["kinds"]


def call(*args, **options) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("work", *args, stdout=out, stderr=out, **options)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


def test_it_does_what_waits_and_counts_it():
    counted = register()
    begin()

    assert call("--until-idle") == (0, "Jobs: 1 done.\n")
    assert counted == [0, 1, 2]
    assert call("--until-idle") == (0, "No job waits.\n")


def test_a_failed_job_is_an_exit_code_and_programs_read_how_many():
    @kind("fails")
    def fail(job: Job, tell) -> None:
        raise JobError("No.")

    begin(name="fails")
    code, printed = call("--until-idle", "--json", "-")

    assert code == 1
    assert json.loads(printed) == {"done": 0, "failed": 1, "stopped": 0, "waiting": 0}


def test_where_another_process_works_it_says_so_and_ends(monkeypatch):
    def taken(*args):
        raise Locked("process 7 on desk")

    monkeypatch.setattr(runner.lock, "alone", taken)

    assert call("--until-idle") == (0, "Another process does the jobs: process 7 on desk.\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_service_after_the_piece_at_hand(number):
    @kind("long")
    def take_long(job: Job, tell) -> None:
        os.kill(os.getpid(), number)
        job.position = {"half": True}
        tell(1, 2)

    job = begin(name="long")
    before = signal.getsignal(number)

    assert call() == (0, "Jobs: 1 waiting.\n")
    assert signal.getsignal(number) is before
    job.refresh_from_db()
    assert (job.state, job.position) == ("waiting", {"half": True})


def test_a_second_signal_ends_it_at_once():
    @kind("deaf")
    def hear_nothing(job: Job, tell) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)

    begin(name="deaf")

    assert call("--until-idle")[0] == 2


def test_a_report_that_cannot_be_written_is_told_before_any_job():
    counted = register()
    begin()

    code, printed = call("--until-idle", "--json", "/nowhere/report.json")

    assert code == 2
    assert "nothing was done" in printed
    assert not counted
