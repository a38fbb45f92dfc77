"""The workflow in a browser: accessible in both themes; the script keeps what is typed."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from articles.admin.workflow.comments import add
from articles.models import PreviewLink
from tests.admin.helpers import change_url
from tests.axe import faults
from tests.factories import make_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def desk_page(page, desk, live_server):
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


@pytest.fixture
def story(desk):
    found = make_article("A story", status="review")
    add(found, User.objects.get(), "Look at https://example.org/, please.")
    ends = timezone.now() + timezone.timedelta(days=1)
    PreviewLink.objects.create(article=found, expires_at=ends)
    return found


def test_axe_finds_nothing_and_nothing_is_cut_off(desk_page, story):
    names = ("comments", "links")
    pages = [reverse(f"admin:articles_article_{name}", args=[story.pk]) for name in names]
    assign = f"{reverse('admin:articles_article_assign')}?story={story.pk}"
    private = reverse("preview", args=[PreviewLink.objects.get().token])

    assert faults(desk_page, [change_url(story), *pages, assign, private]) == {}


def test_a_comment_is_said_and_done_by_keyboard_beside_what_is_typed(desk_page, story):
    desk_page.goto(change_url(story))
    desk_page.fill("#id_title", "Half a ti")

    desk_page.focus("#comment-text")
    desk_page.keyboard.type("Why?")
    desk_page.keyboard.press("Tab")
    desk_page.keyboard.press("Enter")
    desk_page.wait_for_selector(".desk-comments li:nth-child(2):has-text('Why?')")
    desk_page.fill("#comment-text", "Half a com")
    desk_page.click(".desk-comments li:first-child button")
    desk_page.wait_for_selector(".desk-comments-done")

    assert [each.text for each in story.comments.filter(resolved_at=None)] == ["Why?"]
    assert desk_page.input_value("#id_title") == "Half a ti"
    assert desk_page.input_value("#comment-text") == "Half a com"

    desk_page.route("**/comments/", lambda route: route.abort())
    desk_page.click(".desk-say button")
    desk_page.wait_for_selector("[data-failed]:has-text('did not arrive')")
    assert desk_page.input_value("#comment-text") == "Half a com"
