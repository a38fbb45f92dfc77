"""The lane in a browser: by keyboard alone, at reader's speed, accessible in both themes."""

import time

import pytest
from django.utils import timezone

from articles.models import Article, Status
from tests.admin.helpers import HOSTILE
from tests.admin.triage.test_deeds import MERGE, PICTURES
from tests.admin.triage.test_lane import LANE, make_inbox
from tests.axe import COLOURS, violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
HERE = "[data-card]:not([hidden]) h2"
DEEDS = "[data-card]:not([hidden]) .triage-bar .button"
# Milliseconds from the key until the next story is painted.
FELT = """() => new Promise((done) => {
  const began = performance.now();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "k", code: "KeyK", bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})"""


@pytest.fixture
def desk_page(page, desk, live_server):
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.route("**/*", lambda route: route.continue_() if live_server.url in route.request.url
               else route.abort())  # fmt: skip
    return page


def here(page) -> str:
    return page.inner_text(HERE)


def told(page, words: str) -> None:
    page.wait_for_selector(f"[data-told]:has-text('{words}')")


def counted(page, number: int) -> None:
    """All that was sent has arrived."""
    page.wait_for_selector(f"[data-decided]:text-is('{number}')")


def test_twenty_stories_are_decided_in_under_a_minute_by_keys_alone(desk_page):
    make_inbox(*(f"story {n}" for n in range(30)))
    desk_page.goto(LANE)
    began = time.monotonic()

    for number, key in enumerate(["k", "d", "Shift+L", "k", "p"] * 4):
        assert here(desk_page) == f"story {29 - number}"
        desk_page.keyboard.press(key)
        desk_page.wait_for_selector(f"{HERE}:text-is('story {28 - number}')")
    counted(desk_page, 20)

    assert time.monotonic() - began < 60
    statuses = list(Article.objects.order_by("-pk").values_list("status", flat=True)[:20])
    assert statuses == [Status.DRAFT, Status.ARCHIVED, Status.INBOX, Status.DRAFT,
                        Status.PUBLISHED] * 4  # fmt: skip
    assert min(desk_page.evaluate(FELT) for _time in range(4)) < 100
    counted(desk_page, 24)
    left = desk_page.inner_text("[data-left]")
    desk_page.keyboard.press("u")
    told(desk_page, "is as it was")
    counted(desk_page, 23)
    assert desk_page.inner_text("[data-left]") == str(int(left) + 1)
    assert here(desk_page) == "story 6"


def test_typing_is_no_deed_and_what_fails_comes_back(desk_page):
    stories = make_inbox("a", "b", "c", body=PICTURES)
    desk_page.goto(LANE)

    desk_page.keyboard.press("t")
    desk_page.keyboard.type("kdp, chips")
    desk_page.keyboard.press("Enter")
    told(desk_page, "The tags of “c” are changed.")
    desk_page.keyboard.press("i")
    desk_page.keyboard.press("ArrowUp")
    desk_page.keyboard.press("Enter")
    told(desk_page, "The lead image of “c” is changed.")
    assert here(desk_page) == "c"
    story = Article.objects.get(pk=stories[2].pk)
    assert set(story.tags.names()) == {"kdp", "chips"}
    assert story.lead_alt == "Two"

    desk_page.route("**/triage/deed/", lambda route: route.abort())
    desk_page.keyboard.press("d")
    told(desk_page, "did not arrive")
    assert here(desk_page) == "c"
    desk_page.unroute("**/triage/deed/")

    Article.objects.filter(pk=story.pk).update(status="review", modified_at=timezone.now())
    desk_page.keyboard.press("d")
    told(desk_page, "has changed since you saw it")
    assert desk_page.inner_text("[data-card]:not([hidden]) .triage-facts .desk-review")
    desk_page.keyboard.press("ArrowRight")
    assert here(desk_page) == "b"
    desk_page.keyboard.press("Control+k")
    desk_page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'k', "
                       "isComposing: true, bubbles: true}))")  # fmt: skip
    desk_page.keyboard.press("?")
    desk_page.click("[data-keys-on]")
    desk_page.keyboard.press("Escape")
    desk_page.keyboard.press("k")
    assert here(desk_page) == "b"
    desk_page.click("[data-card]:not([hidden]) [value=keep]")
    counted(desk_page, 1)
    assert here(desk_page) == "a"
    desk_page.keyboard.press("ArrowRight")
    desk_page.wait_for_selector("text=Nothing is left here")


@pytest.mark.parametrize(
    ("width", "theme", "rules"), [(375, "light", None), (1440, "dark", COLOURS)]
)
def test_axe_finds_nothing_and_nothing_is_cut_off(desk_page, width, theme, rules):
    a, b = make_inbox("a" * 200, HOSTILE, body=PICTURES, tags=("chips",))
    Article.objects.filter(pk=b.pk).update(possibly_same=a, lead_image="https://i.example/1.png")
    desk_page.set_viewport_size({"width": width, "height": 900})
    desk_page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    desk_page.goto(LANE)
    desk_page.keyboard.press("a")
    told(desk_page, "is assigned to you")
    for summary in desk_page.query_selector_all("[data-card]:not([hidden]) [data-panel] summary"):
        summary.click()
    found = violations(desk_page, rules)
    desk_page.evaluate("document.activeElement.blur()")
    desk_page.keyboard.press("?")
    found += violations(desk_page, rules)
    desk_page.keyboard.press("Escape")
    assert desk_page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    desk_page.keyboard.press("m")
    desk_page.wait_for_url(f"**{MERGE}**")
    found += violations(desk_page, rules)
    assert desk_page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    desk_page.keyboard.press("2")
    desk_page.keyboard.press("Enter")
    desk_page.wait_for_selector("text=The stories are one now")

    assert found == []
    assert Article.objects.get().pk == a.pk


def test_on_a_phone_all_deeds_are_in_sight_in_two_rows(desk_page):
    a, b = make_inbox("a", "b", body=PICTURES)
    Article.objects.filter(pk=b.pk).update(possibly_same=a, original_url="https://a.example/b")
    desk_page.set_viewport_size({"width": 375, "height": 700})
    desk_page.goto(LANE)

    boxes = [each.bounding_box() for each in desk_page.query_selector_all(DEEDS)]

    assert len(boxes) == 9
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 375 for box in boxes)
    assert len({round(box["y"]) for box in boxes}) == 2
    assert max(box["y"] + box["height"] for box in boxes) <= 700


def test_without_script_no_key_is_shown(browser, desk, live_server):
    make_inbox("a", "b")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    cookie = desk.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(LANE)

    assert page.is_visible("[value=keep]")
    assert not [each for each in page.query_selector_all("kbd") if each.is_visible()]
    assert page.is_hidden("[data-help-opens]")
    context.close()


def test_with_script_the_keys_are_shown_until_they_are_turned_off(desk_page):
    make_inbox("a", "b")
    desk_page.goto(LANE)
    assert desk_page.is_visible("[value=keep] kbd")
    assert desk_page.is_visible("[data-help-opens]")

    desk_page.keyboard.press("?")
    desk_page.click("[data-keys-on]")

    assert desk_page.is_hidden("[value=keep] kbd")
