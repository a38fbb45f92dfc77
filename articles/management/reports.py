"""Reports of commands as JSON: into a file, or onto standard output."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from articles.importer import files


def refuse_unwritable(target: str | None) -> None:
    """Before the work, not after it. Nothing is created: the work may fail yet."""
    if target == "":
        raise CommandError("An argument is empty. Name a file.", returncode=2)
    if target and target != "-":
        path = Path(target)
        try:
            place = path if path.exists() else path.parent
            free = not path.is_dir() and os.access(place, os.W_OK)
        except (OSError, ValueError):  # a name too long, or none that a file can have
            free = False
        if not free:
            raise CommandError(_unwritten(target, "nothing was changed"), returncode=2)


def write(report: dict[str, Any], target: str | None, stdout: Any) -> None:
    if not target:
        return
    text = json.dumps(report, ensure_ascii=False, indent=1)
    if target == "-":
        stdout.write(text)
        return
    try:
        # What UTF-8 cannot hold is escaped the way JSON escapes it.
        Path(target).write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise CommandError(_unwritten(target, error.strerror), returncode=2) from error


def printable(line: str) -> str:
    """A stranger's text may not steer the terminal."""
    return "".join(char if char.isprintable() else "�" for char in line)


def _unwritten(target: str, reason: str | None) -> str:
    shown = files.shown(os.fsencode(target))
    return f"The report could not be written to {shown}: {reason}."
