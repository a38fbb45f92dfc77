"""The timeline of a story: what people and imports changed, readable, bounded, and undoable."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.admin.comparing import timeline
from articles.models import Article, Revision, Status, Tombstone
from tests.admin.helpers import (
    HOSTILE,
    LIST,
    change_url,
    form_of,
    make_batch,
    make_sighting,
    messages_of,
    save,
)
from tests.admin.test_site import assert_harmless
from tests.factories import NOON, make_article, make_category, make_source

pytestmark = pytest.mark.django_db

BODY = "<p>One.</p><p>Two and a half.</p><p>Three.</p><p>Four.</p>"


@pytest.fixture
def story():
    return make_article("First title", body=BODY, categories=(make_category("News"),))


def page_of(client, story: Article, query: str = "") -> str:
    response = client.get(change_url(story, "history") + query)
    assert response.status_code == 200
    return response.content.decode()


def restore_url(revision: Revision) -> str:
    return reverse("admin:articles_article_restore", args=[revision.article_id, revision.pk])


def test_a_saved_form_is_written_down_once_with_all_it_changed(desk, story):
    other = make_category("Science")
    save(desk, story, title="Second title", tags="arm", categories=[str(other.pk)])

    revision = Revision.objects.get()
    assert (revision.kind, revision.user.username) == ("edit", "chief")
    assert revision.before == {
        "title": "First title",
        "tags": [],
        "categories": [make_category("News").pk],
    }


def test_an_untouched_save_and_a_new_story_leave_no_revision(desk, story):
    save(desk, story)
    data = {"title": "New", "source": str(story.source_id), "status": "draft"}
    desk.post(reverse("admin:articles_article_add"), form_of(desk, change_url(story)) | data)

    assert Article.objects.count() == 2
    assert not Revision.objects.exists()


def test_actions_write_each_storys_status_down(desk, story):
    draft = make_article(status=Status.DRAFT)
    archived = make_article(status=Status.ARCHIVED)
    pks = [story.pk, draft.pk, archived.pk]

    desk.post(LIST, {"action": "archive", "_selected_action": pks})

    assert dict(Revision.objects.values_list("article", "before__status")) == {
        story.pk: "published",
        draft.pk: "draft",
    }


def test_the_page_tells_who_changed_what_in_words(desk, story):
    save(desk, story, title="Second title", byline="B. Writer",
         body="<p>One.</p><p>Two and a third.</p><p>Three.</p><p>Four.</p>")  # fmt: skip
    batch = make_batch(root="seed")
    before = {"status": "inbox", "published_at": NOON.isoformat(), "source": story.source_id,
              "imported_text": "digest", "categories": [], "title": "Zeroth title"}  # fmt: skip
    Revision.objects.create(article=story, kind="import", batch=batch, before=before)
    Article.objects.update(title="Third title", source=make_source("Other"))

    html = page_of(desk, story)

    assert "<del>Zeroth</del><ins>Third</ins> title" in html
    assert "<del>First</del><ins>Zeroth</ins> title" in html
    assert "Two and a <del>half</del><ins>third</ins>." in html
    assert "1 passage as before" in html
    assert "2 passages as before" in html
    for words in ("<del>inbox</del> · <ins>published</ins>", "<ins>News</ins>", "2026-11-",
                  "<del>Example Wire</del> · <ins>Other</ins>", "<ins>B. Writer</ins>",
                  "chief"):  # fmt: skip
        assert words in html
    assert str(batch) in html
    assert "digest" not in html
    assert html.index("Zeroth</del>") < html.index("First</del>")


def test_changes_that_readers_could_not_see_are_not_listed(desk, story):
    Revision.objects.create(
        article=story, kind="import", before={"title": "Hidden"}, is_visible=False
    )

    assert "Nothing has changed" in page_of(desk, story)


def test_pages_are_bounded_and_each_shows_what_its_changes_led_to(desk, story, monkeypatch):
    monkeypatch.setattr(timeline, "REVISIONS_A_PAGE", 2)
    for number in range(5):
        Revision.objects.create(article=story, kind="edit", before={"title": f"Title {number}"})
    oldest = Revision.objects.order_by("pk")[1].pk

    first, last = page_of(desk, story), page_of(desk, story, f"?before={oldest}")

    assert first.count('id="revision-') == 2
    assert "?before=" in first
    assert "Title <del>0</del><ins>1</ins>" in last
    assert "?before=" not in last


@pytest.mark.parametrize("query", ["?before=abc", "?before=-1", "?before=" + "9" * 30, "?before=0"])
def test_odd_page_numbers_are_no_error(desk, story, query):
    page_of(desk, story, query)


@pytest.mark.parametrize("rows", [2, 19])
def test_a_page_takes_the_same_queries_whatever_stands_on_it(desk, story, rows):
    batch = make_batch()
    for number in range(rows):
        category = make_category(f"Category {number}")
        before = {"title": f"{number}", "categories": [category.pk], "source": story.source_id}
        Revision.objects.create(article=story, kind="import", batch=batch, before=before)
    newest = Revision.objects.first().pk

    for query in ("", f"?before={newest}"):
        with CaptureQueriesContext(connection) as queries:
            page_of(desk, story, query)
        # Session, user, story, revisions, categories, tags, names of sources and of categories,
        # comments, mended files, the newest revision, people; on an older page two more, for what
        # came after.
        assert len(queries) == (14 if query else 12), [each["sql"] for each in queries]


def test_strangers_texts_are_escaped(desk, story):
    before = {"title": HOSTILE, "body": f"<p>{HOSTILE}</p>", "status": HOSTILE, "published_at": "x",
              "merged": {"number": 7, "title": HOSTILE, "body": HOSTILE}}  # fmt: skip
    Revision.objects.create(article=story, kind="merge", before=before)

    html = page_of(desk, story)

    assert_harmless(html)
    assert "&lt;script&gt;" in html


def test_fields_are_restored_by_a_button_and_that_is_a_change_of_its_own(desk, story):
    save(desk, story, title="Second title")
    first = Revision.objects.get()
    assert restore_url(first) in page_of(desk, story)

    response = desk.post(restore_url(first), follow=True)

    assert "The fields were restored" in messages_of(response)
    story.refresh_from_db()
    assert story.title == "First title"
    assert Revision.objects.count() == 2
    assert LogEntry.objects.first().object_id == str(story.pk)
    again = desk.post(restore_url(first), follow=True)
    assert "stand like that already" in messages_of(again)


def test_what_cannot_be_restored_is_said(desk):
    story = make_article(status=Status.DRAFT, published_at=None)
    revision = Revision.objects.create(article=story, kind="edit", before={"status": "published"})

    response = desk.post(restore_url(revision), follow=True)

    assert "Nothing was restored: A published story needs a date." in messages_of(response)


def test_restoring_needs_the_permission_a_post_and_the_storys_own_revision(desk, staff, story):
    revision = Revision.objects.create(article=story, kind="edit", before={"title": "Old"})
    viewer = staff("view_article")
    other = reverse("admin:articles_article_restore", args=[make_article().pk, revision.pk])

    assert restore_url(revision) not in page_of(viewer, story)
    assert viewer.post(restore_url(revision)).status_code == 403
    assert desk.get(restore_url(revision)).status_code == 405
    assert desk.post(other).status_code == 404
    story.refresh_from_db()
    assert story.title == "First title"


def test_the_page_is_for_those_who_may_see_the_story(staff, story):
    assert staff("view_tag").get(change_url(story, "history")).status_code == 403


def test_a_story_that_is_gone_has_no_timeline(desk, story):
    url = change_url(story, "history")
    story.delete()

    assert desk.get(url).status_code == 404
    assert desk.get(url.replace(str(story.pk or 1), "abc")).status_code == 404


def test_who_deletes_is_named_on_the_tombstone(desk):
    stories = [make_article() for _ in range(3)]
    for story in stories:
        make_sighting(story)
    chosen = [story.pk for story in stories[:2]]

    desk.post(LIST, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
    desk.post(change_url(stories[2], "delete"), {"post": "yes"})

    buried = Tombstone.objects.values_list("article_number", "buried_by__username", "reason")
    assert set(buried) == {(number, "chief", "deleted") for number in (*chosen, stories[2].pk)}


def test_an_import_that_commits_while_the_form_is_saved_is_noticed(desk, story, monkeypatch):
    from articles.admin.articles import ArticleAdmin

    load = ArticleAdmin.get_object

    def load_then_import(self, request, object_id, *args):
        loaded = load(self, request, object_id, *args)
        if request.method == "POST":
            Article.objects.filter(pk=story.pk).update(
                byline="From the import", modified_at=story.modified_at + timedelta(seconds=1)
            )
        return loaded

    monkeypatch.setattr(ArticleAdmin, "get_object", load_then_import)

    save(desk, story, title="Mine")

    assert (story.title, story.byline) == ("Mine", "From the import")
    assert Revision.objects.get().before == {"title": "First title"}


def test_an_import_that_only_files_the_story_is_noticed_too(desk, story):
    url = change_url(story)
    opened = form_of(desk, url) | {"title": "Mine"}
    through = Article.categories.through
    through.objects.create(article=story, category=make_category("Added by the import"))

    desk.post(url, opened)

    assert Article.objects.get().title == "Mine"
    assert story.categories.count() == 2


def test_a_form_of_a_story_deleted_meanwhile_is_refused(desk, story, monkeypatch):
    from articles.admin.articles import ArticleAdmin

    load = ArticleAdmin.get_object

    def load_then_delete(self, request, object_id, *args):
        loaded = load(self, request, object_id, *args)
        if request.method == "POST":
            Article.objects.filter(pk=story.pk).delete()
        return loaded

    url = change_url(story)
    data = form_of(desk, url) | {"title": "Mine"}
    monkeypatch.setattr(ArticleAdmin, "get_object", load_then_delete)

    assert "Nothing was saved" in desk.post(url, data).content.decode()
    assert not Article.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_save_waits_for_an_import_that_holds_the_row_and_then_notices_it():
    story = make_article("First title")
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    url = change_url(story)
    data = form_of(client, url) | {"title": "Mine"}
    holding, answered = Event(), Event()

    def import_story():
        with transaction.atomic():
            changes = {"byline": "X", "modified_at": story.modified_at + timedelta(seconds=1)}
            Article.objects.filter(pk=story.pk).update(**changes)
            holding.set()
            answered.wait(1)  # the form waits for us, so that this runs out
        connections.close_all()

    def save_form():
        client.post(url, data)
        answered.set()
        connections.close_all()

    saving, importing = Thread(target=save_form), Thread(target=import_story)
    importing.start()
    holding.wait(10)
    saving.start()
    importing.join()
    saving.join()

    story.refresh_from_db()
    assert (story.title, story.byline) == ("Mine", "X")
