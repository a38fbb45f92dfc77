"""What only a browser can tell of the search field: its list, its keys, and life without both."""

import pytest

from tests.factories import make_article
from tests.reading.helpers import filed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def field(page):
    filed("Silica is no metal")
    make_article("Weather")
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "shift => window.moved += shift.value)).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto("/search/")
    return page.get_by_role("combobox", name="Words of the headline")


def test_the_field_suggests_while_one_types(page, field):
    field.press_sequentially("sil")
    listed = page.get_by_role("listbox")
    listed.wait_for()

    assert listed.get_by_role("option").all_inner_texts() == ["Silicon", "Silica is no metal"]
    assert field.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("status").first.inner_text() == "2 suggestions"
    assert page.evaluate("window.moved") == 0

    field.press("ArrowDown")
    field.press("ArrowDown")
    chosen = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    field.press("Enter")
    page.wait_for_url("**/articles/**")


def test_escape_closes_the_list_and_keeps_the_words(page, field):
    field.press_sequentially("sil")
    page.get_by_role("option").first.wait_for()

    field.press("Escape")

    assert not page.get_by_role("listbox").is_visible()
    assert field.input_value() == "sil"
    assert field.get_attribute("aria-expanded") == "false"
    field.press("Enter")
    page.wait_for_url("**/search/?q=sil")


def test_a_suggestion_can_be_clicked(page, field):
    field.press_sequentially("sil")

    page.get_by_role("option", name="Silicon").click()

    page.wait_for_url("**/search/?q=tag%3ASilicon")
    assert page.get_by_role("link", name="Silica is no metal").is_visible()


def test_search_works_without_the_script(browser, live_server):
    filed("Silica is no metal")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search/")

    page.get_by_label("Words of the headline").fill("sil")
    page.get_by_label("Words of the headline").press("Enter")
    page.get_by_role("link", name="Topics and headlines like this").click()
    page.get_by_role("link", name="Silicon").click()
    page.get_by_role("link", name="Best match first").click()

    assert page.get_by_role("link", name="Silica is no metal").is_visible()
    context.close()
