"""What npm installed is served, and nothing of it that collectstatic would stop at."""

import json
import re
from pathlib import Path

import pytest

from articles.admin.editing.options import PROGRAM, options
from newsdesk.static import ServedFilesFinder

ROOT = Path(__file__).resolve().parents[3]
SOURCE_MAP = re.compile(rb"sourceMappingURL=([\w.-]+)")


@pytest.fixture
def served() -> dict[str, Path]:
    """By their names, without what goes before them in addresses."""
    found = ServedFilesFinder().list(["CVS", ".*", "*~"])
    files = {path: Path(storage.path(path)) for path, storage in found}
    if "hugerte.min.js" not in files:
        pytest.skip("the visual editor is not installed (npm ci --ignore-scripts)")
    return files


@pytest.mark.browser
def test_all_that_the_editor_fetches_is_served(served):
    plugins = options()["plugins"].split()
    assert PROGRAM == "hugerte/hugerte.min.js"

    wanted = {f"plugins/{name}/plugin.min.js" for name in plugins} | {
        "hugerte.min.js",
        "icons/default/icons.min.js",
        "models/dom/model.min.js",
        "themes/silver/theme.min.js",
        *(f"skins/ui/{skin}/{sheet}.min.css"
          for skin in ("oxide", "oxide-dark") for sheet in ("skin", "content")),
    }  # fmt: skip

    assert wanted <= served.keys()


@pytest.mark.browser
def test_no_served_script_names_a_source_map_that_is_not_there(served):
    scripts = {path: file.read_bytes() for path, file in served.items() if path.endswith(".js")}

    named = {path: SOURCE_MAP.search(content) for path, content in scripts.items()}

    assert {path: found[1] for path, found in named.items() if found} == {}


def test_the_version_is_pinned_and_the_lock_names_no_registry():
    package = json.loads((ROOT / "package.json").read_text())
    lock = (ROOT / "package-lock.json").read_text()

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", each) for each in package["dependencies"].values())
    assert '"resolved"' not in lock
    assert '"integrity": "sha512-' in lock
