"""A bar on a terminal, plain lines elsewhere, nothing where quiet is asked for."""

from io import StringIO

import pytest
from django.core.management.base import OutputWrapper

from articles.importer.errors import explain
from articles.importer.problems import SENTENCES
from articles.importer.report import Report
from articles.management import console


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def work(stream, steps: int = 3, quiet: bool = False) -> str:
    with console.progress("Importing [news]", lambda: steps, OutputWrapper(stream), quiet) as done:
        for _ in range(steps):
            done(1)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def terminal_of_the_developer(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def test_a_terminal_gets_a_bar_with_label_and_count():
    drawn = work(Terminal())

    assert "Importing [news]" in drawn
    assert "3/3" in drawn
    assert "/s" in drawn
    assert "━" in drawn


def test_a_log_gets_no_line_while_little_time_passes():
    assert work(StringIO()) == ""


def test_a_log_gets_whole_plain_lines_now_and_then(monkeypatch):
    clock = iter(range(0, 100, 6))
    monkeypatch.setattr(console.time, "monotonic", lambda: float(next(clock)))

    assert work(StringIO(), steps=4).splitlines() == [
        "Importing [news]: 2 files, 0/s",
        "Importing [news]: 4 files, 0/s",
    ]


@pytest.mark.parametrize("stream", [Terminal, StringIO])
def test_quiet_draws_nothing_and_counts_nothing(stream):
    def never() -> int:
        raise AssertionError("nobody asked")

    target = stream()
    with console.progress("Importing", never, OutputWrapper(target), quiet=True) as done:
        done(1)

    assert target.getvalue() == ""


def test_a_report_without_time_and_files_is_printed():
    out = StringIO()
    console.print_report(Report("[bold]news"), OutputWrapper(out))

    assert "[bold]news: 0 files in 0.0 s (0/s)" in out.getvalue()
    assert "Nothing to do" in out.getvalue()


def test_a_run_that_was_refused_the_same_files_as_before_says_so():
    out, report = StringIO(), Report("news")
    report.counts["refused"] = 1234
    console.print_report(report, OutputWrapper(out))

    assert "Nothing to do" not in out.getvalue()
    assert "1,234 files are still refused: the desk lists them under" in out.getvalue()


def test_a_report_without_time_has_no_rate():
    assert Report("news").as_json()["articles_per_second"] == 0.0


@pytest.mark.parametrize("code", SENTENCES)
def test_every_problem_is_explained_even_without_its_details(code):
    assert explain(code, {}).strip()


def test_a_code_of_a_newer_version_explains_itself():
    assert explain("E_FROM_THE_FUTURE", {"a": 1}) == "E_FROM_THE_FUTURE"


def test_details_stand_in_the_sentence():
    assert "“key”" in explain("W_DUP_KEY", {"key": "key"})
