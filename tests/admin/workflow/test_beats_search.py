"""Who has beats finds by words what he sees, all of it, and nothing else."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles.admin import base, paging
from articles.admin.articles import ArticleAdmin
from articles.admin.workflow import scope
from articles.models import Beat, Status
from tests.admin.helpers import LIST
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def freelancer(db):
    user = User.objects.create_user("freelancer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__endswith="_article"))
    client = Client()
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def his(freelancer) -> list[int]:
    """His stories, the newest first: of a source, of a section, and one that is his to do."""
    wire, orbit = make_source("His wire"), make_category("Science", "Space", "Orbit")
    Beat.objects.create(user=freelancer.user, source=wire)
    Beat.objects.create(user=freelancer.user, category=orbit.parent.parent)
    body = {"body": "<p>The solar wind.</p>"}
    make_article("Elsewhere", categories=[make_category("Sport")], **body)
    made = [
        make_article("One", source=wire, published_at="2026-05-09T10:00Z", **body),
        make_article("Two", categories=[orbit], published_at="2026-05-01T10:00Z", **body),
        make_article("Three", assigned_to=freelancer.user, status=Status.DRAFT, **body),
    ]
    make_article("Wind of change", source=wire)
    make_article("Nothing to do with it", assigned_to=freelancer.user)
    return [story.pk for story in reversed(made)]


def found(client, **asked) -> list[int]:
    response = client.get(LIST, asked)
    return [story.pk for story in response.context["cl"].result_list]


@pytest.mark.parametrize("most", [1_000, 1])
def test_words_find_stories_of_beats_and_his_own(freelancer, his, monkeypatch, most):
    """However many are his own: where they are too many, the index is asked without beats."""
    monkeypatch.setattr(scope, "MOST_OWN", most)

    for words in ("solar", '"solar wind"', "solar -change"):
        assert found(freelancer, q=words) == his, words
    assert found(freelancer, q="solar", status__exact="draft") == his[:1]
    assert found(freelancer, q="three solar") == his[:1]
    assert found(freelancer, q="elsewhere") == []


def test_pages_of_what_was_found_leave_none_out(freelancer, his, monkeypatch):
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 1)
    monkeypatch.setattr(paging, "MOST_SKIPPED", 1)
    pages = [{}, {"p": 2}, {"after": his[1]}]

    assert [found(freelancer, q="solar", **page) for page in pages] == [[pk] for pk in his]


def test_another_order_holds_for_what_was_found(freelancer, his):
    asked = {"q": "solar", "status__exact": "published"}

    assert found(freelancer, **asked, o="4") == [his[1], his[2]]
    assert found(freelancer, **asked, o="-4") == [his[2], his[1]]


def test_a_list_that_joins_tables_doubles_no_row(his, rf):
    sections = make_article(categories=[make_category("A"), make_category("B")])
    joined = type(sections).objects.filter(categories__name__in="AB").distinct().order_by("-pk")

    assert list(base.CappedPaginator(joined, 5).page(1)) == [sections]
