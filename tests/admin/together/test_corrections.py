"""Notes of correction in two forms of one story."""

import pytest

from articles.models import Correction
from tests.admin.helpers import FormReader, form_of

pytestmark = pytest.mark.django_db
TEXT = "corrections-0-text"


@pytest.fixture
def note(story) -> Correction:
    return story.corrections.create(text="It was 2025.")


def texts() -> list[str]:
    return list(Correction.objects.order_by("pk").values_list("text", flat=True))


def test_what_i_did_not_touch_stays_as_others_left_it(ann, ben, note, url):
    opened = form_of(ann, url)
    ben.post(url, form_of(ben, url) | {TEXT: "It was 2026."})

    assert ann.post(url, opened | {"title": "Ann's"}).status_code == 302

    assert texts() == ["It was 2026."]


def test_a_note_that_both_changed_is_told_of_once(ann, ben, note, url):
    opened = form_of(ann, url) | {TEXT: "Ann's"}
    ben.post(url, form_of(ben, url) | {TEXT: "Ben's"})

    response = ann.post(url, opened)

    assert "to: “Ben&#x27;s”" in response.content.decode()
    assert texts() == ["Ben's"]
    reader = FormReader("article_form")
    reader.feed(response.content.decode())
    assert reader.fields[TEXT] == ["Ann's"]
    assert ann.post(url, reader.fields).status_code == 302
    assert texts() == ["Ann's"]


def test_a_form_that_is_sent_twice_adds_its_note_once(ann, story, url):
    added = form_of(ann, url) | {
        "corrections-TOTAL_FORMS": "1",
        TEXT: "New.",
        "corrections-0-made_at_0": "2026-05-01",
        "corrections-0-made_at_1": "10:00",
    }

    for _ in range(2):
        assert ann.post(url, added).status_code == 302

    assert texts() == ["New."]


def test_a_note_that_was_deleted_meanwhile_stays_deleted_unless_it_was_worded_anew(ann, note, url):
    opened = form_of(ann, url)
    note.delete()

    assert ann.post(url, opened).status_code == 302
    assert texts() == []
    assert ann.post(url, opened | {TEXT: "Ann's"}).status_code == 302

    assert texts() == ["Ann's"]
