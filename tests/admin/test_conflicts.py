"""The conflict queue: what it shows, what its buttons and actions do, and who may press them."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.admin import conflicts
from articles.models import Article, Conflict, Revision
from articles.provenance.conflicts import ConflictError
from tests.admin.helpers import HOSTILE, change_url, messages_of, save
from tests.admin.test_lists import assert_bounded, statements
from tests.admin.test_site import assert_harmless
from tests.factories import make_article, make_source
from tests.importer.corpus import Folder, html, sentences

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:articles_conflict_changelist")
BODY = "<p>One.</p><p>Our two.</p><p>Three.</p>"


@pytest.fixture
def story():
    return make_article("Our title", body=BODY, edited_fields=["body", "title"])


def make_conflict(story: Article, **fields) -> Conflict:
    values = {"field": "title", "base": "A title", "ours": story.title, "theirs": "Their title"}
    return Conflict.objects.create(article=story, **values | fields)


def make_passage(story: Article, **fields) -> Conflict:
    values = {
        "field": "body",
        "base": "<p>Two.</p>",
        "ours": "<p>Our two.</p>",
        "theirs": "<p>Their two.</p>",
        "after": "<p>One.</p>",
    } | fields
    return make_conflict(story, **values)


def decide_url(conflict: Conflict) -> str:
    return reverse("admin:articles_conflict_decide", args=[conflict.pk])


def queue(client, query: str = "") -> list[Conflict]:
    response = client.get(QUEUE + query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def test_the_queue_shows_what_waits_side_by_side(desk, story):
    make_conflict(story)
    make_passage(story)

    html = desk.get(QUEUE).content.decode()

    for words in ("Our title", "<del>A</del><ins>Their</ins> title",
                  "<del>Two</del><ins>Their two</ins>.",
                  "Take theirs", "Keep ours", "Both, ours first"):  # fmt: skip
        assert words in html, words


def test_the_filters_tell_waiting_from_decided_fields_and_sources(desk, story):
    title, body = make_conflict(story), make_passage(story)
    other = make_conflict(make_article(source=make_source("Other wire")))
    decided = make_conflict(story, choice="ours")

    assert queue(desk) == [other, body, title]
    assert queue(desk, "?state=decided") == [decided]
    assert queue(desk, "?field=body") == [body]
    assert queue(desk, f"?source__id__exact={other.article.source_id}") == [other]
    assert queue(desk, f"?article__id__exact={story.pk}") == [body, title]
    assert desk.get(QUEUE + "?source__id__exact=x").status_code == 302


@pytest.mark.parametrize(("rows", "expected"), [(2, 4), (12, 5), (24, 5)])
def test_the_queue_takes_the_same_queries_at_any_size(desk, rows, expected):
    for number in range(rows):
        story = make_article(source=make_source(f"Source {number}"))
        make_conflict(story)
        make_passage(story)

    sql = statements(desk, QUEUE)

    # Session, user, number, rows; of more than a page holds their numbers first.
    assert len(sql) == expected, "\n".join(sql)
    assert_bounded(sql)
    assert '"articles_article"."body"' not in " ".join(sql)


def test_one_button_decides_and_leads_on_to_the_next(desk, story):
    first, second = make_conflict(story), make_passage(story)

    response = desk.post(decide_url(first), {"choice": "theirs"})

    assert response["Location"] == change_url(second)
    story.refresh_from_db()
    assert (story.title, story.edited_fields) == ("Their title", ["body"])
    assert Revision.objects.get().user.username == "chief"
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_id) == ("chief", str(story.pk))
    assert "conflict" in entry.get_change_message()
    response = desk.post(decide_url(second), {"choice": "both"}, follow=True)
    assert response.redirect_chain[-1][0] == QUEUE
    assert "1 conflict is decided" in messages_of(response)


def test_a_button_of_the_list_leads_back_to_the_list_as_it_was(desk, story):
    conflict = make_conflict(story)
    html = desk.get(QUEUE + "?field=title").content.decode()
    address = f"{decide_url(conflict)}?back=field%3Dtitle"
    assert f'formaction="{address}"' in html

    response = desk.post(address, {"choice": "ours"})

    assert response["Location"] == f"{QUEUE}?field=title"
    assert Conflict.objects.get().choice == "ours"
    another = make_conflict(story)
    assert desk.post(decide_url(another) + "?back=", {"choice": "ours"})["Location"] == QUEUE


def test_the_list_is_never_left_for_another_site(desk, story):
    url = decide_url(make_conflict(story)) + "?back=//evil.example/%0d%0aX:1"

    assert desk.post(url, {"choice": "ours"})["Location"].startswith(QUEUE + "?")


def test_a_passage_that_is_gone_says_so_and_stays(desk, story):
    conflict = make_passage(story, ours="<p>Long gone.</p>")

    response = desk.post(decide_url(conflict), {"choice": "theirs"}, follow=True)

    assert "does not hold this passage any more" in messages_of(response)
    assert queue(desk) == [conflict]
    assert not LogEntry.objects.exists()


def test_the_page_of_one_shows_the_story_and_the_buttons_until_it_is_decided(desk, story):
    conflict = make_passage(story)

    html = desk.get(change_url(conflict)).content.decode()
    assert change_url(story) in html
    assert html.count('name="choice"') == 3
    assert f'formaction="{decide_url(conflict)}"' in html

    desk.post(decide_url(conflict), {"choice": "ours"})
    html = desk.get(change_url(conflict)).content.decode()
    assert 'name="choice"' not in html
    assert "ours kept" in html
    assert "chief" in html


def test_ours_is_shown_as_it_stands_now(desk, story):
    make_conflict(story)
    Article.objects.update(title="Changed since")

    assert "Changed" in desk.get(QUEUE).content.decode()


def test_what_differs_in_the_markup_only_is_shown_as_markup(desk, story):
    make_passage(
        story,
        base='<p><a href="https://a.example/">Two</a></p>',
        ours='<p><a href="https://b.example/">Two</a></p>',
        theirs='<p><a href="https://c.example/">Two</a></p>',
    )

    html = desk.get(QUEUE).content.decode()

    assert "&lt;p&gt;&lt;a href=&quot;https://<del>a</del><ins>b</ins>.example" in html


def test_dates_are_shown_in_words(desk, story):
    make_conflict(
        story,
        field="published_at",
        base="2026-01-01T00:00:00+00:00",
        ours=story.published_at.isoformat(),
        theirs="2026-01-02T00:00:00+00:00",
    )

    assert "2026-01-<del>01</del><ins>02</ins> 00:00 UTC" in desk.get(QUEUE).content.decode()


ACTIONS = {"take_theirs": "Their title", "keep_ours": "Our title"}


@pytest.mark.parametrize(("action", "title"), ACTIONS.items(), ids=ACTIONS)
def test_many_are_decided_at_once(desk, story, action, title):
    other = make_article("Our title")
    chosen = [make_conflict(each).pk for each in (story, other)]

    response = desk.post(QUEUE, {"action": action, "_selected_action": chosen}, follow=True)

    assert "2 conflicts are decided" in messages_of(response)
    assert set(Article.objects.values_list("title", flat=True)) == {title}


def test_what_cannot_be_decided_keeps_no_others_waiting(desk, story):
    body, title = make_passage(story), make_conflict(story)
    data = {"action": "keep_both", "_selected_action": [body.pk, title.pk]}

    text = messages_of(desk.post(QUEUE, data, follow=True))

    assert "1 conflict is decided" in text
    assert "“Our title”: This cannot be chosen for this field" in text
    assert queue(desk) == [title]


def test_too_many_are_not_decided_at_once(desk, story, monkeypatch):
    monkeypatch.setattr(conflicts, "DELETE_LIMIT", 1)
    chosen = [make_conflict(story).pk for _ in range(2)]

    response = desk.post(QUEUE, {"action": "keep_ours", "_selected_action": chosen}, follow=True)

    assert "At most 1 can be decided at once" in messages_of(response)
    assert len(queue(desk)) == 2


def test_it_takes_the_permission_to_change_articles(staff, story):
    conflict = make_conflict(story)
    viewer = staff("view_article", "view_conflict", "change_conflict")

    assert viewer.get(QUEUE).status_code == 403
    assert viewer.get(change_url(conflict)).status_code == 403
    assert viewer.post(decide_url(conflict), {"choice": "theirs"}).status_code == 403
    assert Conflict.objects.get().choice == ""


@pytest.mark.parametrize(("also", "choice"), [("publish_article", "theirs"), ("", "")])
def test_who_may_change_the_story_where_it_stands_may_decide(staff, story, also, choice):
    conflict = make_conflict(story)
    editor = staff("change_article", also)

    assert queue(editor) == [conflict]
    data = {"action": "take_theirs", "_selected_action": [conflict.pk]}
    told = messages_of(editor.post(QUEUE, data, follow=True))

    assert Conflict.objects.get().choice == choice
    assert ("only those who may publish" in told) is not bool(choice)


def test_where_the_story_stands_is_asked_once_it_is_held(staff, story, rf):
    staff("change_article")
    Article.objects.update(status="draft")
    conflict = Conflict.objects.select_related("article").get(pk=make_conflict(story).pk)
    Article.objects.update(status="published")
    request = rf.post("/", {"choice": "theirs"})
    request.user = User.objects.get()

    with pytest.raises(ConflictError, match="only those who may publish"):
        conflicts.settle(request, conflict, "theirs")

    assert Article.objects.get().title == "Our title"


def test_a_decision_is_posted_with_its_token(desk, story):
    conflict = make_conflict(story)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies

    assert desk.get(decide_url(conflict)).status_code == 405
    assert strict.post(decide_url(conflict), {"choice": "theirs"}).status_code == 403
    assert desk.post("/admin/articles/conflict/999/decide/").status_code == 404
    assert Conflict.objects.get().choice == ""


def test_the_storys_form_says_how_many_wait_and_where(desk, story):
    make_conflict(story)
    make_passage(story)
    make_conflict(story, choice="ours")

    html = desk.get(change_url(story)).content.decode()

    assert "2 changes of the source wait for a decision" in html
    assert f'href="{QUEUE}?article__id__exact={story.pk}"' in html
    assert "wait for a decision" not in desk.get(change_url(make_article())).content.decode()


def test_strangers_texts_are_escaped(desk, story):
    Article.objects.update(title=HOSTILE)
    rows = [
        make_conflict(story, base=HOSTILE, ours=HOSTILE, theirs=f"Other {HOSTILE}"),
        make_passage(story, base=HOSTILE, ours=f"<p>{HOSTILE}", theirs=f"<b>{HOSTILE}"),
        make_conflict(story, field="published_at", base=HOSTILE, theirs=HOSTILE),
    ]

    for page in (QUEUE, *map(change_url, rows)):
        assert_harmless(desk.get(page).content.decode())


def test_what_an_import_left_open_is_decided_and_the_next_import_flows_in(desk, tmp_path):
    folder, lines = Folder(tmp_path), sentences(1)
    folder.write("a.md")
    folder.run()
    story = Article.objects.get()
    body = story.body.replace(lines[3], "Our own sentence.")
    save(desk, story, title="Our title", body=body)
    theirs = [*lines[:3], "Their sentence.", *lines[4:]]
    folder.write("a.md", title="Their title", body=html(theirs, "b"))
    folder.run()
    assert {each.field for each in queue(desk)} == {"body", "title"}

    for conflict in queue(desk):
        desk.post(decide_url(conflict), {"choice": "theirs"})

    story.refresh_from_db()
    assert (story.title, story.is_edited) == ("Their title", False)
    assert story.body == body.replace("Our own sentence.", "Their sentence.")
    theirs[3] = "Their second thoughts."
    folder.write("a.md", title="Their second title", body=html(theirs, "c"))
    folder.run()
    story.refresh_from_db()
    assert story.title == "Their second title"
    assert "Their second thoughts." in story.body
    assert queue(desk) == []
