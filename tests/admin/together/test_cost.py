"""The edit form costs the same whatever hangs on the story, and however large the archive is."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.admin.helpers import change_url, make_problem, make_sighting
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db
MOST_QUERIES = 24
MOST_BYTES = 200_000


def queries_of(client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    assert len(response.content) < MOST_BYTES
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("many", [1, 12])
def test_the_form_asks_few_questions(ann, ben, many):
    twin, writer = make_article("Twin"), User.objects.get(username="ben")
    story = make_article(
        "A title",
        body="<p>Words of a story.</p>" * 1_000,
        tags=[f"tag {number}" for number in range(many)],
        categories=[make_category("News", f"Section {number}") for number in range(many)],
        possibly_same=twin,
        assigned_to=writer,
    )
    for number in range(many):
        sighting = make_sighting(story, path=f"{number}.md")
        make_problem(sighting.batch, path=f"{number}.md")
        story.corrections.create(text=f"Note {number}")
        story.comments.create(user=writer, text=f"Comment {number}")
        story.conflicts.create(field="title", ours="A", theirs="B")
        story.revisions.create(user=writer, before={"title": "Older"})
        story.preview_links.create(
            token=f"token{number}", made_by=writer, expires_at=timezone.now() + timedelta(days=1)
        )
    for client in (ben, ann):  # what processes ask once
        client.get(change_url(story))

    asked = queries_of(ann, change_url(story))

    assert len(asked) <= MOST_QUERIES, "\n".join(asked)
