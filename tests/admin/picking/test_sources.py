"""Sources that are suggested: found by name and host, told apart by their facts."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from articles.admin.picking import source_field, source_suggest
from articles.models import Beat
from tests.admin.helpers import HOSTILE, change_url, errors_of, save
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
ASKED = {"app_label": "articles", "model_name": "article", "field_name": "source"}


def suggested(client, term: str = "") -> dict[str, str]:
    answer = client.get(reverse("admin:autocomplete"), ASKED | {"term": term})
    assert answer.status_code == 200
    return {each["text"]: each["facts"] for each in answer.json()["results"]}


@pytest.fixture
def sources():
    return [
        make_source("The Wire", homepage="https://www.wire.example/news/"),
        make_source("Barbed Wire", homepage="http://barbed.example/"),
        make_source("Wire", homepage="https://wire.example/"),
        make_source("Zoo", homepage="https://wired.example/"),
        make_source("Nothing", homepage="https://[", is_public=False),
    ]


def test_who_begins_so_comes_first_and_hosts_are_found(desk, sources):
    assert list(suggested(desk, "wire")) == ["The Wire", "Wire", "Zoo", "Barbed Wire"]
    assert list(suggested(desk, "www.wire.ex")) == ["The Wire", "Wire"]
    assert list(suggested(desk, "https://www.wire.example/2026/a.htm")) == ["The Wire", "Wire"]
    assert list(suggested(desk, "barb wire")) == ["Barbed Wire"]
    assert list(suggested(desk, "http")) == []
    assert list(suggested(desk)) == ["Barbed Wire", "Nothing", "The Wire", "Wire", "Zoo"]


def test_two_of_one_outlet_are_told_apart(
    desk, sources, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(source_suggest, "COUNTED", 2)
    named, _barbed, wire, zoo, nothing = sources
    for source, stories in ((named, 3), (wire, 1), (nothing, 1)):
        for day in range(stories):
            make_article(source=source, published_at=datetime(2026, 3, day + 1, tzinfo=UTC))
    make_article(source=zoo, status="draft")
    nothing.articles.update(original_url="https://www.lives.example/1")

    with django_assert_max_num_queries(7):
        facts = suggested(desk)

    assert facts == {
        "The Wire": "wire.example · 2+ stories · newest 2026-03-03",
        "Wire": "wire.example · 1 story · newest 2026-03-01",
        "Zoo": "wired.example · 1 story",
        "Barbed Wire": "barbed.example · 0 stories",
        "Nothing": "lives.example · 1 story · newest 2026-03-01 · not shown",
    }


def test_who_has_beats_hears_of_their_stories_alone(staff, sources):
    client = staff("view_source", "view_article", "change_article")
    Beat.objects.create(user=User.objects.get(), source=sources[0])
    make_article(source=sources[0])
    make_article(source=sources[2])

    facts = suggested(client, "wire")

    assert "1 story" in facts["The Wire"]
    assert "0 stories" in facts["Wire"]
    assert staff_free_fields_stay_bare(client)


def staff_free_fields_stay_bare(client) -> bool:
    """Rows of other models are answered as Django does."""
    asked = ASKED | {"field_name": "categories", "term": ""}
    return client.get(reverse("admin:autocomplete"), asked).status_code == 403


def test_without_script_a_source_is_named(desk, sources):
    story = make_article(source=sources[1])
    url = change_url(story)
    assert "<label>Another source" in desk.get(url).content.decode()

    def named(*sent: str):
        response = save(desk, story, source=list(sent))
        story.refresh_from_db()
        return response

    kept = str(sources[1].pk)
    for text, found in (("Wire", 2), ("https://www.wired.example/1", 3), ("", 3), ("nothing", 4)):
        named(str(story.source_id), text)
        assert story.source == sources[found], text

    response = named(kept, "wire")
    assert "No single source is called so" in str(errors_of(response)["source"])
    html = response.content.decode()
    assert ">The Wire · wire.example</option>" in html
    assert 'value="wire"' not in html, "or it would go before what is chosen from the list"
    assert '<option value="" selected>' in html
    named(str(sources[2].pk), "", "")
    assert story.source == sources[2]
    assert "No single" in str(errors_of(named(kept, HOSTILE))["source"])
    assert story.source == sources[2]


def test_a_name_of_digits_is_no_number_of_a_row(desk):
    one, other, named = make_source("One"), make_source("Other"), make_source("Placeholder")
    named.name = str(other.pk)
    named.save()
    story = make_article(source=one)
    widget = source_field.SourceSelect(story._meta.get_field("source"), admin.site)

    def sent(*values: str) -> str:
        return widget.value_from_datadict(MultiValueDict({"source": values}), {}, "source")

    assert sent(str(one.pk), "", named.name) == sent("", named.name) == str(named.pk)
    assert sent(str(other.pk)) == sent(str(other.pk), "", "") == str(other.pk)
    assert sent() == ""
    for text in (f"+{one.pk}", f"0{one.pk}", "9" * 20):
        assert sent(str(one.pk), "", text) == f"“{text}”"  # nothing that the field takes
    for text in ("9" * 20, "9" * 5000):
        assert "No single source" in str(errors_of(save(desk, story, source=text))["source"])
    assert story.source == one


def test_what_has_no_words_names_no_source(desk):
    only = make_source("Only")
    assert suggested(desk, "www.") == {}
    assert source_field.number_named("www.") == "www."
    assert not source_field.like("\0")
    assert source_field.number_named("only") == str(only.pk)


def test_as_many_words_as_somebody_pastes(desk):
    many = "word " * 1_000
    assert suggested(desk, many) == {}
    assert source_field.number_named(many) == many
    asked = ASKED | {"field_name": "possibly_same", "term": many}
    assert desk.get(reverse("admin:autocomplete"), asked).status_code == 200
    for name in ("articles_image_choose", "articles_tombstone_changelist", "taggit_tag_changelist",
                 "auth_group_changelist"):  # fmt: skip
        assert desk.get(reverse(f"admin:{name}"), {"q": many}).status_code == 200, name
