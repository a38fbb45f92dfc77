"""The visual editor may hold what the cleaning lets through, all of it and nothing else."""

import re

from articles.admin.editing.schema import STRICT, TABLE_PARTS, valid_children, valid_elements
from articles.cleaning import clean_html, policy

RULE = re.compile(r"([a-z][a-z0-9]*)\[([a-z|-]*)\]")
CHILDREN = re.compile(r"\+([a-z][a-z0-9]*)\[([#a-z0-9|]*)\]")


def test_elements_and_attributes_are_those_of_the_policy_and_what_the_cleaning_writes():
    found = {tag: set(names.split("|")) for tag, names in RULE.findall(valid_elements())}

    written = {"a": {"rel"}, "iframe": {"sandbox"}}
    assert found == {
        tag: policy.EVERYWHERE
        | policy.ATTRIBUTES[tag]
        | set(policy.FIXED.get(tag, {}))
        | written.get(tag, set())
        for tag in policy.TAGS
    }


def test_what_the_cleaning_writes_by_itself_is_known():
    html = clean_html(
        '<a href="https://a.example">a</a><img src="https://a.example/i.png">'
        '<iframe src="https://www.youtube.com/embed/a"></iframe>'
        '<video src="https://a.example/v.mp4"></video><audio src="https://a.example/a.mp3"></audio>'
    )
    allowed = {tag: set(names.split("|")) for tag, names in RULE.findall(valid_elements())}

    for tag, inside in re.findall(r"<([a-z]+) ([^>]*)>", html):
        assert set(re.findall(r'([a-z]+)="', inside)) <= allowed[tag], tag


def test_rules_are_readable_by_the_editor():
    assert not RULE.sub("", valid_elements()).strip(",")
    assert not CHILDREN.sub("", valid_children()).strip(",")


def test_every_element_may_hold_text_and_what_stands_in_text():
    rules = {tag: set(children.split("|")) for tag, children in CHILDREN.findall(valid_children())}

    assert rules.keys() == policy.TAGS - STRICT | {"body"}
    for tag, children in rules.items():
        assert {"#text", "b", "ruby", "img", "br"} <= children, tag
        assert not children & TABLE_PARTS
        assert children <= policy.TAGS | {"#text"}
    assert not rules["p"] & {"p", "div", "table", "ul"}
    assert {"p", "div", "table", "iframe"} <= rules["b"] & rules["td"] & rules["body"]
