"""`manage.py import_articles PATH…`: bulk import of front-matter files."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from articles.images import fetching
from articles.importer import files, pipeline, planning
from articles.importer.dialects import DIALECTS
from articles.importer.report import Report
from articles.management import console, pictures, plans, running
from articles.models import Status

EPILOG = """exit codes: 0 clean; 1 done, but files were refused; 2 could not run.
A second run writes only what has changed."""


class Command(BaseCommand):
    help = "Imports front-matter files: new stories, changed ones, and a reason for every refusal."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a folder, or a single file")
        parser.add_argument(
            "--dry-run", action="store_true", help="do everything, then take it all back"
        )
        parser.add_argument(
            "--plan", action="store_true",
            help="say file by file what would change, and keep that as a plan for apply_import",
        )  # fmt: skip
        parser.add_argument(
            "--no-images", action="store_true",
            help="leave the pictures that sources let us copy to fetch_images",
        )  # fmt: skip
        running.add_workers(parser)
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")
        parser.add_argument(
            "--root",
            metavar="NAME",
            help="the name that the folder goes by: files keep their identity when the folder"
            " moves (default: the folder's own name)",
        )
        parser.add_argument("--dialect", default="auto", choices=("auto", *DIALECTS))
        parser.add_argument(
            "--naive-tz",
            type=_zone,
            metavar="ZONE",
            help="the zone of dates that name none, e.g. Asia/Shanghai (default: UTC)",
        )
        parser.add_argument(
            "--status", default="published", choices=("published", "inbox"),
            help="of new stories (default: published)",
        )  # fmt: skip

    def handle(self, *args: Any, **given: Any) -> None:
        options = pipeline.Options(
            dialect=given["dialect"],
            naive_tz=given["naive_tz"],
            status=Status(given["status"]),
            dry_run=given["dry_run"],
            workers=given["workers"],
        )
        _refuse_empty(given)
        running.refuse_unwritable(given["json"])
        tops = list(_tops(given["paths"], given["root"]))
        if given["plan"]:
            _refuse_unplannable(given)
            code = self.plan(*tops[0], options, given)
        else:
            code = self.import_all(tops, options, given)
        if code:
            sys.exit(code)

    def import_all(
        self, tops: list[tuple[Path, str, str]], options: pipeline.Options, given: dict[str, Any]
    ) -> int:
        """The exit code. Stories first, then their pictures; what stops these costs no report."""
        reports = [self.import_one(*top, options, given) for top in tops]
        told = [report.as_json() for report in reports]
        try:
            if not given["no_images"]:
                for report, said in zip(reports, told, strict=True):
                    said.update(self.fetch_images(report.batch, given))
        finally:
            text = json.dumps(told[0] if len(told) == 1 else told, ensure_ascii=False, indent=1)
            running.write_json([text], given["json"], self.stdout)
        return max(report.exit_code for report in reports)

    def import_one(
        self, top: Path, root: str, prefix: str, options: pipeline.Options, given: dict[str, Any]
    ) -> Report:
        after = running.NOTHING if options.dry_run else running.GO_ON
        with running.told_of(top), running.stops(after):
            with self.progress("Importing", top, root, given) as advance:
                report = pipeline.run(top, root, options, prefix, advance)
            if not _is_quiet(given):
                console.print_report(report, self.stdout)
        return report

    def fetch_images(self, batch: int | None, given: dict[str, Any]) -> dict[str, Any]:
        """Those of the batch's stories that may be copied. What cannot be had now is left to
        fetch_images: it is no failure of the import."""
        scope = {"article__sightings__batch": batch}
        if not batch or not fetching.waiting(**scope):
            return {}
        quiet = _is_quiet(given)
        with running.told_of(), running.stops(running.GO_ON):
            tally = pictures.fetch(self.stderr, quiet, workers=given["workers"], **scope)
        if not quiet:
            pictures.print_tally(tally, self.stdout)
        return {"pictures": tally.as_json()}

    def plan(
        self, top: Path, root: str, prefix: str, options: pipeline.Options, given: dict[str, Any]
    ) -> int:
        with running.told_of(top), running.stops(running.NOTHING):
            with self.progress("Planning", top, root, given) as advance:
                plan, report = planning.plan(top, root, options, prefix, advance)
            if not _is_quiet(given):
                plans.print_plan(plan, self.stdout, everything=given["verbosity"] > 1)
            running.write_json(plans.as_json(plan), given["json"], self.stdout)
        return report.exit_code

    def progress(self, doing: str, top: Path, root: str, given: dict[str, Any]) -> Any:
        def count() -> int:
            return files.count(top)

        return console.progress(f"{doing} {root}", count, self.stderr, _is_quiet(given))


def _is_quiet(given: dict[str, Any]) -> bool:
    return given["json"] == "-" or given["verbosity"] == 0


def _refuse_unplannable(given: dict[str, Any]) -> None:
    if given["dry_run"]:
        message = "Say --plan or --dry-run, not both: a plan is a dry run that is kept."
        raise CommandError(message, returncode=2)
    if len(given["paths"]) > 1:
        # Applying the first plan would move what the second was made on.
        raise CommandError("A plan is for one PATH. Plan them one by one.", returncode=2)


def _refuse_empty(given: dict[str, Any]) -> None:
    """An unset variable in a script would otherwise import the current directory."""
    if "" in (*given["paths"], given["root"], given["json"]):
        raise CommandError("An argument is empty. Name a folder or a file.", returncode=2)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ArgumentTypeError(f"{name} is no time zone; try Asia/Shanghai.") from error


def _tops(paths: list[str], root: str | None) -> Iterator[tuple[Path, str, str]]:
    """Each path with the root's name and what goes before its relative paths.

    Several paths under one --root are told apart by where they lie below their common folder.
    """
    tops = []
    for given in paths:
        with running.told_of(given):
            # realpath, for Path.resolve() dies of links that lead in a circle.
            tops.append(top := Path(os.path.realpath(given)))
            if not top.exists():
                message = f"{running.shown(given)}: there is no such file or folder."
                raise CommandError(message, returncode=2)
            if not os.access(top, os.R_OK):
                raise CommandError(f"{running.shown(given)}: may not be read.", returncode=2)
    folders = [top if top.is_dir() else top.parent for top in tops]
    names = {folder: running.shown(root or folder.name or "root")[:200] for folder in folders}
    if not root and len({*names.values()}) < len(names):
        message = "Two of these folders share a name: their files would overwrite each other."
        raise CommandError(f"{message} Say --root NAME.", returncode=2)
    common = Path(os.path.commonpath(folders)) if len(tops) > 1 else None
    for top, folder in zip(tops, folders, strict=True):
        inside = running.shown(folder.relative_to(common)) if root and common else "."
        yield top, names[folder], "" if inside == "." else f"{inside}/"
