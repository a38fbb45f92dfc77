"""The history of a story in a browser: accessible in both themes and widths, and by keyboard."""

import pytest
from django.urls import reverse

from articles.models import Article, Comment, Revision
from tests.admin.helpers import change_url, make_sighting
from tests.axe import violations
from tests.factories import make_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OLD = "<p>One.</p><p>Two and a half.</p><p><b>Three</b>.</p><p>" + "long" * 60 + "</p>"
NEW = OLD.replace("half", "third").replace("<b>Three</b>", "Three")


@pytest.fixture
def story() -> Article:
    found = make_article("Second title", body=NEW)
    before = {"title": "First title", "byline": "Ann", "body": OLD}
    Revision.objects.create(article=found, kind="edit", before=before, lost={"b": 1})
    Comment.objects.create(article=found, text="Is that so?")
    make_sighting(found, b"---\ntitle: First title\n---\n" + OLD.encode())
    return found


@pytest.fixture
def desk_page(page, desk, live_server):
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def test_the_pages_are_accessible_fit_and_show_the_text_as_wide_as_there_is_room(desk_page, story):
    compare = reverse("admin:articles_article_compare", args=[story.pk])
    version = reverse("admin:articles_article_version", args=[story.pk])
    found = {}
    for width, theme in ((375, "light"), (1440, "dark")):
        desk_page.set_viewport_size({"width": width, "height": 900})
        desk_page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for address in (change_url(story, "history"), f"{compare}?a=0", f"{version}?v=0"):
            desk_page.goto(address)
            found[width, address] = violations(desk_page)
            too_wide = desk_page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert too_wide <= 0, (width, address)
        desk_page.goto(f"{compare}?a=0")
        assert desk_page.is_visible(".desk-side") == (width == 1440)
        assert desk_page.is_visible(".desk-side + .desk-inline") == (width == 375)
        for view, is_side in (("side", True), ("inline", False)):
            desk_page.goto(f"{compare}?a=0&view={view}")
            assert desk_page.is_visible(".desk-side") == is_side, (width, view)

    assert {place: broken for place, broken in found.items() if broken} == {}


def test_one_field_is_restored_and_two_versions_are_chosen_by_keyboard_alone(desk_page, story):
    history = change_url(story, "history")
    desk_page.goto(history)
    for name in ("title", "body"):
        desk_page.focus(f"[name=names][value={name}]")
        desk_page.keyboard.press("Space")
    desk_page.keyboard.press("Enter")
    desk_page.wait_for_selector("text=The fields were restored")

    story.refresh_from_db()
    assert (story.title, story.byline, story.body) == ("Second title", "Ann", NEW)
    desk_page.focus("[name=a][value='0']")
    desk_page.keyboard.press("Space")
    desk_page.focus("#desk-compare button")
    desk_page.keyboard.press("Enter")
    desk_page.wait_for_selector(".desk-comparison")
    assert {"a=0", "b=now"} == set(desk_page.url.partition("?")[2].split("&"))
    assert desk_page.locator(".desk-comparison dd").first.inner_text().strip()
