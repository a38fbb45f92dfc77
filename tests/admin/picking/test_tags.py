"""Tags at the desk: merged, renamed, called by other names, without a dead link."""

import threading

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils.html import escape
from taggit.models import Tag

from articles.admin.jobs import runner
from articles.admin.picking import joining, tag_merging
from articles.admin.picking.doubles import alike
from articles.admin.tags import tag_named
from articles.models import Job, Redirect, Tagging, TagSynonym
from articles.models.search_index import wrong_stories
from tests.admin.helpers import HOSTILE, change_url, errors_of, form_of, messages_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LIST = reverse("admin:taggit_tag_changelist")
FORM = "tag_form"
MERGE = tag_merging.PAGE.staying


@pytest.fixture
def two():
    """AI with two stories, one of them 人工智能 as well."""
    both = make_article("Both", tags=("AI", "人工智能"))
    one = make_article("One", tags=("AI",))
    return Tag.objects.get(name="AI"), Tag.objects.get(name="人工智能"), both, one


def test_merged_tags_are_one_for_stories_readers_search_and_imports(desk, client, two):
    loser, winner, both, one = two
    TagSynonym.objects.create(tag=loser, name="Artificial intelligence")
    chosen = {"action": "merge_selected", "_selected_action": [loser.pk, winner.pk]}
    url = desk.post(LIST, chosen)["Location"]
    assert url == MERGE.url([loser.pk, winner.pk])
    assert f'value="{loser.pk}" checked' in desk.get(url).content.decode()  # it has more stories

    response = desk.post(url, {"winner": str(winner.pk)}, follow=True)

    assert "The tags are one now" in messages_of(response)
    assert [list(story.tags.names()) for story in (both, one)] == [["人工智能"]] * 2
    assert Tagging.objects.filter(tag=winner, published_at__isnull=False).count() == 2
    assert client.get("/tags/ai/")["Location"] == winner_page()
    assert "One" in client.get("/tags/人工智能/").content.decode()
    assert tag_named("ai") == tag_named("artificial INTELLIGENCE") == winner
    assert wrong_stories([both.pk, one.pk]) == []  # search knows them by the tag that stays
    assert "“AI”" in LogEntry.objects.get().get_change_message()


def winner_page() -> str:
    return reverse("tag", args=["人工智能"])


def test_a_large_tag_is_merged_beside_the_server(desk, two, monkeypatch):
    loser, winner, _both, one = two
    monkeypatch.setattr(joining, "WHILE_WAITING", 1)
    monkeypatch.setattr(joining, "AT_ONCE", 1)

    response = desk.post(MERGE.url([loser.pk, winner.pk]), {"winner": str(winner.pk)})

    job = Job.objects.get()
    assert response["Location"].endswith(f"/{job.pk}/change/")
    assert "Merge the tags “AI” into “人工智能”" in desk.get(response["Location"]).content.decode()
    runner.work(threading.Event())
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 2)
    assert list(Tag.objects.all()) == [winner] == list(one.tags.all())


def test_who_may_not_delete_tags_does_not_merge_them(staff, two):
    client = staff("view_tag", "change_tag")

    assert client.get(MERGE.url([two[0].pk, two[1].pk])).status_code == 403
    assert client.get(reverse("admin:taggit_tag_alike")).status_code == 403
    assert b"alike" not in client.get(LIST).content


@pytest.mark.parametrize("query", ["", "?tag=1", "?tag=x&tag=99999999999999999999", "?tag=-1"])
def test_tags_that_are_gone_are_told_of(desk, query):
    response = desk.get(reverse("admin:taggit_tag_merge") + query, follow=True)

    assert "fewer than two are still there" in messages_of(response)


def test_tags_that_look_alike_are_proposed():
    names = [
        "AI",
        "Chips",
        "ＡＩ",
        "人工智慧",
        "chip",
        "Class",
        "人工 智慧",
        "C",
        "C++",
        "軟件",
        "软件",
    ]

    groups = alike(Tag(name=name) for name in [*names, "Companies", "company", "???", "!!!"])

    assert [[tag.name for tag in group] for group in groups] == [
        ["AI", "ＡＩ"], ["Chips", "chip"], ["人工智慧", "人工 智慧"], ["軟件", "软件"],
        ["Companies", "company"],
    ]  # fmt: skip


def test_the_pages_escape_names_and_lead_to_the_merge(desk):
    for number, name in enumerate((HOSTILE, HOSTILE.upper())):
        Tag.objects.create(name=name, slug=f"t{number}")
    merge = MERGE.url(Tag.objects.order_by("-pk").values_list("pk", flat=True))
    proposals = desk.get(reverse("admin:taggit_tag_alike")).content.decode()

    assert escape(merge) in proposals
    for page in (proposals, *(desk.get(url).content.decode() for url in (merge, LIST))):
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page.lower()


def rename(client, tag, **changes):
    url = change_url(tag)
    return client.post(url, form_of(client, url, FORM) | changes, follow=True)


def test_a_renamed_tag_is_still_meant_by_its_old_name(desk):
    tag = Tag.objects.create(name="AI", slug="ai")

    response = rename(desk, tag, name="人工智能")

    tag.refresh_from_db()
    assert tag.slug == "ai"
    assert "“AI” is another name of the tag now" in messages_of(response)
    assert tag_named("ai") == tag
    rename(desk, tag, name="AI")
    assert list(tag.synonyms.values_list("name", flat=True)) == ["人工智能"]
    assert not Redirect.objects.exists()


def test_other_names_are_entered_found_and_shown(desk):
    tag = Tag.objects.create(name="人工智能", slug="ai")

    rename(desk, tag, **{"synonyms-0-name": "AI"})

    assert list(tag.synonyms.values_list("name", "key")) == [("AI", "ai")]
    response = desk.get(LIST, {"q": "ai"})
    assert list(response.context["cl"].result_list) == [tag]
    assert ">AI</td>" in response.content.decode()


REFUSED = {
    "the tag's own": ("人工智能", "the tag&#x27;s own name"),
    "another tag's": ("chips", "Merge it into this one instead"),
    "another's synonym": ("Silicon", "another name of “Chips” already"),
    "too long": ("ß" * 60, "too long"),
}


@pytest.mark.parametrize(("name", "why"), REFUSED.values(), ids=REFUSED)
def test_a_name_is_refused_that_is(desk, name, why):
    tag = Tag.objects.create(name="人工智能", slug="ai")
    chips = Tag.objects.create(name="Chips", slug="chips")
    TagSynonym.objects.create(tag=chips, name="Silicon")

    response = rename(desk, tag, **{"synonyms-0-name": name})

    assert why in response.content.decode()
    assert not tag.synonyms.exists()


def test_a_tag_is_not_called_what_is_another_name(desk):
    TagSynonym.objects.create(tag=Tag.objects.create(name="人工智能", slug="ai"), name="AI")
    url = reverse("admin:taggit_tag_add")

    response = desk.post(url, form_of(desk, url, FORM) | {"name": "ai"})

    assert list(errors_of(response)) == ["name"]


def test_the_list_asks_no_question_a_tag(desk, django_assert_max_num_queries):
    make_article(tags=[f"tag {n}" for n in range(40)])

    with django_assert_max_num_queries(12):
        html = desk.get(LIST).content.decode()

    assert html.count(">1</a>") == 40


def test_tags_are_suggested_by_their_beginning_and_by_other_names(desk, staff):
    url = reverse("admin:taggit_tag_suggest")
    TagSynonym.objects.create(tag=Tag.objects.create(name="人工智能", slug="x"), name="AI")
    for name in ("Main", "Airbus"):
        Tag.objects.create(name=name, slug=name.lower())

    told = desk.get(url, {"term": " ai "}).json()

    assert told["known"] == "人工智能"
    assert [(each["name"], each["by"]) for each in told["found"]] == [
        ("人工智能", "AI"),
        ("Airbus", ""),
        ("Main", ""),
    ]
    assert desk.get(url).json() == {"known": "", "found": []}
    assert staff("view_article").get(url, {"term": "a"}).status_code == 403
