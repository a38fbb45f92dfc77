"""The numbers of the front page: each counts the list that it leads to, for whoever looks."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.admin.dashboard import counting
from articles.models import Article, Beat, Conflict, ImageAddress, ImportRule, Status
from tests.admin.helpers import LIST, make_sighting
from tests.admin.pictures import make_image
from tests.factories import make_article, make_articles, make_source

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")


def numbers(client: Client) -> dict[str, int]:
    return {work.url: work.count for work in client.get(INDEX).context["waiting"]}


@pytest.fixture
def work(desk) -> None:
    """One of each kind, and beside it what is nearly one."""
    now = timezone.now()
    chief = User.objects.get(username="chief")
    day = timedelta(days=1)
    make_articles(
        {"status": status, "assigned_to": chief}
        for status in (Status.INBOX, Status.DRAFT, Status.REVIEW, Status.ARCHIVED)
    )
    make_articles(
        [
            {"status": Status.APPROVED},
            {"status": Status.APPROVED, "publish_at": now - day},
            {"status": Status.APPROVED, "publish_at": now + day},
            {"status": Status.DRAFT, "publish_at": now + day / 2},
            {"status": Status.DRAFT, "publish_at": now + 3 * day},
            {"publish_at": now + 6 * day},
            {"publish_at": now + 8 * day},
            {"expire_at": now + 6 * day},
            {"expire_at": now - day},
        ]
    )
    story = make_article()
    Conflict.objects.create(article=story, field="title", ours="a", theirs="b")
    Conflict.objects.create(article=story, field="byline", choice=Conflict.Choice.OURS)
    make_sighting(refused="E_YAML", source_name="The Wire")
    make_sighting(held="hold", rule=ImportRule.objects.first())
    make_sighting(held="drop")
    ImageAddress.objects.create(url="https://a.example/1.png", key="1", state="failed")
    ImageAddress.objects.create(url="https://a.example/2.png", key="2", state="refused")
    make_image()
    make_image(alt="A chip")
    for days in (-1, 1, 40):
        make_source(f"Until {days}", licence_until=now.date() + days * day)
    make_source("Hidden", licence_until=now.date() - day, is_public=False)


def test_each_number_is_that_of_its_list(desk, work):
    found = numbers(desk)

    shown = {url: desk.get(url).context["cl"].result_count for url in found}
    assert found == shown
    assert list(found.values()) == [3, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]


def test_a_list_that_is_due_takes_other_filters_too(desk, work):
    page = desk.get(LIST, {"due": "mine", "status__exact": "draft"})

    assert [story.status for story in page.context["cl"].result_list] == [Status.DRAFT]
    assert desk.get(LIST, {"due": "?"}).status_code == 200


def test_who_may_see_nothing_is_told_so(staff):
    page = staff("view_tag").get(INDEX)

    assert page.context["waiting"] == []
    assert "There is nothing here that you may see." in page.content.decode()
    assert "days" not in page.context


def test_only_what_one_may_see_is_counted(staff, work):
    client = staff("view_article")
    found = numbers(client)

    assert {url.split("?")[0] for url in found} == {LIST}


def test_stories_of_other_beats_are_not_counted(staff):
    ours, theirs = make_source("Ours"), make_source("Theirs")
    make_articles([{"source": ours}, {"source": theirs}, {"source": theirs}], status=Status.INBOX)
    client = staff("view_article", "change_article")
    Beat.objects.create(user=User.objects.get(username="colleague"), source=ours)

    page = client.get(INDEX)

    inbox = next(work for work in page.context["waiting"] if "inbox" in work.url)
    assert inbox.count == 1
    assert "sources" not in page.context  # charts are the whole archive's
    assert "Theirs" not in page.content.decode()


def test_numbers_end_where_lists_do(desk, monkeypatch):
    monkeypatch.setattr(counting, "COUNT_LIMIT", 2)
    make_articles([{}, {}, {}], status=Status.INBOX)
    user = User.objects.get()

    found = counting.counts(user, {"inbox": Article.objects.filter(status="inbox")}, 2)

    assert found == {"inbox": 3}
    assert counting.words(3, 2) == "2+"
    assert counting.words(1_234) == "1,234"
    assert counting.counts(user, {"none": Article.objects.none()}) == {"none": 0}


def test_the_front_page_asks_little(desk, work, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        desk.get(INDEX)
