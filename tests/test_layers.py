"""The rooms import downwards only, and the pure modules are pure."""

import tomllib
from pathlib import Path

import pytest

from tests.layers import violations

ROOT = Path(__file__).resolve().parent.parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
PURE = CONFIG["newsdesk"]["pure"]
FILES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "articles").rglob("*.py"))


def test_every_import_points_down():
    found = [line for path in FILES for line in violations(path, (ROOT / path).read_text(), PURE)]

    assert not found, "\n".join(found)


def test_the_pure_modules_exist():
    for name in PURE:
        path = ROOT / name.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").is_file(), name


def test_mypy_is_strict_where_the_modules_are_pure():
    strict = [part["module"] for part in CONFIG["mypy"]["overrides"] if not part["ignore_errors"]]

    assert strict == [[f"{name}.*" for name in PURE]]


ALLOWED = {
    "models use cleaning": ("articles/models/a.py", "from articles.cleaning import clean_html"),
    "the importer stores": ("articles/importer/store.py", "from articles.models import Article"),
    "commands call any room": ("articles/management/commands/a.py", "import articles.importer"),
    "a room knows itself": ("articles/search/query.py", "from .tokens import tokens"),
    "the admin imports files": ("articles/admin/a.py", "from articles.importer import run"),
    "template tags read": ("articles/templatetags/a.py", "from articles.reading import views"),
    "migrations know models": ("articles/migrations/0002.py", "from articles.models import names"),
    "migrations read files": ("articles/migrations/0007.py", "from articles.importer import files"),
    "pure from pure": ("articles/importer/build.py", "from articles.cleaning import clean"),
    "glue may use Django": ("articles/importer/store.py", "import django.db"),
    "a package is named like ours": ("articles/cleaning/a.py", "from djangorestish import x"),
}
REFUSED = {
    "models above": ("articles/models/a.py", "from articles.importer import run", "stand above"),
    "side by side": ("articles/search/a.py", "from articles.rights import may", "stand above"),
    "desk and pages": ("articles/admin/a.py", "from articles.reading import x", "stand above"),
    "relative, up": ("articles/models/a.py", "from ..admin import desk", "stand above"),
    "relative, bare": ("articles/models/__init__.py", "from .. import admin", "stand above"),
    "inside a function": ("articles/models/a.py", "def f():\n import articles.admin", ":2: models"),
    "by name": ("articles/models/a.py", "import_module('articles.admin')", "stand above"),
    "for types only": (
        "articles/models/a.py",
        "if TYPE_CHECKING:\n    from articles.admin import x",
        "stand above",
    ),
    "reading cleans": ("articles/reading/a.py", "from articles import cleaning", "never imports"),
    "reading parses": ("articles/reading/a.py", "import articles.importer.files", "never imports"),
    "tags clean": ("articles/templatetags/a.py", "import articles.cleaning", "never imports"),
    "pure with Django": ("articles/cleaning/a.py", "from django.db import models", "pure"),
    "pure from glue": ("articles/importer/build.py", "from .store import save", "one that is not"),
    "the wiring": ("articles/models/a.py", "from newsdesk.settings import DEBUG", "not know"),
    "the tests": ("articles/models/a.py", "import tests.factories", "not know"),
    "a file in no room": ("articles/helpers.py", "", "no room"),
    "a folder that is no room": ("articles/utils/a.py", "", "no room"),
    "an unknown room": ("articles/models/a.py", "import articles.utils", "no such room"),
    "the app's __init__": ("articles/__init__.py", "from .models import Article", "stand above"),
}
SAMPLE_PURE = ["articles.cleaning", "articles.importer.build"]


@pytest.mark.parametrize(("path", "source"), ALLOWED.values(), ids=ALLOWED)
def test_the_check_lets_pass(path, source):
    assert violations(path, source, SAMPLE_PURE) == []


@pytest.mark.parametrize(("path", "source", "why"), REFUSED.values(), ids=REFUSED)
def test_the_check_refuses(path, source, why):
    (found,) = violations(path, source, SAMPLE_PURE)

    assert why in found
