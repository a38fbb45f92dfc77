"""The desk's frame, and that nothing strangers wrote is ever run in it."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse
from taggit.models import Tag

from articles.admin.site import ORDER
from articles.models import Redirect
from tests.admin.helpers import HOSTILE, LIST, change_url, make_batch, make_problem, make_sighting
from tests.admin.test_lists import QUERIES
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db


class InlineFinder(HTMLParser):
    """Whatever in a page would run, or set the look, from within the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        names = {name for name, _value in attributes}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [name for name in names if name == "style" or name.startswith("on")]


@pytest.fixture
def hostile_rows():
    source = make_source(HOSTILE, credit_line=HOSTILE)
    category = make_category(HOSTILE[:200])
    story = make_article(HOSTILE, source=source, byline=HOSTILE, categories=(category,),
                         tags=(HOSTILE,), date_raw=HOSTILE, summary=HOSTILE)  # fmt: skip
    batch = make_batch(root=HOSTILE, options={"paths": [HOSTILE]}, notes={HOSTILE: 1})
    place = {"root": HOSTILE, "path": f"a/{HOSTILE}.md"}
    sighting = make_sighting(story, batch=batch, channel=HOSTILE, title=HOSTILE,
                             date_raw=HOSTILE, refused=HOSTILE[:40], **place)  # fmt: skip
    problem = make_problem(batch, code="W_TITLE_GUESSED", excerpt=HOSTILE,
                           detail={"title": HOSTILE, "origin": HOSTILE}, **place)  # fmt: skip
    Redirect.leave(HOSTILE, "/new/")
    return [source, category, story, batch, sighting, problem, Tag.objects.get(),
            Redirect.objects.get()]  # fmt: skip


def assert_harmless(html: str) -> None:
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    finder = InlineFinder()
    finder.feed(html)
    assert not finder.found


def test_hostile_texts_are_escaped_in_every_list_and_form(desk, hostile_rows):
    pages = [reverse(f"admin:{name}_changelist") for name in QUERIES]
    pages += [change_url(row) for row in hostile_rows]
    pages += [change_url(row, "history") for row in hostile_rows]
    pages += [change_url(row, "delete") for row in hostile_rows if "import" not in
              row._meta.model_name and row._meta.model_name != "sighting"]  # fmt: skip

    for page in pages:
        response = desk.get(page, follow=True)  # a history is the log narrowed to the row
        assert response.status_code == 200, page
        assert_harmless(response.content.decode())


def test_hostile_texts_are_escaped_in_searches_filters_and_messages(desk, hostile_rows):
    story = hostile_rows[2]
    queries = [{"q": HOSTILE}, {"image": HOSTILE}, {"source__id__exact": story.source_id}]

    for query in queries:
        assert_harmless(desk.get(LIST, query).content.decode())
    data = {"action": "archive", "_selected_action": [story.pk]}
    assert_harmless(desk.post(LIST, data, follow=True).content.decode())
    batch = change_url(hostile_rows[3])
    assert_harmless(desk.get(batch, {"code": HOSTILE, "page": HOSTILE}).content.decode())


def test_the_front_page_lists_the_rooms_in_the_order_of_the_work(desk):
    response = desk.get(reverse("admin:index"))

    ours, users = response.context["app_list"]
    names = [model["object_name"] for model in ours["models"]]
    assert names == sorted(names, key=ORDER.index)
    assert users["app_label"] == "auth"
    html = response.content.decode()
    assert '<div id="site-name"><a href="/admin/">newsdesk</a></div>' in html
    assert '<a href="/">View site</a>' in html
    assert "articles/admin/desk.css" in html


def test_staff_see_only_the_rooms_they_may_enter(staff):
    response = staff("view_tag").get(reverse("admin:index"))

    rooms = [model for app in response.context["app_list"] for model in app["models"]]
    # Work that one has begun oneself is everybody's.
    assert [model["object_name"] for model in rooms] == ["Tag", "Job"]


def test_an_apps_own_page_works(desk):
    for app in ("articles", "taggit", "auth"):
        assert desk.get(reverse("admin:app_list", args=[app])).status_code == 200


@pytest.mark.browser
def test_a_filter_chosen_by_typing_breaks_no_rule_of_the_browser(page, live_server):
    from django.contrib.auth.models import User

    User.objects.create_superuser("chief", password="throwaway")
    make_article("By the wire", source=make_source("The Wire"))
    make_article("By another", source=make_source("Another"))
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_viewport_size({"width": 1440, "height": 900})  # filters stand beside the list there
    page.goto("/admin/login/?next=" + LIST)
    page.fill("#id_username", "chief")
    page.fill("#id_password", "throwaway")
    page.click("[type=submit]")

    page.click("#filter-source + .select2 .select2-selection")
    page.keyboard.type("wire")
    page.click(".select2-results__option:has-text('The Wire')")
    with page.expect_navigation():
        page.click("form.desk-filter:has(#filter-source) button")

    assert page.locator("#result_list tbody tr").count() == 1
    assert "By the wire" in page.inner_text("#result_list")
    assert not [text for text in complaints if "Content Security Policy" in text]
