"""`manage.py import_articles PATH…`: bulk import of front-matter files."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
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
        _refuse_empty(given)
        _refuse_unwritable(given["json"])
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

        def count() -> int:
            return sum(1 for _ in files.walk(top))

        with _told_of(top):
            with console.progress(f"Importing {root}", count, self.stderr, quiet) as advance:
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
        with _told_of(target):
            # What UTF-8 cannot hold is escaped the way JSON escapes it.
            Path(target).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")


@contextmanager
def _told_of(path: Path | str) -> Iterator[None]:
    """What the system refuses ends the run with the path and 2: Python's own 1 means that files
    were refused and all else is done."""
    try:
        yield
    except (OSError, UnicodeError) as error:
        named = getattr(error, "filename", None) or path
        reason = getattr(error, "strerror", None) or error
        raise CommandError(f"{_shown(named)}: {reason}", returncode=2) from error


def _shown(path: Path | str | bytes) -> str:
    return files.shown(os.fsencode(path))


def _refuse_empty(given: dict[str, Any]) -> None:
    """An unset variable in a script would otherwise import the current directory."""
    if "" in (*given["paths"], given["root"], given["json"]):
        raise CommandError("An argument is empty. Name a folder or a file.", returncode=2)


def _refuse_unwritable(target: str | None) -> None:
    """Before the import, not after an hour of it. Nothing is created: the import may fail yet."""
    if not target or target == "-":
        return
    with _told_of(target):
        path = Path(target)
        free = not path.is_dir() and os.access(path if path.exists() else path.parent, os.W_OK)
    if not free:
        message = f"The report could not be written to {_shown(target)}: nothing was imported."
        raise CommandError(message, returncode=2)


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
        with _told_of(given):
            # realpath, for Path.resolve() dies of links that lead in a circle.
            tops.append(top := Path(os.path.realpath(given)))
            if not top.exists():
                message = f"{_shown(given)}: there is no such file or folder."
                raise CommandError(message, returncode=2)
            if not os.access(top, os.R_OK):
                raise CommandError(f"{_shown(given)}: may not be read.", returncode=2)
    folders = [top if top.is_dir() else top.parent for top in tops]
    names = {folder: _shown(root or folder.name or "root")[:200] for folder in folders}
    if not root and len({*names.values()}) < len(names):
        message = "Two of these folders share a name: their files would overwrite each other."
        raise CommandError(f"{message} Say --root NAME.", returncode=2)
    common = Path(os.path.commonpath(folders)) if len(tops) > 1 else None
    for top, folder in zip(tops, folders, strict=True):
        inside = _shown(folder.relative_to(common)) if root and common else "."
        yield top, names[folder], "" if inside == "." else f"{inside}/"
