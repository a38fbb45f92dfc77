"""Deciding a conflict: the article, its edited fields, its timeline, and what is refused."""

import pytest
from django.contrib.auth.models import User

from articles.models import Article, Conflict, DateConfidence, Revision, Status
from articles.provenance import merge
from articles.provenance.conflicts import (
    AlreadyDecidedError,
    NotOfferedError,
    PassageGoneError,
    choices,
    decide,
)
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db

OURS = "<p>One.</p><p>Our two.</p><p>Three.</p>"


@pytest.fixture
def chief():
    return User.objects.create_user("chief")


@pytest.fixture
def story():
    return make_article(
        "Our title",
        body=OURS,
        summary="Our summary.",
        byline="Our writer",
        original_url="https://ours.example/1",
        lead_image="https://ours.example/1.png",
        lead_alt="Ours",
        lead_width=10,
        lead_height=20,
        edited_fields=["body", "byline", "lead_alt", "lead_image", "original_url",
                       "published_at", "summary", "title"],
        imported_text="digest of the whole",
    )  # fmt: skip


def clash(story: Article, field: str, theirs: str, **values) -> Conflict:
    values = {"base": "Before", "ours": str(getattr(story, field))} | values
    return Conflict.objects.create(article=story, field=field, theirs=theirs, **values)


def passage(story: Article, **values) -> Conflict:
    values = {
        "base": "<p>Two.</p>",
        "ours": "<p>Our two.</p>",
        "theirs": "<p>Their two.</p>",
        "after": "<p>One.</p>",
    } | values
    return Conflict.objects.create(article=story, field="body", **values)


THEIRS = {
    "title": "Their title",
    "byline": "Their writer",
    "summary": "Their summary.",
    "original_url": "https://theirs.example/1",
    "lead_image": "https://theirs.example/1.png",
}


@pytest.mark.parametrize(("field", "theirs"), THEIRS.items(), ids=THEIRS)
def test_a_field_taken_from_the_source_is_the_machines_again(story, chief, field, theirs):
    ours = getattr(story, field)
    conflict = clash(story, field, theirs)

    decide(conflict, "theirs", chief)

    story.refresh_from_db()
    conflict.refresh_from_db()
    assert getattr(story, field) == theirs
    assert field not in story.edited_fields
    assert "body" in story.edited_fields
    assert (conflict.choice, conflict.resolved_by) == ("theirs", chief)
    assert conflict.resolved_at is not None
    revision = Revision.objects.get()
    assert (revision.kind, revision.user) == ("conflict", chief)
    assert revision.before[field] == ours


def test_ours_is_kept_and_stays_an_edit(story, chief):
    conflict = clash(story, "title", "Their title")

    decide(conflict, "ours", chief)

    story.refresh_from_db()
    conflict.refresh_from_db()
    assert (story.title, conflict.choice) == ("Our title", "ours")
    assert "title" in story.edited_fields
    assert not Revision.objects.exists()


def test_a_summary_can_hold_both(story, chief):
    decide(clash(story, "summary", "Their summary."), "both", chief)

    story.refresh_from_db()
    assert story.summary == "Our summary.\nTheir summary."
    assert "summary" in story.edited_fields


def test_what_a_picture_was_said_to_show_does_not_hold_for_another(story, chief):
    decide(clash(story, "lead_image", "https://theirs.example/1.png"), "theirs", chief)

    story.refresh_from_db()
    assert (story.lead_alt, story.lead_width, story.lead_height) == ("", None, None)
    assert "lead_alt" not in story.edited_fields
    assert Revision.objects.get().before["lead_alt"] == "Ours"


def test_a_date_moves_the_story_in_the_lists(story, chief):
    story.categories.add(make_category("News"))
    story.date_confidence = DateConfidence.NONE
    story.save()

    decide(clash(story, "published_at", "2026-01-02T03:04:05+00:00"), "theirs", chief)

    story.refresh_from_db()
    assert story.published_at.isoformat() == "2026-01-02T03:04:05+00:00"
    assert story.date_confidence == DateConfidence.EXACT
    assert story.entries.get().published_at == story.published_at


def test_a_published_story_keeps_its_date(story, chief):
    conflict = clash(story, "published_at", "")

    with pytest.raises(NotOfferedError, match="needs a date"):
        decide(conflict, "theirs", chief)
    assert Conflict.objects.get().choice == ""

    story.status = Status.DRAFT
    story.save()
    decide(conflict, "theirs", chief)
    story.refresh_from_db()
    assert (story.published_at, story.date_confidence) == (None, DateConfidence.NONE)


def test_an_address_that_the_source_took_away_is_none(story, chief):
    decide(clash(story, "original_url", ""), "theirs", chief)

    story.refresh_from_db()
    assert story.original_url is None


BODIES = {
    "theirs": "<p>One.</p><p>Their two.</p><p>Three.</p>",
    "ours": OURS,
    "both": "<p>One.</p><p>Our two.</p><p>Their two.</p><p>Three.</p>",
}


@pytest.mark.parametrize(("choice", "body"), BODIES.items(), ids=BODIES)
def test_a_passage_is_decided_in_its_place(story, chief, choice, body):
    decide(passage(story), choice, chief)

    story.refresh_from_db()
    assert story.body == body
    assert "body" in story.edited_fields
    assert story.imported_text == "digest of the whole"


def test_of_a_body_that_is_wholly_theirs_nothing_is_ours_any_more(story, chief):
    decide(passage(story, base="", ours=OURS, theirs="<p>All new.</p>", after=""), "theirs", chief)

    story.refresh_from_db()
    assert story.body == "<p>All new.</p>"
    assert "body" not in story.edited_fields
    assert not story.is_edited


def test_a_summary_made_from_the_text_follows_it(story, chief):
    story.summary = ""
    story.save()
    assert story.summary == "One. Our two. Three."

    decide(passage(story), "theirs", chief)

    story.refresh_from_db()
    assert story.summary == "One. Their two. Three."


TWO_OPEN = "<p>One.</p><p>{}</p><p>Three.</p><p>{}</p>"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_a_merge_left_open_is_decided_in_any_order(story, chief, order):
    versions = [TWO_OPEN.format(*words) for words in (("A", "B"), ("A1", "B1"), ("A2", "B2"))]
    merged = merge.merge_body(*versions)
    story.body = merged.html
    story.save()
    rows = [
        passage(story, base=each.base, ours=each.ours, theirs=each.theirs, after=each.before)
        for each in merged.conflicts
    ]
    assert len(rows) == 2

    for at in order:
        decide(rows[at], "theirs", chief)

    story.refresh_from_db()
    assert story.body == TWO_OPEN.format("A1", "B1")


def test_a_passage_that_is_gone_says_so_and_waits_on(story, chief):
    conflict = passage(story)
    story.body = "<p>Quite another text.</p>"
    story.save()

    with pytest.raises(PassageGoneError, match="does not hold this passage any more"):
        decide(conflict, "theirs", chief)

    story.refresh_from_db()
    assert story.body == "<p>Quite another text.</p>"
    assert Conflict.objects.get().choice == ""
    assert not Revision.objects.exists()
    decide(conflict, "ours", chief)
    assert Conflict.objects.get().choice == "ours"


def test_what_the_source_wrote_is_sanitised(story, chief):
    decide(passage(story, theirs="<p>Two<script>alert(1)</script></p>"), "theirs", chief)

    story.refresh_from_db()
    assert "script" not in story.body


def test_a_decision_is_taken_once(story, chief):
    conflict = clash(story, "title", "Their title")
    stale = Conflict.objects.get()
    decide(conflict, "ours", chief)

    with pytest.raises(AlreadyDecidedError):
        decide(stale, "theirs", chief)

    story.refresh_from_db()
    assert story.title == "Our title"


def test_of_a_deleted_story_nothing_is_left_to_decide(story, chief):
    conflict = clash(story, "title", "Their title")
    story.delete()

    with pytest.raises(AlreadyDecidedError):
        decide(conflict, "theirs", chief)


@pytest.mark.parametrize("choice", ["both", "replaced", "", "nonsense"])
def test_only_what_fits_the_field_can_be_chosen(story, chief, choice):
    with pytest.raises(NotOfferedError):
        decide(clash(story, "title", "Their title"), choice, chief)


def test_both_is_offered_for_texts_only():
    assert "both" in choices("body")
    assert "both" in choices("summary")
    assert choices("title") == ("theirs", "ours")
