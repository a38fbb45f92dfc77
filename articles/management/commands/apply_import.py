"""`manage.py apply_import ID`: does what a plan of import_articles --plan says, or refuses."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.importer import applying, files
from articles.importer.applying import Applied, AppliedAlready, Moved
from articles.importer.moves import Moves
from articles.importer.planning import top_of
from articles.management import console, running
from articles.models import ImportPlan

SHOWN = 20
AGAIN = "Nothing was written. Make a new plan with: manage.py import_articles PATH --plan"
STOPPED = "What was stored stays; manage.py import_articles PATH goes on from there."
EPILOG = """exit codes: 0 clean; 1 done, but files were refused, or not all became what was planned;
2 something moved since the plan was made, or it could not run."""


class Command(BaseCommand):
    help = "Does exactly what a plan says; if anything moved since, says what, and does nothing."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", type=int, metavar="ID", help="the plan's number")
        running.add_workers(parser)
        parser.add_argument("--json", metavar="FILE", help="write the report there; - for stdout")

    def handle(self, *args: Any, **given: Any) -> None:
        running.refuse_unwritable(given["json"])
        plan = ImportPlan.objects.filter(pk=given["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no plan {given['plan']}.", returncode=2)
        try:
            with running.told_of(plan.options["path"]), running.stops(STOPPED):
                applied = self.apply(plan, given)
        except AppliedAlready as error:
            raise CommandError(str(error), returncode=2) from error
        except Moved as error:
            self.refuse(plan, error.moves, given)
        else:
            self.report(plan, applied, given)

    def apply(self, plan: ImportPlan, given: dict[str, Any]) -> Applied:
        """With one bar after the other: the first ends where the import begins."""

        def count() -> int:
            return files.count(top_of(plan))

        def bar(doing: str) -> Callable[[int], None]:
            bars.close()
            label = f"{doing} {plan.root}"
            return bars.enter_context(console.progress(label, count, self.stderr, _is_quiet(given)))

        def advance(done: int) -> None:
            if not importing:
                importing.append(bar("Importing"))
            importing[0](done)

        importing: list[Callable[[int], None]] = []
        with ExitStack() as bars:
            checking = bar("Checking")
            return applying.apply(
                plan.pk, workers=given["workers"], checking=checking, progress=advance
            )

    def refuse(self, plan: ImportPlan, moves: Moves, given: dict[str, Any]) -> None:
        found = [move._asdict() for move in moves.told]
        self.write({"plan": plan.pk, "applied": False, "moved": found}, given)
        lines = [console.printable(move.sentence) for move in moves.told[:SHOWN]]
        if (rest := moves.count - len(lines)) > 0:
            lines.append(f"… and {rest:,} more: --json FILE writes them.")
        head = f"Plan {plan.pk} does not hold any more:"
        raise CommandError("\n".join([head, *lines, AGAIN]), returncode=2)

    def report(self, plan: ImportPlan, applied: Applied, given: dict[str, Any]) -> None:
        if not _is_quiet(given):
            console.print_report(applied.report, self.stdout)
            self.print_differences(applied)
        differences = [each._asdict() for each in applied.differences]
        said = {"plan": plan.pk, "applied": True, "differences": differences}
        self.write({**said, **applied.report.as_json()}, given)
        if applied.exit_code:
            sys.exit(applied.exit_code)

    def print_differences(self, applied: Applied) -> None:
        if not applied.count:
            self.stdout.write("Every file became what the plan said.")
            return
        self.stdout.write("Somebody was at work meanwhile. Not as planned:")
        for each in applied.differences[:SHOWN]:
            planned, became = each.planned or "nothing", each.became or "nothing"
            text = f"{each.path}: planned {planned}, became {became}"
            if planned == became:
                text = f"{each.path}: {planned} as planned, but with other changes"
            self.stdout.write(console.printable(text))
        if (rest := applied.count - SHOWN) > 0:
            self.stdout.write(f"… and {rest:,} more: --json FILE writes them.")

    def write(self, said: dict[str, Any], given: dict[str, Any]) -> None:
        text = json.dumps(said, ensure_ascii=False, indent=1)
        running.write_json([text], given["json"], self.stdout)


def _is_quiet(given: dict[str, Any]) -> bool:
    return given["json"] == "-" or given["verbosity"] == 0
