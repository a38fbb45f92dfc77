"""Private links at the desk: made, listed, taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.admin.workflow.links import MOST_OPEN
from articles.models import PreviewLink
from tests.admin.helpers import change_url, messages_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def page(story) -> str:
    return reverse("admin:articles_article_links", args=[story.pk])


def typed(moment) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize("hours", [1, 24, 168])
def test_a_link_opens_for_so_long(person, client, settings, hours):
    desk, story = person("contributor"), make_article("Not yet", status="draft")

    response = desk.post(page(story), {"hours": str(hours)}, follow=True)

    link = PreviewLink.objects.get()
    left = link.expires_at - timezone.now()
    assert timedelta(hours=hours - 0.1) < left <= timedelta(hours=hours)
    assert link.made_by == desk.user
    address = f"{settings.SITE_URL}{reverse('preview', args=[link.token])}"
    assert address in response.content.decode()
    assert "Not yet" in client.get(reverse("preview", args=[link.token])).content.decode()
    assert f'href="{page(story)}"' in desk.get(change_url(story)).content.decode()


def test_a_link_until_a_chosen_moment_as_of_another(person):
    desk, story = person("contributor"), make_article()
    until, as_of = timezone.now() + timedelta(days=5), timezone.now() + timedelta(days=30)

    desk.post(page(story), {"hours": "", "until": typed(until), "as_of": typed(as_of)})

    link = PreviewLink.objects.get()
    assert link.expires_at == until.replace(second=0, microsecond=0)
    assert link.as_of == as_of.replace(second=0, microsecond=0)


WRONG = {
    "no end": {"hours": ""},
    "the past": {"hours": "", "until": "2001-01-01T00:00"},
    "too far": {"hours": "", "until": "2099-01-01T00:00"},
    "no time": {"hours": "", "until": "soon"},
    "no choice": {"hours": "9"},
    "the year 1": {"hours": "1", "as_of": "0001-01-01T00:00"},
    "no moment": {"hours": "1", "as_of": "2026-13-45T99:99"},
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_refused_in_words(person, settings, data):
    settings.TIME_ZONE = "Asia/Shanghai"  # where the year 1 begins before the calendar
    desk, story = person("contributor"), make_article()

    response = desk.post(page(story), data)

    assert "errorlist" in response.content.decode()
    assert not PreviewLink.objects.exists()


def test_a_story_has_so_many_links_and_no_more(person):
    desk, story = person("contributor"), make_article()
    ends = timezone.now() + timedelta(days=1)
    PreviewLink.objects.bulk_create(
        PreviewLink(article=story, expires_at=ends) for _ in range(MOST_OPEN)
    )

    assert "take one back first" in desk.post(page(story), {"hours": "1"}).content.decode()
    assert PreviewLink.objects.count() == MOST_OPEN


def test_a_link_is_taken_back(person, client):
    desk, story = person("contributor"), make_article()
    link = PreviewLink.objects.create(article=story, expires_at=timezone.now() + timedelta(days=1))
    address = reverse("admin:articles_article_link_revoke", args=[story.pk, link.pk])

    assert desk.get(address).status_code == 405
    told = messages_of(desk.post(address, follow=True))

    assert "opens nothing any more" in told
    assert client.get(reverse("preview", args=[link.token])).status_code == 404
    assert desk.post(address).status_code == 404


def test_who_changes_no_stories_makes_no_links(staff):
    client, story = staff("view_article"), make_article()

    assert client.get(page(story)).status_code == 403
    assert client.post(page(story), {"hours": "1"}).status_code == 403
    assert "Private links" not in client.get(change_url(story)).content.decode()
