"""`manage.py derive_articles`: related stories and highlighted code, made again."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.importer import deriving
from articles.management import console, running
from articles.models import Article

EPILOG = """Imports and the desk do this by themselves for what they store. Older stories learn of
newer ones by --all; it can be stopped and run again at any time."""


class Command(BaseCommand):
    help = "Finds the related stories of articles that have none on record, and renders their code."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="for all articles, whatever is on record"
        )
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")

    def handle(self, *args: Any, **given: Any) -> None:
        running.refuse_unwritable(given["json"])
        articles = Article.objects.order_by("published_at", "pk")
        if not given["all"]:
            articles = articles.filter(related__isnull=True)
        quiet = given["json"] == "-" or given["verbosity"] == 0
        started, done = time.monotonic(), 0
        with (
            running.stops("What was made stays; run it again to go on."),
            console.progress("Deriving", articles.count, self.stderr, quiet) as advance,
        ):

            def count(articles: int) -> None:
                nonlocal done
                done += articles
                advance(articles)

            deriving.derive(articles, progress=count)
        report = {"articles": done, "seconds": round(time.monotonic() - started, 3)}
        running.write_json([json.dumps(report)], given["json"], self.stdout)
        if not quiet:
            self.stdout.write(f"{done:,} articles in {report['seconds']:.1f} s.")
