"""`manage.py ensure_groups`: the desk's groups, as docs/workflow.md describes them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.models.groups import ensure_groups


class Command(BaseCommand):
    help = "Make those of the desk's groups that are missing; every migration does the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="give the groups that exist their permissions again, and take others away",
        )

    def handle(self, *, reset: bool, **options: Any) -> None:
        written = ensure_groups(reset=reset)
        self.stdout.write(f"Written: {', '.join(written)}." if written else "Nothing to do.")
