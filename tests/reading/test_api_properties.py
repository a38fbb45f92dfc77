"""Whatever is asked of the JSON API: it never breaks, and a walk meets every story once."""

from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from articles.reading.api import selection
from articles.reading.api.urls import OPERATIONS
from tests.factories import NOON, make_article, make_category, make_source

pytestmark = pytest.mark.django_db

# The rows are only read; each example finds them as the fixture made them.
READ_ONLY = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SOURCES, SECTIONS, TAGS, LANGUAGES = ("Left", "Right"), ("News", "Sport"), ("Ink", ""), ("en", "zh")
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
VALUES = TEXTS | st.integers().map(str) | st.datetimes().map(lambda moment: f"{moment:%FT%TZ}")
NAMES = sorted({one.name for operation in OPERATIONS for one in operation.parameters})


@pytest.fixture
def archive(monkeypatch) -> list[Article]:
    """One story of each kind; three at a time share their moment. Windows end all the time."""
    monkeypatch.setattr(selection, "LOOKED_AT", 3)
    kinds = product(SOURCES, SECTIONS, TAGS, LANGUAGES)
    return [
        make_article(
            f"{source} {section}",
            source=make_source(source),
            categories=(make_category(section, "Deep"),),
            tags=(tag,) if tag else (),
            language=language,
            published_at=NOON - timedelta(hours=number // 3),
        )
        for number, (source, section, tag, language) in enumerate(kinds)
    ]


def hours(least: int, most: int) -> st.SearchStrategy[str]:
    moments = st.integers(least, most).map(lambda number: NOON - timedelta(hours=number))
    return moments.map(lambda moment: f"{moment:%FT%TZ}")


QUESTIONS = st.fixed_dictionaries(
    {"limit": st.integers(1, 20).map(str)},
    optional={
        "source": st.sampled_from(["left", "right"]),
        "category": st.sampled_from(["news", "sport", "news/deep"]),
        "tag": st.just("ink"),
        "language": st.sampled_from(["en", "zh"]),
        "q": st.sampled_from(["left", "sport", "right sport"]),
        "after": hours(2, 7),
        "before": hours(-1, 4),
    },
)


def meets(story: Article, asked: dict[str, str]) -> bool:
    moment = f"{story.published_at:%FT%TZ}"
    section, source = story.title.split()[1].lower(), story.source.slug
    tests = {
        "source": lambda value: value == source,
        "category": lambda value: value.split("/")[0] == section,
        "tag": lambda value: story.tags.exists(),
        "language": lambda value: value == story.language,
        "q": lambda value: all(word in story.title.lower() for word in value.split()),
        "after": lambda value: moment >= value,
        "before": lambda value: moment < value,
    }
    return all(tests[name](value) for name, value in asked.items() if name in tests)


@READ_ONLY
@given(asked=QUESTIONS)
def test_a_walk_meets_every_story_that_is_meant_once_and_in_order(client, archive, asked):
    meant = [story for story in archive if meets(story, asked)]
    expected = sorted(meant, key=lambda story: (story.published_at, story.pk), reverse=True)
    met: list[int] = []
    address, steps = f"/api/articles/?{urlencode(asked)}", 0
    while address:
        page: dict[str, Any] = client.get(address).json()
        assert len(page["items"]) <= int(asked["limit"])
        met += [item["id"] for item in page["items"]]
        address, steps = (page["next"] or "").removeprefix("http://testserver"), steps + 1
        assert steps <= len(archive) + 1

    assert met == [story.pk for story in expected]


@READ_ONLY
@given(
    path=st.sampled_from([operation.template for operation in OPERATIONS]),
    named=st.integers(0).map(str) | TEXTS.filter(lambda text: text not in {"", ".", ".."}),
    asked=st.dictionaries(st.sampled_from(NAMES) | TEXTS, VALUES, max_size=4),
)
def test_whatever_is_asked_there_is_an_answer_or_a_problem(client, archive, path, named, asked):
    place = path.replace("{article}", named).replace("{source}", named)

    response = client.get(place, asked)

    assert response.status_code in {200, 301, 400, 404}
    assert response.status_code == 301 or "json" in response["Content-Type"]
