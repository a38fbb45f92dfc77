"""What a deed does to a story, who may do it, and what becomes of it when somebody was faster."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from articles.admin.triage.sitting import Sitting
from articles.models import Article, Beat, Category, Revision, Status, Tombstone
from tests.admin.helpers import HOSTILE, make_sighting, messages_of
from tests.admin.triage.test_lane import LANE, make_inbox, seen
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db
DEED = reverse("admin:articles_article_triage_deed")
MERGE = reverse("admin:articles_article_triage_merge")
PICTURES = (
    '<p><img src="https://i.example/1.png" alt="One" width="80" height="60"></p>'
    '<p><img src="https://i.example/2.png?a=1&amp;b=2" alt="Two"></p>'
)


def sent(client, deed: str, story: Article, **fields):
    """The deed as a script sends it; the fields as the story's card shows them."""
    card = client.get(f"{LANE}?story={story.pk}").context["cards"][0]
    values = {
        "deed": deed, "story": story.pk, "lane": "status__exact=inbox", "seen": card.seen,
        "lead_shown": card.article.lead_image,
        "tag_shown": [tag.pk for tag in card.article.tags.all()],
        "category_shown": [category.pk for category in card.article.categories.all()],
    }  # fmt: skip
    response = client.post(DEED, values | fields, headers={"accept": "application/json"})
    story.refresh_from_db()
    return response


def undo(client, number: str = ""):
    return client.post(
        DEED, {"deed": "undo", "number": number}, headers={"accept": "application/json"}
    )


@pytest.mark.parametrize(
    ("deed", "status"),
    [("keep", Status.DRAFT), ("publish", Status.PUBLISHED), ("drop", Status.ARCHIVED)],
)
def test_a_decision_moves_the_story_with_timeline_and_log_and_can_be_taken_back(desk, deed, status):
    (story,) = make_inbox("a")

    answer = sent(desk, deed, story).json()

    assert story.status == status
    assert answer["text"] == f"“a” is “{status.label}” now."
    assert (answer["card"].strip(), answer["decided"]) == ("", 1)
    assert story.revisions.get().before["status"] == Status.INBOX
    assert LogEntry.objects.count() == 1

    assert undo(desk).json()["text"] == "“a” is as it was."
    story.refresh_from_db()
    assert story.status == Status.INBOX
    assert undo(desk).status_code == 409


def test_without_script_a_deed_leads_to_the_next_story(desk):
    a, b = make_inbox("a", "b")
    form = {"deed": "keep", "story": b.pk, "lane": "status__exact=inbox&order=newest", "seen": ""}

    response = desk.post(DEED, form, follow=True)

    assert response.redirect_chain[0][0] == f"{LANE}?status__exact=inbox&after={b.pk}"
    assert [card.article for card in response.context["cards"]] == [a]
    assert "is “draft” now" in messages_of(response)
    response = desk.post(DEED, form | {"deed": "undo"}, follow=True)
    assert response.context["cards"][0].article == b


def test_a_story_is_put_off_until_tomorrow_or_for_a_week(desk):
    (story,) = make_inbox("a")
    modified = story.modified_at

    for deed, days in (("later", 1), ("week", 7)):
        sent(desk, deed, story)
        ahead = story.put_off_until - timezone.localtime().replace(hour=0, minute=0)
        assert ahead <= timedelta(days=days) < ahead + timedelta(minutes=2)
        assert seen(desk) == []
    undo(desk)
    undo(desk)

    story.refresh_from_db()
    assert (story.put_off_until, story.modified_at) == (None, modified)


def test_what_somebody_decided_meanwhile_stands_and_is_shown(desk):
    (story,) = make_inbox("a")
    was = desk.get(LANE).context["cards"][0].seen
    Article.objects.filter(pk=story.pk).update(status=Status.REVIEW, modified_at=timezone.now())

    response = sent(desk, "drop", story, seen=was)

    assert response.status_code == 409
    assert story.status == Status.REVIEW
    assert "has changed since you saw it" in response.json()["text"]
    assert "in review" in response.json()["card"]
    assert not story.revisions.exists()


def test_a_deed_is_taken_back_only_while_nobody_has_decided_since(desk):
    a, b, c = make_inbox("a", "b", "c")
    for story in (a, b, c):
        sent(desk, "keep", story)
    sent(desk, "tag", c, tags="chips")
    Article.objects.filter(pk=a.pk).update(status=Status.PUBLISHED)
    b.delete()
    c.tags.add(Tag.objects.create(name="other", slug="other"))

    texts = {number: undo(desk, number).json()["text"] for number in ("1", "2", "4", "99")}

    assert texts == {
        "1": "It is “published” by now: somebody has decided since.",
        "2": "The story is gone.",
        "4": "It has changed since.",
        "99": "There is nothing to take back.",
    }


def test_tags_are_changed_beside_those_of_others_and_taken_back(desk):
    (story,) = make_inbox("a", tags=("old", 'machine, "learning'))
    shown = [tag.pk for tag in story.tags.all()]
    other = Tag.objects.create(name="by a colleague", slug="c")
    story.tags.add(other)

    sent(desk, "tag", story, tags="Service Mesh，chips", tag_shown=shown)

    assert set(story.tags.names()) == {"Service Mesh", "chips", "by a colleague"}
    assert story.edited_fields == ["tags"]
    assert undo(desk).status_code == 200
    assert set(story.tags.names()) == {"old", 'machine, "learning', "by a colleague"}


def test_a_tag_with_a_comma_survives_an_untouched_save(desk):
    (story,) = make_inbox("a", tags=("one, two", "逗号，标签", "plain words"))
    card = desk.get(LANE).context["cards"][0]

    sent(desk, "tag", story, tags=card.tags_typed)

    assert set(story.tags.names()) == {"one, two", "逗号，标签", "plain words"}
    assert not Revision.objects.exists()


def test_a_story_is_filed_elsewhere_or_there_as_well(desk):
    old, chips = make_category("News", "Old"), make_category("News", "Chips")
    (story,) = make_inbox("a", categories=(old,))

    sent(desk, "category_too", story, category="chips")
    assert set(story.categories.all()) == {old, chips}
    sent(desk, "category", story, category="News / Chips")
    assert set(story.categories.all()) == {chips}
    undo(desk)
    undo(desk)

    assert set(story.categories.all()) == {old}
    make_category("Blogs", "Chips")
    for unknown in ("", "Chips", "Nowhere", HOSTILE):
        assert sent(desk, "category", story, category=unknown).status_code == 409
    late = sent(desk, "category", story, category="News", category_shown=[chips.pk])
    assert late.json()["text"] == "It was filed otherwise meanwhile."
    assert Category.objects.count() == 5


def test_the_lead_image_is_one_of_the_text(desk):
    (story,) = make_inbox("a", body=PICTURES)

    sent(desk, "lead", story, picture="https://i.example/2.png?a=1&b=2")
    assert (story.lead_image, story.lead_alt) == ("https://i.example/2.png?a=1&b=2", "Two")
    sent(desk, "lead", story, picture="https://i.example/1.png")
    assert (story.lead_alt, story.lead_width, story.lead_height) == ("One", 80, 60)
    assert story.edited_fields == ["lead_alt", "lead_image"]
    assert sent(desk, "lead", story, picture="https://i.example/3.png").status_code == 409
    assert sent(desk, "lead", story, picture="", lead_shown="x").status_code == 409
    undo(desk)
    undo(desk)

    story.refresh_from_db()
    assert (story.lead_image, story.lead_width) == ("", None)


def test_a_story_is_taken_and_let_go(desk):
    (story,) = make_inbox("a")

    sent(desk, "mine", story)
    assert story.assigned_to.username == "chief"
    sent(desk, "mine", story)
    assert story.assigned_to is None
    undo(desk)

    story.refresh_from_db()
    assert story.assigned_to.username == "chief"


def test_other_versions_are_dropped_as_far_as_nobody_has_approved_them(desk):
    first, second, third, _approved = make_inbox("first", "second", "third", "approved")
    Article.objects.exclude(pk=first.pk).update(possibly_same=first)
    Article.objects.filter(title="approved").update(status=Status.APPROVED)
    published = make_article("published", possibly_same=first)

    assert sent(desk, "others", second).json()["text"].endswith("dropped: 2.")

    def statuses() -> dict[str, str]:
        return dict(Article.objects.values_list("title", "status"))

    left = {"second": "inbox", "approved": "approved", "published": "published"}
    assert statuses() == left | {"first": "archived", "third": "archived"}
    undo(desk)
    assert statuses() == left | {"first": "inbox", "third": "inbox"}
    lonely = make_inbox("lonely")[0]
    assert sent(desk, "others", lonely).status_code == 409
    assert published.status == Status.PUBLISHED == Article.objects.get(pk=published.pk).status
    assert third.pk


def test_who_may_not_decide_has_no_button_and_no_way(staff):
    (story,) = make_inbox("a", published_at=None)
    writer = staff("view_article", "change_article")
    html = writer.get(LANE).content.decode()

    assert 'value="keep"' in html
    for deed in ("publish", "drop"):
        assert f'value="{deed}"' not in html
        assert sent(writer, deed, story).status_code == 409
    sent(writer, "keep", story)
    assert story.status == Status.DRAFT
    Article.objects.update(status=Status.APPROVED)
    assert "may not change it" in sent(writer, "mine", story).json()["text"]
    User.objects.get().user_permissions.clear()
    assert writer.post(DEED, {"deed": "keep", "story": story.pk}).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [{}, {"deed": "keep"}, {"deed": "nonsense"}, {"story": "9" * 30}, {"deed": "undo"},
     {"deed": "undo", "number": "x"}, {"deed": "keep", "seen": "yesterday"},
     {"deed": "tag", "tags": ", ".join("x" * 120)}, {"deed": "tag", "tags": "x" * 120},
     {"deed": "tag", "tag_shown": "9" * 30, "tags": "a,b", "lane": "=&%zz" * 300}],
)  # fmt: skip
def test_what_makes_no_sense_is_answered_in_words(desk, fields):
    (story,) = make_inbox("a")
    page = desk.get(LANE)

    response = desk.post(DEED, {"story": story.pk} | fields, follow=True)

    assert page.status_code == response.status_code == 200
    assert messages_of(response)
    assert desk.get(DEED).status_code == 405


def test_fifty_deeds_are_kept_and_a_new_day_begins_anew():
    session: dict = {}
    for _time in range(54):
        Sitting(session).add({"deed": "keep", "story": 1, "title": "a" * 300, "was": {},
                              "leaves": True})  # fmt: skip

    now = Sitting(session)
    assert (now.decided, len(now.deeds), len(now.deeds[0]["title"])) == (54, 50, 80)
    assert now.speed > 100
    assert now.find(None) == now.find(54)
    session["triage"]["at"] -= 9 * 3600
    assert (Sitting(session).decided, Sitting(session).deeds, Sitting(session).speed) == (0, [], 0)


def test_only_what_leaves_the_list_is_decided_and_what_is_taken_back_is_not(desk):
    a, b = make_inbox("a", "b")

    told = [sent(desk, deed, a, tags="x").json()["decided"] for deed in ("tag", "mine", "keep")]
    told.append(sent(desk, "later", b).json()["decided"])
    told += [undo(desk).json()["decided"] for _deed in range(4)]

    assert told == [0, 0, 1, 2, 1, 0, 0, 0]


def test_two_versions_are_merged_side_by_side_and_the_lane_goes_on(desk):
    a, b, c = make_inbox("a", "b", "c", source=make_source("Wire"))
    Article.objects.filter(pk=b.pk).update(possibly_same=a)
    make_sighting(a)
    card = desk.get(f"{LANE}?story={b.pk}")
    address = f"{MERGE}?status__exact=inbox&story={b.pk}&with={a.pk}"
    assert address.replace("&", "&amp;") in card.content.decode()

    page = desk.get(address)
    response = desk.post(address, {"winner": b.pk}, follow=True)

    assert [each.article for each in page.context["cards"]] == [b, a]
    assert response.context["cards"][0].article == b
    assert Tombstone.objects.get().reason == Tombstone.Reason.MERGED
    assert "cannot be taken apart" in undo(desk, "1").json()["text"]
    assert seen(desk) == ["c", "b"]
    assert desk.get(f"{MERGE}?story={b.pk}&with={a.pk}", follow=True).redirect_chain
    other = make_inbox("d", source=make_source("Other"))[0]
    strange = desk.post(f"{MERGE}?story={b.pk}&with={other.pk}", {"winner": b.pk})
    assert "different sources" in strange.content.decode()
    assert Article.objects.filter(pk__in=[b.pk, c.pk, other.pk]).count() == 3


def test_a_story_that_was_merged_since_says_so(desk):
    a, b = make_inbox("a", "b")
    make_sighting(a)
    sent(desk, "keep", a)

    desk.post(f"{MERGE}?story={b.pk}&with={a.pk}", {"winner": b.pk})

    assert undo(desk, "1").json()["text"] == "The story was merged into another one since."


def test_only_those_who_may_merge_do(staff):
    a, b = make_inbox("a", "b")

    assert staff("view_article", "change_article").post(
        f"{MERGE}?story={b.pk}&with={a.pk}", {"winner": b.pk}
    ).status_code == 403  # fmt: skip
    assert Article.objects.count() == 2


def test_a_story_is_not_filed_where_it_would_be_lost(staff):
    news, chips = make_category("News"), make_category("Chips")
    (story,) = make_inbox("own", source=make_source("Foreign"), categories=[news])
    writer = staff("view_article", "change_article")
    Beat.objects.create(user=User.objects.get(), category=news)

    refused = sent(writer, "category", story, category="Chips")

    assert (refused.status_code, story.categories.get()) == (409, news)
    assert "would not see it again" in refused.json()["text"]
    assert sent(writer, "category_too", story, category="Chips").status_code == 200
    assert set(story.categories.all()) == {news, chips}


def test_whoever_has_a_beat_finds_no_story_of_another_one(staff):
    mine, foreign = make_source("Mine"), make_source("Foreign")
    (own,) = make_inbox("own", source=mine)
    (theirs,) = make_inbox("theirs", source=foreign, possibly_same=own)
    writer = staff("view_article", "change_article")
    Beat.objects.create(user=User.objects.get(), source=mine)

    assert seen(writer) == seen(writer, f"?story={theirs.pk}&after={theirs.pk}") == ["own"]
    assert "theirs" not in writer.get(LANE).content.decode()
    text = reverse("admin:articles_article_triage_text", args=[theirs.pk])
    assert writer.get(text).status_code == 404
    values = {"deed": "keep", "story": theirs.pk}
    response = writer.post(DEED, values, headers={"accept": "application/json"})
    assert (response.status_code, response.json()["text"]) == (409, "The story is gone.")
