"""Suggestions: for what was typed so far, and for what was not found."""

import pytest

from articles.search import suggesting
from articles.search.query import parse
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def typed(text: str) -> list[str]:
    return [story.title for story in suggesting.titles(text)]


def near(query: str) -> list[str]:
    return [story.title for story in suggesting.nearest(parse(query).words)]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("kub", True),
        ("KUBERNETES", True),
        ("kubernetes 1", True),
        ("ubernetes", False),
        ("集群里的", True),
        ("群里", True),
        ("集", True),
        ("叢集", False),
        ("集群 kub", True),
        ("里集群", False),
        ("k", False),
        ("", False),
        ("…", False),
        ("ｋｕｂｅ", True),
        ("c+", True),
        ("c", True),
    ],
)
def test_a_title_is_suggested_by_the_beginnings_of_its_words(text, is_found):
    make_article("Kubernetes 1.30 与 C++：集群里的更新")

    assert bool(typed(text)) is is_found


def test_titles_with_the_words_together_go_first_then_the_newest():
    make_article("Linux on a new kernel")
    make_article("A Linux kernel")
    make_article("Another Linux kernel")

    assert typed("linux ker") == [
        "A Linux kernel", "Another Linux kernel", "Linux on a new kernel",
    ]  # fmt: skip


def test_tags_are_suggested_by_their_names():
    make_article(tags=("Linux", "Linux 内核", "安全"))

    assert suggesting.tags("linu") == ["Linux", "Linux 内核"]
    assert suggesting.tags("內核") == ["Linux 内核"]
    assert suggesting.tags("inux") == suggesting.tags(" ") == []


def test_nearest_titles_share_the_rarest_terms():
    make_article("Android phones of the year")
    make_article("Phones")
    for number in range(5):
        make_article(f"Phones, part {number}")

    assert near("androids phones")[0] == "Android phones of the year"
    assert near("nothing of the kind xyz")[:1] == ["Android phones of the year"]
    assert near("-phones") == near("tag:x") == []


def test_what_is_suggested_has_a_bound():
    for number in range(suggesting.LOOKED_AT + 5):
        make_article(f"Phone {number}")

    assert len(typed("pho")) == suggesting.MOST_TITLES
    assert len(near("phone")) == suggesting.MOST_NEAR
    assert typed("word " * 500) == typed("长" * 500) == near("word " * 500) == []
