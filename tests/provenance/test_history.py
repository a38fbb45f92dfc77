"""What a person changed is written down, and can be put back."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from articles.models import Article, CategoryEntry, Revision, Status
from articles.provenance.history import (
    FIELDS,
    CannotRestoreError,
    record,
    record_statuses,
    restore,
    snapshot,
)
from tests.factories import NOON, make_article, make_category, make_source

pytestmark = pytest.mark.django_db

BODY = '<p id="s-v-1">One.</p><p>Two.</p>'


@pytest.fixture
def chief():
    return User.objects.create_superuser("chief")


@pytest.fixture
def story():
    return make_article(
        "First title", body=BODY, categories=(make_category("News", "Chips"),), tags=("arm", "x86")
    )


def changed(story: Article, user: User, **values) -> Revision | None:
    """Change these fields, and write it down as the desk does."""
    before = snapshot(story, FIELDS)
    for name, value in values.items():
        setattr(story, name, value)
    story.save()
    return record(story, before, user)


def test_a_snapshot_is_json_with_relations_by_number(story):
    shot = snapshot(story, ("title", "published_at", "source", "categories", "tags", "expire_at"))

    assert shot == {
        "title": "First title",
        "published_at": story.published_at.isoformat(),
        "source": story.source_id,
        "categories": [story.categories.get().pk],
        "tags": sorted(story.tags.values_list("pk", flat=True)),
        "expire_at": None,
    }


CHANGES = {
    "title": "Second title",
    "byline": "B. Writer",
    "original_url": "https://example.org/1",
    "status": Status.ARCHIVED,
    "publish_at": NOON,
    "expire_at": NOON + timedelta(days=1),
    "published_at": NOON + timedelta(days=2),
    "lead_image": "https://i.example/1.png",
    "lead_alt": "A wafer",
    "language": "de",
    "slug": "second-address",
}


@pytest.mark.parametrize(("name", "value"), CHANGES.items(), ids=CHANGES)
def test_a_change_is_written_down_with_what_stood_there_before(story, chief, name, value):
    was = snapshot(story, [name])

    revision = changed(story, chief, **{name: value})

    assert (revision.kind, revision.user, revision.batch) == ("edit", chief, None)
    assert revision.before == was
    assert revision.is_visible


def test_a_save_that_changes_nothing_leaves_no_trace(story, chief):
    assert changed(story, chief) is None
    assert not Revision.objects.exists()


def test_what_readers_cannot_see_in_the_markup_is_no_change(story, chief):
    assert changed(story, chief, body='<p id="s-v-2">One.</p>\n<p>Two.</p>') is None

    revision = changed(story, chief, body="<p>One.</p><p>Three.</p>")

    assert set(revision.before) >= {"body"}
    assert revision.before["body"] == '<p id="s-v-2">One.</p>\n<p>Two.</p>'


def test_filing_is_written_down_by_number(story, chief):
    before = snapshot(story, FIELDS)
    old = story.categories.get()
    story.categories.set([make_category("Science")])
    story.tags.set(["arm"])

    revision = record(story, before, chief)

    assert revision.before == {"categories": [old.pk], "tags": before["tags"]}


def test_many_statuses_are_written_down_in_one_statement(chief, django_assert_num_queries):
    stories = [make_article() for _ in range(30)]

    with django_assert_num_queries(1):
        record_statuses(stories, chief)

    assert {tuple(each.before.items()) for each in Revision.objects.all()} == {
        (("status", "published"),)
    }


def test_fields_are_put_back_and_that_is_a_change_itself(story, chief):
    first = changed(story, chief, title="Second title", byline="B. Writer", body="<p>New.</p>")

    second = restore(first, chief)

    story.refresh_from_db()
    assert (story.title, story.byline, story.body) == ("First title", "", BODY)
    assert story.word_count == 2
    assert second.before["title"] == "Second title"
    assert second.before["body"] == "<p>New.</p>"
    assert story.edited_fields == ["body", "byline", "title"]


def test_a_summary_made_from_the_text_is_no_edit_when_it_is_put_back(chief):
    story = make_article(body="<p>First text.</p>")
    revision = changed(story, chief, body="<p>Second text.</p>", summary="")

    restore(revision, chief)

    story.refresh_from_db()
    assert story.summary == "First text."
    assert story.edited_fields == ["body"]


def test_putting_back_twice_changes_nothing_more(story, chief):
    first = changed(story, chief, title="Second title")
    restore(first, chief)

    assert restore(first, chief) is None
    assert Revision.objects.count() == 2


def test_times_sources_and_filing_are_put_back(story, chief):
    category, date = story.categories.get(), story.published_at
    before = snapshot(story, FIELDS)
    story.published_at, story.source = NOON + timedelta(days=9), make_source("Other")
    story.save()
    story.categories.clear()
    story.tags.set(["new"])
    revision = record(story, before, chief)
    assert not CategoryEntry.objects.exists()

    restore(revision, chief)

    story = Article.objects.get()
    assert (story.published_at, story.source.name) == (date, "Example Wire")
    assert list(story.categories.all()) == [category]
    assert set(story.tags.names()) == {"arm", "x86"}
    assert set(CategoryEntry.objects.values_list("published_at", flat=True)) == {date}
    assert set(story.taggings.values_list("published_at", flat=True)) == {date}
    assert set(story.edited_fields) == {"categories", "published_at", "source", "tags"}


def test_what_is_gone_by_now_is_not_put_back(story, chief):
    category = story.categories.get()
    before = snapshot(story, FIELDS)
    old, story.source = story.source, make_source("Other")
    story.save()
    story.categories.clear()
    revision = record(story, before, chief)
    category.delete()
    old.delete()

    restore(revision, chief)

    story.refresh_from_db()
    assert story.source.name == "Other"
    assert not story.categories.exists()


def test_what_only_imports_know_is_not_put_back(story, chief):
    story.imported_text = "new"
    story.save()
    before = {"title": "As imported", "imported_text": "old", "merged": {"number": 7}}
    revision = Revision.objects.create(article=story, kind="import", before=before)

    restore(revision, chief)

    story.refresh_from_db()
    assert (story.title, story.imported_text) == ("As imported", "new")


def test_no_story_becomes_public_without_a_date(chief):
    story = make_article(status=Status.DRAFT, published_at=None)
    revision = Revision.objects.create(
        article=story, kind="edit", user=chief, before={"status": "published"}
    )

    with pytest.raises(CannotRestoreError, match="A published story needs a date"):
        restore(revision, chief)

    story.refresh_from_db()
    assert story.status == Status.DRAFT
    assert Revision.objects.count() == 1


def test_what_is_put_back_is_sanitised_again(story, chief):
    before = {"body": "<p>Old<script>alert(1)</script></p>"}
    revision = Revision.objects.create(article=story, kind="import", before=before)

    restore(revision, chief)

    story.refresh_from_db()
    assert story.body == "<p>Old</p>"
