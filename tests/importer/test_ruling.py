"""Rules from the database, and the rehearsal of one on the archive."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.importer import ruling
from articles.importer.rules import Rule
from articles.models import ImportRule
from tests.admin.helpers import make_sighting
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def make_rule(**conditions) -> ImportRule:
    return ImportRule(**{"name": "A rule", "effect": "hold"} | conditions)


def see(title: str, source: str = "The Wire", channel: str = "News / Phones", **fields):
    return make_sighting(title=title, source_name=source, channel=channel, **fields)


def test_active_rules_come_in_their_order():
    for name, position, is_active in (("b", 2, True), ("off", 1, False), ("a", 1, True)):
        make_rule(title=name, position=position, is_active=is_active).save()

    assert [rule.title for rule in ruling.active_rules()] == ["a", "b"]


def test_a_rule_is_taken_whole():
    fields = {"source": "s", "section": "n", "title": "t", "target": "x", "field": "title",
              "place": "end", "pattern": "p", "replacement": "r", "effect": "rewrite"}  # fmt: skip
    row = make_rule(**fields)
    row.save()

    assert ruling.active_rules() == (Rule(row.pk, **fields),)


def test_a_rehearsal_counts_the_files_that_match_and_shows_the_newest():
    for number in range(25):
        see(f"Press release {number}")
    see("News")
    see("Press release of old", superseded=True)
    see("", refused="E_NO_TITLE")

    found = ruling.rehearse(make_rule(title="press release*", source="the wire"))

    assert (found.looked, found.matched, found.is_complete) == (26, 25, True)
    assert [sample.title for sample in found.samples] == [
        f"Press release {number}" for number in range(24, 4, -1)
    ]
    assert found.samples[0].before == found.samples[0].after == ""


def test_a_rehearsal_looks_at_no_more_than_it_may():
    for number in range(5):
        see(f"T {number}")

    found = ruling.rehearse(make_rule(), limit=3)

    assert (found.looked, found.matched, found.is_complete) == (3, 3, False)
    assert ruling.rehearse(make_rule(), limit=5).is_complete


def test_filing_shows_the_new_category_of_what_would_move():
    see("Moves", channel="News / Phones / Foo · Other")
    see("Lies there", channel="Mobile")
    see("Elsewhere", channel="News")
    see("Nowhere", channel="")

    found = ruling.rehearse(make_rule(effect="file", section="News/Phones", target="Mobile"))

    (sample,) = found.samples
    assert (sample.before, sample.after) == ("News / Phones / Foo · Other", "Mobile / Foo · Other")
    everywhere = ruling.rehearse(make_rule(effect="file", target="Mobile"))
    assert {sample.title: sample.after for sample in everywhere.samples} == {
        "Moves": "Mobile / News / Phones / Foo · Mobile / Other",
        "Elsewhere": "Mobile / News",
        "Nowhere": "Mobile",
    }


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("title", "Chips - Wire", "Chips"),
        ("source", "Chips - Wire", "Chips"),
        ("byline", "Ann - Wire", "Ann"),
        ("summary", "Sum - Wire", "Sum"),
    ],
)
def test_rewriting_shows_the_field_before_and_after(field, before, after):
    story = make_article(byline="Ann - Wire", summary="Sum - Wire")
    see("Chips - Wire", source="Chips - Wire", article=story)
    see("Others", source="Others")

    rule = make_rule(effect="rewrite", field=field, pattern=" - wire", place="end")
    found = ruling.rehearse(rule)

    assert [(sample.before, sample.after) for sample in found.samples] == [(before, after)]


def test_a_rehearsal_writes_nothing_and_reads_no_originals():
    see("T", article=make_article())

    with CaptureQueriesContext(connection) as queries:
        ruling.rehearse(make_rule(effect="file", target="Mobile"))

    (query,) = queries
    assert "original" not in query["sql"]
    assert "body" not in query["sql"]
    assert ImportRule.objects.count() == 0
