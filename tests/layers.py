"""Which room may import which: read from the source, with the standard library's ast.

Imports point down only. Rooms of one level do not know each other. The rules are the tables at the
top; docs/architecture.md draws them.
"""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

LEVELS = (
    {"management", "apps"},
    {"admin", "reading"},
    {"importer"},
    {"images", "search", "provenance", "rights"},
    {"models"},
    {"cleaning"},
)
HEIGHT = {room: -level for level, rooms in enumerate(LEVELS) for room in rooms}
TOP_LEVEL = min(HEIGHT.values())  # the app's own __init__ imports no room
# Folders and files whose names Django fixes, and the room that they belong to. What a new column
# holds for old rows may be read from the originals, as an import reads them.
PART_OF = {"templatetags": "reading", "migrations": "importer"}
# Down, and forbidden all the same: no reader's request parses or cleans.
NEVER = {("reading", "importer"), ("reading", "cleaning")}
APP = "articles"
WIRING = {"newsdesk", "tests", "bench", "tools", "demo"}


def module_of(path: str) -> str:
    """`articles/models/__init__.py` is `articles.models`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def room_of(module: str) -> str | None:
    """The room of a module, "" for the app's own `__init__`, None where there is no such room."""
    parts = module.split(".")
    if parts == [APP]:
        return ""
    room = PART_OF.get(parts[1], parts[1])
    return room if room in HEIGHT else None


def imports(path: str, source: str) -> Iterator[tuple[int, str]]:
    """Every module that the source imports, also within functions, with its line."""
    package = PurePosixPath(path).parent.parts
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, name.name) for name in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = [*package[: len(package) - level + 1]] if level else []
                start = ".".join([*base, *([module] if module else [])])
                yield from ((node.lineno, f"{start}.{name.name}") for name in names)
            case ast.Call(
                func=ast.Name(id="import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def is_in(module: str, names: list[str]) -> bool:
    """Whether the module is one of these, or lies in one, or is a name taken from one."""
    return any(module == name or module.startswith(f"{name}.") for name in names)


def violations(path: str, source: str, pure: list[str]) -> list[str]:
    """What is wrong with the imports of one file of the app."""
    module = module_of(path)
    room = room_of(module)
    if room is None:
        return [f"{path}: lies in no room"]
    found = []
    for line, target in imports(path, source):
        why = impurity(module, target, pure) or refusal(room, target)
        if why:
            found.append(f"{path}:{line}: {why} ({target})")
    return found


def impurity(module: str, target: str, pure: list[str]) -> str:
    """Why this import would make a pure module impure; empty if it does not."""
    if is_in(module, pure):
        if is_in(target, ["django"]):
            return "a pure module imports Django"
        if is_in(target, [APP]) and not is_in(target, pure):
            return "a pure module imports one that is not"
    return ""


def refusal(room: str, target: str) -> str:
    """Why a module of this room may not import that one; empty if it may."""
    top, *below = target.split(".")
    if top in WIRING:
        return f"the app does not know {top}"
    if top != APP or not below:
        return ""
    other = room_of(target)
    if other is None:
        return "there is no such room"
    if (room, other) in NEVER:
        return f"{room} never imports {other}"
    if room != other and HEIGHT[other] >= HEIGHT.get(room, TOP_LEVEL):
        return f"{room or APP} does not stand above {other}"
    return ""
