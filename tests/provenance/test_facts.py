"""What an attribution block says."""

import pytest

from articles.cleaning import text
from articles.models import DateConfidence
from articles.provenance import TextState, attribution_of
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db

BODY = "<p>Words as they came.</p>"
NOTES = {
    DateConfidence.EXACT: ("Published", ""),
    DateConfidence.ZONE_ASSUMED: ("Published", "no time zone"),
    DateConfidence.FETCHED: ("Fetched", "when the story was fetched"),
    DateConfidence.NONE: ("Published", "set by our editors"),
}


@pytest.mark.parametrize("confidence", DateConfidence.values)
def test_a_date_says_how_far_it_can_be_trusted(confidence):
    facts = attribution_of(make_article(date_confidence=confidence))
    label, note = NOTES[DateConfidence(confidence)]

    assert facts.date_label == label
    assert note in facts.date_note
    assert bool(facts.date_note) == bool(note)


def test_the_original_is_the_story_itself_where_its_address_is_known():
    source = make_source(homepage="https://example.org/")
    known = make_article(source=source, original_url="https://example.org/1")
    unknown = make_article(source=source)

    assert attribution_of(known).link == "https://example.org/1"
    assert attribution_of(unknown).original_url == ""
    assert attribution_of(unknown).link == "https://example.org/"


def test_an_imported_text_is_the_same_until_someone_changes_its_words():
    article = make_article(body=BODY, imported_text=text.digest(text.plain_text(BODY)))
    assert attribution_of(article).text == TextState.SAME

    article.body = "<div><p>Words <b>as</b> they came.</p></div>"
    article.save()
    assert attribution_of(article).text == TextState.SAME

    article.body = "<p>Other words.</p>"
    article.save()
    assert attribution_of(article).text == TextState.EDITED


def test_a_text_without_import_is_ours():
    assert attribution_of(make_article()).text == TextState.OURS
