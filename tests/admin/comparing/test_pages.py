"""Comparing versions, looking at one, and putting fields back: pages of the desk."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Comment, Revision, Status
from tests.admin.helpers import HOSTILE, change_url, make_sighting, messages_of, save
from tests.admin.test_site import assert_harmless
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db

BODY = "<p>One.</p><p>Two and a half.</p><p>Three.</p>"
FILE = b"---\ntitle: First title\nauthor: Ann\ncategories: [News]\n---\n<p>One.</p><p>Two.</p>\n"


@pytest.fixture
def story():
    return make_article("First title", body=BODY, categories=(make_category("News"),))


def page(client, story: Article, name: str, **query) -> str:
    address = reverse(f"admin:articles_article_{name}", args=[story.pk])
    response = client.get(f"{address}?{urlencode(query)}")
    assert response.status_code == 200
    return response.content.decode()


def restore_url(revision: Revision) -> str:
    return reverse("admin:articles_article_restore", args=[revision.article_id, revision.pk])


def test_any_two_versions_are_compared(desk, story):
    save(desk, story, title="Second title", body=BODY.replace("half", "third"))
    save(desk, story, title="Third title")
    older, newer = Revision.objects.order_by("pk")

    html = page(desk, story, "compare", a="0", b=older.pk)
    assert "<del>First</del><ins>Second</ins> title" in html
    assert "Two and a <del>half</del>." in html  # side by side, and in one
    assert "Two and a <del>half</del><ins>third</ins>." in html
    assert "<del>First</del><ins>Third</ins> title" in page(desk, story, "compare", a="0", b="now")
    html = page(desk, story, "compare", a=newer.pk, b=older.pk)
    assert "<del>Third</del><ins>Second</ins> title" in html
    assert "The two say the same" in page(desk, story, "compare", a=newer.pk, b="now")


def test_the_text_can_be_shown_in_one_or_side_by_side(desk, story):
    save(desk, story, body=BODY.replace("half", "third"))

    side = page(desk, story, "compare", a="0", view="side")
    inline = page(desk, story, "compare", a="0", view="inline")

    both = "Two and a <del>half</del><ins>third</ins>."  # the summary is always in one
    assert [html.count(both) for html in (side, inline)] == [1, 2]
    assert "desk-as-side" in side
    assert "desk-as-inline" in inline


def test_ours_is_compared_with_the_original_and_with_upstream(desk, staff, story):
    first = make_sighting(story, FILE, superseded=True)
    newest = make_sighting(story, FILE.replace(b"Two", b"2").replace(b"First", b"Newest"))

    html = page(desk, story, "compare")
    assert "<del>Two.</del>" not in html
    assert html.count("Two<ins> and a half") == 3  # in the summary, side by side, and in one
    assert reverse("admin:articles_sighting_original", args=[first.pk]) in html
    html = page(desk, story, "compare", a="original", b="upstream")
    assert "<del>Two</del><ins>2</ins>" in html
    assert "<del>First</del><ins>Newest</ins> title" in html
    download = reverse("admin:articles_sighting_original", args=[newest.pk])
    assert download in html
    assert download not in page(staff("view_article"), story, "compare", b="upstream")


def test_a_file_that_no_import_would_take_any_more_is_said_to_be(desk, story):
    make_sighting(story, b"\0")

    assert "cannot be read any more" in page(desk, story, "compare")


@pytest.mark.parametrize("code", ["", "abc", "999999", "-1", "9" * 40])
def test_odd_versions_are_no_error(desk, story, code):
    page(desk, story, "compare", a=code, b=code, view=code)
    address = reverse("admin:articles_article_version", args=[story.pk])
    assert desk.get(address, {"v": code}).status_code == 404


def test_a_version_is_shown_as_text_and_restored_whole_or_in_part(desk, story):
    save(desk, story, title="Second title", byline="B. Writer", body="<p>New.</p>")
    html = page(desk, story, "version", v="0")
    assert "Two and a half." in html
    address = reverse("admin:articles_article_version", args=[story.pk])
    newest = Revision.objects.get().pk
    chosen = {"v": "0", "seen": newest, "choosing": "1", "names": ["title"]}

    response = desk.post(address, chosen, follow=True)

    assert "The fields were restored" in messages_of(response)
    story.refresh_from_db()
    assert (story.title, story.byline, story.body) == ("First title", "B. Writer", "<p>New.</p>")
    desk.post(address, {"v": "0"})
    story.refresh_from_db()
    assert (story.title, story.byline, story.body) == ("First title", "", BODY)
    assert Revision.objects.count() == 3


def test_one_field_of_a_change_is_put_back(desk, story):
    save(desk, story, title="Second title", byline="B. Writer")
    revision = Revision.objects.get()
    assert 'name="names" value="byline"' in page(desk, story, "history")

    desk.post(restore_url(revision), {"choosing": "1", "names": "byline", "seen": revision.pk})

    story.refresh_from_db()
    assert (story.title, story.byline) == ("Second title", "")
    response = desk.post(restore_url(revision), {"choosing": "1"}, follow=True)
    assert "no field was chosen" in messages_of(response)


def test_a_restore_from_a_stale_page_is_refused_and_the_page_shown_again(desk, story):
    save(desk, story, title="Second title")
    revision = Revision.objects.get()
    save(desk, story, title="Third title")

    response = desk.post(restore_url(revision), {"seen": revision.pk}, follow=True)

    assert "has changed since you opened this page" in messages_of(response)
    assert 'id="revision-' in response.content.decode()
    story.refresh_from_db()
    assert story.title == "Third title"


def test_who_may_not_publish_restores_nothing_that_is_public(staff, story):
    writer = staff("change_article", "view_article")
    change = Revision.objects.create(article=story, kind="edit", before={"title": "Old"})
    Article.objects.update(status=Status.DRAFT)
    public = Revision.objects.create(article=story, kind="edit", before={"status": "published"})

    response = writer.post(restore_url(public), follow=True)
    assert "may not take the story from" in messages_of(response)
    writer.post(restore_url(change))
    assert Article.objects.values_list("title", "status").get() == ("Old", "draft")
    Article.objects.update(status=Status.PUBLISHED)
    assert writer.post(restore_url(change)).status_code == 403


def test_the_timeline_is_filtered_by_kind_and_person(desk, story):
    ann = User.objects.create_user("ann")
    chief = User.objects.get(username="chief")
    for number, user in enumerate([ann, chief, ann]):
        Revision.objects.create(
            article=story, kind="edit", user=user, before={"title": f"T{number}"}
        )
    Revision.objects.create(article=story, kind="import", before={"title": "Imported"})
    Comment.objects.create(article=story, user=ann, text="Is <b>that</b> so?")

    everything = page(desk, story, "history")
    assert everything.count('id="revision-') == 4
    assert "Is &lt;b&gt;that&lt;/b&gt; so?" in everything
    html = page(desk, story, "history", person=ann.pk)
    assert html.count('id="revision-') == 2
    assert "<del>T0</del><ins>T1</ins>" in html  # what came after is another's doing
    assert page(desk, story, "history", kind="import").count('id="revision-') == 1
    html = page(desk, story, "history", kind="comment")
    assert (html.count('id="revision-'), html.count('id="comment-')) == (0, 1)
    assert "Nothing of the kind" in page(desk, story, "history", kind="merge", person="x")


def test_comments_stand_on_the_page_of_their_time(desk, story, monkeypatch):
    monkeypatch.setattr("articles.admin.comparing.timeline.REVISIONS_A_PAGE", 2)
    for number in range(4):
        Revision.objects.create(article=story, kind="edit", before={"title": f"T{number}"})
        Comment.objects.create(article=story, text=f"Said {number}.")
    start = story.created_at
    for number, row in enumerate(Revision.objects.order_by("pk")):
        Revision.objects.filter(pk=row.pk).update(made_at=start + timedelta(hours=2 * number))
    for number, said in enumerate(Comment.objects.order_by("pk")):
        Comment.objects.filter(pk=said.pk).update(made_at=start + timedelta(hours=2 * number + 1))
    third = Revision.objects.order_by("pk")[2].pk

    first, last = page(desk, story, "history"), page(desk, story, "history", before=third)

    assert [f"Said {n}." in first for n in range(4)] == [False, False, True, True]
    assert [f"Said {n}." in last for n in range(4)] == [True, True, False, False]


def test_a_filtered_page_looks_no_further_than_it_says(desk, story, monkeypatch):
    monkeypatch.setattr("articles.admin.comparing.timeline.MOST_LOOKED_AT", 5)
    for number in range(8):
        kind = "import" if number == 0 else "edit"
        Revision.objects.create(article=story, kind=kind, before={"title": f"T{number}"})
    passed = Revision.objects.order_by("pk")[3].pk

    first = page(desk, story, "history", kind="import")
    assert "Nothing of the kind" in first
    assert f"?before={passed}&amp;kind=import" in first
    assert "<del>T0</del><ins>T1</ins>" in page(
        desk, story, "history", kind="import", before=passed
    )


def test_a_damaged_text_is_said_to_be_and_the_rest_is_shown(desk, story):
    for number in range(3):
        before = {"title": f"T{number}", "body": f"<p>Text {number}.</p>"}
        Revision.objects.create(article=story, kind="edit", before=before)
    middle = Revision.objects.order_by("pk")[1]
    Revision.objects.filter(pk=middle.pk).update(packed_body=b"damaged")

    html = page(desk, story, "history")
    assert "<del>T1</del><ins>T2</ins>" in html
    assert html.count("is damaged and cannot be read") == 2  # what it was, and what became it
    assert "<ins>One.</ins>" in html or "One." in html
    response = desk.post(restore_url(middle), follow=True)
    assert "is damaged and cannot be read" in messages_of(response)
    desk.post(restore_url(middle), {"choosing": "1", "names": "title"})
    assert Article.objects.get().title == "T1"
    first = Revision.objects.order_by("pk")[0].pk
    assert "is damaged and cannot be read" in page(desk, story, "version", v=first)
    assert "is damaged" in page(desk, story, "compare", a=first)


def test_lost_markup_is_told(desk, story):
    Revision.objects.create(
        article=story, kind="edit", before={"title": "Old"}, lost={"iframe": 2, "<b>": 1}
    )

    html = page(desk, story, "history")

    assert "&lt;b&gt; × 1, iframe × 2" in html


def test_strangers_texts_are_escaped_everywhere(desk, story):
    before = {"title": HOSTILE, "body": f"<p>{HOSTILE}</p>", "byline": HOSTILE, "status": HOSTILE}
    Revision.objects.create(article=story, kind="edit", before=before, lost={HOSTILE: 1})
    hostile = FILE.replace(b"First title", b"x ' onerror=alert(1) <svg/onload=alert(1)>")
    make_sighting(story, hostile, path=f"{HOSTILE}.md")

    for name, query in (
        ("history", {}),
        ("compare", {"a": "0"}),
        ("compare", {}),
        ("version", {"v": "0"}),
    ):
        assert_harmless(page(desk, story, name, **query))


@pytest.mark.parametrize("edits", [3, 30])
def test_the_pages_take_the_same_queries_however_long_the_timeline(desk, story, edits):
    for number in range(edits):
        body = BODY.replace("half", f"{number}th")
        Revision.objects.create(article=story, kind="edit", before={"title": "T", "body": body})

    for name, query, most in (
        ("history", {}, 13),
        ("history", {"kind": "edit"}, 13),
        ("compare", {"a": "0"}, 17),
        ("version", {"v": "0"}, 18),
    ):
        with CaptureQueriesContext(connection) as queries:
            page(desk, story, name, **query)
        assert len(queries) <= most, (name, [each["sql"] for each in queries])


def test_the_form_leads_to_the_comparison(desk, story):
    html = desk.get(change_url(story)).content.decode()

    assert reverse("admin:articles_article_compare", args=[story.pk]) in html


def test_the_pages_are_for_those_who_may_see_the_story(staff, story):
    client = staff("view_tag")
    for name in ("compare", "version", "history"):
        address = reverse(f"admin:articles_article_{name}", args=[story.pk])
        assert client.get(address, {"v": "0"}).status_code == 403
