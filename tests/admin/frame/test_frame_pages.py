"""The desk in a browser: accessible in both themes, whole on a phone, within the CSP."""

import pytest
from django.urls import reverse
from taggit.models import Tag

from articles.models import ImageAddress
from tests.admin.helpers import ADD, LIST, change_url, make_batch
from tests.axe import COLOURS, violations
from tests.factories import make_article, make_category, make_source

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
INDEX = reverse("admin:index")


@pytest.fixture
def addresses(desk) -> list[str]:
    section = make_category("News", "Wire")
    story = make_article("Chips are up", categories=(section,), tags=("chips",))
    make_article("An old one", status="inbox", possibly_same=story)
    make_batch(state="running", files=1, total=10)
    ImageAddress.objects.create(url="u", key="1", host="a.example", state="failed")
    lists = ("articles_source", "articles_category", "taggit_tag")
    forms = (story.source, section, Tag.objects.get())
    return [
        INDEX,
        LIST,
        change_url(story),
        *(reverse(f"admin:{name}_changelist") for name in lists),
        *(change_url(row) for row in forms),
        change_url(story, "delete"),
        change_url(story, "history"),
    ]


def enter(page, desk, live_server) -> None:
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def test_the_desk_is_accessible_in_both_themes_and_whole_on_a_phone(
    page, desk, live_server, addresses
):
    found, complaints = {}, []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(reverse("admin:login"))
    found["login"] = violations(page)
    enter(page, desk, live_server)
    for address in addresses:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(address)
        # The checker brings styles of its own, and the browser complains of them.
        assert not [text for text in complaints if "Content Security Policy" in text], address
        found[address] = violations(page)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 375, "height": 800})
        found[address] += violations(page, COLOURS)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, address
        complaints.clear()

    assert {address: broken for address, broken in found.items() if broken} == {}


def test_dates_and_domains_in_the_list_stay_on_one_line(page, desk, live_server):
    for name in ("ziutek.github.io", "a" * 150):
        make_article(f"A title of some length, as stories have, {name}", source=make_source(name))
    enter(page, desk, live_server)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(LIST)

    lines = "(each) => { const range = document.createRange(); range.selectNodeContents(each);"
    lines += " return range.getClientRects().length }"
    times = page.query_selector_all("#result_list time")
    assert [each.evaluate(lines) for each in times] == [1] * 4
    assert page.locator(".field-source", has_text="ziutek").evaluate(lines) == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    table = "(each) => each.scrollWidth - each.clientWidth"
    assert page.locator(".results").evaluate(table) <= 0


def test_menu_filters_and_account_open_without_script(browser, desk, live_server, addresses):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 375, "height": 800}
    )
    page = context.new_page()
    enter(page, desk, live_server)
    page.goto(LIST)
    menu, filters = page.locator("#desk-menu"), page.locator("#changelist-filter")
    assert not menu.is_visible()
    assert not filters.is_visible()

    page.click("a[href='#changelist-filter']")
    assert filters.is_visible()
    page.click(".desk-person")
    assert page.locator("#logout-form button").is_visible()
    page.keyboard.press("Escape")
    page.click(".desk-menu-button")
    assert menu.locator("[aria-current=page]").inner_text() == "Articles"
    menu.get_by_text("Sources", exact=True).click()

    assert page.url.endswith(reverse("admin:articles_source_changelist"))
    assert page.locator("tbody .field-name").first.is_visible()
    context.close()


def test_the_menu_folds_by_script_and_stays_folded(page, desk, live_server):
    enter(page, desk, live_server)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(ADD)
    assert page.locator("#desk-menu").is_visible()

    page.click(".desk-menu-button")
    assert not page.locator("#desk-menu").is_visible()
    page.goto(INDEX)

    assert not page.locator("#desk-menu").is_visible()


def test_what_runs_is_brought_up_to_date(page, desk, live_server):
    from django.utils import timezone

    batch = make_batch(state="running", files=1, total=10, alive_at=timezone.now())
    enter(page, desk, live_server)
    page.goto(INDEX)
    assert page.locator("[data-runs]").inner_text().split()[-3:] == ["1", "of", "10"]

    type(batch).objects.filter(pk=batch.pk).update(files=7)
    page.locator("[data-runs]", has_text="7 of 10").wait_for(timeout=9_000)
    type(batch).objects.filter(pk=batch.pk).update(state="done")

    page.locator("[data-live]").wait_for(state="hidden", timeout=9_000)
