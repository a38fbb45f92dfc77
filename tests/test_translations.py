"""The compiled translations are those of the sources."""

from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "articles" / "locale").rglob("*.po"))


def catalogue(entries):
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr or tuple(entry.msgstr_plural.values())
        for entry in entries
    }


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_compiled_file_is_fresh(source):
    compiled = polib.mofile(str(source.with_suffix(".mo")))

    assert catalogue(compiled) == catalogue(polib.pofile(str(source)).translated_entries()), (
        "stale: run `make messages`"
    )
