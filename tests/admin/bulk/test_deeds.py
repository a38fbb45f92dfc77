"""Each deed on many stories: what it changes, what hangs on it, and that undoing is exact."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from taggit.models import Tag

from articles import search
from articles.models import Article, CategoryEntry, Revision, Status
from tests.admin.bulk.doing import chief, counts, do, quick, reasons, undo
from tests.factories import make_article, make_category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick")]
__all__ = ["chief", "quick"]
LATER, LATEST = "2099-01-01T00:00:00+00:00", "2099-02-01T00:00:00+00:00"


def tags_of(story: Article) -> list[str]:
    return sorted(story.tags.values_list("name", flat=True))


def filed(story: Article) -> list[str]:
    return sorted(story.categories.values_list("path", flat=True))


def found(term: str) -> set[int]:
    return set(search.for_desk(term, Article.objects.all(), 10).ids)


class TestTags:
    def test_are_added_where_they_lack_and_exactly_these_taken_back(self, chief):
        bare, half, full = (make_article(tags=tags) for tags in ((), ("ai",), ("ai", "Chips")))

        job = do(chief, "add_tags", ["AI", "Chips"])

        assert counts(job) == (2, 1, 0)
        assert tags_of(bare) == tags_of(half) == tags_of(full) == ["Chips", "ai"]
        assert found("tag:chips") == {bare.pk, half.pk, full.pk}
        assert bare.taggings.first().published_at == bare.published_at

        assert counts(undo(chief, job)) == (2, 0, 0)
        assert (tags_of(bare), tags_of(half), tags_of(full)) == ([], ["ai"], ["Chips", "ai"])
        assert found("tag:chips") == {full.pk}

    def test_what_others_did_to_them_since_stays(self, chief):
        kept, dropped = make_article(), make_article()
        job = do(chief, "add_tags", ["chips"])
        kept.tags.add("arm")
        dropped.tags.clear()

        back = undo(chief, job)

        assert counts(back) == (1, 0, 1)
        assert tags_of(kept) == ["arm"]
        assert reasons(back) == {dropped.pk: "It has changed since you saw it."}

    def test_are_removed_and_come_back_as_far_as_they_still_exist(self, chief):
        story, other = make_article(tags=("chips", "arm", "x")), make_article(tags=("x",))

        job = do(chief, "remove_tags", ["CHIPS", "arm", "never heard of"])
        assert counts(job) == (1, 1, 0)
        assert (tags_of(story), tags_of(other)) == (["x"], ["x"])

        Tag.objects.get(name="arm").delete()
        assert counts(undo(chief, job)) == (1, 0, 0)
        assert tags_of(story) == ["chips", "x"]


class TestCategories:
    def test_are_added_removed_and_replaced_with_their_lists(self, chief):
        chips, cars = make_category("News", "Chips"), make_category("News", "Cars")
        story = make_article(categories=(chips,))

        added = do(chief, "add_categories", [cars.pk])
        assert filed(story) == ["news/cars", "news/chips"]
        removed = do(chief, "remove_categories", [chips.pk])
        assert filed(story) == ["news/cars"]
        replaced = do(chief, "replace_categories", [chips.pk])
        assert filed(story) == ["news/chips"]
        assert found("category:news/chips") == {story.pk}
        listed = CategoryEntry.objects.filter(article=story)
        assert set(listed.values_list("category__path", flat=True)) == {"news", "news/chips"}

        for job in (replaced, removed, added):
            assert counts(undo(chief, job)) == (1, 0, 0)
        assert filed(story) == ["news/chips"]

    def test_one_that_has_gone_meanwhile_fails_the_job(self, chief):
        story = make_article()

        job = do(chief, "add_categories", [4711])

        assert (job.state, job.error) == (
            "failed",
            "A category has gone since. Nothing was changed.",
        )
        assert not story.revisions.exists()


class TestColumns:
    @pytest.mark.parametrize(
        ("deed", "field", "value"),
        [
            ("embargo", "publish_at", LATER),
            ("expiry", "expire_at", LATER),
            ("put_off", "put_off_until", LATER),
            ("language", "language", "ja"),
        ],
    )
    def test_a_value_is_set_and_taken_back(self, chief, deed, field, value):
        stories = [make_article(language="en") for _ in range(3)]
        before = [getattr(story, field) for story in stories]
        other = make_article(language="ja", publish_at=LATER, expire_at=LATEST, put_off_until=LATER)

        job = do(chief, deed, value, newest=stories[-1].pk)

        assert counts(job) == (3, 0, 0)
        for story in stories:
            story.refresh_from_db()
            now = getattr(story, field)
            assert (now.isoformat() if isinstance(now, datetime) else now) == value

        assert counts(undo(chief, job)) == (3, 0, 0)
        for story, was in zip(stories, before, strict=True):
            story.refresh_from_db()
            assert getattr(story, field) == was
        assert not other.revisions.exists()

    def test_a_value_is_taken_away(self, chief):
        story = make_article(publish_at=LATER)

        job = do(chief, "embargo", None)
        story.refresh_from_db()
        assert story.publish_at is None

        undo(chief, job)
        story.refresh_from_db()
        assert story.publish_at == datetime(2099, 1, 1, tzinfo=UTC)

    def test_an_end_before_the_beginning_is_left_alone(self, chief):
        story = make_article(publish_at=LATEST)

        job = do(chief, "expiry", LATER)

        assert counts(job) == (0, 0, 1)
        assert reasons(job) == {story.pk: "The end must come after the beginning."}

    def test_stories_are_given_to_somebody_and_forms_stay_fresh(self, chief, django_user_model):
        ann, ben = (django_user_model.objects.create_user(name, is_staff=True) for name in "ab")
        free, own = make_article(), make_article(assigned_to=ben)
        modified = free.modified_at

        job = do(chief, "assign", ann.pk)
        assert set(Article.objects.values_list("assigned_to", flat=True)) == {ann.pk}
        ben.delete()
        undo(chief, job)

        for story in (free, own):  # nobody can be given back to who is gone
            story.refresh_from_db()
            assert story.assigned_to is None
        assert free.modified_at == modified
        assert not Revision.objects.exists()

    def test_a_person_who_has_gone_meanwhile_fails_the_job(self, chief):
        make_article()
        assert "The person has gone since" in do(chief, "assign", 4711).error


class TestMoves:
    def test_go_by_the_rules_of_moves_and_come_back_to_where_each_was(self, chief):
        inbox, draft = make_article(status=Status.INBOX), make_article(status=Status.DRAFT)
        undated = make_article(status=Status.DRAFT, published_at=None)
        out = make_article(categories=(make_category("News"),))

        job = do(chief, "move", "published")
        assert counts(job) == (2, 1, 1)
        assert reasons(job) == {undated.pk: "It has no date. Enter when the source published it."}

        draft.refresh_from_db()
        draft.status = Status.ARCHIVED
        draft.save()
        back = undo(chief, job)

        assert counts(back) == (1, 0, 1)
        assert reasons(back) == {draft.pk: "It has changed since you saw it."}
        statuses = dict(Article.objects.values_list("pk", "status"))
        assert statuses[inbox.pk] == "inbox"
        assert (statuses[draft.pk], statuses[out.pk]) == ("archived", "published")


class TestRecords:
    def test_timeline_and_log_name_the_job_and_the_person(self, chief):
        story = make_article(tags=("arm",))
        before = [tagging.tag_id for tagging in story.taggings.all()]

        job = do(chief, "add_tags", ["chips"])

        revision = Revision.objects.get()
        assert (revision.article, revision.user, revision.job) == (story, chief, job)
        assert revision.before == {"tags": before}
        entry = LogEntry.objects.get()
        assert (entry.user, entry.object_id) == (chief, str(story.pk))
        assert entry.get_change_message() == "Changed Tags." or "tags" in entry.change_message

    def test_imports_leave_the_field_alone_until_it_is_taken_back(self, chief):
        fresh, edited = make_article(), make_article(edited_fields=["language", "title"])

        job = do(chief, "language", "ja")
        fresh.refresh_from_db()
        assert fresh.edited_fields == ["language"]
        undo(chief, job)

        for story, fields in ((fresh, []), (edited, ["language", "title"])):
            story.refresh_from_db()
            assert story.edited_fields == fields
