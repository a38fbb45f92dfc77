"""`pytest --floors`: fail if coverage is below the floors of pyproject.toml, [tool.newsdesk].

It judges within the test run, so that pytest's summary stays the last word.
"""

import json
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import coverage
import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["newsdesk"]

verdicts_key = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--floors", action="store_true", help="judge the coverage at the end")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session):
    """Outermost, so that pytest-cov has combined its data before we look."""
    result = yield
    if session.config.option.floors and not hasattr(session.config, "workerinput"):
        verdicts = session.config.stash[verdicts_key] = judge(read_files())
        session.testsfailed += sum(verdict.startswith("FAILED") for verdict in verdicts)
    return result


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for verdict in config.stash.get(verdicts_key, []):
        terminalreporter.write_line(verdict)


def read_files() -> dict[str, dict[str, int]]:
    """Each measured file's figures, by path, from the data file."""
    measured = coverage.Coverage(config_file=str(ROOT / "pyproject.toml"))
    measured.load()
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        measured.json_report(outfile=report.name)
        files = json.loads(Path(report.name).read_text())["files"]
    return {path: figures["summary"] for path, figures in files.items()}


def judge(files: dict[str, dict[str, int]]) -> list[str]:
    """One line per floor; those that start with FAILED are not met."""
    pure = {path: figures for path, figures in files.items() if is_pure(path)}
    floors = RULES["floors"]
    return [
        verdict(
            "branches of the pure modules",
            share(pure, "covered_branches", "num_branches"),
            floors["pure_branches"],
        ),
        verdict(
            "lines and branches of everything",
            share(files, "covered_lines covered_branches", "num_statements num_branches"),
            floors["everything"],
        ),
    ]


def share(files: dict[str, dict[str, int]], covered: str, possible: str) -> float:
    """Per cent of what is possible."""

    def total(names: str) -> int:
        return sum(figures[name] for figures in files.values() for name in names.split())

    return 100 * total(covered) / (total(possible) or 1)


def verdict(what: str, reached: float, floor: float) -> str:
    word = "FAILED coverage" if reached < floor else "coverage"
    return f"{word} of the {what}: {reached:.1f} % (floor {floor} %)"


def is_pure(path: str) -> bool:
    """Whether the file belongs to a module that pyproject.toml calls pure."""
    module = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    return any(module == name or module.startswith(f"{name}.") for name in RULES["pure"])
