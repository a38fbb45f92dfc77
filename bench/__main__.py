"""`python -m bench [NAME] [--files N …] [--runs N] [--json FILE]`: cleaning, history, images,
importing or reading.

`python -m bench search --help` and `desk --help` tell of these two, which have sizes of their own.
"""

import argparse
import json
import sys
from pathlib import Path

NAMES = ("cleaning", "history", "images", "importing", "reading")


def positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError
    return number


def main() -> None:
    if sys.argv[1:2] == ["search"]:
        from bench import search

        search.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["desk"]:
        from bench import desk

        desk.main(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=NAMES, help="default: all of them")
    parser.add_argument(
        "--files", type=positive, nargs="+", default=[2_000], help="or stories (default: 2000)"
    )
    parser.add_argument("--runs", type=positive, default=3, help="of each measurement (default: 3)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--db", choices=("sqlite", "postgresql"), help="for reading: only this one")
    given = parser.parse_args()
    if given.name in (None, "cleaning"):
        from bench import cleaning

        cleaning.report(given.runs)
    if given.name in (None, "history"):
        from bench import history

        history.report(given.runs)
    found = []
    if given.name in (None, "images"):
        from bench import images

        found += images.report(given.runs)
    if given.name in (None, "importing"):
        from bench import importing

        found += importing.report(given.files, given.runs)
    if given.name in (None, "reading"):
        from bench import reading

        found += reading.report(given.files, given.runs, [given.db] if given.db else [])
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
