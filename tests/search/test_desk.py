"""The desk finds stories of every status, among those that a list shows."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from articles.models import Article, Status, TextRights
from articles.models.search_index import fact
from articles.search import candidates, desk, for_desk
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories() -> dict[str, int]:
    shy = make_source("Headlines", text_rights=TextRights.LINK)
    made = {
        "draft": make_article("Kernel draft", status=Status.DRAFT, published_at=None),
        "shown": make_article("Kernel panic", published_at=datetime(2024, 5, 1, tzinfo=UTC)),
        "link": make_article("Other", source=shy, body="<p>the kernel, no panic</p>"),
        "other": make_article("Something else"),
    }
    return {name: article.pk for name, article in made.items()}


def found_by(typed: str, stories=None, most: int = 10, facts=(), others=()) -> desk.OnDesk:
    shown = Article.objects.all() if stories is None else stories
    return for_desk(typed, shown, most, facts, others)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ""),
        ("?! ...", ""),
        ("kernel", "draft shown link"),
        ("KERNEL -draft", "shown link"),
        ('"kernel panic"', "shown"),
        ("-kernel", "other"),
        ('-"kernel panic"', "draft link other"),
        ("kernel after:2024-05 before:2024-06", "shown"),
        ("source:headlines", "link"),
        ("source:nobody", ""),
        ("nothing", ""),
        ('""" OR -', ""),
    ],
)
def test_it_finds(stories, typed, found):
    newest_first = sorted((stories[name] for name in found.split()), reverse=True)
    assert found_by(typed) == (newest_first, None)


def test_the_lists_own_filters_stay(stories):
    drafts = Article.objects.filter(status=Status.DRAFT)
    for typed in ("kernel", '"kernel draft"', "-panic"):
        assert found_by(typed, drafts) == ([stories["draft"]], None)


def test_what_all_stories_of_a_list_share_is_asked_of_the_index(stories):
    shy = Article.objects.get(pk=stories["link"]).source
    for typed in ("panic", "-draft", '"no panic"'):
        facts = [{fact("s", shy.pk), fact("c", 7)}]
        assert found_by(typed, shy.articles.all(), facts=facts) == ([stories["link"]], None)
        assert found_by(typed, facts=facts) == ([stories["link"]], None)


def test_a_few_stories_of_a_list_do_not_share_it(stories):
    facts, few = [{fact("s", Article.objects.get(pk=stories["link"]).source_id)}], stories["draft"]
    both = sorted((stories["link"], few), reverse=True)
    for typed in ("kernel", "-else", '"kernel" -else', "the OR draft"):
        assert found_by(typed, facts=facts, others=[few, 10**9]) == (both, None)
        assert found_by(typed, Article.objects.exclude(pk=few), facts=facts, others=[few]) == (
            [stories["link"]],
            None,
        )
    assert found_by("kernel", facts=facts, others=[few], most=1).ids == both[:1]
    assert found_by("author:nobody", facts=facts, others=[few]).ids == []


def test_no_more_are_found_than_asked_for(stories):
    for typed in ("kernel", '"kernel"', "-panic", "before:2100"):
        assert len(found_by(typed, most=1).ids) == 1


def test_phrases_are_looked_for_among_the_newest(stories, monkeypatch):
    monkeypatch.setattr(desk, "LOOKED_AT", 1)
    assert found_by('"the kernel"') == ([stories["link"]], None)
    assert found_by('"kernel panic" panic') == ([], 1)
    assert found_by("-kernel") == ([stories["other"]], 1)
    assert found_by("kernel").among is None


def test_where_most_stories_match_fewer_are_looked_through(stories, monkeypatch):
    monkeypatch.setattr(desk, "AT_ONCE", 2)
    monkeypatch.setattr(desk, "ENOUGH", 1)
    assert found_by("-panic") == ([stories["other"]], 2)
    assert found_by('"kernel draft"') == ([stories["draft"]], None)


def test_filters_are_tried_on_the_newest_that_the_index_names(stories, monkeypatch):
    monkeypatch.setattr(desk, "NAMED", 2)
    drafts = Article.objects.filter(status=Status.DRAFT)
    assert found_by("kernel", drafts) == ([], 2)
    assert found_by("kernel draft", drafts) == ([stories["draft"]], None)
    monkeypatch.setattr(desk, "NAMED", 4)
    monkeypatch.setattr(desk, "SLICE", 1)
    assert found_by("kernel", drafts) == ([stories["draft"]], None)
    assert found_by("kernel", Article.objects.exclude(title=""), most=2) == (
        [stories["link"], stories["shown"]],
        None,
    )


def test_days_are_asked_of_the_index(stories, monkeypatch):
    monkeypatch.setattr(desk, "NAMED", 1)
    assert found_by("kernel before:2024-06") == ([stories["shown"]], None)
    assert found_by("kernel after:2024-06 before:2024-07") == ([], None)
    assert found_by("kernel before:1800") == ([], 1)


@pytest.mark.parametrize(("common", "among"), [(True, 2), (False, None)])
def test_lone_characters_are_read_where_they_are_common(db, monkeypatch, common, among):
    old = make_article("国际")
    for n in range(3):
        make_article(f"中国 {n}" if common else f"No. {n}")
    newest = [it.pk for it in Article.objects.order_by("-pk")]
    asked = []
    monkeypatch.setattr(desk, "indexed_newest", lambda tree, limit: asked.append(tree) or
                        candidates.indexed_newest(tree, limit))  # fmt: skip
    monkeypatch.setattr(desk, "LOOKED_AT", 2)
    monkeypatch.setattr(desk, "SAMPLE", 2)
    assert found_by("国") == (newest[:2] if common else [old.pk], among)
    assert bool(asked) != common


def test_a_setting_of_the_search_does_not_outlast_it(stories):
    def settings() -> list:
        if connection.vendor != "postgresql":
            return []
        with connection.cursor() as cursor:
            cursor.execute("SHOW enable_seqscan")
            return cursor.fetchall()

    before = settings()
    found_by("kernel")  # within the test's transaction
    assert settings() == before
