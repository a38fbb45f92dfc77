"""What readers look for stands among the first three, whatever else mentions their words."""

import pytest

from articles.search import Search, finding
from articles.search.query import parse

from .news import archive, cases
from .newsroom import store

FIRST = 3
ENOUGH = 0.95


@pytest.mark.django_db
def test_the_story_that_is_meant_is_among_the_first():
    told = archive()
    keys = dict(zip((story.pk for story in store(told.values())), told, strict=True))

    missed = []
    for typed, key in cases():
        first = [keys[pk] for pk in finding.best(Search(parse(typed)), FIRST).ids]
        if key not in first[:FIRST]:
            missed.append(f"{typed}: {key} is not among {first}")

    assert len(cases()) >= 60
    assert len(missed) <= (1 - ENOUGH) * len(cases()), "\n".join(missed)
    print("\n".join(missed))
