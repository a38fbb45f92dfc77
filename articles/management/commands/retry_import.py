"""`manage.py retry_import ID`: read the files that an import refused once more."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from articles.importer.lock import Locked
from articles.importer.retry import CannotRetryError, Retried, refused_paths, retry
from articles.management import console, reports
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
        reports.refuse_unwritable(given["json"])
        try:
            retried = self.retry(given)
        except (CannotRetryError, Locked) as error:
            raise CommandError(reports.printable(str(error)), returncode=2) from error
        except DatabaseError as error:
            raise CommandError(f"The database stopped the import: {error}", returncode=2) from error
        except OSError as error:  # of the lock's file
            raise CommandError(f"{error.filename}: {error.strerror}", returncode=2) from error
        except KeyboardInterrupt:
            message = "Stopped. What was stored stays; run it again to go on."
            raise CommandError(message, returncode=2) from None
        quiet = given["json"] == "-" or not given["verbosity"]
        if retried is None:
            if not quiet:
                message = f"Nothing to retry: import {given['number']} refused no file."
                self.stdout.write(message)
            reports.write({"batch": None, "files": 0, "missing": []}, given["json"], self.stdout)
            return
        if not quiet:
            self.print_report(retried)
        told = retried.report.as_json() | {"missing": list(retried.missing)}
        reports.write(told, given["json"], self.stdout)
        if code := retried.report.exit_code:
            sys.exit(code)

    def retry(self, given: dict[str, Any]) -> Retried | None:
        number, quiet = given["number"], given["json"] == "-" or given["verbosity"] == 0

        def count() -> int:
            return len(refused_paths(ImportBatch(pk=number)))

        label = f"Retrying import {number}"
        with console.progress(label, count, self.stderr, quiet) as advance:
            return retry(number, progress=advance)

    def print_report(self, retried: Retried) -> None:
        console.print_report(retried.report, self.stdout)
        for path in retried.missing[:SHOWN]:
            self.stdout.write(f"{reports.printable(path)}: is not there any more.")
        if (rest := len(retried.missing) - SHOWN) > 0:
            self.stdout.write(f"… and {rest:,} more: --json FILE writes all of them.")
