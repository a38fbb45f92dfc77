"""`manage.py work`: does the jobs that people at the desk have begun."""

import json
import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand

from articles.admin.jobs import runner
from articles.importer.lock import Locked
from articles.management import running
from articles.models import Job

EPILOG = """The desk starts it by itself, with --until-idle, unless START_WORKER is false. SIGTERM
and Ctrl-C end it after the piece at hand; the next one goes on from there. exit codes: 0 done, or
another process works already; 1 a job has failed, and its page says why; 2 could not run."""
STATES = (Job.State.DONE, Job.State.FAILED, Job.State.STOPPED, Job.State.WAITING)


class Command(BaseCommand):
    help = "Does the jobs that people at the desk have begun, one after another."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--until-idle", action="store_true", help="end when nothing waits any more"
        )
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")

    def handle(self, *args: Any, **given: Any) -> None:
        running.refuse_unwritable(given["json"])
        quiet = given["json"] == "-" or given["verbosity"] == 0
        with running.told_of(), running.stops(), ended_by_signals() as ending:
            try:
                ends = runner.work(ending, until_idle=given["until_idle"])
            except Locked as error:
                report = {"working": error.holder}
                words = f"Another process does the jobs: {error.holder}."
            else:
                report = {state.value: ends[state] for state in STATES}
                told = [f"{ends[state]} {state.value}" for state in STATES if ends[state]]
                words = f"Jobs: {', '.join(told)}." if told else "No job waits."
        if not quiet:
            self.stdout.write(words)
        running.write_json([json.dumps(report)], given["json"], self.stdout)
        if report.get(Job.State.FAILED):
            sys.exit(1)


@contextmanager
def ended_by_signals() -> Iterator[threading.Event]:
    """An event that the first SIGTERM or Ctrl-C sets; a second one ends at once."""
    ending = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield ending
        return

    def end(*_args: Any) -> None:
        if ending.is_set():
            raise KeyboardInterrupt
        ending.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
