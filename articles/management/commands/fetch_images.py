"""`manage.py fetch_images`: copies of the pictures that sources let us copy."""

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from difflib import get_close_matches
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.images import registering
from articles.images.tally import Tally
from articles.management import pictures, running
from articles.models import ImageRights, Source
from articles.models.grants import has_ended

EPILOG = """exit codes: 0 every picture that was due is here, or is none; 1 done, but some could not
be had; 2 could not run, or was stopped. It can be stopped and run again at any time."""


class Command(BaseCommand):
    help = "Fetches the pictures of sources whose rights say “copied”, and makes their sizes."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", metavar="S", help="only this one's: its name or slug")
        parser.add_argument(
            "--limit", type=_positive, metavar="N", help="ask for N addresses at most"
        )
        parser.add_argument(
            "--every", type=_positive, metavar="SECONDS",
            help="look again after so many seconds, until it is told to stop (exit code 0 then)",
        )  # fmt: skip
        running.add_workers(parser, "that decode pictures and make their sizes")
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")

    def handle(self, *args: Any, **given: Any) -> None:
        running.refuse_unwritable(given["json"])
        source = _source(given["source"]) if given["source"] is not None else None
        with running.told_of(), running.stops():
            if not given["every"]:
                tally = self.fetch(source, given)
            else:
                self.keep_fetching(source, given)
                return
        if tally.exit_code:
            sys.exit(tally.exit_code)

    def keep_fetching(self, source: Source | None, given: dict[str, Any]) -> None:
        """Until a service manager, or Ctrl-C, ends it."""
        try:
            while True:
                self.fetch(source, given)
                time.sleep(given["every"])
        except KeyboardInterrupt:
            self.stderr.write("Stopped.")

    def fetch(self, source: Source | None, given: dict[str, Any]) -> Tally:
        quiet = given["json"] == "-" or given["verbosity"] == 0
        articles = registering.unregistered()
        if source:
            articles = articles.filter(source=source)
        pictures.look_through(articles, self.stderr, quiet)
        scope = {"article__source": source} if source else {}
        how = {"limit": given["limit"], "workers": given["workers"]}
        # A bar counts what waits: not in every round of a service that mostly finds nothing.
        no_bar = quiet or bool(given["every"] and self.stderr.isatty())
        tally = pictures.fetch(self.stderr, no_bar, **how, **scope)
        if not quiet and (tally.total or not given["every"]):
            pictures.print_tally(tally, self.stdout)
        text = json.dumps(tally.as_json(), ensure_ascii=False, indent=1)
        running.write_json([text], given["json"], self.stdout)
        return tally


def _positive(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise ArgumentTypeError(f"{text} is no number above 0.")


def _source(name: str) -> Source:
    found = Source.objects.filter(name=name).first() or Source.objects.filter(slug=name).first()
    if found is None:
        known = [each for pair in Source.objects.values_list("name", "slug") for each in pair]
        near = get_close_matches(name, known, n=1)
        hint = f" The nearest is “{near[0]}”." if near else "" if known else " There is none yet."
        raise CommandError(f"There is no source “{running.shown(name)}”.{hint}", returncode=2)
    if has_ended(found):
        day = f"{found.licence_until:%Y-%m-%d}"
        message = f"The pictures of “{found.name}” are not to be copied: its licence ended {day}."
        raise CommandError(message, returncode=2)
    if found.image_rights != ImageRights.COPY:
        says = found.get_image_rights_display()
        message = f"The pictures of “{found.name}” are not to be copied: its rights say “{says}”."
        raise CommandError(message, returncode=2)
    return found
