"""`manage.py remake_images`: the sizes of all pictures, made again from the files as they came."""

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.images.remaking import remake
from articles.management import console, running
from articles.models import Image

EPILOG = """Worth its time after an update that makes smaller or sharper ones. exit codes: 0 done;
1 done, but some originals are missing or cannot be read: those pictures stay as they are; 2 could
not run, or was stopped."""


class Command(BaseCommand):
    help = "Makes the sizes of all pictures again, from the files as they came."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        running.add_workers(parser, "that decode pictures and make their sizes")
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")

    def handle(self, *args: Any, **given: Any) -> None:
        running.refuse_unwritable(given["json"])
        quiet = given["json"] == "-" or given["verbosity"] == 0
        started = time.monotonic()
        with (
            running.told_of(),
            running.stops("What was made stays; the next run begins with the newest again."),
            console.progress("Pictures", Image.objects.count, self.stderr, quiet) as advance,
        ):
            counts = remake(Image.objects.all(), given["workers"], advance)
        seconds = round(time.monotonic() - started, 3)
        report = {"remade": counts["remade"], "no_original": counts["no_original"]}
        if not quiet:
            self.stdout.write(f"{report['remade']:,} pictures made again, in {seconds:.1f} s.")
            if report["no_original"]:
                self.stdout.write(f"{report['no_original']:,} have no original that can be read.")
        running.write_json([json.dumps(report | {"seconds": seconds})], given["json"], self.stdout)
        if report["no_original"]:
            sys.exit(1)
