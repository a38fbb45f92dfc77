"""The rules that test runs themselves are held to."""

import os
import socket
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import psycopg2
import pytest
from django.conf import settings

from articles.models import Article, CategoryEntry, Gallery, ImageUse, SearchText, Tagging
from tests import conftest, coverage_floors, factories, halves
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


@pytest.mark.django_db
def test_the_chosen_database_is_the_one_in_use(pytestconfig):
    kind = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]

    assert kind == {"sqlite": "sqlite3", "postgres": "postgresql"}[pytestconfig.option.db]


class Marked:
    """A test with these marks and fixtures."""

    def __init__(self, *marks: str, fixtures: tuple[str, ...] = ()) -> None:
        self.fixturenames = fixtures
        self.get_closest_marker = lambda name: name in marks


@pytest.mark.parametrize(
    ("item", "sqlite", "postgres"),
    [
        (Marked(), True, False),
        (Marked("django_db"), True, True),
        (Marked("redis"), True, False),
        (Marked("own_databases"), True, True),
        (Marked(fixtures=("tmp_path", "db")), True, True),
        (Marked("sqlite"), True, False),
        (Marked("django_db", "postgres"), False, True),
        (Marked("django_db", "browser"), True, False),
    ],
)
def test_without_a_database_or_with_a_browser_it_runs_once_and_else_on_both(item, sqlite, postgres):
    assert (halves.runs_on(item, "sqlite"), halves.runs_on(item, "postgres")) == (sqlite, postgres)


def test_who_asks_for_no_database_finds_none_and_may_not_ask_which_it_is():
    from django.db import connection

    with pytest.raises(AssertionError, match="asked for none"):
        connection.vendor == "sqlite"  # noqa: B015 a question is what is forbidden
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(os.environ["DATABASE_URL"])


def test_who_asks_for_a_database_on_the_way_is_told_to_say_so(request):
    with pytest.raises(AssertionError, match="mark it"):
        request.getfixturevalue("db")


@pytest.mark.django_db
def test_a_story_made_for_tests_is_one_that_was_saved_filed_and_tagged():
    fields = {"body": '<p>One.</p><img src="https://a.example/a.png">', "lead_image": "/b.png"}
    fields |= {"title": "Chips", "source": factories.make_source(), "status": "published"}
    section = factories.make_category("News", "Wire")
    saved = Article.objects.create(published_at=factories.NOON, **fields)
    saved.categories.set([section])
    saved.tags.set(["Ink"])
    saved.save()  # taggings are dated with the story

    made = factories.make_article(
        published_at=factories.NOON, categories=(section,), tags=("ink",), **fields
    )

    assert told(made) == told(saved)


def told(article: Article) -> dict[str, list]:
    """Its row, and all that follows from it, without numbers and moments of their own."""
    own = {"id", "pk", "article", "article_id", "content_object_id", "created_at", "modified_at"}
    rows = {
        "article": Article.objects.filter(pk=article.pk),
        "filed": Article.categories.through.objects.filter(article=article),
        **{
            each.__name__: each.objects.filter(article=article)
            for each in (CategoryEntry, Gallery, ImageUse, SearchText)
        },
        "tags": Tagging.objects.filter(content_object=article),
    }
    return {
        name: [{key: row[key] for key in row.keys() - own} for row in found.order_by("pk").values()]
        for name, found in rows.items()
    }


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
