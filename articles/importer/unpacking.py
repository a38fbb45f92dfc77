"""What people upload, put into a folder: names that stay inside, sizes that are bearable. Pure.

A zip says what it likes of names, sizes and kinds. Nothing of that is believed: names are taken
apart and put together anew, links and devices are never made, and no more is read than was said.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from .decode import SURROGATE
from .files import MAX_BYTES, MAX_PATH, SUFFIXES, unsafe_part
from .problems import gettext_noop

MB = 1024 * 1024
MAX_UPLOAD = 256 * MB
MAX_UNPACKED = 2_048 * MB
MAX_ENTRIES = 200_000
MAX_NAME = 255  # bytes: what file systems hold
# Texts become a twentieth of their size; what becomes a two-hundredth is made to burst.
MAX_RATIO, UNSUSPICIOUS = 200, 64 * MB
TOLD = 50  # of the things that were left out; the rest is counted
ARCHIVES = frozenset(
    {".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar", ".epub"}
)
# Windows opens a device where a file is called so, whatever its suffix.
DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{kind}{n}" for kind in ("COM", "LPT") for n in range(1, 10))}
)
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
ENCRYPTED, UTF_8 = 0x2041, 0x800
ENTRY = b"PK\x01\x02"  # begins what a zip's list says of a file
# What zipfile raises of an entry that is cut off, lies, is of a later version or has a bad name.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)

SENTENCES: Mapping[str, str] = {
    # The whole upload
    "U_NO_ZIP": gettext_noop("This is no zip file, or it is damaged. Pack the folder again."),
    "U_ENCRYPTED": gettext_noop("The zip is encrypted. Pack it again without a password."),
    "U_TOO_BIG": gettext_noop("This is more than %(limit)s MB. Upload it in parts."),
    "U_BOMB": gettext_noop(
        "Unpacked, this would be far more than a zip of stories is: it is not unpacked. If it is"
        " in order, put the folder onto the server."
    ),
    "U_MANY": gettext_noop("The upload has more than %(limit)s files. Upload it in parts."),
    "U_NOTHING": gettext_noop("There is no article file in it: no %(kinds)s."),
    # One thing in it
    "U_OUTSIDE": gettext_noop("The name leads out of the folder."),
    "U_NAME": gettext_noop("The name holds a character that no file name can hold."),
    "U_LONG": gettext_noop("The name is too long."),
    "U_DEVICE": gettext_noop("The name is that of a device. Rename the file."),
    "U_LINK": gettext_noop("A link or a device, not a file."),
    "U_NESTED": gettext_noop("An archive in the upload is not unpacked. Upload it alone."),
    "U_FILE_TOO_BIG": gettext_noop("Larger than %(limit)s MB, which no article is."),
    "U_TWICE": gettext_noop("Another file or folder has this name."),
    "U_METHOD": gettext_noop("Packed in a way that is not known here. Pack it with “Deflate”."),
    "U_DAMAGED": gettext_noop("The file is damaged in the zip."),
}
LIMITS = {
    "U_TOO_BIG": f"{MAX_UPLOAD // MB}",
    "U_MANY": f"{MAX_ENTRIES:,}",
    "U_FILE_TOO_BIG": f"{MAX_BYTES // MB}",
}


class CannotUnpack(Exception):
    """The upload as a whole is refused; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class _LeftOut(Exception):
    """This one thing does not come in."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(slots=True)
class Received:
    """What came in; what was left out and why, by name; and how many files are no articles."""

    files: int = 0
    size: int = 0
    others: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    more_left_out: int = 0

    def leave_out(self, name: str, code: str) -> None:
        if len(self.left_out) < TOLD:
            self.left_out.append((name[:MAX_PATH], code))
        else:
            self.more_left_out += 1

    def add(self, other: "Received") -> None:
        self.files += other.files
        self.size += other.size
        self.others += other.others
        self.more_left_out += other.more_left_out
        for name, code in other.left_out:
            self.leave_out(name, code)


def parts_of(name: str) -> tuple[str, ...]:
    """The folders and the file that an uploaded name means; none if it is one of the system's own.

    Raises _LeftOut for a name that no file of ours shall have.
    """
    if "\0" in name or SURROGATE.search(name):
        raise _LeftOut("U_NAME")
    said = name.replace("\\", "/")  # as old programs on Windows pack
    if unsafe_part(said):
        raise _LeftOut("U_OUTSIDE")
    parts = tuple(part for part in said.split("/") if part not in ("", "."))
    if any(part.startswith(".") or part == "__MACOSX" for part in parts):
        return ()
    if any(part.split(".")[0].strip().upper() in DEVICES for part in parts):
        raise _LeftOut("U_DEVICE")
    if len(said) > MAX_PATH or any(len(os.fsencode(part)) > MAX_NAME for part in parts):
        raise _LeftOut("U_LONG")
    return parts


def put(into: Path, name: str, size: int, read: Callable[[], bytes]) -> Received:
    """One file into the folder; what it is goes by its name."""
    done = Received()
    try:
        parts = parts_of(name)
        suffix = os.path.splitext(parts[-1])[1].lower() if parts else ""
        if suffix in ARCHIVES:
            raise _LeftOut("U_NESTED")
        if suffix not in SUFFIXES:
            done.others += bool(parts)
            return done
        if size > MAX_BYTES:
            raise _LeftOut("U_FILE_TOO_BIG")
        done.size = _write(into.joinpath(*parts), read())
        done.files = 1
    except _LeftOut as left:
        done.leave_out(name, left.code)
    return done


def _write(path: Path, data: bytes) -> int:
    """A new file in folders that we made: nothing of a stranger's is followed or overwritten."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            return file.write(data)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise _LeftOut("U_TWICE") from error


def unpack(source: BinaryIO, into: Path) -> Received:
    """The articles in a zip. Raises CannotUnpack."""
    if _entries(source) > MAX_ENTRIES:
        raise CannotUnpack("U_MANY")
    done = Received()
    try:
        with zipfile.ZipFile(source) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _judge(entries)
            for entry, name in _named(entries):
                done.add(_unpack(archive, entry, name, into))
    except (*DAMAGED, OSError) as error:
        if isinstance(error, OSError) and error.errno:  # the disk's, not the zip's
            raise
        raise CannotUnpack("U_NO_ZIP") from error
    return done


def _entries(source: BinaryIO) -> int:
    """At most so many files are in the zip's list: counted before it is read into memory."""
    found, last = 0, b""
    source.seek(0)
    while piece := source.read(MB):
        found += (last + piece).count(ENTRY)
        last = piece[1 - len(ENTRY) :]
    source.seek(0)
    return found


def _judge(entries: list[zipfile.ZipInfo]) -> None:
    """The zip as a whole, by what it says of itself."""
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise CannotUnpack("U_ENCRYPTED")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED or unpacked > max(UNSUSPICIOUS, MAX_RATIO * packed):
        raise CannotUnpack("U_BOMB")


def _named(entries: list[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """With their names as they were meant. Without the mark of UTF-8 a zip does not say in which
    encoding: macOS means UTF-8 all the same, and Windows in China GBK."""
    bare = [_bytes(entry) for entry in entries if not entry.flag_bits & UTF_8]
    encoding = next((name for name in ("utf-8", "gb18030") if _reads(bare, name)), "cp437")
    for entry in entries:
        if entry.flag_bits & UTF_8:
            yield entry, entry.orig_filename
        else:
            yield entry, _bytes(entry).decode(encoding)


def _bytes(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("cp437")


def _reads(names: list[bytes], encoding: str) -> bool:
    try:
        for name in names:
            name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, into: Path) -> Received:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    reason = ""
    if kind not in (0, stat.S_IFREG):
        reason = "U_LINK"
    elif entry.compress_type not in METHODS:
        reason = "U_METHOD"
    if reason:
        done = Received()
        done.leave_out(name, reason)
        return done
    return put(into, name, entry.file_size, lambda: _data(archive, entry))


def _data(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as file:
            return file.read(MAX_BYTES)
    except (*DAMAGED, RuntimeError) as error:
        raise _LeftOut("U_DAMAGED") from error


def top_of(folder: Path) -> tuple[Path, str]:
    """The folder that was meant, with the name that it came with: a zip of a folder holds that one
    folder and nothing else. "" if the files came without one."""
    found = list(folder.iterdir())
    if len(found) == 1 and found[0].is_dir():
        return found[0], found[0].name
    return folder, ""
