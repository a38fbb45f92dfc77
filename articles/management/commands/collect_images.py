"""`manage.py collect_images`: take away the pictures and files that nobody needs."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from articles.images.garbage import Collected, collect
from articles.images.stocktaking import NothingThere
from articles.management import console, running
from articles.models import Image

DAYS = 30
SHOWN = 20
EPILOG = """exit codes: 0 done; 1 done, but uploaded pictures have lost their files; 2 could not
run, or not to its end: run it again to go on."""
ROWS = (
    ("unused", "pictures that no story has shown for that long"),
    ("withdrawn", "copies that their sources do not allow any more"),
    ("stray", "files that belong to no picture"),
    ("kept", "pictures that no story shows, kept for now"),
    ("mended", "pictures whose files were made again from the originals"),
    ("refetch", "copies whose files are gone: they are fetched again"),
    ("lost", "uploaded pictures whose files are gone: upload them again"),
    ("no_original", "pictures whose original is gone; pages do not need it"),
)


class Command(BaseCommand):
    help = "Takes away pictures that no story shows any more, and files that belong to none."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument(
            "--older-than", type=_days, default=DAYS, metavar="DAYS",
            help="keep pictures for that long after no story shows them (default: %(default)s)",
        )  # fmt: skip
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")

    def handle(self, *args: Any, **given: Any) -> None:
        running.refuse_unwritable(given["json"])
        quiet = given["json"] == "-" or given["verbosity"] == 0
        try:
            with (
                running.told_of(),
                running.stops("What was taken away is; run it again to go on."),
                console.progress("Pictures", Image.objects.count, self.stderr, quiet) as advance,
            ):
                report = collect(
                    timedelta(days=given["older_than"]),
                    dry_run=given["dry_run"],
                    progress=advance,
                )
        except NothingThere as error:
            raise CommandError(str(error), returncode=2) from error
        if not quiet:
            self.print_report(report)
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
        running.write_json([text], given["json"], self.stdout)
        if report.exit_code:
            sys.exit(report.exit_code)

    def print_report(self, report: Collected) -> None:
        for name, meaning in ROWS:
            if count := report.counts[name]:
                self.stdout.write(f"{count:>9,}  {name:<11}  {meaning}")
        for one in report.lost[:SHOWN]:
            self.stdout.write(console.printable(f"picture {one['picture']}: {one['folder']}"))
        if (rest := len(report.lost) - SHOWN) > 0:
            self.stdout.write(f"… and {rest:,} more: --json FILE writes all of them.")
        size = filesizeformat(report.bytes)
        would = "A dry run: nothing was taken away. It would free" if report.dry_run else "Freed"
        self.stdout.write(f"{would} {size}, in {report.seconds:.1f} s.")


def _days(text: str) -> int:
    if text.isdecimal() and int(text) <= 36_500:
        return int(text)
    raise ArgumentTypeError(f"{text} is no number of days; try {DAYS}.")
