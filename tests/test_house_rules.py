"""The rules that keep the house small and safe, as CONTRIBUTING.md states them."""

import ast
import re
import shutil
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ("articles", "newsdesk", "bench", "demo", "tools", "manage.py")
LONGEST_FUNCTION, NINE_IN_TEN = 50, 25
LONGEST_MODULE, LONGEST_TEST_MODULE = 300, 400

SAFE_FILTER = re.compile(r"\|\s*safe(?:seq)?\b")
ESCAPING_OFF = re.compile(r"mark_safe|SafeString|SafeText|autoescape\s+off|html_safe")
# Written so that they do not match themselves.
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b")
PACKAGE_INDEX = re.compile(
    r"--(?:extra-)?index-url|--find[-]links|pythonhosted\.|pypi\.org/simple|registry\.npmjs"
    r"|deb\.debian\.org|file:/[/]/"
)
WRITTEN_BY_US = {".css", ".html", ".js", ".md", ".py", ".svg", ".toml", ".txt", ".xml", ".yml", ""}


def tracked() -> list[Path]:
    """The files under version control, texts for the site's readers apart."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout")
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.suffix in WRITTEN_BY_US and path.is_file()]


def is_content(path: Path) -> bool:
    """Demo stories and test data are other people's words."""
    parts = path.relative_to(ROOT).parts
    return (parts[0] == "demo" and path.suffix != ".py") or "data" in parts


def modules(*places: str) -> list[Path]:
    found = []
    for path in (ROOT / place for place in places):
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


def functions(path: Path) -> list[tuple[str, int]]:
    """Every function with its lines, decorators apart."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, kinds)
    ]


def test_no_function_is_long():
    long = [
        (name, lines)
        for path in modules(*CODE, "tests")
        for name, lines in functions(path)
        if lines > LONGEST_FUNCTION
    ]

    assert not long


def test_nine_in_ten_functions_are_short():
    lengths = [lines for path in modules(*CODE) for _name, lines in functions(path)]

    assert statistics.quantiles(lengths, n=10)[-1] <= NINE_IN_TEN


@pytest.mark.parametrize(
    ("places", "longest"),
    [(CODE, LONGEST_MODULE), (("tests",), LONGEST_TEST_MODULE)],
    ids=["code", "tests"],
)
def test_no_module_is_long(places, longest):
    lines = {path: len(path.read_text().splitlines()) for path in modules(*places)}

    assert {
        str(path.relative_to(ROOT)): count for path, count in lines.items() if count > longest
    } == {}


def test_html_is_marked_safe_in_one_place_at_most():
    templates = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "articles").rglob("*.html")]
    marked = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in templates
        for line in path.read_text().splitlines()
        if SAFE_FILTER.search(line)
    ]

    assert len(marked) <= 1, marked


def test_escaping_is_never_switched_off():
    places = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "articles").rglob("*.html")]
    off = [
        path for path in [*places, *modules("articles")] if ESCAPING_OFF.search(path.read_text())
    ]

    assert not off


@pytest.mark.parametrize(
    "forbidden", [UNFINISHED, PACKAGE_INDEX], ids=["unfinished", "package index"]
)
def test_no_file_of_ours_holds(forbidden):
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        if not is_content(path)
        for match in [forbidden.search(path.read_text())]
        if match
    ]

    assert not found
