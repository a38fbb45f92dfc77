"""Tags as chips, and the pages of filing and of the audit log, in a browser."""

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.urls import reverse
from taggit.models import Tag

from articles.admin.picking import tag_merging
from articles.models import TagSynonym
from tests.admin.helpers import change_url
from tests.axe import COLOURS, faults, violations
from tests.factories import make_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
TYPED = "#id_tags_typed"
SAVE = "input[name=_continue]"


@pytest.fixture
def desk_page(page, desk, live_server):
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def test_tags_are_chosen_made_and_taken_away_by_keyboard(desk_page):
    tag = Tag.objects.create(name="人工智能", slug="ai")
    TagSynonym.objects.create(tag=tag, name="AI")
    story = make_article(tags=("Arm", "big chips"))
    desk_page.goto(change_url(story))
    assert desk_page.input_value("#id_tags") == '"big chips", Arm'

    desk_page.focus(TYPED)
    desk_page.keyboard.type("AI")
    desk_page.wait_for_selector("[role=option]:has-text('AI → 人工智能')")
    desk_page.keyboard.press("ArrowDown")
    desk_page.keyboard.press("Enter")
    desk_page.keyboard.type("Fresh,")
    desk_page.wait_for_selector(".desk-chips em:has-text('new')")
    desk_page.keyboard.type("<img src=x>,ai,gone,")
    desk_page.wait_for_selector(".desk-chips li:has-text('gone') em")
    desk_page.keyboard.press("Backspace")
    found = violations(desk_page)
    desk_page.emulate_media(color_scheme="dark")
    found += violations(desk_page, COLOURS)
    with desk_page.expect_navigation():
        desk_page.click(SAVE)

    names = {"Arm", "big chips", "人工智能", "Fresh", "<img src=x>"}
    assert (set(story.tags.names()), found) == (names, [])


def test_axe_finds_nothing_and_nothing_is_cut_off(desk_page):
    tags = [Tag.objects.create(name=name, slug=name.lower()) for name in ("Chips", "chip")]
    LogEntry.objects.create(
        user=User.objects.get(), object_repr="x" * 150, object_id="1", action_flag=ADDITION
    )
    addresses = (
        reverse("admin:taggit_tag_changelist"),
        change_url(tags[0]),
        reverse("admin:taggit_tag_alike"),
        tag_merging.PAGE.staying.url(tag.pk for tag in tags),
        reverse("admin:admin_logentry_changelist"),
    )

    assert faults(desk_page, addresses) == {}
