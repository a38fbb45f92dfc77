"""Whatever comes in, what goes out is bounded, and it is there in a moment."""

import random

import pytest

from articles.cleaning import MAX_CHARS, caps, clean, clean_html
from articles.cleaning.tokens import attributes
from tests.cleaning.judge import Reader, faults, starts
from tests.hanging import without_hanging

SIZE = 200_000
VOID = {"br", "col", "hr", "img", "source", "wbr"}

REPEATED = {
    "blocks": "<div>",
    "paragraphs in formatting": "<b><p>",
    "formatting with an attribute": "<b id=x>",
    "formatting left open": "<p><b></p>",
    "crossing tags": "<b><i>x</b>",
    "closing tags": "</p>",
    "less than signs": "<",
    "half a tag": '<a "',
    "half an attribute": "<a ='",
    "half a value": '<a ="x ',
    "half comments": "<!--",
    "comments": "<!-- -->",
    "half scripts": "<script>",
    "scripts": "<script></script>",
    "svg": "<svg>",
    "addresses": "http://a.example/ ",
    "halves of addresses": "www.",
    "ampersands": "&",
    "half references": "&#",
    "references": "&lt;",
    "more than signs": ">",
    "no-break spaces": "\u00a0",
    "pictures": "<img src=http://a.example/b>",
    "frames": "<iframe src=http://a.example/>",
    "links": "<a href=http://a.example>",
    "tables": "<table>",
    "text in tables": "<table>x",
    "items": "<li>x",
    "lines": "x\n",
    "paragraphs of text": "x\n\n",
    "breaks": "x<br><br>",
    "Chinese": "中",
    "code": "<pre>\n",
    "headings": "<h1><h2>",
    "ruby": "<ruby><rt>",
    "unknown elements": "<font><b>",
    "details": "<details><summary>",
    "blank paragraphs": "<p> ",
    "pictures' doubles": "<img src=http://a.example/b.png><noscript>",
    "long values": '<p title="' + "&amp;" * 1_500 + '">',
    "breaks and white space": " <br> \n",
    "opening tags that never end": "<script ",
    "titles that never end": "<title ",
    "drawings that never end": "<svg <svg ",
    "values that never end": '<title a="',
    "comments and tags that never end": "<!-- <script ",
    "tags and comments that never end": "<script <!--",
    "closing tags that end in a value only": '</a =">"',
    "sets of pictures": '<img srcset="' + "a.png 1x, " * 700 + '">',
}
ENDLESS = {
    "white space": "a" + " " * SIZE + "b",
    "white space before a break": "a" + " " * SIZE + "<br>b",
    "white space around breaks": ("a" + " " * 2_000 + "<br>" + " " * 2_000) * (SIZE // 4_005),
    "white space in lines": ("a\n" + " " * 2_000) * (SIZE // 2_002),
    "closing tags that never end": "<script>" + "</script " * (SIZE // 9),
    "attributes": "<p " + "a=b " * (SIZE // 4) + ">x",
    "an attribute": '<p title="' + "x" * SIZE + '">x',
    "a tag's name": "<" + "a" * SIZE,
    "an address": "http://a.example/" + "(" * SIZE,
    "a host": "http://" + "a." * (SIZE // 2),
    "an address of semicolons": "http://a.example/" + ";" * SIZE,
    "cells": "<table><tr>" + "<td>x" * (SIZE // 5),
}
NAMES = "div b p a table tr td i ul li svg pre code ruby rt select h1 font".split()


def random_tags() -> str:
    chance = random.Random(1)
    return "".join(
        chance.choice(("<{}>", "</{}>", "<{} id=x>")).format(chance.choice(NAMES))
        for _ in range(SIZE // 6)
    )


WORST = {name: part * (SIZE // len(part)) for name, part in REPEATED.items()}
WORST |= ENDLESS | {"random tags": random_tags()}


class Depth(Reader):
    """How deep the elements nest."""

    def __init__(self, markup: str) -> None:
        self.now = self.deepest = 0
        super().__init__(markup)

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        if tag not in VOID:
            self.now += 1
            self.deepest = max(self.deepest, self.now)

    def handle_endtag(self, tag):
        self.now -= 1


@pytest.mark.parametrize("markup", WORST.values(), ids=WORST)
def test_the_worst_input_gives_a_bounded_body(markup):
    with without_hanging():
        cleaned = clean_html(markup)
        again = clean_html(cleaned)

    read = Depth(cleaned)
    assert again == cleaned
    assert len("".join(read.texts)) <= MAX_CHARS
    assert len(read.starts) <= caps.MAX_TAGS
    assert read.deepest <= caps.MAX_DEPTH + caps.MAX_FORMATTING
    assert faults(cleaned) == []


def test_what_is_too_long_is_cut_and_said():
    cleaned = clean("<p>" + "x" * MAX_CHARS + "</p>")

    assert cleaned.html == "<p>" + "x" * (MAX_CHARS - 3) + "</p>"
    assert cleaned.notes == {"N_BODY_CUT": 1}


def test_what_just_fits_is_not_cut():
    assert clean("x" * MAX_CHARS) == clean("x" * MAX_CHARS, "https://a.example/")
    assert clean("x" * MAX_CHARS).notes == {}


def test_after_the_last_tag_that_is_read_only_text_follows():
    cleaned = clean_html("<p>x</p>" * (caps.MAX_TAGS // 2) + "<h2>the rest</h2>")

    assert cleaned.endswith("<p>x</p>the rest")


def test_references_beyond_the_limit_are_cut_and_said():
    cleaned = clean("<p>a" + "&amp;" * caps.MAX_REFERENCES + "</p><p>b&amp;c</p>")

    assert cleaned.html == "<p>a" + "&amp;" * caps.MAX_REFERENCES + "</p><p>bc</p>"
    assert cleaned.notes == {"N_BODY_CUT": 1}


def test_nesting_ends_at_the_limit_and_the_text_stays():
    assert clean_html("<div>" * 150 + "<p>deep</p>").count("<div>") < caps.MAX_DEPTH
    assert "deep" in clean_html("<blockquote>" * 150 + "deep")


def test_formatting_elements_nest_no_deeper_than_the_limit():
    cleaned = clean_html("<p>" + "<b>" * 20 + "x" + "</b>" * 20 + "</p>")

    assert (
        cleaned == "<p>" + "<b>" * caps.MAX_FORMATTING + "x" + "</b>" * caps.MAX_FORMATTING + "</p>"
    )


def test_attributes_beyond_the_limit_are_not_read():
    given = " ".join(f"a{number}=x" for number in range(caps.MAX_ATTRIBUTES)) + " title=late"

    assert len(attributes(given)) == caps.MAX_ATTRIBUTES
    assert starts(clean_html(f"<p {given}>x</p>")) == [("p", ())]


def test_a_value_that_is_too_long_is_left_out():
    fits, long = "x" * caps.MAX_ATTRIBUTE_CHARS, "x" * (caps.MAX_ATTRIBUTE_CHARS + 1)

    assert attributes(f'title="{fits}"') == {"title": fits}
    assert attributes(f'title="{long}"') == {}
