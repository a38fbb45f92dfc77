"""Only what was edited changes, and what gets lost beside it is told by name."""

import time

import pytest

from articles.cleaning import MAX_CHARS, clean_html
from articles.provenance.guard import guarded
from articles.provenance.lost import TEXT

IMAGE = clean_html('<img src="https://i.example/a.png" alt="A chip">')
FRAME = clean_html(
    '<iframe src="https://www.youtube.com/embed/abc" width="560" height="315"></iframe>'
)
RUBY = "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>"
STORY = f"""<p>The first <b>chip</b>.</p>
<figure>{IMAGE}</figure>
<p id="s-two">Second,  with &nbsp;gaps and {RUBY} in it.</p>

<ul>
<li>One</li>
<li>Two <em>thirds</em></li>
</ul>
{FRAME}
<pre><code class="language-python">if a:
    b</code></pre>"""

# How editors write the same story: nobody touched it.
SAME = {
    "a browser's line ends": lambda html: html.replace("\n", "\r\n"),
    "attributes in another order": lambda html: html.replace(
        ' alt="A chip" loading="lazy"', ' loading="lazy" alt="A chip"'
    ),
    "void elements with a slash": lambda html: html.replace('no-referrer">', 'no-referrer" />'),
    "references for letters": lambda html: html.replace("gaps", "&#103;aps"),
    "no-break spaces as such": lambda html: html.replace("&nbsp;", "\xa0"),
    "white space folded": lambda html: html.replace(",  with", ", with"),
    "no lines between blocks": lambda html: html.replace("</p>\n", "</p>").replace(
        "\n<ul>", "<ul>"
    ),
    "lines between blocks": lambda html: html.replace("<li>", "\n\n  <li>"),
    "a switch with a value": lambda html: html.replace(
        'allowfullscreen=""', 'allowfullscreen="allowfullscreen"'
    ),
    "a paragraph around a player": lambda html: html.replace(FRAME, f"<p>{FRAME}</p>"),
    "a last line break": lambda html: html.replace("One</li>", "One<br></li>"),
    "a box around it all": lambda html: f"<div>{html}</div>",
}


@pytest.mark.parametrize("write", SAME.values(), ids=SAME)
def test_what_says_the_same_keeps_its_bytes(write):
    written = write(STORY)

    assert written != STORY or write is SAME["a switch with a value"]
    assert guarded(STORY, written).html == STORY
    assert guarded(STORY, written).lost == {}


def test_loose_text_that_an_editor_puts_into_paragraphs_stays_loose():
    stored = f"Loose text.\n<figure>{IMAGE}</figure>More of it."

    posted = f"<p>Loose text.</p><figure>{IMAGE}</figure><p>More of it.</p>"

    assert guarded(stored, posted).html == stored


def test_loose_text_that_was_edited_stays_loose():
    stored = f"Loose text.<br>\nA line.\n<figure>{IMAGE}</figure>"

    posted = f"<p>Loose words.<br>A line.</p><figure>{IMAGE}</figure>"

    assert guarded(stored, posted).html == stored.replace("text", "words")


EDITS = {
    "in a paragraph": ("first", "very first"),
    "in a list's item": ("One", "Number one"),
    "in an element": ("thirds", "halves"),
    "beside ruby": ("in it.", "inside."),
    "in code": ("    b", "    c"),
    "of an attribute": ("s-two", "s-zwei"),
    "of an alternative text": ("A chip", "Two chips"),
    "of an address": ("embed/abc", "embed/xyz"),
}


@pytest.mark.parametrize(("old", "new"), EDITS.values(), ids=EDITS)
def test_an_edit_changes_its_block_alone_however_the_rest_is_written(old, new):
    edited = STORY.replace(old, new)
    as_editors_write = edited.replace("</p>\n", "</p>").replace(",  with &nbsp;", ", with \xa0")

    assert guarded(STORY, edited).html == edited
    guard = guarded(STORY, as_editors_write)
    assert guard.lost == {}
    assert guard.html.replace("  with", " with") == edited.replace("  with", " with")


def test_spaces_that_a_browser_turned_beside_the_edit_are_turned_back():
    stored = "<p>Run <code>git log</code> and&nbsp;look, <em>then</em> go.</p>"
    typed = "<p>Run&nbsp;<code>git log</code> and look, <em>then</em>&nbsp;go on.</p>"

    expected = "<p>Run <code>git log</code> and&nbsp;look, <em>then</em> go on.</p>"
    assert guarded(stored, typed).html == expected.replace("</em> go", "</em> go")


def test_a_space_that_was_all_there_was_to_change_is_changed():
    stored, posted = "<p>10 km</p>\n<p>b</p>", "<p>10&nbsp;km</p>\n<p>b</p>"

    assert guarded(stored, posted).html == posted


def test_blocks_move_come_and_go_with_their_bytes():
    stored = "<p>a  a</p>\n<p>b  b</p>\n<p>c  c</p>"

    assert guarded(stored, "<p>a a</p><p>c c</p>").html == "<p>a  a</p>\n<p>c  c</p>"
    more = guarded(stored, "<p>a a</p><p>new</p><p>b b</p><p>c c</p>").html
    assert more == "<p>a  a</p>\n<p>new</p><p>b  b</p>\n<p>c  c</p>"
    first = guarded("<ul>\n<li>a</li>\n</ul>", "<ul>\n<li>new</li>\n<li>a</li>\n</ul>").html
    assert first == "<ul>\n<li>new</li>\n<li>a</li>\n</ul>"


def test_inside_boxes_within_boxes_only_the_edited_one_changes():
    stored = "<p>x</p><section>\n<div>\n<p>a  a</p>\n<p>b  b</p>\n</div>\n</section>"
    posted = "<p>x</p><section><div><p>a a</p><p>b c</p></div></section>"

    expected = "<p>x</p><section>\n<div>\n<p>a  a</p>\n<p>b  c</p>\n</div>\n</section>"
    assert guarded(stored, posted).html.replace("b  c", "b c") == expected.replace("b  c", "b c")


LOST = {
    "a player": (FRAME, "", {"iframe": 1}),
    "a picture": (IMAGE, "", {"img": 1}),
    "ruby, whose text stays": (RUBY, "漢(kan)", {"rp": 2, "rt": 1, "ruby": 1}),
    "an attribute": (' class="language-python"', "", {"code class language-python": 1}),
    "an id": (' id="s-two"', "", {"p id s-two": 1}),
    "emphasis": ("<em>thirds</em>", "thirds", {"em": 1}),
    "an emphasis whose text goes": (" <em>thirds</em>", "", {}),
    "a paragraph, with what is in it": (STORY.split("\n")[2], "", {}),
    "an item of a list": ("<li>One</li>\n", "", {}),
    "bold, that is strong now": ("<b>chip</b>", "<strong>chip</strong>", {}),
    "a figure": (f"<figure>{IMAGE}</figure>", "", {"figure": 1, "img": 1}),
    "boldness": ("<p>The first <b>chip</b>.", "<p>The first chip.", {"b": 1}),
    "bytes for their own references": (IMAGE, IMAGE.replace("A chip", "A&#32;chip"), {}),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), LOST.values(), ids=LOST)
def test_a_save_would_lose(old, new, expected):
    assert old in STORY

    assert guarded(STORY, STORY.replace(old, new)).lost == expected


def test_a_table_that_becomes_text_is_lost_by_its_parts():
    table = '<table><tbody><tr><td>one</td><td colspan="2">two</td></tr></tbody></table>'

    lost = guarded(f"<p>a</p>{table}", "<p>a</p><p>one</p><p>two</p>").lost

    assert lost == {"table": 1, "tbody": 1, "td": 2, "tr": 1}


def test_a_player_that_moved_is_not_lost():
    stored = f"<p>one</p>{FRAME}<p>two</p><p>three</p>"

    assert guarded(stored, f"<p>one</p><p>two</p><p>three</p>{FRAME}").lost == {}


def test_paragraphs_are_joined_and_parted_without_a_word():
    stored = "<p>One sentence.</p><h3>A heading</h3><p>Another <em>one</em>.</p>"

    joined = guarded(stored, "<p>One sentence.</p><p>A heading Another <em>one</em>.</p>")
    parted = guarded(stored, stored.replace("sentence", "sent</p><p>ence"))

    assert joined.lost == parted.lost == {}


def test_the_cleaning_decides_and_text_that_is_cut_off_is_told():
    hostile = guarded("<p>a</p>", "<p>a<script>alert(1)</script></p><img src=x onerror=alert(1)>")
    assert hostile.html == "<p>a</p>"

    long = guarded("<p>a</p>", f"<p>a</p><p>{'x' * MAX_CHARS}</p>")
    assert set(long.lost) == {TEXT}
    assert 10 <= long.lost[TEXT] <= 100


def test_a_long_story_takes_time_in_line_with_its_length():
    blocks = [f"<p>Paragraph {number} with <em>words</em>.</p>\n" for number in range(900)]
    stored = clean_html("".join(blocks))
    began = time.process_time()

    guard = guarded(stored, stored.replace("Paragraph 450", "Passage 450").replace("\n", ""))

    assert guard.lost == {}
    assert guard.html.replace("Passage 450", "Paragraph 450") == stored
    assert time.process_time() - began < 3
