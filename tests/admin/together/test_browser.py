"""Two browsers on one story: presence, the merge by keyboard alone, and pages that axe approves."""

import pytest

from articles.models import Article
from tests.admin.helpers import LIST, change_url
from tests.admin.together.conftest import BODY
from tests.axe import violations
from tests.factories import make_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def enter(page, client, live_server):
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


@pytest.fixture
def anns(page, ann, live_server):
    return enter(page, ann, live_server)


@pytest.fixture
def bens(browser, ben, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield enter(context.new_page(), ben, live_server)
    context.close()


def press_until(page, wanted: str) -> None:
    """Tab, until the focus is there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"no way by keyboard to {wanted}")


def test_two_edit_one_story_and_merge_by_keyboard(anns, bens):
    story = make_article("A title", body=BODY)
    url = change_url(story)
    anns.goto(url)
    bens.goto(url)  # his browser runs no script
    assert "chief has this story open" in bens.inner_text(".desk-presence")
    anns.locator("#id_title").fill("Ann's title")  # the first key sends a beat
    anns.wait_for_selector(".desk-presence :text('ben has this story open')")
    bens.goto(LIST)
    assert "chief is editing" in bens.inner_text("#result_list .field-title")
    bens.goto(url)
    bens.fill("#id_title", "Ben's title")
    bens.fill("#id_byline", "Ben")
    bens.fill("#id_body", BODY.replace("Two.", "Ben's two."))
    bens.click("[name=_save]")

    anns.locator("#id_body").fill(BODY.replace("Two.", "Ann's two."))
    anns.locator("[name=_save]").press("Enter")
    anns.wait_for_selector("text=Two have changed this story")
    for width, theme in ((375, "light"), (1440, "dark")):
        anns.set_viewport_size({"width": width, "height": 900})
        anns.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert violations(anns) == []
        assert anns.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    press_until(anns, "[name=take-title]")
    anns.keyboard.press("ArrowDown")
    press_until(anns, "[name=take-part-1]")
    anns.keyboard.press("ArrowDown")
    anns.keyboard.press("ArrowDown")
    press_until(anns, "[name=_save]")
    anns.keyboard.press("Enter")
    anns.wait_for_url(f"**{LIST}*")

    now = Article.objects.get()
    assert (now.title, now.byline) == ("Ben's title", "Ben")
    assert now.body == BODY.replace("<p>Two.</p>", "<p>Ann's two.</p><p>Ben's two.</p>")


def test_what_is_kept_of_a_late_save_is_accessible(anns, story, url):
    anns.goto(url)
    Article.objects.all().delete()

    anns.click("[name=_save]")

    anns.wait_for_selector("text=This story was deleted while you had it open.")
    assert violations(anns) == []
    anns.click("text=Make a new draft of it")
    anns.wait_for_selector("text=was added successfully")
    assert Article.objects.get().title == "A title"
