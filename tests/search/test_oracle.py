"""Search finds what a brute-force look at every story finds: all of it, nothing else, in order."""

import pytest

from .judging import judge
from .newsroom import store, stories
from .oracle import Story
from .questions import Asker

EACH = 8  # questions of a kind


def searched() -> list[Story]:
    """What the oracle looks at: the stories that readers may see."""
    return [
        Story(
            pk=told.pk,
            published_at=told.published_at,
            texts=told.sections,
            byline=told.byline,
            source=told.source,
            category=told.category,
            tags=told.tags,
        )
        for told in store(stories())
        if told.is_visible
    ]


@pytest.mark.django_db
def test_every_query_finds_what_the_oracle_finds():
    seen = searched()
    asked = list(Asker(seen).questions(EACH))

    scores, faults = judge(asked, seen)

    assert not faults, "\n".join(map(str, faults))
    assert {score.asked for score in scores.values()} == {EACH}
    assert len(asked) >= 200
    # Questions that nothing answers prove little; but what is inside of words is not to be found.
    assert {kind for kind, score in scores.items() if not score.wanted} <= {"part of a word"}
