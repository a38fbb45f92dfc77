"""`manage.py reindex`: its report and its exit codes."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, forget_stories
from articles.search import indexing
from tests.factories import make_articles

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("reindex", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def ids() -> list[int]:
    stories = make_articles({"title": f"Story {at}"} for at in range(25))
    return [story.pk for story in stories]


def test_it_indexes_what_is_missing_and_says_how_many(ids):
    forget_stories(ids[:5])

    assert run()[1].startswith("5 of 25 stories indexed, in ")
    assert run() == (0, "Nothing to do: search has all stories.\n")


def test_a_check_names_what_is_wrong_changes_nothing_and_ends_with_1(ids):
    Article.objects.update(byline="Another Writer")

    code, out = run("--check")

    named = ", ".join(map(str, ids[:20]))
    assert (code, run("--check")) == (1, (code, out))
    assert out.startswith(f"Wrong in the index of search: {named} and 5 more. ")
    run()
    code, out = run("--check")
    assert code == 0
    assert out.startswith("Search has all stories as they are stored; checked in ")


def test_if_needed_looks_at_the_oldest_stories_only(ids):
    forget_stories([ids[-1]])
    assert run("--if-needed") == (0, "")

    forget_stories([ids[0]])
    assert run("--if-needed")[1].startswith("2 of 25 stories indexed")


def test_a_rebuild_indexes_all(ids, tmp_path):
    target = tmp_path / "report.json"

    assert run("--rebuild", "--json", str(target))[1].startswith("25 of 25 stories")

    report = json.loads(target.read_text())
    assert (report["stories"], report["indexed"]) == (25, 25)
    assert json.loads(run("--check", "--json", "-")[1])["wrong"] == []


def test_what_stops_it_is_told_with_what_to_do(ids, monkeypatch):
    def stopped(**_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(indexing, "reindex", stopped)

    with pytest.raises(CommandError) as stop:
        run()

    assert stop.value.returncode == 2
    assert "run it again to go on" in str(stop.value)
