"""Two people at the desk, and a story. Django's models are imported late: see above."""

from datetime import UTC, datetime

import pytest
from django.test import Client

BODY = "".join(f"<p>{word}</p>" for word in ("One.", "Two.", "Three.", "Four.", "Five."))


@pytest.fixture
def story(db):
    from tests.factories import make_article, make_category

    return make_article(
        "A title",
        body=BODY,
        byline="A. Writer",
        published_at=datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=UTC),
        categories=(make_category("News", "Chips"),),
        tags=("arm", "x86"),
    )


@pytest.fixture
def ann(desk):
    """Who opens the story first, and saves last."""
    return desk


@pytest.fixture
def ben(db):
    from django.contrib.auth.models import User

    client = Client()
    client.force_login(User.objects.create_superuser("ben"))
    return client


@pytest.fixture
def url(story):
    from tests.admin.helpers import change_url

    return change_url(story)
