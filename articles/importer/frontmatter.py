"""A file's text: front matter and body apart, the front matter read. Pure.

YAML between `---` lines, TOML between `+++` lines, JSON as an object at the top (bare or closed by
`;;;`). All values become text, so that no dialect of yes, dates or numbers gets in between.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from .decode import CONTROL, SURROGATE, decode
from .problems import Problem, Refused
from .yaml_events import Fields, Value, read_yaml
from .yaml_lines import read_lines

MAX_CHARS = 65_536
MAX_NESTING = 16
MAX_DOTS = 2_000  # in a line of TOML; tomllib is quadratic in the parts of a dotted key
# Fence → the format within, and what ends it: a line that is a fence again. Front matter has no
# HTML at a line's beginning: there the text has begun without a fence.
FENCES = {
    fence: (name, re.compile(rf"\n(?:(?P<fence>{ends})[^\S\n]*(?:\n|\Z)|<)"))
    for fence, name, ends in (
        ("---", "yaml", r"---|\.\.\."),
        ("+++", "toml", r"\+\+\+"),
        (";;;", "json", ";;;"),
    )
}


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A file taken apart. `format` is yaml, toml or json; `lines` gives each key's line."""

    path: str
    format: str
    values: Mapping[str, Value]
    lines: Mapping[str, int]
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()
    notes: Mapping[str, int] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    matter: str = ""

    def line(self, *keys: str) -> int | None:
        """The line of the first of these keys that the file has; for "a.b", that of the table a."""
        tops = (key.split(".")[0] for key in keys)
        return next((self.lines[key] for key in tops if key in self.lines), None)


def parse(data: bytes, path: str) -> ParsedDocument:
    """The document in `data`. Raises Refused with code, line and reason, and nothing else."""
    decoded = decode(data)
    name, matter, matter_line, body, body_line = _split(decoded.text)
    if len(matter) > MAX_CHARS:
        raise Refused("E_FM_TOO_BIG", matter_line, limit=MAX_CHARS)
    fields = READERS[name](matter, matter_line)
    if "\\" in matter:
        fields.values = {key: _sound(value) for key, value in fields.values.items()}
    return ParsedDocument(
        path=path,
        format=name,
        values=fields.values,
        lines=fields.lines,
        body=body,
        body_line=body_line,
        problems=(*decoded.problems, *fields.problems),
        notes=decoded.notes,
        plain=frozenset(fields.plain),
        matter=matter,
    )


def _sound(value: Value) -> Value:
    """Without what escapes can spell and no database holds: halves of characters, NUL and such."""
    if isinstance(value, dict):
        return {key: _sound(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_sound(inner) for inner in value]
    return SURROGATE.sub("\ufffd", CONTROL.sub("", value))


def _split(text: str) -> tuple[str, str, int, str, int]:
    """Format, front matter and its first line, body and its first line."""
    start = len(text) - len(text.lstrip("\n \t\ufeff"))
    line = text.count("\n", 0, start) + 1
    opening = text[start:].split("\n", 1)[0]
    first = opening.strip()
    if first in FENCES:
        return _fenced(text, first, start + len(opening), line)
    if first.startswith("{"):
        return _json_object(text, start, line)
    raise Refused("E_NO_FRONT_MATTER", line, first[:120])


def _fenced(text: str, fence: str, start: int, line: int) -> tuple[str, str, int, str, int]:
    """The parts of a text whose fence ends at `start`, in this line."""
    name, ends = FENCES[fence]
    found = ends.search(text, start)
    if (found.start() if found else len(text)) - start > MAX_CHARS:
        raise Refused("E_FM_TOO_BIG", line, limit=MAX_CHARS)
    if found is None:
        raise Refused("E_FM_UNTERMINATED", line, fence=fence)
    at = line + text.count("\n", start, found.start()) + 1
    if not found["fence"]:
        html = text[found.start() + 1 :].split("\n", 1)[0]
        raise Refused("E_FM_UNTERMINATED", at, html, fence=fence)
    return name, text[start + 1 : found.start()], line + 1, text[found.end() :], at + 1


def _json_object(text: str, start: int, line: int) -> tuple[str, str, int, str, int]:
    try:
        _value, end = json.JSONDecoder(parse_int=str).raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        at = line + getattr(error, "lineno", 1) - 1 if start == 0 else getattr(error, "lineno", 1)
        reason = getattr(error, "msg", "nested too deeply")
        raise Refused("E_FM_SYNTAX", at, format="JSON", reason=reason) from error
    body = text[end:]
    return "json", text[start:end], line, body, text.count("\n", 0, end) + 1


def _read_yaml(matter: str, first_line: int) -> Fields:
    return read_lines(matter, first_line) or read_yaml(matter, first_line)


def _read_json(matter: str, first_line: int) -> Fields:
    matter = matter.strip()
    matter = matter if matter.startswith("{") else f"{{{matter}}}"  # Hexo's ;;; has no braces
    try:
        found = json.loads(matter, parse_int=str, parse_float=str, parse_constant=str)
        return _typed(found, first_line, matter, r'"%s"\s*:')
    except (ValueError, RecursionError) as error:
        at = first_line + getattr(error, "lineno", 1) - 1
        reason = getattr(error, "msg", "nested too deeply")
        raise Refused("E_FM_SYNTAX", at, format="JSON", reason=reason) from error


def _read_toml(matter: str, first_line: int) -> Fields:
    try:
        if any(line.count(".") > MAX_DOTS for line in matter.split("\n")):
            raise ValueError("nested too deeply")
        found = tomllib.loads(f"{matter}\n", parse_float=str)
        return _typed(found, first_line, matter, r"^[ \t]*\[?\"?%s\b")
    except (ValueError, RecursionError) as error:
        number = re.search(r"at line (\d+)", str(error))
        at = first_line + int(number[1]) - 1 if number else first_line
        reason = re.sub(r"\s*\(at .*\)$", "", str(error)) or "nested too deeply"
        raise Refused("E_FM_SYNTAX", at, format="TOML", reason=reason[:120]) from error


def _typed(found: Any, first_line: int, matter: str, key_pattern: str) -> Fields:
    value = _as_text(found, 0)
    if not isinstance(value, dict):
        raise ValueError("no object of keys and values")
    lines = {}
    for key in list(value)[:200]:
        at = re.search(key_pattern % re.escape(key), matter, re.MULTILINE)
        if at:
            lines[key] = first_line + matter.count("\n", 0, at.end())
    return Fields(value, lines)


def _as_text(value: Any, depth: int) -> Value:
    """Typed values as the text that stands for them; deeper than MAX_NESTING is a ValueError."""
    if depth > MAX_NESTING:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        return {str(key): _as_text(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner, depth + 1) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "" if value is None else str(value)


READERS = {
    "yaml": _read_yaml,
    "toml": _read_toml,
    "json": _read_json,
}
