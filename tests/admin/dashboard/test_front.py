"""The rest of the front page: what runs, charts, the health of sources, who did what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone as clock

from articles.admin.dashboard import archive, health
from articles.models import Article, ImageAddress, Job
from tests.admin.helpers import HOSTILE, change_url, make_batch, make_sighting
from tests.factories import make_article, make_articles, make_source

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")
PROGRESS = reverse("admin:desk_progress")


def test_running_imports_and_jobs_are_shown_with_how_far_they_are(desk):
    now = clock.now()
    make_batch(root=HOSTILE, state="running", files=20, total=1_000, alive_at=now)
    make_batch(state="running", files=5, alive_at=now - timedelta(hours=1))
    Job.objects.create(kind="unknown", state="waiting")
    Job.objects.create(kind="unknown", state="done")

    for page in (desk.get(INDEX), desk.get(PROGRESS)):
        html = page.content.decode()
        assert [run.words for run in page.context["running"]] == ["20 of 1,000", "waiting"]
        assert '<progress value="20" max="1000"' in html
        assert "<script>alert" not in html


def test_without_script_a_page_on_which_something_runs_loads_itself_again(desk):
    refresh = '<noscript><meta http-equiv="refresh"'
    assert refresh not in desk.get(INDEX).content.decode()

    make_batch(state="running", alive_at=clock.now())

    assert refresh in desk.get(INDEX).content.decode()


def test_progress_is_for_those_who_may_see_it(staff, client):
    make_batch(state="running", alive_at=clock.now())

    assert staff("view_tag").get(PROGRESS).context["running"] == []
    assert client.get(PROGRESS).status_code == 302


def test_days_begin_at_midnight_where_the_desk_is(desk, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    clock.deactivate()
    edges = archive.midnights(datetime(2026, 11, 9, 17, tzinfo=UTC))

    assert len(edges) == archive.DAYS + 1
    assert edges[-2].isoformat() == "2026-11-10T00:00:00+08:00"


def test_each_day_leads_to_its_stories(desk):
    now = clock.now()
    make_articles([{"published_at": now - timedelta(days=2)} for _n in range(3)])
    make_article(published_at=now - timedelta(days=40))

    days = desk.get(INDEX).context["days"]

    assert (days.total, days.busiest.count, len(days.days)) == ("3", "3", 30)
    assert desk.get(days.busiest.url).context["cl"].result_count == 3
    assert days.busiest.column.height > 0


def test_bars_tell_statuses_and_the_sources_of_the_most_stories(desk):
    make_articles([{}, {}], source=make_source("Often"))
    make_article(source=make_source("Once"), status="draft")
    make_source("Never")

    context = desk.get(INDEX).context

    assert [(bar.name, bar.count) for bar in context["sources"]] == [("Often", "2"), ("Once", "1")]
    told = {bar.name: bar.count for bar in context["statuses"] if bar.count != "0"}
    assert told == {"Draft": "1", "Published": "2"}
    assert [desk.get(bar.url).context["cl"].result_count for bar in context["sources"]] == [2, 1]


def test_a_source_that_fell_silent_is_told_from_one_that_publishes_seldom(desk):
    now = clock.now()

    def every(name: str, gap: timedelta, last: timedelta) -> None:
        moments = [now - last - n * gap for n in range(health.RHYTHM)]
        make_articles([{"published_at": at} for at in moments], source=make_source(name))

    hour, day = timedelta(hours=1), timedelta(days=1)
    every("Lively", hour, hour)
    every("Silent", hour, 5 * day)
    every("Weekly", 7 * day, 10 * day)
    every("Gone", hour, 200 * day)
    make_article(source=make_source("New"), published_at=now - 9 * day)

    found = health.silent(Article.objects.all())

    assert [source.name for source in found] == ["Silent"]
    assert "usually one story in 1\N{NO-BREAK SPACE}hour" in desk.get(INDEX).content.decode()


def test_no_source_is_to_blame_when_nothing_came_at_all():
    old = clock.now() - timedelta(days=60)
    make_articles({"published_at": old - timedelta(hours=n)} for n in range(health.RHYTHM))

    assert health.silent(Article.objects.all()) == []


def test_sources_or_folders_of_refused_files_and_hosts_of_failed_pictures_are_named(desk):
    make_sighting(refused="E_YAML", source_name=HOSTILE)
    make_sighting(refused="E_YAML")
    for n in range(2):
        ImageAddress.objects.create(url=f"u{n}", key=str(n), host="a.example", state="failed")

    page = desk.get(INDEX)

    ill = page.context["health"]
    assert {each.name: each.count for each in ill["refusing"]} == {HOSTILE: 1, "seed": 1}
    assert [(each.name, each.count) for each in ill["failing"]] == [("a.example", 2)]
    assert desk.get(ill["failing"][0].url).context["cl"].result_count == 2
    assert "<script>alert" not in page.content.decode()


def test_the_latest_activity_is_everybodys_only_for_those_who_may_read_the_log(desk, staff):
    story = make_article(HOSTILE)
    chief = User.objects.get(username="chief")
    LogEntry.objects.log_actions(chief.pk, [story], CHANGE, "", single_object=True)

    html = desk.get(INDEX).content.decode()
    assert change_url(story) in html
    assert "<script>alert" not in html
    client = staff("view_article")
    assert client.get(INDEX).context["activity"] == []
