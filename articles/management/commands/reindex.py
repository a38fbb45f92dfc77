"""`manage.py reindex`: what search finds stories by, made, mended or checked."""

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.management import console, running
from articles.models import Article
from articles.search import indexing

SHOWN = 20
EPILOG = """Imports and the desk index what they store by themselves. This is for an archive that is
older than its index, and after updates that say so. Others may read, edit and import meanwhile; it
can be stopped and run again at any time, and goes on. exit codes: 0 done; 1 --check has found
stories whose index is wrong; 2 could not run, or not to its end."""


class Command(BaseCommand):
    help = "Indexes for search every story whose index is missing or wrong, the newest first."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--check", action="store_true", help="change nothing, say what is wrong")
        how.add_argument(
            "--rebuild", action="store_true",
            help="begin with an empty index; meanwhile search finds the newest stories only",
        )  # fmt: skip
        how.add_argument(
            "--if-needed", action="store_true",
            help="do and say nothing where the oldest stories are indexed: that is quickly seen",
        )  # fmt: skip
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")

    def handle(self, *args: Any, **given: Any) -> None:
        running.refuse_unwritable(given["json"])
        is_whole = given["if_needed"] and indexing.is_complete()
        quiet = given["json"] == "-" or given["verbosity"] == 0
        started = time.monotonic()
        with (
            running.told_of(),
            running.stops("What was indexed stays; run it again to go on."),
        ):
            report = {"stories": 0, "indexed": 0} if is_whole else self.work(given, quiet)
        report["seconds"] = round(time.monotonic() - started, 3)
        if not quiet and not is_whole:
            self.print_report(report)
        running.write_json([json.dumps(report)], given["json"], self.stdout)
        if report.get("wrong"):
            sys.exit(1)

    def work(self, given: dict[str, Any], quiet: bool) -> dict[str, Any]:
        with console.progress("Indexing", Article.objects.count, self.stderr, quiet) as advance:
            if given["check"]:
                return {"wrong": indexing.check(advance)}
            return {**indexing.reindex(rebuild=given["rebuild"], progress=advance)}

    def print_report(self, report: dict[str, Any]) -> None:
        seconds = f"in {report['seconds']:.1f} s"
        wrong = report.get("wrong")
        if wrong is None:
            done = f"{report['indexed']:,} of {report['stories']:,} stories indexed, {seconds}."
            self.stdout.write(
                done if report["indexed"] else "Nothing to do: search has all stories."
            )
        elif not wrong:
            self.stdout.write(f"Search has all stories as they are stored; checked {seconds}.")
        else:
            named = ", ".join(str(pk) for pk in wrong[:SHOWN])
            more = f" and {len(wrong) - SHOWN:,} more" if len(wrong) > SHOWN else ""
            self.stdout.write(f"Wrong in the index of search: {named}{more}. reindex mends it.")
