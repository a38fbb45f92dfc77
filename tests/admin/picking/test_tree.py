"""Categories chosen from a tree: what the script is told, and the field without the script."""

import pytest
from django.urls import reverse

from articles.admin.picking import tree
from articles.models import Category
from tests.admin.helpers import HOSTILE, change_url, errors_of, form_of, save
from tests.axe import COLOURS, violations
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db
TREE = reverse("admin:articles_category_tree")
OPENER = "#id_categories_tree_open"


@pytest.fixture
def chips():
    """IT / Chips with a story, IT / Labs, IT / Labs / Chipmakers, and a section of its own."""
    found = make_category("IT", "Chips")
    make_category("IT", "Labs", "Chipmakers")
    make_category("Science")
    make_article("Story", categories=(found,))
    return found


def told(client, **query):
    nodes = client.get(TREE, query).json()["nodes"]
    return [(node["title"], node["stories"], node["opens"], node["found"]) for node in nodes]


def test_the_tree_is_told_level_by_level(desk, chips, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        assert told(desk) == [("IT", "1", True, False), ("Science", "0", False, False)]
    assert told(desk, parent=chips.parent_id) == [
        ("IT / Chips", "1", False, False),
        ("IT / Labs", "0", True, False),
    ]


def test_what_is_sought_comes_with_all_above_it(desk, chips):
    below = [("IT / Labs", "0", True, False), ("IT / Labs / Chipmakers", "0", False, True)]

    assert told(desk, term="it chip") == [
        ("IT", "1", True, False), ("IT / Chips", "1", False, True), *below,
    ]  # fmt: skip
    assert told(desk, term="labs chip") == [("IT", "1", True, False), *below]
    assert told(desk, term="science") == [("Science", "0", False, True)]
    assert told(desk, term="nothing") == []


def test_no_answer_holds_more_than_fits_a_person(desk, staff, monkeypatch):
    monkeypatch.setattr(tree, "SHOWN", 2)
    for number in range(3):
        make_category(f"Top {number}")

    answer = desk.get(TREE, {"parent": "x" * 30}).json()

    assert (len(answer["nodes"]), answer["more"]) == (2, True)
    assert staff("view_article").get(TREE).status_code == 403


def test_the_form_holds_the_chosen_ones_alone(desk, chips):
    hostile = make_category(HOSTILE)
    story = make_article("Other", categories=(chips, hostile))
    page = desk.get(change_url(story)).content.decode()

    assert (page.count("IT / Chips"), "Chipmakers" in page, HOSTILE in page) == (1, False, False)
    assert "autocomplete" not in page.split('id="id_categories"')[1].split("</select>")[0]


def test_without_the_script_full_names_are_typed(desk, chips):
    story = make_article("Other", categories=(chips,))
    sent = form_of(desk, change_url(story))["categories"]
    assert sent == [str(chips.pk), ""]

    response = save(desk, story, categories=[*sent, "IT / Labs / Chipmakers; Neither"])
    assert "Neither" in str(errors_of(response)["categories"])
    assert 'value="Neither"' in response.content.decode()

    save(desk, story, categories=[*sent, "IT / Labs / Chipmakers；science"])
    assert {str(each) for each in story.categories.all()} == {
        "IT / Chips", "IT / Labs / Chipmakers", "Science",
    }  # fmt: skip


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_tree_is_walked_by_keyboard_and_by_touch(page, desk, live_server, chips):
    cookie = desk.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    story = make_article("Other", categories=(chips,))
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto(change_url(story))
    press = page.keyboard.press

    page.click(OPENER)
    page.wait_for_selector("[role=treeitem]")
    for key in ("ArrowDown", "ArrowRight"):
        press(key)
    page.wait_for_selector("[role=treeitem]:has-text('Labs')")
    for key in ("l", "ArrowRight"):
        press(key)
    page.wait_for_selector("[role=treeitem]:has-text('Chipmakers')")
    for key in ("ArrowRight", "Enter", "ArrowLeft", "ArrowLeft", "End", " "):
        press(key)
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += violations(page, COLOURS)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.click(".desk-chips button[aria-label$='IT / Chips']")
    page.fill(".desk-tree-panel input", "nothing")
    page.wait_for_selector(".desk-tree-new:text-is('New category')")
    page.fill(".desk-tree-panel input", "labs")
    page.click("[role=treeitem] .desk-tree-found")
    with page.expect_popup() as popup:
        page.click(".desk-tree-new")
    assert popup.value.input_value("#id_parent") == str(Category.objects.get(name="Labs").pk)
    popup.value.fill("#id_name", "Fresh")
    popup.value.click("[name=_save]")
    page.wait_for_selector(".desk-chips li:has-text('Fresh')")
    page.wait_for_selector("[role=status]:has-text('published stories')")
    press("Escape")
    with page.expect_navigation():
        page.click("input[name=_continue]")

    chosen = {str(each) for each in story.categories.all()}
    assert chosen == {"IT / Labs / Chipmakers", "Science", "IT / Labs", "IT / Labs / Fresh"}
    assert found == []
