"""`python -m bench [cleaning|importing] [--files N] [--runs N]`."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

NAMES = ("cleaning", "importing")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=NAMES, help="default: all of them")
    parser.add_argument("--files", type=int, default=2_000, help="to import (default: 2,000)")
    parser.add_argument("--runs", type=int, default=5, help="of each measurement (default: 5)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare_django(Path(folder))
        from bench import cleaning, importing

        if given.name in (None, "cleaning"):
            cleaning.report(given.runs)
        if given.name in (None, "importing"):
            importing.report(Path(folder), given.files, given.runs)


def prepare_django(folder: Path) -> None:
    """An empty SQLite database in `folder`, unless BENCH_DATABASE_URL names another empty one."""
    os.environ["DATABASE_URL"] = os.environ.get(
        "BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}"
    )
    os.environ.update(DJANGO_SETTINGS_MODULE="newsdesk.settings", DEBUG="false")
    os.environ.setdefault("SECRET_KEY", "only for measuring")
    os.environ.setdefault("ALLOWED_HOSTS", "localhost")
    os.environ.setdefault("SITE_URL", "http://localhost")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
