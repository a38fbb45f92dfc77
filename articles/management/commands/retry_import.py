"""`manage.py retry_import ID`: read the files that an import refused once more."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.importer.retry import CannotRetryError, Retried, refused_paths, retry
from articles.management import console, running
from articles.models import ImportBatch

SHOWN = 20
EPILOG = """exit codes: 0 all are in; 1 done, but files were refused again; 2 could not run."""


class Command(BaseCommand):
    help = "Reads the files that an import refused once more, from the folder that it read."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, metavar="ID", help="the import's number")
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")

    def handle(self, *args: Any, **given: Any) -> None:
        running.refuse_unwritable(given["json"])
        try:
            with running.told_of(), running.stops():
                retried = self.retry(given)
        except CannotRetryError as error:
            raise CommandError(running.shown(str(error)), returncode=2) from error
        if given["json"] != "-" and given["verbosity"]:
            self.print_report(retried, given["number"])
        self.write_json(retried, given["json"])
        if retried and retried.report.exit_code:
            sys.exit(retried.report.exit_code)

    def retry(self, given: dict[str, Any]) -> Retried | None:
        number, quiet = given["number"], given["json"] == "-" or given["verbosity"] == 0

        def count() -> int:
            batch = ImportBatch.objects.filter(pk=number).first()
            return len(refused_paths(batch)) if batch else 0

        label = f"Retrying import {number}"
        with console.progress(label, count, self.stderr, quiet) as advance:
            return retry(number, progress=advance)

    def print_report(self, retried: Retried | None, number: int) -> None:
        if retried is None:
            self.stdout.write(f"Nothing to retry: no file of import {number} is refused.")
            return
        console.print_report(retried.report, self.stdout)
        for path in retried.missing[:SHOWN]:
            self.stdout.write(f"{running.shown(path)}: is not there any more.")
        if (rest := len(retried.missing) - SHOWN) > 0:
            self.stdout.write(f"… and {rest:,} more: --json FILE writes all of them.")

    def write_json(self, retried: Retried | None, target: str | None) -> None:
        told: dict[str, Any] = {"batch": None, "files": 0, "missing": []}
        if retried:
            told = retried.report.as_json() | {"missing": list(retried.missing)}
        text = json.dumps(told, ensure_ascii=False, indent=1)
        running.write_json([text], target, self.stdout)
