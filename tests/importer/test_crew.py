"""Worker processes: the same results in the same order, bounded memory, and a clean end."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from articles.importer import crew, files, frontmatter, work
from articles.importer.build import CleanedArticle, Settings
from articles.importer.work import Kit, Prepared, Task
from tests.importer import mixed
from tests.importer.corpus import Folder, codes, counted, html, sentences
from tests.importer.documents import NOW

ROOT = Path(__file__).resolve().parents[2]
KIT = Kit(Settings(root="news", now=NOW))
PATIENCE = 60
# A program with two workers that prints their numbers and goes on for ever; with a second argument
# it presses Ctrl-C when the first worker has just been started.
PROGRAM = """
import os, signal, sys, time
from datetime import UTC, datetime
from itertools import count
from multiprocessing import active_children
from pathlib import Path
from articles.importer import crew, files
from articles.importer.build import Settings
from articles.importer.work import Kit, Task

# Who starts the tests in the background may have them ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)

def pieces():
    found = [Task(each.path, each) for each in files.walk(Path(sys.argv[1]))]
    for at in count():
        if at == 1 and len(sys.argv) > 2:
            time.sleep(0.2)  # until it imports its modules
            os.killpg(0, signal.SIGINT)
            time.sleep(60)
        yield found

kit = Kit(Settings(root="news", now=datetime(2026, 11, 10, tzinfo=UTC)))
try:
    for at, done in enumerate(crew.in_order(pieces(), kit, 2)):
        if at == 0:
            print(*(each.pid for each in active_children()), flush=True)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


@pytest.fixture(scope="module")
def tasks(tmp_path_factory) -> list[Task]:
    """200 files of every kind."""
    top = tmp_path_factory.mktemp("crew")
    mixed.write(top, mixed.contents(200))
    return [Task(found.path, found) for found in files.walk(top)]


def in_pieces(tasks: list[Task], size: int = 20) -> list[list[Task]]:
    return [tasks[at : at + size] for at in range(0, len(tasks), size)]


def with_terms_in_order(pieces: list[list[Prepared]]) -> list[list[Prepared]]:
    """Search's terms are a set: each process has an order of its own."""

    def sorted_in(cleaned: CleanedArticle) -> CleanedArticle:
        terms = " ".join(sorted(cleaned.searchable.terms.split()))
        return replace(cleaned, searchable=cleaned.searchable._replace(terms=terms))

    return [
        [replace(done, cleaned=done.cleaned and sorted_in(done.cleaned)) for done in piece]
        for piece in pieces
    ]


def test_two_workers_give_what_one_gives_in_the_same_order(tasks):
    pieces = in_pieces(tasks[:80])

    alone = list(crew.in_order(pieces, KIT, 1))
    together = list(crew.in_order(pieces, KIT, 2))

    assert with_terms_in_order(together) == with_terms_in_order(alone)
    assert [[done.path for done in piece] for piece in alone] == [
        [task.path for task in piece] for piece in pieces
    ]
    assert any(done.cleaned for piece in alone for done in piece)


@pytest.mark.parametrize(("workers", "ahead"), [(1, 0), (2, 2 * crew.AHEAD)])
def test_no_more_is_taken_ahead_than_the_workers_need(tasks, workers, ahead):
    taken, some = 0, in_pieces(tasks[:60], 5)

    def pieces():
        nonlocal taken
        for piece in some:
            taken += 1
            yield piece

    most = 0
    for asked, _ in enumerate(crew.in_order(pieces(), KIT, workers), start=1):
        most = max(most, taken - asked)

    assert (asked, most) == (len(some), ahead)


def test_nothing_to_do_is_done_at_once():
    assert list(crew.in_order([], KIT, 2)) == []


def test_whoever_stops_asking_ends_the_workers(tasks):
    results = crew.in_order(in_pieces(tasks), KIT, 2)
    next(results)
    assert multiprocessing.active_children()

    results.close()

    assert multiprocessing.active_children() == []


def test_a_killed_worker_is_told_with_the_files_that_it_may_have_had(tasks):
    pieces = in_pieces(tasks)
    results = crew.in_order(pieces, KIT, 2)
    next(results)
    for worker in multiprocessing.active_children():
        worker.kill()

    with pytest.raises(crew.WorkersDied) as died:
        list(results)

    place = {task.path: at for at, task in enumerate(tasks)}
    assert 1 <= (place[died.value.last] - place[died.value.first]) < 2 * len(pieces[0])
    assert f"between {died.value.first} and {died.value.last}" in str(died.value)
    assert "--workers 1" in str(died.value)
    assert multiprocessing.active_children() == []


# From another process ----------------------------------------------------------------------------


@contextmanager
def started(folder: Path, *more: str):
    (folder / "one.md").write_text(mixed.story(1))
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), *more],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def program(tmp_path):
    """Workers at work in a process of its own; the process and the workers' numbers."""
    with started(tmp_path) as process:
        workers = [int(number) for number in process.stdout.readline().split()]
        assert len(workers) == 2
        yield process, workers


def wait_for_the_end_of(workers: list[int], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while alive := [number for number in workers if Path(f"/proc/{number}/stat").exists()]:
        assert time.monotonic() < deadline, f"still there: {alive}"
        time.sleep(0.05)


def test_workers_end_with_a_killed_parent(program):
    process, workers = program

    process.kill()

    wait_for_the_end_of(workers)


@pytest.mark.parametrize("group", [False, True], ids=["to the parent", "from the terminal"])
def test_ctrl_c_is_the_parents(program, group):
    process, workers = program

    (os.killpg if group else os.kill)(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)

    assert (out, err, process.returncode) == ("stopped\n", "", 0)
    wait_for_the_end_of(workers)


def test_ctrl_c_while_workers_start_is_the_parents_too(tmp_path):
    """One that is still importing its modules would print a traceback and die of it."""
    with started(tmp_path, "early") as process:
        out, err = process.communicate(timeout=PATIENCE)

    assert (out, err, process.returncode) == ("stopped\n", "", 0)


# One file's fault --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [ValueError("an odd value"), RecursionError("too deep"), MemoryError(), KeyError("\udcff")],
    ids=lambda error: type(error).__name__,
)
def test_a_fault_of_ours_refuses_the_file_and_says_where(tasks, monkeypatch, error):
    def fails(*args):
        raise error

    monkeypatch.setattr(frontmatter, "parse", fails)
    good = next(task for task in tasks if task.found and not task.found.problem)

    done = work.prepare(good, KIT)

    (problem,) = done.problems
    assert problem.code == "E_BUG"
    reason = str(problem.detail["reason"])
    assert reason.startswith(f"{type(error).__name__}: ")
    assert f"({Path(__file__).name}:" in reason
    assert done.original is not None
    assert done.cleaned is None


def test_a_body_that_nests_without_end_is_refused_or_read(monkeypatch):
    """Whatever recurses in it: real, not pretended."""

    def recurses(depth):
        return recurses(depth + 1)

    monkeypatch.setattr(work, "build", lambda document, settings: recurses(0))
    task = Task("deep.md", kept=work.pack(mixed.story(1).encode()))

    (problem,) = work.prepare(task, KIT).problems

    assert (problem.code, str(problem.detail["reason"])[:14]) == ("E_BUG", "RecursionError")


@pytest.mark.django_db
def test_a_fault_of_ours_does_not_stop_the_other_files(tmp_path, monkeypatch):
    folder = Folder(tmp_path)
    for number in (1, 2, 3):
        folder.write(f"{number}.md", title=f"Story {number}", body=html(sentences(number)))
    parse = frontmatter.parse

    def fails_at_two(data, path):
        if path == "2.md":
            raise ValueError(json.dumps("an odd value"))
        return parse(data, path)

    with monkeypatch.context() as patch:
        patch.setattr(frontmatter, "parse", fails_at_two)
        report = folder.run()
    assert counted(report) == {"created": 2, "refused": 1}
    assert (codes(report), report.exit_code) == (["E_BUG"], 1)

    assert counted(folder.run()) == {"created": 1, "unchanged": 2}
