"""The merge page: what it asks, what it keeps, and what becomes of the answers."""

import pytest

from articles.models import Article, Status
from tests.admin.helpers import HOSTILE, FormReader, change_url, form_of, save
from tests.admin.test_site import assert_harmless
from tests.admin.together.conftest import BODY
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


def fields_in(response) -> dict[str, list[str]]:
    reader = FormReader("article_form")
    reader.feed(response.content.decode())
    return reader.fields


@pytest.fixture
def met(ann, ben, story, url):
    """Saves what Ben did, then what Ann did with a form from before; the answer to her."""

    def meet(bens: dict, anns: dict):
        opened = form_of(ann, url)
        save(ben, story, **bens)
        return ann.post(url, opened | anns)

    return meet


@pytest.fixture
def page(met):
    return met(
        {"title": "Ben's", "byline": "Ben", "body": BODY.replace("Two.", "Ben's two.")},
        {"title": "Ann's", "summary": "Short.", "body": BODY.replace("Two.", "Ann's two.")},
    )


def test_nothing_is_saved_and_the_three_versions_stand_side_by_side(page, story):
    assert page.status_code == 409
    assert Article.objects.get().title == "Ben's"
    html = page.content.decode()
    for words in ("<del>A title</del><ins>Ann&#x27;s</ins>", "<ins>Ben&#x27;s</ins>", "ben, 20",
                  "When you opened it", "Together already", "Byline"):  # fmt: skip
        assert words in html, words


def test_all_that_was_typed_is_in_the_page(page):
    fields = fields_in(page)

    assert fields["title"] == ["Ann's"]
    assert fields["summary"] == ["Short."]
    assert fields["byline"] == ["Ben"]
    assert fields["part-1-mine"] == ["<p>Ann's two.</p>"]
    assert fields["part-1-theirs"] == ["<p>Ben's two.</p>"]


CHOICES = {
    "mine": ("Ann's", ["Ann's two."]),
    "theirs": ("Ben's", ["Ben's two."]),
    "both": ("Ann's", ["Ann's two.", "Ben's two."]),
}


@pytest.mark.parametrize(("choice", "made"), CHOICES.items(), ids=CHOICES)
def test_the_choice_is_saved_with_the_rest(ann, story, url, page, choice, made):
    title, passages = made
    answers = {"take-title": "theirs" if choice == "theirs" else "mine", "take-part-1": choice}

    assert ann.post(url, fields_in(page) | answers).status_code == 302

    story.refresh_from_db()
    assert (story.title, story.byline, story.summary) == (title, "Ben", "Short.")
    passage = "".join(f"<p>{each}</p>" for each in passages)
    assert story.body == BODY.replace("<p>Two.</p>", passage)


def test_mine_can_be_worded_anew_on_the_page(ann, story, url, page):
    worded = {"title": "Both of us", "part-1-mine": "<p>Together.</p>",
              "take-title": "mine", "take-part-1": "mine"}  # fmt: skip

    ann.post(url, fields_in(page) | worded)

    story.refresh_from_db()
    assert story.title == "Both of us"
    assert story.body == BODY.replace("Two.", "Together.")


def test_somebody_may_be_faster_once_more(ann, ben, story, url, page):
    save(ben, story, title="Ben's last", byline="B.")

    again = ann.post(url, fields_in(page) | {"take-title": "mine", "take-part-1": "theirs"})

    assert again.status_code == 409
    assert fields_in(again)["title"] == ["Ann's"]
    assert "<ins> last</ins>" in again.content.decode()
    assert ann.post(url, fields_in(again) | {"take-title": "theirs"}).status_code == 302
    story.refresh_from_db()
    assert (story.title, story.byline, story.summary) == ("Ben's last", "B.", "Short.")


def test_every_kind_of_field_is_asked_about(ann, story, url, met):
    ours, theirs = (str(make_source(name).pk) for name in ("Ann's wire", "Ben's wire"))
    page = met(
        {"source": theirs, "published_at_0": "2026-04-01", "status": "draft"},
        {"source": ours, "published_at_0": "2026-04-02", "status": "archived"},
    )
    html = page.content.decode()
    for words in ("Ann&#x27;s wire", "Ben&#x27;s wire", "2026-04-01 08:30 UTC", ">archived<"):
        assert words in html, words
    answers = {"take-source": "theirs", "take-published_at": "theirs", "take-status": "mine"}

    assert ann.post(url, fields_in(page) | answers).status_code == 302

    story.refresh_from_db()
    assert (str(story.source_id), story.published_at.day) == (theirs, 1)
    assert story.status == Status.ARCHIVED


@pytest.mark.parametrize("token", [None, "", "forged", "e30:1abc:xyz"])
def test_a_form_that_does_not_say_what_it_was_opened_with_is_asked_about_all(
    ann, story, url, token
):
    form = form_of(ann, url) | {"title": "Ann's", "opened": token}
    if token is None:
        del form["opened"]

    page = ann.post(url, form)

    assert page.status_code == 409
    assert "The form did not say" in page.content.decode()
    assert Article.objects.get().title == "A title"
    assert ann.post(url, fields_in(page) | {"take-title": "mine"}).status_code == 302
    assert Article.objects.get().title == "Ann's"


def test_a_token_of_another_story_counts_for_nothing(ann, ben, story, url):
    other = form_of(ann, change_url(make_article("Other")))

    assert (
        ann.post(url, form_of(ann, url) | {"title": "X", "opened": other["opened"]}).status_code
        == 409
    )


def test_what_others_wrote_is_escaped(met):
    assert_harmless(
        met(
            {"title": HOSTILE, "byline": HOSTILE, "body": f"<p>{HOSTILE}</p>"},
            {"title": HOSTILE + "2", "body": f"<p>2{HOSTILE}</p>"},
        ).content.decode()
    )


def test_a_body_that_both_wrote_anew_is_one_question(met):
    bens, anns = ("".join(f"<p>{who} {n}</p>" for n in range(150)) for who in ("ben", "ann"))
    page = met({"body": bens}, {"body": anns})

    assert page.status_code == 409
    assert len([name for name in fields_in(page) if name.endswith("-mine")]) == 1
