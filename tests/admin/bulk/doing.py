"""Deeds on many stories, begun as the page does and done in this process."""

import threading
from typing import Any

import pytest
from django.utils import timezone

from articles.admin.bulk import doing
from articles.admin.bulk.kinds import BULK, UNDO
from articles.admin.jobs import runner, start, telling
from articles.models import Job, JobStory


@pytest.fixture
def chief(django_user_model):
    return django_user_model.objects.create_superuser("boss")


@pytest.fixture
def quick(monkeypatch):
    """Chunks of two, without a pause between them."""
    monkeypatch.setattr(doing, "CHUNK", 2)
    monkeypatch.setattr(telling, "PAUSE", 0)


def begin(user, do: str, value: Any, query: str = "", **more) -> Job:
    seen = timezone.now().isoformat()
    params = {"do": do, "value": value, "shown": None, "query": query, "seen": seen}
    return start(BULK, user, params | more)


def finish(job: Job) -> Job:
    runner.work(threading.Event())
    job.refresh_from_db()
    return job


def do(user, *args, **more) -> Job:
    return finish(begin(user, *args, **more))


def undo(user, job: Job) -> Job:
    return finish(start(UNDO, user, {}, undoes=job))


def counts(job: Job) -> tuple[int, int, int]:
    """Changed, the same, left alone."""
    assert job.state == Job.State.DONE, job.error
    return tuple(job.result[name] for name in ("changed", "same", "left"))


def reasons(job: Job) -> dict[int, str]:
    return dict(JobStory.objects.filter(job=job, outcome="left").values_list("number", "reason"))
