"""Compile every translation: .po (for people) to .mo (for Django), without gettext's programs.

The .mo files are committed, so that nobody needs gettext to run newsdesk, and a test
(tests/test_translations.py) says when they are stale.
"""

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    for source in sorted((ROOT / "articles" / "locale").rglob("*.po")):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
        print(f"compiled {source.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
