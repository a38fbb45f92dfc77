"""`manage.py undo_import ID`: take an import back."""

import json
import sys
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.importer.undo import BuiltOnError, CannotUndoError, Undone, articles_of, undo
from articles.management import console, running

SHOWN = 20
EPILOG = """exit codes: 0 all taken back; 1 done, but some stories stay; 2 could not run."""
ROWS = (
    ("removed", "new articles, with all that hung on them"),
    ("restored", "articles are again as they were"),
    ("files", "files are not known any more: the next import reads them as new"),
    ("conflicts", "conflicts wait no more"),
    ("sources", "sources that the import had made"),
    ("categories", "categories that the import had made"),
    ("tags", "tags that the import had made"),
    ("kept", "stories or files stay as they are"),
)

MADE = frozenset({"sources", "categories", "tags"})  # counted in full only when all else is gone


class Command(BaseCommand):
    help = "Takes an import back: what it made, what it changed, and what it remembers."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, metavar="ID", help="the import's number")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument(
            "--keep-built-on",
            action="store_true",
            help="undo it although later imports have built on it: these stories stay, for good",
        )
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")

    def handle(self, *args: Any, **given: Any) -> None:
        running.refuse_unwritable(given["json"])
        try:
            with running.told_of(), running.stops("Nothing was changed."):
                report = self.undo(given)
        except BuiltOnError as error:
            hint = "Or leave the stories that they share as they are, for good: --keep-built-on"
            raise CommandError(f"{running.shown(str(error))} {hint}", returncode=2) from error
        except CannotUndoError as error:
            raise CommandError(str(error), returncode=2) from error
        if given["json"] != "-" and given["verbosity"]:
            self.print_report(report)
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
        running.write_json([text], given["json"], self.stdout)
        if report.exit_code:
            sys.exit(report.exit_code)

    def undo(self, given: dict[str, Any]) -> Undone:
        number, quiet = given["number"], given["json"] == "-" or given["verbosity"] == 0
        label, count = f"Undoing import {number}", partial(articles_of, number)
        with console.progress(label, count, self.stderr, quiet) as advance:
            return undo(
                number,
                dry_run=given["dry_run"],
                keep_built_on=given["keep_built_on"],
                progress=advance,
            )

    def print_report(self, report: Undone) -> None:
        name = running.shown(report.root)
        self.stdout.write(f"Import {report.batch} ({name}), in {report.seconds:.1f} s:")
        for key, meaning in ROWS:
            if count := report.counts[key]:
                limit = "at most " if report.dry_run and key in MADE else ""
                self.stdout.write(f"{limit}{count:,}".rjust(16) + f"  {key:<10}  {meaning}")
        for one in report.kept[:SHOWN]:
            self.stdout.write(running.shown(str(one)))
        if (rest := report.counts["kept"] - SHOWN) > 0:
            self.stdout.write(f"… and {rest:,} more: --json FILE writes all of them.")
        done = "A dry run: nothing was changed." if report.dry_run else "The import is undone."
        self.stdout.write(done)
