"""Front matter of the one plain shape that nearly all files have, read line by line. Pure.

Lines of `key: value` and of `- item` below a `key:`, each scalar whole on its line, bare or in
quotes without escapes. YAML's events cost ten times as much and say the same; whatever could mean
anything else in YAML is theirs (yaml_events.py).
"""

import re

from .yaml_events import NULLS, Fields, Value

MAX_LINES = 1_000  # each of three events at most: within yaml_events.MAX_EVENTS

# A bare scalar begins with no sign that YAML reads, holds no ": " and no " #", and does not end
# with ":".
BARE = r"""[^ \-?:,\[\]{}\#&*!|>'"%@`] (?: [^ :]++ | :(?![ ]|\Z) | [ ]++(?!\#|\Z) )*+"""
LINE = re.compile(
    rf"""(?: (?P<key>[A-Za-z_][A-Za-z0-9_-]{{0,99}}+): | (?P<margin>[ ]*+)- )
    (?: [ ]++ (?: '(?P<single>[^']*+)' | "(?P<double>[^"\\]*+)" | (?P<bare>{BARE}) ) )?+
    [ ]*+""",
    re.VERBOSE,
)


def read_lines(text: str, first_line: int) -> Fields | None:
    """What read_yaml reads, if the text is of the plain shape throughout; None if it is not."""
    # A tab, another line end or an invisible sign: YAML has rules for each.
    if text.count("\n") > MAX_LINES or not text.replace("\n", "").isprintable():
        return None
    fields = Fields()
    key, margin = "", ""
    items: list[Value] | None = None  # of the latest key; None if it has a value and can have none
    for number, line in enumerate(text.split("\n"), first_line):
        if not line:
            continue
        found = LINE.fullmatch(line)
        if found is None:
            return None
        kind = found.lastgroup or ""
        value = "" if kind in ("key", "margin") else found[kind]
        value = "" if kind == "bare" and value in NULLS else value
        if name := found["key"]:
            if name in fields.values or name in NULLS:
                return None
            key, items = name, [] if kind == "key" else None
            fields.lines[key] = number
            fields.values[key] = value
            if kind in ("key", "bare"):
                fields.plain.add(key)
        elif items is None or kind == "margin" or (items and found["margin"] != margin):
            return None
        else:
            margin = found["margin"]
            items.append(value)
            fields.values[key] = items
            fields.plain.discard(key)
    return fields if fields.values else None
