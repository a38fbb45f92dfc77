"""The documents say what the code does."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import load_command_class

from articles.images.reasons import SENTENCES as REASONS
from articles.importer.problems import SENTENCES
from articles.search import desk, faceting, finding, query

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
BASE_OPTIONS = {
    "--force-color", "--help", "--no-color", "--pythonpath", "--settings", "--skip-checks",
    "--traceback", "--verbosity", "--version",
}  # fmt: skip

CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
TARGET = re.compile(r"^([a-z-]+):.*?## ", re.MULTILINE)
IMAGE = re.compile(r"""!\[([^\]]*)\]\(([^)\s]+)\)|<img src="([^"]+)" alt="([^"]*)\"""")
CALL_OF_MAKE = re.compile(r"(?:`|^)make ([a-z-]+)", re.MULTILINE)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The headings as GitHub and its kin spell them in addresses."""
    kept = (
        re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(page.read_text())
    )
    return {heading.strip().replace(" ", "-") for heading in kept}


def variables() -> set[str]:
    """The names that newsdesk/settings.py asks the environment for."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "newsdesk" / "settings.py").read_text())):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env")) | ast.Name(id="required"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found.add(name)
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_that_is_named_exists(page):
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))

    assert set(CALL_OF_MAKE.findall(page.read_text())) <= targets


def test_make_lists_its_targets():
    listed = subprocess.check_output(["make"], cwd=ROOT, text=True)

    for target in TARGET.findall((ROOT / "Makefile").read_text()):
        assert f"make {target} " in listed


def test_the_settings_page_lists_exactly_the_variables_that_are_read():
    page = (ROOT / "docs" / "settings.md").read_text()

    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == variables()


def test_the_readme_lists_exactly_the_options_of_the_import():
    command = load_command_class("articles", "import_articles")
    parser = command.create_parser("manage.py", "import_articles")
    options = {name for action in parser._actions for name in action.option_strings}

    listed = re.findall(r"^\| `(--[a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert set(listed) == {name for name in options if name.startswith("--")} - BASE_OPTIONS


@pytest.mark.parametrize(
    ("name", "sentences"),
    [("import", SENTENCES), ("pictures", REASONS)],
    ids=["import", "pictures"],
)
def test_the_page_explains_every_code(name, sentences):
    page = (ROOT / "docs" / f"{name}.md").read_text()
    said = {code: re.sub(r"%\((\w+)\)s", r"*\1*", text) for code, text in sentences.items()}

    assert dict(re.findall(r"^\| `([EWNIP]_\w+)` \| (.+) \|$", page, re.MULTILINE)) == said


def test_the_page_about_search_names_its_bounds_as_they_are():
    page = " ".join((ROOT / "docs" / "search.md").read_text().split())

    for words in (
        f"query {query.LONGEST} characters, {query.MOST_PHRASES} words or phrases and"
        f" {query.MOST_FILTERS} filters",
        f"newest {finding.AMONG} stories that match and the newest {finding.TITLES} whose titles",
        f"newest {faceting.AMONG} candidates",
        f"newest {desk.LOOKED_AT:,} stories",
    ):
        assert words in page


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "decisions"
    records = {path.name for path in folder.glob("[0-9]*.md")}

    assert set(LINK.findall((folder / "README.md").read_text())) == records


def test_every_package_has_its_reason():
    reasons = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text().lower()
    lines = [
        line
        for file in ("requirements.txt", "requirements-s3.txt", "requirements-dev.txt")
        for line in (ROOT / file).read_text().splitlines()
        if not line.startswith(("#", "-"))
    ]

    assert [line for line in lines if "==" not in line] == [], "every version is pinned"
    assert [line for line in lines if line.split("==")[0].lower() not in reasons] == []


def test_the_readme_leads_to_every_page_and_names_every_command():
    readme = (ROOT / "README.md").read_text()
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    commands = (ROOT / "articles" / "management" / "commands").glob("[a-z]*.py")

    assert pages <= set(LINK.findall(readme))
    assert [path.stem for path in commands if path.stem not in readme] == []


def test_the_readme_shows_pictures_that_exist_and_says_what_is_on_them():
    shown = IMAGE.findall((ROOT / "README.md").read_text())

    assert len(shown) >= 4
    for words, path, tag_path, tag_words in shown:
        assert (ROOT / (path or tag_path)).is_file()
        assert len(words or tag_words) > 20


def test_the_pictures_are_those_that_make_screenshots_takes():
    program = (ROOT / "tools" / "screenshots.py").read_text()
    kept = {path.stem for path in (ROOT / "docs" / "screenshots").iterdir()}

    assert kept == set(re.findall(r'Shot\(\s*"([a-z-]+)"', program))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_within_the_project_lead_somewhere(page):
    broken = []
    for link in LINK.findall(CODE_BLOCK.sub("", page.read_text())):
        path, _, anchor = link.partition("#")
        if path.startswith(("http://", "https://", "mailto:")):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert not broken
