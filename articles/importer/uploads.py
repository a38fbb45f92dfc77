"""Where uploads lie until they are imported: a folder for each below UPLOADS_ROOT, named after who
made it. Originals are kept in the database; these files are needed for planning, applying, and for
reading what was refused once more.
"""

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.utils import timezone

from articles.models import ImportPlan, Job

from . import unpacking
from .planning import top_of
from .unpacking import MAX_ENTRIES, MAX_UPLOAD, SUFFIXES, CannotUnpack, Received

NAME = re.compile(r"(\d+)-[0-9a-f]{16}")
FRESH = timedelta(days=1)  # until then somebody may still be filling in the form
KEPT = timedelta(days=30)  # after its plan was applied


class Given(NamedTuple):
    """A file as it was uploaded: its path below the chosen folder, its size and its bytes."""

    name: str
    size: int
    file: BinaryIO


@dataclass(frozen=True, slots=True)
class Upload:
    """A folder of uploaded files."""

    name: str

    @property
    def folder(self) -> Path:
        return Path(settings.UPLOADS_ROOT) / self.name

    @property
    def top(self) -> tuple[Path, str]:
        """What is to be imported, and the name that it came with."""
        return unpacking.top_of(self.folder)

    def take(self, given: Iterable[Given]) -> Received:
        """The files; a zip that comes alone is unpacked. Raises CannotUnpack, and then nothing of
        them is here."""
        files = list(given)
        note = self._counted(len(files), sum(each.size for each in files))
        if len(files) == 1 and files[0].name.lower().endswith(".zip"):
            received = unpacking.unpack(files[0].file, self.folder)
        else:
            received = Received()
            for each in files:
                received.add(unpacking.put(self.folder, each.name, each.size, each.file.read))
        so_far = self.received
        so_far.add(received)
        self._note.write_text(json.dumps(note | asdict(so_far)))
        return received

    @property
    def received(self) -> Received:
        """What has come of all its pieces."""
        return Received(**{each.name: self._noted[each.name] for each in fields(Received)})

    @property
    def _note(self) -> Path:
        return self.folder.with_name(f"{self.name}.received")

    @property
    def _noted(self) -> dict[str, Any]:
        """Beside the folder: a look at all its files at each piece would take ever longer."""
        empty = {"sent": 0, "bytes": 0} | asdict(Received())
        return empty | (json.loads(self._note.read_text()) if self._note.exists() else {})

    def _counted(self, files: int, size: int) -> dict[str, int]:
        """With what came before: a folder comes in pieces, and all of them have one bound."""
        noted = self._noted
        files, size = noted["sent"] + files, noted["bytes"] + size
        if size > MAX_UPLOAD:
            raise CannotUnpack("U_TOO_BIG")
        if files > MAX_ENTRIES:
            raise CannotUnpack("U_MANY")
        return {"sent": files, "bytes": size}

    def refuse_empty(self) -> None:
        if not any(path.suffix.lower() in SUFFIXES for path in self.folder.rglob("*.*")):
            raise CannotUnpack("U_NOTHING")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._note.unlink(missing_ok=True)


def new(user_id: int) -> Upload:
    upload = Upload(f"{user_id}-{secrets.token_hex(8)}")
    upload.folder.mkdir(parents=True, mode=0o700)
    return upload


def named(name: str, user_id: int) -> Upload | None:
    """The upload of this name, if it is this person's own."""
    match = NAME.fullmatch(name)
    if match is None or match[1] != str(user_id):
        return None
    upload = Upload(name)
    return upload if upload.folder.is_dir() else None


def holding(top: Path) -> Upload | None:
    """The upload that this folder lies in, if it is one."""
    root = Path(settings.UPLOADS_ROOT)
    if not top.is_relative_to(root) or top == root:
        return None
    return Upload(top.relative_to(root).parts[0])


def sweep() -> None:
    """Remove the uploads that nobody needs any more."""
    root = Path(settings.UPLOADS_ROOT)
    needed = _needed()
    fresh = time.time() - FRESH.total_seconds()
    for folder in root.iterdir() if root.is_dir() else ():
        is_ours = NAME.fullmatch(folder.name) and folder.name not in needed
        if is_ours and folder.stat().st_mtime < fresh:
            Upload(folder.name).remove()


def _needed() -> set[str]:
    """By plans that wait or were applied lately, and by jobs that are to make one."""
    applied = timezone.now() - KEPT
    plans = ImportPlan.objects.exclude(applied_as__started_at__lt=applied)
    tops = [top_of(plan) for plan in plans.only("options") if "top" in plan.options]
    names = {upload.name for top in tops if (upload := holding(top))}
    jobs = Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])
    return names.union(filter(None, jobs.values_list("params__upload", flat=True)))
