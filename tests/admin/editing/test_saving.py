"""The form and the body: sent or not, edited or not, and what must be confirmed."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from articles.admin.editing import options
from articles.admin.editing.wording import listed, signature
from articles.cleaning import clean_html
from articles.models import Article, Revision
from tests.admin.helpers import ADD, change_url, errors_of, form_of, save
from tests.factories import make_article, make_source

FRAME = clean_html('<iframe src="https://www.youtube.com/embed/abc"></iframe>')
BODY = f"<p>One  two.</p>\n{FRAME}\n<p>Three &amp; four, <b>five</b>.</p>\n{FRAME}"
LOSING = BODY.replace(FRAME, "")
PREVIEW = "admin:articles_article_preview_of"


@pytest.fixture
def story(db) -> Article:
    return make_article(body=BODY)


def test_a_form_without_the_body_leaves_it_alone(desk, story):
    url = change_url(story)
    data = form_of(desk, url) | {"byline": "Ann"}
    del data["body"]

    assert desk.post(url, data).status_code == 302

    story.refresh_from_db()
    assert (story.body, story.byline) == (BODY, "Ann")
    assert "body" not in Revision.objects.get().before


def test_an_untouched_body_as_a_browser_sends_it_makes_no_revision(desk, story):
    save(desk, story)

    assert story.body == BODY
    assert not Revision.objects.exists()


def test_an_edit_changes_its_block_and_no_other(desk, story):
    save(desk, story, body=BODY.replace("\n", "").replace("four", "4").replace("  ", " "))

    assert story.body == BODY.replace("four", "4")
    assert Revision.objects.get().lost == {}


def test_an_error_beside_it_shows_the_stored_body_again_that_was_not_sent(desk, story):
    url = change_url(story)
    data = form_of(desk, url) | {"title": ""}
    del data["body"]

    html = desk.post(url, data).content.decode()

    assert "One  two." in html


def test_a_loss_is_asked_about_and_what_was_written_stays(desk, story):
    response = save(desk, story, body=LOSING + "<p>Six.</p>", title="New")

    assert errors_of(response)["body"] == [
        "This save would lose: iframe × 2. Nothing was saved yet."
    ]
    html = response.content.decode()
    assert 'name="body_loss_confirmed" value="{&quot;iframe&quot;:2}"' in html
    assert "&lt;p&gt;Six.&lt;/p&gt;" in html
    assert (story.body, story.title) == (BODY, Article.objects.get().title)
    assert not Revision.objects.exists()


def test_a_confirmed_loss_is_saved_and_stands_in_the_revision(desk, story):
    save(desk, story, body=LOSING, body_loss_confirmed=signature({"iframe": 2}))

    assert story.body == BODY.replace(FRAME + "\n", "").removesuffix("\n" + FRAME)
    assert Revision.objects.get().lost == {"iframe": 2}


@pytest.mark.parametrize("confirmed", ["on", "", '{"iframe":1}', "[" * 2000, "\0"])
def test_what_was_not_listed_is_not_confirmed(desk, story, confirmed):
    response = save(desk, story, body=LOSING, body_loss_confirmed=confirmed)

    assert response.status_code == 200
    assert story.body == BODY


BOLD = "<b>\n<p>One  two.</p>\n<p>Three.</p></b>"
AS_OPENED = "<p><b></b></p><p><b>One two.</b></p><p></p><p><b>Three.</b></p>"


def test_what_only_the_visual_editor_wrote_otherwise_is_not_saved(desk):
    story = make_article(body=BOLD)

    url = change_url(story)
    data = {"body": AS_OPENED.replace("Three", "Four"), "body_opened": AS_OPENED}

    html = desk.post(url, form_of(desk, url) | data, follow=True).content.decode()

    story.refresh_from_db()
    assert "The cleaning took away" not in html
    assert story.body == BOLD.replace("Three", "Four")
    assert Revision.objects.get().lost == {}


def test_what_the_editor_made_of_it_outlives_the_question(desk):
    story = make_article(body=BOLD + FRAME)
    data = {"body": AS_OPENED.replace("Three", "Four"), "body_opened": AS_OPENED + FRAME}

    html = save(desk, story, **data).content.decode()

    assert escape(signature({"iframe": 1})) in html
    assert f'name="body_opened" value="{escape(data["body_opened"])}"' in html


@pytest.mark.parametrize(
    ("opened", "asks"), [({}, True), ({"body_opened": ""}, False)], ids=["unknown", "in its source"]
)
def test_an_address_changed_beside_words_is_asked_about_unless_a_person_did_it(
    desk, story, opened, asks
):
    changed = BODY.replace("One", "The one").replace("embed/abc", "embed/x", 1)

    response = save(desk, story, body=changed, **opened)

    asked = "src of iframe × 1: “https://www.youtube.com/embed/abc”" in response.content.decode()
    assert asked == asks
    assert story.body == (BODY if asks else changed)


def test_what_the_cleaning_takes_of_new_text_is_told_not_asked(desk, story):
    url = change_url(story)
    body = BODY + "<p onclick='x()'>New</p>"

    response = desk.post(url, form_of(desk, url) | {"body": body}, follow=True)

    assert "1 × onclick of &lt;p&gt;" in response.content.decode()
    assert Article.objects.get().body == BODY + "<p>New</p>"


def test_the_preview_of_an_unsent_body_shows_the_stored_one(desk, story):
    data = form_of(desk, change_url(story)) | {"title": "New"}
    del data["body"]

    html = desk.post(reverse(PREVIEW, args=[story.pk]), data).content.decode()

    assert "Three &amp; four" in html
    assert not Revision.objects.exists()


def test_a_new_story_has_nothing_to_lose(desk):
    data = form_of(desk, ADD) | {"title": "A", "source": make_source().pk, "body": "<p>b</p>"}

    assert desk.post(ADD, data).status_code == 302
    assert Article.objects.get().body == "<p>b</p>"


@override("en")
def test_losses_are_worded_in_the_languages_of_people():
    lost = {"rt #text kan": 1, "iframe": 2, "img title": 1, "img src a, b": 2, "img src c": 1}

    assert listed({"#text": 1}) == "1 character of text"
    assert listed(lost) == (
        "iframe × 2, src of img × 3: “a, b”, “c”, title of img × 1, text of rt × 1: “kan”"
    )


def test_the_form_says_how_to_get_the_visual_editor(desk, monkeypatch):
    monkeypatch.setattr(options, "PROGRAM", "hugerte/missing.js")
    html = desk.get(ADD).content.decode()

    assert "npm ci --ignore-scripts" in html
    assert "data-visual" not in html


def test_the_editors_set_up_is_for_those_who_may_see_stories(desk, staff):
    url = reverse("admin:articles_article_editor")

    assert desk.get(url).json()["convert_urls"] is False
    assert staff("view_image").get(url).status_code == 403


def test_the_editor_speaks_the_language_of_the_desk(desk):
    url = reverse("admin:articles_article_editor")

    assert desk.get(url).json()["labels"] == {}
    labels = desk.get(url, headers={"accept-language": "zh-hans"}).json()["labels"]
    assert labels.keys() >= {"Bold", "Undo", "Insert table", "Find and replace..."}
