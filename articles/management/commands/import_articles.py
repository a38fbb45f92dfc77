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
from django.db import DatabaseError

from articles.importer import files, pipeline
from articles.importer.dialects import DIALECTS
from articles.importer.report import Report
from articles.management import console
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
        )
        reports = []
        try:
            for top, root, prefix in _tops(given["paths"], given["root"]):
                reports.append(self.import_one(top, root, prefix, options, given))
        except DatabaseError as error:
            raise CommandError(f"The database stopped the import: {error}", returncode=2) from error
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. What was stored stays; run it again to go on.", returncode=2
            ) from None
        self.write_json(reports, given["json"])
        if code := max(report.exit_code for report in reports):
            sys.exit(code)

    def import_one(
        self, top: Path, root: str, prefix: str, options: pipeline.Options, given: dict[str, Any]
    ) -> Report:
        quiet = given["json"] == "-" or given["verbosity"] == 0
        with console.progress(
            f"Importing {root}", lambda: sum(1 for _ in files.walk(top)), self.stderr, quiet
        ) as advance:
            report = pipeline.run(top, root, options, prefix, advance)
        if not quiet:
            console.print_report(report, self.stdout)
        return report

    def write_json(self, reports: list[Report], target: str | None) -> None:
        if not target:
            return
        found = [report.as_json() for report in reports]
        text = json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=1)
        if target == "-":
            self.stdout.write(text)
            return
        try:
            Path(target).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            message = f"The report could not be written to {target}: {error.strerror}"
            raise CommandError(message, returncode=2) from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ArgumentTypeError(f"{name} is no time zone; try Asia/Shanghai.") from error


def _tops(paths: list[str], root: str | None) -> Iterator[tuple[Path, str, str]]:
    """Each path with the root's name and what goes before its relative paths.

    Several paths under one --root are told apart by where they lie below their common folder.
    """
    tops = [Path(path).resolve() for path in paths]
    for given, top in zip(paths, tops, strict=True):
        if not top.exists():
            raise CommandError(f"{given}: there is no such file or folder.", returncode=2)
        if not os.access(top, os.R_OK):
            raise CommandError(f"{given}: may not be read.", returncode=2)
    folders = [top if top.is_dir() else top.parent for top in tops]
    common = Path(os.path.commonpath(folders)) if len(tops) > 1 else None
    if not root and len({folder.name for folder in folders}) < len({*folders}):
        message = "Two of these folders share a name: their files would overwrite each other."
        raise CommandError(f"{message} Say --root NAME.", returncode=2)
    for top, folder in zip(tops, folders, strict=True):
        name = root or folder.name or "root"
        inside = folder.relative_to(common).as_posix() if root and common else "."
        yield top, name[:200], "" if inside == "." else f"{inside}/"
