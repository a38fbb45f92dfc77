"""A folder of exported files: what stands in it, what we wrote into it, and what is not ours. Pure.

A manifest says which files we wrote and what stood in them. A file that is no longer as we left it
is somebody's work and stays. Whatever is written is written whole or not at all.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

FORMAT = 1
MANIFEST = "newsdesk-export.json"
OUR_PATH = re.compile(r"[\w-]+/(?:\d{4}|undated)/\d+-[\w-]+\.html")


class NotOurs(Exception):
    """The folder is not one that this export may write to; the message says why."""


@dataclass(slots=True)
class Changes:
    """What became of the files. `kept`: left alone, because somebody else wrote or changed them."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)


class Mirror:
    """A folder that holds what its last export was asked for, and nothing else of ours.

    `selection` is what this export was asked for. `force` takes over folders and files that are
    not ours; `dry_run` only counts.
    """

    def __init__(
        self, top: Path, selection: Mapping[str, object], force: bool = False, dry_run: bool = False
    ) -> None:
        self.top = top
        self.selection = selection
        self.force = force
        self.dry_run = dry_run
        self.changes = Changes()
        self.former: dict[str, str] = {}  # path → SHA-256; what no put() asks for is stale
        self.files: dict[str, str] = {}

    def open(self) -> None:
        """Read the manifest, or leave a first one, so that an export that dies can go on.

        Raises NotOurs.
        """
        manifest = self.top / MANIFEST
        if manifest.exists():
            self._read(manifest)
        elif self._is_taken() and not self.force:
            raise NotOurs(f"the folder is not empty and has no {MANIFEST}.")
        else:
            self.save()

    def _is_taken(self) -> bool:
        """Whether there is anything, but for a fresh repository's own folder."""
        return self.top.exists() and any(found.name != ".git" for found in self.top.iterdir())

    def _read(self, manifest: Path) -> None:
        try:
            found = json.loads(manifest.read_text(encoding="utf-8"))
            former, selection = {**found["files"]}, found["selection"]
            sound = found["format"] == FORMAT and all(map(OUR_PATH.fullmatch, former))
        except (ValueError, LookupError, TypeError):
            sound = False
        if sound and (selection == self.selection or self.force):
            self.former = former
        elif sound:
            asked = json.dumps(selection, ensure_ascii=False)
            raise NotOurs(f"it holds an export of something else: {asked}.")
        elif not self.force:
            raise NotOurs(f"its {MANIFEST} is none that this version of newsdesk wrote.")

    def put(self, path: str, data: bytes) -> None:
        """Lay a file down, unless it is there already or is somebody else's."""
        wanted, there = hashlib.sha256(data).hexdigest(), self._digest(path)
        left = self.former.pop(path, None)
        if there == wanted:
            self.changes.unchanged += 1
        elif there in (None, left) or self.force:
            self._write(path, data)
            self.changes.written += 1
        else:
            self.changes.kept.append(path)
            if left is None:
                return
            wanted = left
        self.files[path] = wanted

    def remove_the_rest(self) -> None:
        """Take away what we wrote before, and what no put() of this export asked for."""
        for path, left in sorted(self.former.items()):
            there = self._digest(path)
            if there not in (None, left):
                self.changes.kept.append(path)
                continue
            del self.former[path]
            if there is not None:
                self._remove(path)
                self.changes.removed += 1

    def save(self) -> None:
        """Write the manifest, if anything in it has changed."""
        known = {"format": FORMAT, "selection": self.selection, "files": self.former | self.files}
        data = json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
        if self._digest(MANIFEST) != hashlib.sha256(data).hexdigest():
            self._write(MANIFEST, data)

    def _digest(self, path: str) -> str | None:
        """Of the file's bytes; None if there is nothing, "" for a link or another thing."""
        place = self.top / path
        if any((self.top / above).is_symlink() for above in Path(path).parents[:-1]):
            return ""
        try:
            if not stat.S_ISREG(place.lstat().st_mode):
                return ""
            return hashlib.sha256(place.read_bytes()).hexdigest()
        except FileNotFoundError:
            return None

    def _write(self, path: str, data: bytes) -> None:
        if self.dry_run:
            return
        place, part = self.top / path, self.top / f".newsdesk-{os.getpid()}.tmp"
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(data)
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)

    def _remove(self, path: str) -> None:
        if self.dry_run:
            return
        place = self.top / path
        place.unlink()
        with suppress(OSError):  # the folders, if that was the last file in them
            place.parent.rmdir()
            place.parent.parent.rmdir()
