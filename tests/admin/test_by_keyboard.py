"""Scheduling and restoring by keyboard alone: no mouse, and focus can be seen on the whole way."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from tests.admin.helpers import LIST, change_url
from tests.factories import make_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OLD = "<p>One.</p><p>Two and a half.</p>"
TITLE = "Chips by the river"
MOST = 150  # stops on the way to anything
# What has the focus, and what is wrong with how it looks: nothing, if it can be seen.
FOCUSED = """(wanted) => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const drawn = [style.outlineStyle !== "none", style.boxShadow !== "none"].some(Boolean);
  const points = [[0.5, 0.5], [0.02, 0.5], [0.98, 0.5], [0.5, 0.1], [0.5, 0.9]];
  const shown = points.some(([x, y]) => {
    const there = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
    return there && (at.contains(there) || there.contains(at));
  });
  const wrong = !at.matches("a, button, input, select, textarea, summary, [tabindex]") ? "" :
    [drawn ? "" : "no ring", shown ? "" : "covered"].filter(Boolean).join(", ");
  return [at.matches(wanted), wrong && `${wrong}: ${at.outerHTML.slice(0, 120)}`];
}"""


@pytest.fixture
def keys(page, desk, live_server):
    """The page, at which a person sits who has a keyboard only."""
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def press(page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def tab_to(page, wanted: str, key: str = "Tab") -> None:
    """Stop by stop, each of them seen."""
    hidden = []
    for _stop in range(MOST):
        press(page, key)
        is_there, wrong = page.evaluate(FOCUSED, wanted)
        hidden += [wrong] if wrong else []
        if is_there:
            assert hidden == []
            return
    pytest.fail(f"Tab does not lead to {wanted}; seen on the way: {page.url} {hidden}")


def enter(page, wanted: str, key: str = "Tab") -> None:
    """Press Enter there, and wait for where that leads."""
    tab_to(page, wanted, key)
    with page.expect_navigation():
        press(page, "Enter")


def skip_to_content(page) -> None:
    tab_to(page, ".skip-to-content-link")
    press(page, "Enter")


def test_a_story_is_scheduled_and_appears_when_it_is_time(keys, monkeypatch):
    story = make_article(TITLE, status="draft")
    starts = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    public = reverse("article", args=[story.pk, story.slug])

    keys.goto(LIST)
    skip_to_content(keys)
    enter(keys, "#result_list .field-title a")
    skip_to_content(keys)
    tab_to(keys, "#id_status")
    keys.keyboard.type("pub")
    tab_to(keys, "#id_publish_at_0")
    keys.keyboard.type(f"{starts:%Y-%m-%d}")
    tab_to(keys, "#id_publish_at_1")
    keys.keyboard.type(f"{starts:%H:%M}")
    enter(keys, "[name=_save]")

    row = keys.locator("#result_list tbody tr").inner_text()
    assert "published" in row
    assert f"from {starts:%Y-%m-%d %H:%M} UTC" in row
    story.refresh_from_db()
    assert story.publish_at == starts
    assert Client().get(public).status_code == 404
    monkeypatch.setattr(timezone, "now", lambda: starts + timedelta(seconds=1))
    assert Client().get(public).status_code == 200


def test_one_field_is_restored_from_the_timeline_by_way_of_the_comparison(keys):
    story = make_article("Second title", body=OLD.replace("half", "third"), byline="Ann")
    Revision.objects.create(
        article=story, kind="edit", before={"title": "First title", "body": OLD}
    )

    history = change_url(story, "history")
    keys.goto(change_url(story))
    skip_to_content(keys)
    enter(keys, f"a[href='{history}']")
    skip_to_content(keys)
    tab_to(keys, "[name=a]")
    press(keys, "ArrowDown")  # from one to the next of those to choose among
    with keys.expect_navigation():
        press(keys, "Enter")
    assert "a=0" in keys.url
    assert "First" in keys.inner_text(".desk-comparison")
    skip_to_content(keys)
    enter(keys, f".breadcrumbs a[href='{history}']", "Shift+Tab")
    skip_to_content(keys)
    tab_to(keys, "[name=names][value=body]")
    press(keys, "Space")
    enter(keys, "form[action*=restore] button")
    assert "The fields were restored" in keys.inner_text(".messagelist")
    skip_to_content(keys)
    enter(keys, f".breadcrumbs a[href='{change_url(story)}']", "Shift+Tab")

    assert keys.input_value("#id_title") == "First title"
    story.refresh_from_db()
    assert (story.title, story.byline) == ("First title", "Ann")
    assert "third" in story.body
