"""Two people on one story in the lane: who waits for whom, and whose decision stands."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from tests.admin.triage.test_deeds import DEED, MERGE, sent, undo
from tests.admin.triage.test_lane import make_inbox

pytestmark = pytest.mark.django_db


def first_held(queries: CaptureQueriesContext) -> list[int]:
    """The stories that the first lock takes, which takes them by their numbers."""
    held = next(each["sql"] for each in queries if "FOR UPDATE" in each["sql"])
    numbers = re.search(r"""^SELECT "articles_article"."id" .* IN \((.*)\) ORDER BY 1 ASC """, held)
    return sorted(map(int, numbers[1].split(", ")))


@pytest.mark.postgres
def test_whatever_takes_many_stories_takes_them_all_at_first_and_by_number(desk):
    low, middle, high = stories = make_inbox("low", "middle", "high")
    Article.objects.filter(pk__in=[low.pk, middle.pk]).update(possibly_same=high)
    everyone = sorted(story.pk for story in stories)

    with CaptureQueriesContext(connection) as dropping:
        sent(desk, "others", high)
    with CaptureQueriesContext(connection) as undoing:
        undo(desk)
    with CaptureQueriesContext(connection) as merging:
        desk.post(f"{MERGE}?story={middle.pk}&with={high.pk}", {"winner": middle.pk})

    assert first_held(dropping) == first_held(undoing) == first_held(merging) == everyone
    assert Article.objects.count() == 2


def test_a_deed_looks_at_the_story_only_while_it_holds_it(desk):
    (story,) = make_inbox("a")

    with CaptureQueriesContext(connection) as queries:
        desk.post(DEED, {"deed": "tag", "story": story.pk, "tags": "chips"})

    asked = [each["sql"] for each in queries]
    look = next(at for at, sql in enumerate(asked) if '"articles_article"."body"' in sql)
    assert any(sql.startswith("SAVEPOINT") for sql in asked[:look])
    if connection.features.has_select_for_update:
        assert asked[look].endswith('FOR UPDATE OF "articles_article"')
    assert story.tags.get().name == "chips"


def test_when_a_story_comes_back_is_no_more_taken_back_once_somebody_else_decided(desk, staff):
    (story,) = make_inbox("a")
    sent(desk, "later", story)
    colleague = staff("view_article", "change_article")
    sent(colleague, "week", story)
    theirs = story.put_off_until

    late = undo(desk)
    Article.objects.update(status="published")
    closed = undo(colleague)

    story.refresh_from_db()
    assert (late.status_code, closed.status_code, story.put_off_until) == (409, 409, theirs)
    assert late.json()["text"] == "Somebody has decided since when it comes back."
    assert closed.json()["text"] == "You may not change it where it stands."
