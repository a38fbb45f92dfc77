"""The way of a deed in a browser: choose, begin, watch it to its end, take it back."""

import threading

import pytest
from playwright.sync_api import expect

from articles.admin.bulk import doing
from articles.admin.jobs import runner
from articles.models import Article
from tests.admin.helpers import LIST
from tests.axe import violations
from tests.factories import make_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def desk_page(page, desk, live_server):
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


@pytest.fixture
def work(monkeypatch):
    """Does what waits; between two chunks it calls what the test gives it."""
    monkeypatch.setattr(doing, "CHUNK", 2)

    def until_idle(meanwhile=lambda: None) -> None:
        monkeypatch.setattr(doing, "rest", meanwhile)
        runner.work(threading.Event())

    return until_idle


def look(page, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_many_stories_are_changed_watched_and_taken_back(desk_page, work):
    page, seen = desk_page, []
    for number in range(5):
        make_article(f"Story {number}", status="draft")
    make_article("Out")
    page.goto(f"{LIST}?status__exact=draft")

    page.get_by_role("link", name="Change all of this list …").click()
    expect(page.get_by_role("heading", name="Chosen: 5 stories")).to_be_visible()
    expect(page.get_by_label("Tags, separated by commas").first).to_be_hidden()
    page.get_by_label("Add categories").press("Space")  # by keyboard, as by mouse
    look(page, 375, "light")
    page.get_by_label("Add tags").check()
    look(page, 1440, "dark")
    page.get_by_label("Tags, separated by commas").first.fill("chips")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("It begins in a moment.")).to_be_visible()

    def watch() -> None:
        if not seen:
            expect(page.locator("#job-live")).to_contain_text("2 of 5")
            look(page, 375, "dark")
        seen.append(page.locator("progress").count())

    work(watch)
    assert len(seen) == 3
    expect(page.get_by_text("5 stories changed.")).to_be_visible()  # by itself
    assert Article.objects.filter(tags__slug="chips").count() == 5

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Undo: Add the tags “chips”")).to_be_visible()
    work()
    expect(page.get_by_text("5 stories changed.")).to_be_visible()
    page.get_by_text("Changed", exact=True).click()
    look(page, 1440, "light")
    assert not Article.objects.filter(tags__slug="chips").exists()
