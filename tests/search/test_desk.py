"""The desk finds stories of every status, among those that a list shows."""

from datetime import UTC, datetime

import pytest

from articles.models import Article, Status, TextRights
from articles.search import desk, for_desk
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


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", "draft shown link other"),
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
    ids = set(for_desk(typed, Article.objects.all()).values_list("pk", flat=True))
    assert ids == {stories[name] for name in found.split()}


def test_the_lists_own_filters_and_order_stay(stories):
    drafts = Article.objects.filter(status=Status.DRAFT)
    for typed in ("kernel", '"kernel draft"'):
        assert list(for_desk(typed, drafts).values_list("pk", flat=True)) == [stories["draft"]]
    oldest = Article.objects.order_by("pk")
    assert [it.pk for it in for_desk("kernel", oldest)] == sorted(
        stories[name] for name in ("draft", "shown", "link")
    )


def test_phrases_are_looked_for_among_the_newest(stories, monkeypatch):
    monkeypatch.setattr(desk, "LOOKED_AT", 1)
    newest = for_desk('"the kernel"', Article.objects.all())
    assert [it.pk for it in newest] == [stories["link"]]
    assert not for_desk('"kernel panic" panic', Article.objects.filter(pk=stories["link"]))
