"""Kinds of work for tests, and doing it in this process."""

import threading
from collections import Counter

import pytest

from articles.admin.jobs import kind, registry, runner, start
from articles.models import Job


@pytest.fixture
def kinds(monkeypatch):
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(runner, "POLL", 0.0)
    monkeypatch.setattr(runner, "PATIENCE", 0.0)


def register(name: str = "count", steps: int = 3, **more):
    """A kind that counts, and remembers what it has counted."""
    counted: list[int] = []

    @kind(name, **more)
    def count(job: Job, tell) -> None:
        tell(job.done, steps)
        for number in range(job.position.get("at", 0), steps):
            counted.append(number)
            job.position = {"at": number + 1}
            tell(number + 1)

    return counted


def begin(user=None, name: str = "count", **params) -> Job:
    return start(name, user, params)


def work(ending: threading.Event | None = None) -> Counter[str]:
    return runner.work(ending or threading.Event())
