"""Who has a story open: in its form, in the list, and by the script's word."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.together import presence
from articles.models import Presence, Revision, Stamp
from tests.admin.helpers import HOSTILE, LIST, change_url, form_of, save
from tests.admin.test_site import assert_harmless
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def lines_in(client, url: str) -> str:
    return client.get(url).content.decode()


def beat(client, story, **more):
    return client.post(change_url(story, "presence"), more)


def ago(**span) -> None:
    """Everybody was seen, and opened the form, so much earlier."""
    then = timezone.now() - timedelta(**span)
    for each in Presence.objects.all():
        had_spoken = each.seen_at > each.opened_at
        opened = then - timedelta(seconds=had_spoken)
        Presence.objects.filter(pk=each.pk).update(opened_at=opened, seen_at=then)


def test_opening_the_form_is_seen_by_others_and_not_by_oneself(ann, ben, story, url):
    stamps = set(Stamp.objects.values_list("name", "value"))
    assert "has this story open" not in lines_in(ann, url)

    assert "chief has this story open, since " in lines_in(ben, url)
    assert "chief is editing, since " in lines_in(ben, LIST)
    assert "ben is editing, since " in lines_in(ann, LIST)
    assert not Revision.objects.exists()
    assert set(Stamp.objects.values_list("name", "value")) == stamps


@pytest.mark.parametrize(
    ("speaks", "span", "is_here"),
    [
        (True, 50, True),
        (True, 70, False),
        (False, 70, True),
        (False, 890, True),
        (False, 910, False),
    ],
)
def test_it_expires_sooner_where_a_script_has_spoken(ann, ben, story, speaks, span, is_here):
    url = change_url(story)
    ann.get(url)
    if speaks:
        beat(ann, story)
    ago(seconds=span)

    assert ("chief has" in lines_in(ben, url)) is is_here


def test_the_script_hears_who_types_and_what_was_changed(ann, ben, story, url):
    ann.get(url)
    beat(ann, story, typed="1")
    beat(ann, story)

    (line,) = beat(ben, story, since="0").json()["lines"]
    assert line.startswith("chief is editing this story, since ")
    save(ann, story, title="Ann's")

    lines = beat(ben, story, since="0").json()["lines"]

    assert len(lines) == 1
    assert lines[0].startswith("chief changed this story at ")


def test_who_leaves_or_saves_is_gone_and_who_is_long_gone_is_forgotten(ann, ben, story, url):
    ann.get(url)
    beat(ann, story, leaving="1")
    assert not Presence.objects.exists()
    ann.post(url, form_of(ann, url))
    assert not Presence.objects.exists()
    ann.get(url)
    ago(minutes=16)

    ben.get(change_url(make_article()))

    assert [str(each.user) for each in Presence.objects.all()] == ["ben"]


def test_only_who_may_change_stories_is_noted(staff, ann, story, url):
    looker = staff("view_article")

    assert looker.get(url).status_code == 200
    assert beat(looker, story).status_code == 403
    assert not Presence.objects.exists()
    assert ann.get(change_url(story, "presence")).status_code == 405


def test_a_story_that_is_gone_is_told(ann, story):
    address = change_url(story, "presence")
    story.delete()

    assert ann.post(address).json()["lines"][0].startswith("The story is gone")


def test_names_are_escaped(ann, ben, story, url):
    from django.contrib.auth.models import User

    User.objects.filter(username="chief").update(username=HOSTILE)
    ann.get(url)

    assert_harmless(lines_in(ben, url))
    assert_harmless(lines_in(ben, LIST))


def test_the_list_asks_once_for_all_its_stories(ann, ben):
    for story in [make_article() for _ in range(3)]:
        ben.get(change_url(story))

    with CaptureQueriesContext(connection) as queries:
        html = lines_in(ann, LIST)

    assert html.count("ben is editing") == 3
    assert sum('FROM "articles_presence"' in query["sql"] for query in queries) == 1


def test_the_clock_is_the_desks(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    with timezone.override("Asia/Shanghai"):
        assert presence.clock(timezone.now().replace(hour=23, minute=5)) == "07:05"
