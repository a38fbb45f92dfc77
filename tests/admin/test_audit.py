"""The audit log: three records as one, its filters, its pages, what is taken away."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.admin import audit
from articles.models import Article, Beat, ImportRule, Job, Revision
from tests.admin.helpers import HOSTILE, change_url, save
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
LOG = reverse("admin:admin_logentry_changelist")
PEOPLE = reverse("admin:auth_user_changelist")
CSV = reverse("admin:admin_logentry_csv")


def shown(client, **query) -> list[tuple[str, str, str]]:
    response = client.get(LOG, query)
    assert response.status_code == 200
    return [(entry.person, entry.kind, entry.thing) for entry in response.context["entries"]]


def log(user, thing, flag=ADDITION, days: int = 0) -> LogEntry:
    return LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(type(thing)),
        object_id=str(thing.pk),
        object_repr=str(thing),
        action_flag=flag,
        action_time=timezone.now() - timedelta(days=days),
    )


@pytest.fixture
def people():
    return [User.objects.create_user(name, is_staff=True) for name in ("ann", "bob")]


def test_what_people_did_is_told_once_newest_first(desk):
    article = make_article("Chips")
    Revision.objects.create(article=article, kind="import", before={"title": "x"})
    save(desk, article, title="Better chips")
    desk.post(reverse("admin:taggit_tag_add"), {"name": "Arm", "slug": "", **NO_NAMES})
    Job.objects.create(kind="bulk", params={"do": "move"}, made_by=User.objects.get())

    assert shown(desk) == [
        ("chief", "job", f"#{Job.objects.get().pk}"),
        ("chief", "added", "Arm"),
        ("chief", "text", "Better chips"),
    ]
    html = desk.get(LOG).content.decode()
    assert f'<a href="{change_url(article, "history")}">Better chips</a>' in html
    assert "Edit: title" in html


NO_NAMES = {"synonyms-TOTAL_FORMS": "0", "synonyms-INITIAL_FORMS": "0"}


def test_it_is_filtered_by_person_kind_thing_beginning_and_day(desk, people):
    ann, bob = people
    tag, source = Tag.objects.create(name="Arm", slug="arm"), make_source("Wire")
    log(ann, tag, days=3)
    log(bob, source, CHANGE, days=1)
    article = make_article("Armada")
    Revision.objects.create(article=article, kind="edit", user=ann, before={"title": "x"})
    tags = ContentType.objects.get_for_model(Tag).pk
    today = timezone.localdate()

    for query, found in (
        ({"person": ann.pk}, ["Armada", "Arm"]),
        ({"kind": "changed"}, ["Wire"]),
        ({"kind": "text"}, ["Armada"]),
        ({"model": tags}, ["Arm"]),
        ({"model": tags, "number": tag.pk}, ["Arm"]),
        ({"model": tags, "number": tag.pk + 1}, []),
        ({"text": "arm"}, ["Armada", "Arm"]),
        ({"first": today - timedelta(days=2)}, ["Armada", "Wire"]),
        ({"last": today - timedelta(days=2)}, ["Arm"]),
        ({"last": "9998-12-31", "first": "1000-01-01"}, ["Armada", "Wire", "Arm"]),
    ):
        assert [thing for _person, _kind, thing in shown(desk, **query)] == found, query


@pytest.mark.parametrize(
    "query",
    [{"person": "x"}, {"kind": "y"}, {"first": "soon"}, {"number": "9" * 30},
     {"first": "0001-01-01"}, {"last": "9999-12-31"}],
)  # fmt: skip
def test_a_filter_that_is_none_is_told(desk, settings, query):
    settings.TIME_ZONE = "Asia/Shanghai"  # where the year 1 begins before the calendar
    assert desk.get(LOG, query).context["form"].errors
    assert desk.get(CSV, query).status_code == 302


def test_pages_go_on_where_the_last_one_ended(desk, people, monkeypatch):
    monkeypatch.setattr(audit, "PER_PAGE", 4)
    article, tag = make_article("Chips"), Tag.objects.create(name="Arm", slug="arm")
    for number in range(5):
        log(people[number % 2], tag)
        Revision.objects.create(article=article, kind="edit", user=people[0], before={})
        Job.objects.create(kind=f"k{number}", made_by=people[1])
    seen, url = [], f"{LOG}?text="
    while url:
        response = desk.get(url)
        seen += [(entry.record, entry.number) for entry in response.context["entries"]]
        onward = response.context["onward"]
        url = onward and LOG + onward

    assert len(seen) == len(set(seen)) == 15
    assert seen[:3] == [(name, max(n for at, n in seen if at == name)) for name, _n in seen[:3]]


def test_the_csv_holds_what_is_filtered_and_no_formula(desk, people):
    rule = ImportRule(pk=7, name="=1+1")
    log(people[0], rule)
    log(people[1], rule)

    response = desk.get(CSV, {"person": people[0].pk})

    text = b"".join(response.streaming_content).decode()
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert head == ["time", "person", "kind", "about", "object", "what"]
    assert (row[1], row[4]) == ("ann", "'=1+1")


def test_it_is_for_those_who_may_see_it_and_everything(staff):
    client = staff("view_logentry", "view_article")
    user = User.objects.get(username="colleague")

    assert client.get(LOG).status_code == client.get(CSV).status_code == 200
    assert b"Audit log" in client.get(reverse("admin:index")).content
    Beat.objects.create(user=user, source=make_source("Wire"))
    assert client.get(LOG).status_code == client.get(CSV).status_code == 403
    user.user_permissions.clear()
    assert client.get(LOG).status_code == 403


@pytest.mark.parametrize("record", ["log", "story", "job"])
def test_whom_it_names_is_made_not_active_and_not_deleted(desk, people, record):
    ann, bob = people
    if record == "log":
        log(ann, make_source("Wire"))
    elif record == "story":
        Revision.objects.create(article=make_article(), kind="edit", user=ann, before={"title": ""})
    else:
        Job.objects.create(kind="k", made_by=ann)
    many = {"action": "delete_selected", "_selected_action": [ann.pk, bob.pk], "post": "yes"}

    for address, data in ((change_url(ann, "delete"), {"post": "yes"}), (PEOPLE, many)):
        assert "Make it not active instead" in desk.post(address, data).content.decode()

    assert [person for person, _kind, _thing in shown(desk)] == ["ann"]
    assert desk.post(change_url(bob, "delete"), {"post": "yes"}).status_code == 302
    assert set(User.objects.values_list("username", flat=True)) == {"ann", "chief"}


def test_names_are_escaped_and_what_is_gone_is_no_link(desk, people):
    log(people[0], Tag.objects.create(name=HOSTILE, slug="x"))
    LogEntry.objects.create(user=people[0], object_repr=HOSTILE, action_flag=3)

    html = desk.get(LOG).content.decode()

    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;") == 2


def test_the_number_of_questions_does_not_grow(desk, people, django_assert_max_num_queries):
    for number in range(20):
        article = make_article(f"Story {number}")
        Revision.objects.create(article=article, kind="edit", user=people[0], before={"body": 1})
        log(people[1], article)
    assert Article.objects.count() == 20

    with django_assert_max_num_queries(12):
        desk.get(LOG)


def test_history_of_an_object_is_the_log_of_it(desk, staff):
    source, other = make_source("Wire <b>"), make_source("Other")
    me = User.objects.get()
    log(me, source)
    log(me, other)
    url = change_url(source, "history")

    response = desk.get(url, follow=True)

    html = response.content.decode()
    assert [entry.thing for entry in response.context["entries"]] == ["Wire <b>"]
    assert "Only what is about “Wire &lt;b&gt;”." in html
    assert f'<a href="{change_url(source)}">Wire &lt;b&gt;</a>' in html
    colleague = staff("view_source", "view_article")
    assert "This object doesn’t have" not in colleague.get(url).content.decode()
    for each in (me, Tag.objects.create(name="Arm", slug="arm"), ImportRule.objects.create()):
        assert f"number={each.pk}" in desk.get(change_url(each, "history")).url
    source.delete()
    assert (
        "Only what is about “Wire &lt;b&gt;”."
        in desk.get(response.request["PATH_INFO"], response.wsgi_request.GET).content.decode()
    )
    story = make_article("Chips")
    assert f"number={story.pk}" in desk.get(change_url(story, "history")).content.decode()
    assert "Audit log" not in colleague.get(change_url(story, "history")).content.decode()


def test_a_log_of_nothing_is_empty(desk):
    source = ContentType.objects.get_for_model(make_source("Wire")).pk
    for number in (99, "9" * 18):
        assert shown(desk, model=source, number=number) == []
