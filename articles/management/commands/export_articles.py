"""`manage.py export_articles DIR`: articles as front-matter files, to leave or to diff."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.models import Q

from articles.importer import files
from articles.importer.dates import parse_date
from articles.importer.export import ALL, Report, Selection, export
from articles.importer.mirror import NotOurs
from articles.management import console
from articles.models import Source, Status

SHOWN_PATHS = 20
EPILOG = """exit codes: 0 clean; 1 done, but files that somebody changed were left alone;
2 could not run. A second run writes only what has changed."""


class Command(BaseCommand):
    help = "Writes articles as front-matter files, which import_articles and others can read."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", help="a new folder, or one exported before")
        parser.add_argument(
            "--status", default=ALL, choices=(ALL, *Status.values),
            help="published: only what readers can see now (default: all)",
        )  # fmt: skip
        parser.add_argument(
            "--source", nargs="+", action="extend", default=[], metavar="NAME",
            help="only articles of these sources, by name or slug",
        )  # fmt: skip
        parser.add_argument(
            "--since", type=_date, metavar="DATE", help="only articles published then or later"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")
        parser.add_argument(
            "--force", action="store_true",
            help="write into a folder that is not empty or holds another export, and over files"
            " that somebody changed",
        )  # fmt: skip

    def handle(self, *args: Any, **given: Any) -> None:
        if "" in (given["folder"], given["json"], *given["source"]):
            raise CommandError("An argument is empty. Name a folder.", returncode=2)
        _refuse_unwritable(given["json"])
        selection = Selection(given["status"], _sources(given["source"]), given["since"])
        try:
            with _told_of(given["folder"]):
                report = self.export(selection, Path(given["folder"]), given)
        except NotOurs as error:
            message = f"{_shown(given['folder'])}: {error} --force writes into it all the same."
            raise CommandError(message, returncode=2) from error
        except DatabaseError as error:
            raise CommandError(f"The database stopped the export: {error}", returncode=2) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. Run it again to go on.", returncode=2) from None
        if given["json"] != "-" and given["verbosity"]:
            self.print_report(report)
        self.write_json(report, given["json"])
        if report.exit_code:
            sys.exit(report.exit_code)

    def export(self, selection: Selection, top: Path, given: dict[str, Any]) -> Report:
        quiet = given["json"] == "-" or given["verbosity"] == 0
        count = selection.articles().count
        with console.progress(f"Exporting to {_shown(top)}", count, self.stderr, quiet) as advance:
            return export(
                selection, top, dry_run=given["dry_run"], force=given["force"], progress=advance
            )

    def print_report(self, report: Report) -> None:
        changes = report.changes
        self.stdout.write(f"{report.folder}: {report.articles:,} articles")
        for count, name, meaning in (
            (report.drafts, "drafts", "of them, which no import makes public"),
            (changes.written, "written", "new files and changed ones"),
            (changes.unchanged, "unchanged", "files that said the same already"),
            (changes.removed, "removed", "files whose articles are gone, moved or not asked for"),
            (len(changes.kept), "kept", "files that somebody changed: left alone"),
        ):
            self.stdout.write(f"{count:>10,}  {name:<9}  {meaning}")
        for path in changes.kept[:SHOWN_PATHS]:
            self.stdout.write(f"{path}: is not as we left it")
        if (rest := len(changes.kept) - SHOWN_PATHS) > 0:
            self.stdout.write(f"… and {rest:,} more: --json FILE writes all of them.")
        if report.dry_run:
            self.stdout.write("A dry run: nothing was written.")
        elif not changes.written and not changes.removed:
            self.stdout.write("Nothing to do: everything was written already.")

    def write_json(self, report: Report, target: str | None) -> None:
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
        if target == "-":
            self.stdout.write(text)
        elif target:
            with _told_of(target):
                Path(target).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")


@contextmanager
def _told_of(path: str) -> Iterator[None]:
    """What the system refuses ends the run with the path and 2."""
    try:
        yield
    except (OSError, ValueError) as error:
        named = getattr(error, "filename", None) or path
        reason = getattr(error, "strerror", None) or error
        raise CommandError(f"{_shown(named)}: {reason}", returncode=2) from error


def _shown(path: Path | str) -> str:
    return files.shown(os.fsencode(path))


def _refuse_unwritable(target: str | None) -> None:
    """Before the export, not after minutes of it."""
    if not target or target == "-":
        return
    with _told_of(target):
        path = Path(target)
        free = not path.is_dir() and os.access(path if path.exists() else path.parent, os.W_OK)
    if not free:
        message = f"The report could not be written to {_shown(target)}: nothing was exported."
        raise CommandError(message, returncode=2)


def _sources(given: list[str]) -> tuple[str, ...]:
    """The names of the sources that were named, some by their slugs."""
    found = []
    for text in given:
        names = Source.objects.filter(Q(name=text) | Q(slug=text)).values_list("name", flat=True)
        if not names:
            raise CommandError(f"There is no source “{text}”.", returncode=2)
        found += names
    return tuple(dict.fromkeys(found))


def _date(text: str) -> datetime:
    if found := parse_date(text):
        return found.value
    raise ArgumentTypeError(f"{text} is no date; try 2026-01-31.")
