"""Saved searches: kept, shown with what is new, opened, arranged; and never another one's."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.admin import saved_row
from articles.models import Article, SavedSearch, SearchVisit, Status
from tests.admin.helpers import HOSTILE, LIST, change_url, messages_of
from tests.admin.test_lists import shown
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db
SAVE = reverse("admin:articles_article_save_list")
ARRANGE = reverse("admin:articles_savedsearch_changelist")
INBOX = "status__exact=inbox"


def save(client: Client, name: str = "Inbox", query: str = INBOX, **data: str):
    return client.post(SAVE, {"name": name, "query": query} | data, follow=True)


def row(client: Client, query: str = "") -> saved_row.Row:
    return client.get(f"{LIST}?{query}").context["saved_row"]


def entries(client: Client, query: str = "") -> dict[str, tuple[bool, str]]:
    return {entry.saved.name: (entry.is_current, entry.new) for entry in row(client, query).entries}


def colleague(name: str, *codenames: str) -> Client:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db):
    return colleague("Ann", "view_article", "change_article")


def test_the_current_list_is_saved_under_a_name_and_opened_by_a_plain_link(editor):
    make_article("Published")
    waiting = make_article("Waiting", status=Status.INBOX)

    page = save(editor)

    assert "This list is saved as “Inbox”." in messages_of(page)
    assert page.redirect_chain == [(f"{LIST}?{INBOX}", 302)]
    html = page.content.decode()
    assert f'<a href="{LIST}?{INBOX}" aria-current="page">Inbox</a>' in html
    assert "Save this list" not in html
    assert shown(editor, f"?{INBOX}") == [waiting]


def test_words_filters_and_order_are_kept_and_nothing_else(editor):
    source = make_source()
    query = (
        f"q=+chips+%22of+tin%22&source__id__exact={source.pk}&status__exact=published&o=-4&p=2&e=1"
        "&_popup=1&published_at__year=2026&owner=1&image=&all="
    )

    save(editor, query=query)

    assert SavedSearch.objects.get().query == (
        f"o=-4&q=chips+%22of+tin%22&source__id__exact={source.pk}&status__exact=published"
    )


REFUSED = ["", "q=", "p=3", "source__id__exact=abc", f"source__id__exact={2**63}",
           "o=1", "q=" + "x" * 5000, "source__password__exact=x", "%00", "q" * 9000]  # fmt: skip


@pytest.mark.parametrize("query", REFUSED)
def test_what_is_no_list_is_not_saved(editor, query):
    page = save(editor, query=query)

    assert page.status_code == 200
    assert "cannot be saved" in messages_of(page)
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_name_is_needed_and_not_a_long_one(editor, name):
    page = save(editor, name)

    assert messages_of(page)
    assert not SavedSearch.objects.exists()


def test_a_name_that_one_has_used_leads_to_the_new_list(editor):
    save(editor)

    page = save(editor, query="visible=no")

    assert "“Inbox” leads to this list now." in messages_of(page)
    assert SavedSearch.objects.get().query == "visible=no"


def test_nobody_saves_more_than_a_row_can_hold(editor, monkeypatch):
    monkeypatch.setattr(saved_row, "MOST_OWN", 1)
    save(editor)

    assert "delete one first" in messages_of(save(editor, "Second"))
    assert SavedSearch.objects.get().name == "Inbox"


def test_only_own_and_shared_ones_are_shown_with_their_owner(desk, editor):
    save(desk, "Private")
    save(desk, "Shared", "image=no", is_shared="on")
    save(editor, "Mine", "visible=no", is_shared="on")

    assert list(entries(editor)) == ["Shared", "Mine"]
    assert list(entries(desk)) == ["Private", "Shared"]
    assert not SavedSearch.objects.get(name="Mine").is_shared  # she may not share
    assert '<span class="quiet">chief</span>' in editor.get(LIST).content.decode()


def test_a_shared_one_shows_nobody_more_than_he_may_see(desk, client):
    save(desk, "Shared", is_shared="on")
    client.force_login(User.objects.create_user("guest", is_staff=True))

    for page in (f"{LIST}?{INBOX}", ARRANGE, change_url(SavedSearch.objects.get())):
        assert client.get(page).status_code == 403
    assert client.post(SAVE, {"name": "x", "query": INBOX}).status_code == 403
    assert "Saved searches" not in client.get(reverse("admin:index")).content.decode()


def test_saving_takes_a_post(editor):
    assert editor.get(SAVE).status_code == 405


# What is new ------------------------------------------------------------------------------------


def test_what_came_since_it_was_opened_is_counted(editor):
    make_article(status=Status.INBOX)
    save(editor)
    make_article(status=Status.INBOX)
    make_article("Published, so not in this list")

    assert entries(editor) == {"Inbox": (False, "1")}
    assert "1 new" in editor.get(LIST).content.decode()
    assert entries(editor, INBOX) == {"Inbox": (True, "")}
    assert entries(editor) == {"Inbox": (False, "")}


def test_each_has_seen_for_himself(desk, editor):
    save(desk, is_shared="on")
    make_article(status=Status.INBOX)

    assert entries(editor) == {"Inbox": (False, "")}  # never opened: nothing to compare with
    entries(editor, INBOX)
    make_article(status=Status.INBOX)
    assert entries(editor) == {"Inbox": (False, "1")}
    assert entries(desk) == {"Inbox": (False, "2")}


def test_counting_stops(editor, monkeypatch):
    monkeypatch.setattr(saved_row, "MOST_NEW", 2)
    save(editor)
    for _ in range(3):
        make_article(status=Status.INBOX)

    assert entries(editor) == {"Inbox": (False, "2+")}

    monkeypatch.setattr(saved_row, "NEWEST", 1)
    assert entries(editor) == {"Inbox": (False, "1")}


def test_a_posted_action_and_another_page_open_nothing(editor):
    save(editor)
    seen = SearchVisit.objects.get().seen
    story = make_article(status=Status.INBOX)

    editor.post(f"{LIST}?{INBOX}", {"action": "", "index": "0", "_selected_action": [story.pk]})
    editor.get(LIST)
    assert SearchVisit.objects.get().seen == seen
    editor.get(f"{LIST}?{INBOX}&p=1")
    assert SearchVisit.objects.get().seen == story.pk


def test_a_search_that_the_list_refuses_by_now_is_no_error(editor):
    save(editor)
    make_article()
    SavedSearch.objects.update(query="source__id__exact=abc")

    assert entries(editor) == {"Inbox": (False, "")}


FILTERS = ["status__exact=draft", "visible=yes", "date_confidence__exact=exact", "image=no",
           "same=no", "edits=no", "categories__id__exact={category}", "tags__id__exact=1",
           "source__id__exact={source}", INBOX]  # fmt: skip


def test_a_row_takes_one_query_for_each_of_some_counts(editor):
    source, category = make_source(), make_category("News")
    for number, query in enumerate(FILTERS):
        save(editor, f"Saved {number}", query.format(source=source.pk, category=category.pk))

    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(LIST).status_code == 200
        return [query["sql"] for query in captured]

    make_article(source=source)
    SearchVisit.objects.update(seen=Article.objects.latest("pk").pk)
    quiet = len(queries())
    make_article(source=source)
    sql = queries()

    assert len(sql) - quiet == saved_row.MOST_COUNTED
    counting = [each for each in sql if "LIMIT 101" in each]
    assert len(counting) == saved_row.MOST_COUNTED
    assert all('"articles_article"."id" > ' in each for each in counting)
    assert [entry.new for entry in row(editor).more] == ["", ""]


# Arranging --------------------------------------------------------------------------------------


def test_they_are_renamed_put_in_order_and_deleted(editor):
    save(editor, "First")
    save(editor, "Second", "image=no")
    first, second = SavedSearch.objects.order_by("name")
    data = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "form-0-id": first.pk,
            "form-0-position": 9, "form-1-id": second.pk, "form-1-position": 3,
            "_save": "Save"}  # fmt: skip

    assert editor.post(ARRANGE, data).status_code == 302
    assert list(entries(editor)) == ["Second", "First"]
    editor.post(change_url(first), {"name": "Renamed", "position": 1, "is_shared": "on"})
    assert list(entries(editor)) == ["Renamed", "Second"]
    assert not SavedSearch.objects.get(name="Renamed").is_shared
    editor.post(change_url(second, "delete"), {"post": "yes"})
    assert list(entries(editor)) == ["Renamed"]


def test_a_name_stands_once_for_each_owner(desk, editor):
    save(editor, "First")
    save(editor, "Second")
    save(desk, "First")
    second = SavedSearch.objects.get(name="Second")

    page = editor.post(change_url(second), {"name": "First", "position": 1})

    assert page.context["adminform"].form.errors == {
        "name": ["There is a saved search of this name."]
    }


def test_only_own_ones_are_changed_and_shared_ones_by_those_who_may_share(desk, editor):
    save(desk, "Private")
    save(desk, "Shared", "image=no", is_shared="on")
    save(editor, "Mine", "visible=no")
    private, shared, mine = SavedSearch.objects.order_by("pk")

    for other in (private, shared):
        assert editor.post(change_url(other), {"name": "x", "position": 1}).status_code == 302
        editor.post(change_url(other, "delete"), {"post": "yes"})
    assert SavedSearch.objects.filter(name__in=["Private", "Shared"]).count() == 2
    sharer = colleague("Ben", "view_article", "share_savedsearch")
    assert sharer.get(change_url(private)).status_code == 302
    sharer.post(change_url(shared), {"name": "Ours", "position": 1, "is_shared": "on"})
    assert list(entries(sharer)) == ["Ours"]
    assert desk.get(change_url(mine)).status_code == 302


def test_an_account_is_deleted_with_what_it_saved(desk, editor):
    save(editor)
    save(desk)
    ann = User.objects.get(username="Ann")

    desk.post(change_url(ann, "delete"), {"post": "yes"})

    assert SavedSearch.objects.get().owner.username == "chief"


def test_the_list_says_what_each_leads_to(desk):
    save(desk, "Words", "q=chips&image=no&visible=no")
    save(desk, "Filter")

    html = desk.get(ARRANGE).content.decode()

    assert f'<a href="{LIST}?image=no&amp;q=chips&amp;visible=no">chips · 2 filters</a>' in html
    assert f'<a href="{LIST}?{INBOX}">1 filter</a>' in html
    assert "Add saved search" not in html
    assert "Saved searches" in desk.get(reverse("admin:index")).content.decode()


def test_strangers_words_in_names_and_searches_are_escaped(desk):
    save(desk, "<script>alert(1)</script>", "q=" + HOSTILE.replace("&", "%26"))

    for page in (LIST, ARRANGE, change_url(SavedSearch.objects.get())):
        html = desk.get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
