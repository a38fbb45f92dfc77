"""Import rules at the desk: what a rule must say, and its test against the archive."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles.admin import rules
from articles.importer import ruling
from articles.models import ImportRule, Sighting
from tests.admin.helpers import HOSTILE, change_url, errors_of, form_of, make_sighting
from tests.admin.test_lists import assert_bounded, statements
from tests.admin.test_site import assert_harmless

pytestmark = pytest.mark.django_db

ADD = reverse("admin:articles_importrule_add")
LIST = reverse("admin:articles_importrule_changelist")
FORM = "importrule_form"


@pytest.fixture
def archive():
    for number in range(3):
        make_sighting(title=f"Press release {number} - Wire", source_name="The Wire",
                      channel="News / Phones / Foo")  # fmt: skip
    make_sighting(title="Report", source_name="Other", channel="Elsewhere")


def enter(client, url: str = ADD, button: str = "_save", **fields):
    data = form_of(client, url, FORM) | {"name": "A rule", button: "1"}
    return client.post(url, data | fields)


def make_rule(**fields) -> ImportRule:
    return ImportRule.objects.create(**{"name": "A rule", "effect": "hold"} | fields)


def test_a_rule_is_entered_and_logged(desk):
    response = enter(desk, effect="hold", source="The Wire")

    rule = ImportRule.objects.get()
    assert response.status_code == 302
    assert (rule.effect, rule.source, rule.is_active) == ("hold", "The Wire", True)
    assert LogEntry.objects.get().object_repr == "A rule"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"effect": ""}, {"effect"}),
        ({"effect": "file", "section": "News"}, {"target"}),
        ({"effect": "file", "target": " / "}, {"target"}),
        ({"effect": "file", "target": "News / *"}, {"target"}),
        ({"effect": "rewrite"}, {"field", "pattern"}),
        ({"effect": "rewrite", "field": "title", "pattern": "  "}, {"pattern"}),
        ({"effect": "drop"}, {"source"}),
        ({"effect": "drop", "source": "*", "section": " ＊ "}, {"source"}),
        ({"effect": "hold"}, set()),
        ({"effect": "drop", "title": "*ad*"}, set()),
    ],
)
def test_what_the_effect_needs_is_asked_for(desk, fields, wrong):
    response = enter(desk, **fields)

    assert ImportRule.objects.count() == (not wrong)
    if wrong:
        assert set(errors_of(response)) == wrong


def test_what_the_effect_does_not_need_is_emptied(desk):
    everything = {"target": "X / *", "field": "title", "place": "end", "pattern": "p",
                  "replacement": "r", "source": "s"}  # fmt: skip
    enter(desk, effect="hold", **everything)
    enter(desk, effect="file", **everything | {"target": " a／ B  c /"})
    enter(desk, effect="rewrite", **everything)

    found = ImportRule.objects.values_list("target", "field", "place", "pattern", "replacement")
    assert list(found) == [
        ("", "", "anywhere", "", ""),
        ("a / B c", "", "anywhere", "", ""),
        ("", "title", "end", "p", "r"),
    ]


@pytest.mark.parametrize(
    ("place", "kept"),
    [("anywhere", " by "), ("beginning", "by "), ("end", " by"), ("whole", "by")],
)
def test_the_space_within_a_field_belongs_to_the_pattern(desk, place, kept):
    enter(desk, effect="rewrite", field="title", pattern=" by ", place=place)

    assert ImportRule.objects.get().pattern == kept


@pytest.mark.parametrize("stored", [False, True], ids=["new", "existing"])
def test_the_test_shows_what_would_happen_and_saves_nothing(desk, archive, stored):
    rule = make_rule(source="Nobody") if stored else None
    url = change_url(rule) if rule else ADD
    before = list(Sighting.objects.values())

    response = enter(desk, url, "_test", effect="drop", title="*press release*", source="")

    html = response.content.decode()
    assert response.status_code == 200
    assert 'id="rehearsal"' in html
    assert "It would concern 3 files." in html
    assert "All 4 in the archive were looked at." in html
    assert "Press release 0 - Wire" in html
    assert html.count('desk-lacking">drop') == 3
    assert form_of_text(html)["title"] == ["*press release*"]
    assert list(Sighting.objects.values()) == before
    assert [rule.source for rule in ImportRule.objects.all()] == (["Nobody"] if stored else [])
    assert not LogEntry.objects.exists()


def form_of_text(html: str) -> dict[str, list[str]]:
    from tests.admin.helpers import FormReader

    reader = FormReader(FORM)
    reader.feed(html)
    return reader.fields


def test_the_test_shows_fields_before_and_after(desk, archive):
    filing = enter(desk, ADD, "_test", effect="file", section="News / Phones", target="Mobile")
    wording = enter(
        desk, ADD, "_test", effect="rewrite", field="title", pattern=" - wire", place="end"
    )

    assert "<td>News / Phones / Foo</td><td>Mobile / Foo</td>" in filing.content.decode()
    assert "<td>Press release 2 - Wire</td><td>Press release 2</td>" in wording.content.decode()


def test_a_test_of_a_wrong_rule_shows_what_is_wrong(desk, archive):
    response = enter(desk, ADD, "_test", effect="drop")

    assert set(errors_of(response)) == {"source"}
    assert 'id="rehearsal"' not in response.content.decode()


def test_a_test_says_how_far_it_looked(desk, archive, monkeypatch):
    whole = ruling.rehearse
    monkeypatch.setattr(rules.ruling, "rehearse", lambda rule: whole(rule, limit=2))

    html = enter(desk, ADD, "_test", effect="hold").content.decode()

    assert "The newest 2 were looked at; there are more." in html


def test_the_button_works_without_scripts(desk):
    html = desk.get(ADD).content.decode()

    assert '<input type="submit" value="Test against the archive" name="_test"' in html


def test_only_who_may_save_may_test(staff):
    rule = make_rule()
    viewer = staff("view_importrule")

    assert "_test" not in viewer.get(change_url(rule)).content.decode()
    assert viewer.post(ADD, {"_test": "1"}).status_code == 403
    assert viewer.post(change_url(rule), {"_test": "1"}).status_code == 403


def test_a_test_of_a_rule_that_is_gone_leads_back(desk):
    rule = make_rule()
    url = change_url(rule)
    rule.delete()

    assert desk.post(url, {"_test": "1"}).status_code == 302


def test_rules_are_listed_in_their_order_with_what_they_say(desk):
    make_rule(name="Second", position=20, source="The Wire", title="*ad*")
    make_rule(name="First", position=10, effect="drop", section="News")

    response = desk.get(LIST)

    html = response.content.decode()
    assert [rule.name for rule in response.context["cl"].result_list] == ["First", "Second"]
    assert "Source: The Wire · Title: *ad*" in html
    assert_bounded(statements(desk, LIST))


def test_order_and_activity_are_changed_in_the_list(desk):
    rule = make_rule(position=10)
    page = desk.get(LIST).content.decode()
    for words in ("Position of “{}”", "“{}” is active"):
        assert f'aria-label="{words.format(rule.name)}"' in page
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": rule.pk,
            "form-0-position": "5", "_save": "Save"}  # fmt: skip
    assert 'name="_save"' in desk.get(LIST).content.decode()

    desk.post(LIST, data)

    rule.refresh_from_db()
    assert (rule.position, rule.is_active) == (5, False)


def test_hostile_rules_and_stories_are_escaped(desk):
    make_sighting(title=HOSTILE, source_name=HOSTILE, channel=HOSTILE)
    rule = make_rule(name=HOSTILE, source=HOSTILE)

    for response in (
        desk.get(LIST),
        desk.get(change_url(rule)),
        enter(desk, ADD, "_test", effect="hold", name=HOSTILE),
        enter(desk, ADD, "_test", effect="file", target=HOSTILE.replace("/", "|")),
    ):
        assert response.status_code == 200
        assert_harmless(response.content.decode())
