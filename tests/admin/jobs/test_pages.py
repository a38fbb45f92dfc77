"""A job's pages: whose they are, what they say, and what can be done there."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.admin.bulk.kinds import BULK, UNDO
from articles.admin.jobs import kind, pages, words
from articles.models import Job, JobStory
from tests.admin.helpers import HOSTILE, change_url
from tests.admin.jobs.kinds import kinds
from tests.factories import make_article

pytestmark = pytest.mark.django_db
__all__ = ["kinds"]
LIST = reverse("admin:articles_job_changelist")
PARAMS = {"do": "add_tags", "value": ["x"], "shown": ["x"]}
DONE = {"state": "done", "total": 3, "done": 3, "result": {"changed": 2, "same": 0, "left": 1}}


def make_job(user=None, **fields) -> Job:
    return Job.objects.create(**{"kind": BULK, "params": PARAMS, "made_by": user} | fields)


def story(job: Job, article, outcome: str, reason: str = "") -> JobStory:
    return JobStory.objects.create(job=job, number=article.pk, outcome=outcome, reason=reason)


@pytest.fixture
def chief(desk) -> User:
    return User.objects.get(username="chief")


def text(client, job: Job) -> str:
    return client.get(change_url(job)).content.decode()


class TestWhose:
    def test_everybody_sees_his_own_and_others_by_permission(self, staff, desk, chief):
        client = staff()
        user = User.objects.get(username="colleague")
        own, other = make_job(user), make_job(chief, kind="other")

        listed = client.get(LIST).content.decode()
        assert change_url(own) in listed
        assert change_url(other) not in listed
        assert client.get(change_url(other)).status_code == 404
        assert client.get(reverse("admin:articles_job_csv", args=[other.pk])).status_code == 404
        assert desk.get(change_url(own)).status_code == 200

    def test_the_process_is_named_to_superusers_only(self, staff, desk, chief):
        client = staff("view_job")
        job = make_job(chief, holder="process 7 on desk", **DONE)

        assert "process 7" in text(desk, job)
        assert "process 7" not in text(client, job)

    @pytest.mark.parametrize("deed", ["stop", "again", "undo"])
    def test_who_only_sees_changes_nothing(self, staff, chief, deed):
        client = staff("view_job")
        job = make_job(chief, **DONE)
        address = reverse(f"admin:articles_job_{deed}", args=[job.pk])

        assert client.get(address).status_code == 405
        assert client.post(address).status_code == 403
        assert "<button" not in text(client, job).split('id="content-main"')[1]

    def test_a_number_that_is_none_is_not_found(self, desk):
        assert desk.get(f"{LIST}999999999999999999999/change/").status_code == 404
        assert desk.get(f"{LIST}nonsense/change/").status_code == 404


class TestWords:
    def test_what_it_does_how_far_it_is_and_when_it_will_be_done(self, desk, chief, monkeypatch):
        monkeypatch.setattr(words, "is_working", lambda: True)
        job = make_job(chief, state="running", total=4000, done=1000)
        job.started_at, job.alive_at = job.made_at, job.made_at + words.SOON * 4
        job.save()

        told = desk.get(reverse("admin:articles_job_progress", args=[job.pk])).json()

        assert not told["is_over"]
        assert "1,000 of 4,000" in told["html"]
        assert "about 60 seconds left" in told["html"]
        assert 'value="0.2500"' in told["html"]
        assert "Add the tags “x”: 4,000 stories" in text(desk, job)

    def test_one_that_waits_says_for_what(self, desk, chief, monkeypatch):
        first, second = make_job(chief), make_job(chief)
        monkeypatch.setattr(words, "is_working", lambda: True)
        assert "1 job is done before it." in text(desk, second)

        monkeypatch.setattr(words, "is_working", lambda: False)
        assert "It begins in a moment." in text(desk, first)
        Job.objects.update(made_at=first.made_at - 2 * words.SILENCE)
        assert "waits for <code>manage.py work</code>" in text(desk, first)

    def test_what_came_of_it_with_the_first_stories_and_all_in_files(self, desk, chief):
        job = make_job(chief, **DONE)
        changed, left = make_article(HOSTILE), make_article("=1+1")
        story(job, changed, "changed")
        story(job, left, "left", "It has changed since you saw it.")
        JobStory.objects.create(job=job, number=4711, outcome="left", reason="It is gone.")

        html = text(desk, job)
        assert "2 stories changed." in html
        assert "<script>alert" not in html
        assert "#4711: It is gone." in html

        lines = desk.get(reverse("admin:articles_job_csv", args=[job.pk])).getvalue().decode()
        assert lines.startswith("\ufeffnumber,title,outcome,reason")
        assert f"{left.pk},'=1+1,left,It has changed since you saw it." in lines
        rows = json.loads(desk.get(reverse("admin:articles_job_json", args=[job.pk])).getvalue())
        assert [row["number"] for row in rows] == [changed.pk, left.pk, 4711]
        assert rows[0]["title"] == HOSTILE

    def test_files_of_no_story_are_whole(self, desk, chief):
        job = make_job(chief)
        assert desk.get(reverse("admin:articles_job_json", args=[job.pk])).getvalue() == b"[]\n"

    def test_a_failed_one_says_why_and_a_strange_one_is_shown(self, desk):
        job = make_job(kind=HOSTILE[:40], state="failed", error="<b>No</b>.")

        html = text(desk, job)

        assert "&lt;b&gt;No&lt;/b&gt;." in html
        assert "<script>alert" not in html
        assert desk.get(LIST).status_code == 200

    @pytest.mark.usefixtures("kinds")
    @pytest.mark.parametrize(
        ("zone", "moment"),
        [("Asia/Shanghai", "0001-01-01T00:00:00+08:05"),
         ("America/Lima", "9999-12-31T23:59:00-05:00")],
    )  # fmt: skip
    def test_a_time_beyond_the_calendar_breaks_no_page(self, desk, chief, settings, zone, moment):
        settings.TIME_ZONE = zone
        job = make_job(chief, params={"do": "embargo", "value": moment, "shown": moment})

        assert all(moment in desk.get(page).content.decode() for page in (change_url(job), LIST))
        assert desk.get(reverse("admin:index")).status_code == 200

    def test_a_kind_says_more_of_its_own(self, desk):
        @kind(
            "own",
            title=lambda job: "Own work",
            outcome=lambda job: ["Came."],
            page=lambda job: "/x/",
        )
        def run(job: Job, tell) -> None: ...

        html = text(desk, make_job(kind="own", **DONE))

        assert "Own work" in html
        assert "<p>Came.</p>" in html
        assert 'href="/x/"' in html

    def test_lists_ask_for_a_bounded_number_of_queries(self, desk, django_assert_max_num_queries):
        for _ in range(20):
            make_job(kind=UNDO, undoes=make_job())

        with django_assert_max_num_queries(12):
            desk.get(LIST)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 second"), (89, "89 seconds"), (91, "2 minutes"), (5_340, "89 minutes"),
     (5_500, "2 hours")],
)  # fmt: skip
def test_times_are_said_roughly(seconds, said):
    assert words._in_words(timedelta(seconds=seconds)) == said


class TestDeeds:
    def post(self, client, job: Job, deed: str):
        response = client.post(reverse(f"admin:articles_job_{deed}", args=[job.pk]))
        job.refresh_from_db()
        return response

    def test_stop_go_on_and_stop_for_good(self, desk, chief):
        job = make_job(chief, state="running")
        assert self.post(desk, job, "stop").url == change_url(job)
        assert job.is_asked_to_stop

        Job.objects.update(state="stopped", is_asked_to_stop=True)
        self.post(desk, job, "again")
        assert (job.state, job.is_asked_to_stop) == ("waiting", False)

        self.post(desk, job, "stop")
        assert job.state == "stopped"

    def test_one_that_waits_where_nobody_works_is_begun(self, desk, chief, monkeypatch):
        calls = []
        monkeypatch.setattr(pages, "ensure_worker", lambda: calls.append(True))
        self.post(desk, make_job(chief), "again")
        assert calls == [True]

    def test_undo_is_a_job_of_its_own_and_is_offered_once(self, desk, chief):
        job = make_job(chief, **DONE)
        assert ">Undo</button>" in text(desk, job)

        response = self.post(desk, job, "undo")

        undoing = Job.objects.get(undoes=job)
        assert response.url == change_url(undoing)
        assert (undoing.kind, undoing.made_by, undoing.state) == (UNDO, chief, "waiting")
        assert ">Undo</button>" not in text(desk, job)
        assert "Undo: Add the tags “x”: 3 stories" in text(desk, undoing)
        self.post(desk, job, "undo")
        assert Job.objects.filter(undoes=job).count() == 1

    def test_what_is_being_taken_back_does_not_go_on(self, desk, chief):
        job = make_job(chief, **DONE | {"state": "stopped"})
        assert ">Go on</button>" in text(desk, job)
        self.post(desk, job, "undo")

        assert ">Go on</button>" not in text(desk, job)
        self.post(desk, job, "again")
        assert job.state == "stopped"

    @pytest.mark.parametrize("fields", [{}, {"state": "running"}, DONE | {"result": {}}])
    def test_there_is_no_undo_before_the_end_and_of_nothing(self, desk, chief, fields):
        job = make_job(chief, **fields)
        self.post(desk, job, "undo")
        assert not Job.objects.filter(undoes=job).exists()
