"""Bytes to text: which encoding it is, and what had to be given up. Pure."""

import re
from dataclasses import dataclass, field

from .problems import Problem, Refused

BOMS = (
    (b"\xef\xbb\xbf", "utf-8", False),
    (b"\xff\xfe\x00\x00", "utf-32-le", True),
    (b"\x00\x00\xfe\xff", "utf-32-be", True),
    (b"\xff\xfe", "utf-16-le", True),
    (b"\xfe\xff", "utf-16-be", True),
)
# UTF-16 without a mark still begins with a fence, a brace or a line end.
UNMARKED = re.compile(rb"(?P<le>[-+{\n\r]\x00)|(?P<be>\x00[-+{\n\r])")
SIGNATURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a zip archive"),
    (b"%PDF-", "a PDF document"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a media file"),
    (b"\x7fELF", "a program"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "a database"),
)
# Terminal colour sequences go whole; other control characters one by one. Not \t, \n, \r, \f.
CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b\x0e-\x1f\x7f]")
SURROGATE = re.compile("[\ud800-\udfff]")
# Nearly every file needs no repair: it begins with none of these, holds none of these bytes (those
# of CONTROL) and is UTF-8, which spells no surrogates.
BEGINNINGS = tuple(beginning for beginning, *_rest in (*BOMS, *SIGNATURES))
UNUSUAL = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in b"\t\n\r\f")
COMMON_CJK = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2014\u2018-\u201d\u2026\u00b7]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text with line ends as \\n, and what had to be repaired."""

    text: str
    problems: tuple[Problem, ...] = ()
    notes: dict[str, int] = field(default_factory=dict)


def decode(data: bytes) -> Decoded:
    """The text of a file. Raises Refused (E_EMPTY_FILE, E_BINARY)."""
    text = _ordinary(data)
    return _repaired(data) if not text or text.isspace() else Decoded(_line_feeds(text))


def _ordinary(data: bytes) -> str:
    """The text of a file that needs no repair, "" for any other.

    A tenth of what repairs cost that find nothing: single bytes are found much faster than what
    an expression describes.
    """
    if data.startswith(BEGINNINGS) or any(map(data.__contains__, UNUSUAL)):
        return ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _repaired(data: bytes) -> Decoded:
    if not data.strip():
        raise Refused("E_EMPTY_FILE")
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise Refused("E_BINARY", kind=kind)
    text, problems = _text(data)
    notes = {"N_BOM": 1} if data.startswith(b"\xef\xbb\xbf") else {}
    text = _line_feeds(text)
    text, count = CONTROL.subn("", text) if CONTROL.search(text) else (text, 0)
    if count > max(20, len(text) // 10):
        raise Refused("E_BINARY", kind="binary data")
    if count:
        problems = (*problems, Problem("W_CONTROL", detail={"count": count}))
    text = SURROGATE.sub("\ufffd", text).removeprefix("\ufeff")
    if not text.strip():
        raise Refused("E_EMPTY_FILE")
    return Decoded(text, problems, notes)


def _line_feeds(text: str) -> str:
    """With line feeds as the only line ends."""
    if "\r" in text or "\f" in text:
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return text


def _text(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    for mark, encoding, foreign in BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return text, _encoding_problems(text, data, encoding if foreign else "")
    if unmarked := UNMARKED.match(data):
        encoding = f"utf-16-{unmarked.lastgroup}"
        return data.decode(encoding, "replace"), _encoding_problems("", data, encoding)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _not_utf8(data, error)


def _encoding_problems(text: str, data: bytes, encoding: str) -> tuple[Problem, ...]:
    if encoding:
        return (Problem("W_ENCODING", detail={"encoding": encoding}),)
    lost = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    return (Problem("W_ENCODING_LOSSY", detail={"count": lost}),) if lost else ()


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> tuple[str, tuple[Problem, ...]]:
    """Damaged UTF-8, UTF-16 without a mark, GB18030 or Windows-1252, whichever fits best."""
    lossy = data.decode("utf-8", "replace")
    lost = lossy.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    sound = sum(1 for char in lossy[:20_000] if char > "\x7f") - lossy[:20_000].count("\ufffd")
    if lost <= sound // 4 or lost <= 2:
        line = data.count(b"\n", 0, error.start) + 1
        return lossy, (Problem("W_ENCODING_LOSSY", line, {"count": lost}),)
    if data.count(0) > len(data) // 8:
        raise Refused("E_BINARY", kind="binary data")
    for encoding, share in (("gb18030", 0.8), ("cp1252", 0.0)):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        foreign = [char for char in text[:20_000] if char > "\x7f"]
        common = COMMON_CJK.findall("".join(foreign))
        if len(common) >= share * len(foreign):
            return text, (Problem("W_ENCODING", detail={"encoding": encoding}),)
    return lossy, (Problem("W_ENCODING_LOSSY", detail={"count": lost}),)
