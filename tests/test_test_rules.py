"""The rules that test runs themselves are held to."""

import os
import socket
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pytest
from django.conf import settings

from tests import conftest, coverage_floors
from tests.databases import Cluster

COVERED = {"num_statements": 90, "covered_lines": 90, "num_branches": 10, "covered_branches": 10}
HALF = COVERED | {"covered_branches": 5}


@pytest.mark.parametrize("host", ["198.51.100.7", "news.example"])
def test_nothing_outside_is_reached(host):
    with pytest.raises(AssertionError, match=host), socket.socket() as client:
        client.connect((host, 80))
    with pytest.raises(AssertionError, match=host):
        urllib.request.urlopen(f"http://{host}/")


def test_the_settings_are_a_production_servers():
    assert not settings.DEBUG
    assert os.environ["ENV_FILE"] == os.devnull


def test_the_chosen_database_is_the_one_in_use(pytestconfig):
    kind = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]

    assert kind == {"sqlite": "sqlite3", "postgres": "postgresql"}[pytestconfig.option.db]


@pytest.mark.postgres
def test_the_throwaway_server_is_gone_when_its_holder_is():
    cluster = Cluster()
    folder = cluster.url.split("@/")[1].rpartition("/")[0]
    psycopg2.connect(host=folder, user="newsdesk", dbname="postgres").close()

    cluster.stop()

    assert not Path(folder).exists()


@pytest.mark.parametrize(
    ("ci", "marks", "outcome"),
    [
        ("true", ["redis"], "failed"),
        ("true", ["django_db"], "skipped"),
        ("", ["browser"], "skipped"),
    ],
)
def test_a_service_may_be_missing_but_not_in_ci(monkeypatch, ci, marks, outcome):
    monkeypatch.setenv("CI", ci)
    item = SimpleNamespace(iter_markers=lambda: [SimpleNamespace(name=name) for name in marks])
    report = SimpleNamespace(skipped=True, outcome="skipped", longrepr="not installed")
    hook = conftest.pytest_runtest_makereport(item)
    next(hook)

    with pytest.raises(StopIteration) as done:
        hook.send(report)

    assert done.value.value.outcome == outcome


def test_coverage_below_a_floor_fails_with_its_name():
    files = {"articles/cleaning/caps.py": HALF, "articles/models/article.py": COVERED}

    branches, everything = coverage_floors.judge(files)

    assert branches.startswith("FAILED coverage of the branches of the pure modules: 50.0 %")
    assert everything.startswith("coverage of the lines and branches of everything: 97.5 %")


@pytest.mark.parametrize(
    ("path", "pure"),
    [
        ("articles/cleaning/__init__.py", True),
        ("articles/cleaning/text.py", True),
        ("articles/importer/dates.py", True),
        ("articles/importer/store.py", False),
        ("articles/cleaning_up.py", False),
    ],
)
def test_pure_modules_are_told_by_their_path(path, pure):
    assert coverage_floors.is_pure(path) is pure
