"""What only a browser can tell: nothing overflows, the theme switch works, the CSP is kept."""

import re

import pytest

from articles.models import Gallery
from tests.factories import make_article, make_category, make_source

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

WIDE = "".join(f"<th>Column {number}</th>" for number in range(20))
BODY = (
    f"<table><tr>{WIDE}</tr></table><pre><code>{'x' * 400}</code></pre>"
    f"<p>{'w' * 300}</p><p>{'长' * 300}</p>"
    '<p><img src="/media/none.png" width="3000" height="20" alt="A broad picture"></p>'
)


def story():
    return make_article(
        "A headline of " + "verylongwords" * 12,
        body=BODY,
        categories=(make_category("News", "A very long name of a section", "Chips"),),
        tags=("Silicon",),
    )


def addresses() -> list[str]:
    found = story()
    return [
        found.get_absolute_url(),
        *("/", "/categories/", "/tags/", "/sources/", "/archive/", "/search/?q=story", "/no/such/"),
        *("/about/", "/feeds/", "/corrections/", f"/archive/{found.published_at:%Y/%m}/"),
        make_category("News").get_absolute_url(),
        found.source.get_absolute_url(),
    ]


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_no_page_is_wider_than_its_window_and_none_breaks_the_csp(page, width):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": width, "height": 800})

    for address in addresses():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    assert not [text for text in said if "Content Security Policy" in text]


def test_a_picture_that_fails_leaves_its_cover_without_a_frame(page):
    story().__class__.objects.update(lead_image="/media/none.png")
    page.goto("/")
    page.wait_for_load_state("networkidle")

    plate = page.locator(".plate").first
    with_picture = plate.screenshot()
    plate.locator("img").evaluate("image => image.remove()")

    assert with_picture == plate.screenshot()


def test_a_lead_picture_that_fails_stays_in_a_narrow_window(page):
    entry = {
        "folder": "copies/ff/none", "width": 1280, "height": 800, "widths": {"jpg": [640, 1280]},
        "colour": "a43", "focus": [50, 50], "alt": "A chip", "credit": "", "licence": "",
        "licence_url": "", "url": "https://img.example/none.jpg",
    }  # fmt: skip
    told = make_article(lead_image=entry["url"], source=make_source(image_rights="copy"))
    Gallery.objects.update_or_create(article=told, defaults={"lead": entry})
    page.set_viewport_size({"width": 390, "height": 800})

    page.goto(told.get_absolute_url())
    page.wait_for_load_state("networkidle")

    assert page.locator(".lead-picture img").bounding_box()["width"] == 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_nothing_moves_while_a_page_loads(page):
    story()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "shift => window.moved += shift.value)).observe({type: 'layout-shift', buffered: true})"
    )
    for address in ("/", "/archive/", "/corrections/", "/search/?q=nothing"):
        page.goto(address)
        page.wait_for_load_state("networkidle")

        assert page.evaluate("window.moved") == 0, address


def test_the_theme_is_the_system_s_until_the_reader_chooses(page):
    story()
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)

    page.get_by_role("button", name="Light").click()
    light = page.evaluate(background)
    page.goto("/archive/")

    assert dark != light
    assert page.evaluate(background) == light
    assert page.get_by_role("button", name="Light").get_attribute("aria-pressed") == "true"

    page.get_by_role("button", name="System").click()
    assert page.evaluate(background) == dark


def test_the_language_switch_comes_back_to_the_same_page(page):
    page.goto("/search/?q=story")

    page.get_by_role("button", name="简体中文").click()

    assert page.url.endswith("/search/?q=story")
    assert page.get_attribute("html", "lang") == "zh-hans"


def test_everything_but_the_theme_works_without_javascript(browser, live_server):
    story()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")

    assert page.get_by_role("button", name="Light").count() == 0
    page.locator(".card .headline a").first.click()
    assert re.search(r"/articles/\d+/", page.url)
    page.get_by_role("button", name="简体中文").click()
    assert page.get_attribute("html", "lang") == "zh-hans"
    context.close()


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#content")
    assert page.evaluate("document.activeElement.id") == "content"
