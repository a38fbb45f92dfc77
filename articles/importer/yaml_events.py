"""YAML front matter without YAML's dangers: parse events into plain strings, with guards. Pure.

PyYAML's loaders are not used: they build objects, expand aliases without bound and, on 30 kB of
"[", end the process. Events cost less, and every scalar keeps its text: 12_00, 404 and No stay
what their author wrote.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from .problems import Problem, Refused

Value = str | list["Value"] | dict[str, "Value"]
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 16
MAX_EVENTS = 4_000
MAX_PROBLEMS = 50
HARMLESS_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)
NULLS = frozenset({"", "~", "null", "Null", "NULL"})

KEY_LINE = re.compile(r"([A-Za-z_][\w.-]{0,60})\s*:(?:\s+(.*)|)$")
ITEM_LINE = re.compile(r"\s*-\s+(.+)$")
QUOTES = "\"'"


@dataclass(slots=True)
class Fields:
    """Front matter: values (text throughout), the line of each top-level key, what was wrong."""

    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    plain: set[str] = field(default_factory=set)  # keys whose value stood without quotes
    repeated: set[str] = field(default_factory=set)

    def see(self, key: str, line: int) -> None:
        """A top-level key at this line. That it is there already is said once a key, and not of
        more keys than people read: one file can repeat twenty thousand."""
        if key in self.lines and key not in self.repeated:
            self.repeated.add(key)
            if len(self.problems) < MAX_PROBLEMS:
                self.problems.append(Problem("W_DUP_KEY", line, {"key": key[:60]}))
        self.lines[key] = line


def read_yaml(text: str, first_line: int) -> Fields:
    """The fields of a YAML mapping that begins at line `first_line` of the file.

    What is no YAML is salvaged line by line (W_YAML_SALVAGED). Raises Refused: E_YAML_UNSAFE for
    aliases, tags, depth or size; E_FM_SYNTAX where nothing can be salvaged.
    """
    reader = _Reader(first_line)
    try:
        for event in yaml.parse(text, Loader=Loader):
            reader.take(event)
        if reader.stray_alias is not None or not isinstance(reader.result, dict):
            raise yaml.YAMLError("no mapping of keys to values")
    except (yaml.YAMLError, ValueError) as error:
        return _salvage(text, first_line, error)
    reader.fields.values = reader.result
    return reader.fields


class _Reader:
    """Builds nested plain values from events, and refuses what only attacks need."""

    def __init__(self, first_line: int) -> None:
        self.fields = Fields()
        self.first_line = first_line
        self.result: Value = ""
        self.stack: list[Value] = []
        self.keys: list[str | None] = []
        self.anchors: set[str] = set()
        self.stray_alias: str | None = None
        self.events = 0

    def take(self, event: Any) -> None:
        self.events += 1
        if self.events > MAX_EVENTS:
            self.refuse(event, f"more than {MAX_EVENTS} values")
        if isinstance(event, yaml.AliasEvent):
            if event.anchor in self.anchors:
                self.refuse(event, "aliases")
            self.stray_alias = event.anchor  # "title: *new*": text that looks like an alias
            self.put("", event)
        elif isinstance(event, yaml.NodeEvent):
            self.take_node(event)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.stack.pop()
            self.keys.pop()

    def take_node(self, event: Any) -> None:
        if event.anchor:
            self.anchors.add(event.anchor)
        if event.tag and event.tag != "!" and event.tag not in HARMLESS_TAGS:
            self.refuse(event, f"the tag {event.tag[:60]}")
        if isinstance(event, yaml.ScalarEvent):
            empty = _is_plain(event) and event.value in NULLS
            self.put("" if empty else event.value, event)
            return
        node: Value = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        self.put(node, event)
        self.stack.append(node)
        self.keys.append(None)
        if len(self.stack) > MAX_DEPTH:
            self.refuse(event, f"more than {MAX_DEPTH} levels of nesting")

    def put(self, value: Value, event: Any) -> None:
        if not self.stack:
            self.result = value
            return
        parent = self.stack[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif isinstance(parent, dict):
            key = self.keys[-1]
            if key is None:
                self.keys[-1] = self.key(value, event)
            else:
                parent[key] = value
                self.keys[-1] = None
                if len(self.stack) == 1 and _is_plain(event):
                    self.fields.plain.add(key)

    def key(self, value: Value, event: Any) -> str:
        key = value if isinstance(value, str) else "?"
        if len(self.stack) == 1:
            self.fields.see(key, self.first_line + event.start_mark.line)
        return key

    def refuse(self, event: Any, what: str) -> None:
        raise Refused("E_YAML_UNSAFE", self.first_line + event.start_mark.line, what=what)


def _is_plain(event: Any) -> bool:
    """Whether this is a scalar without quotes: the style is "" from libyaml, None from PyYAML."""
    return isinstance(event, yaml.ScalarEvent) and not event.style


def _salvage(text: str, first_line: int, error: Exception) -> Fields:
    """`key: value` lines and `- item` lines, read as they stand."""
    fields = Fields()
    key = ""
    for number, line in enumerate(text.split("\n")):
        item = ITEM_LINE.match(line)
        found = None if item and line[:1] in " \t-" else KEY_LINE.match(line)
        if found:
            key = found[1]
            fields.see(key, first_line + number)
            fields.values[key] = unquote((found[2] or "").strip())
        elif key and item:
            value = fields.values[key]
            items = value if isinstance(value, list) else []
            fields.values[key] = [*items, unquote(item[1].strip())]
        elif key and line.strip() and isinstance(value := fields.values[key], str):
            fields.values[key] = f"{value} {line.strip()}".strip()
    mark = getattr(error, "problem_mark", None)
    at = first_line + mark.line if mark else first_line
    reason = getattr(error, "problem", None) or str(error) or "unreadable"
    if not fields.values:
        raise Refused("E_FM_SYNTAX", at, format="YAML", reason=reason)
    excerpt = text.split("\n")[mark.line : mark.line + 1] if mark else []
    problem = Problem("W_YAML_SALVAGED", at, {"reason": reason}, "".join(excerpt)[:200])
    fields.problems = [problem, *fields.problems[: MAX_PROBLEMS - 1]]
    return fields


def unquote(value: str) -> str:
    """Without the quotes around it: one pair, or all of a pile such as \"\"\"'…'\"\"\"."""
    pile = value[:2] in ('""', "''", "\"'", "'\"")
    while len(value) >= 2 and value[0] == value[-1] and value[0] in QUOTES:
        value = value[1:-1].strip()
        if not pile:
            break
    return value
