"""What only the editor wrote otherwise stays as it is stored; words that were typed come in."""

import pytest

from articles.cleaning import clean_html
from articles.provenance.guard import guarded

STORED = clean_html("""<p>Before  it all.</p>
<ul>
<li>One</li>
</ul><b>
<p>First &amp; <code>two</code>  words.</p>

<pre><code>a
    b</code></pre>
<p>Last.</p></b>
<hr>
<p>After.</p>""")
# As an editor does that knows no <b> around paragraphs.
OPENED = (
    "<p>Before it all.</p><ul><li>One</li></ul><p><b></b></p><p><b>First &amp; <code>two</code>"
    " words.</b></p><pre><b><code>a\n    b</code></b></pre><p><b>Last.</b></p><p></p><hr>"
    "<p>After.</p>"
)
EDITS = {
    "a word in it": ("two", "three"),
    "a word more": ("words.", "words more."),
    "a sentence at an end": ("words.", "words. And more."),
    "a word at a beginning": ("First", "The first"),
    "a word less": ("First &amp;", "First"),
    "code": ("    b", "    c"),
    "words before it": ("Before", "Ahead"),
    "a paragraph after it": ("<p>After.</p>", "<p>After.</p><p>More.</p>"),
    "a paragraph before it": ("<ul>", "<p>More.</p><ul>"),
    "less beside it": ("<p>After.</p>", ""),
}


@pytest.mark.parametrize(("old", "new"), EDITS.values(), ids=EDITS)
def test_only_the_edit_gets_into_the_stored_bytes(old, new):
    assert old in STORED
    assert OPENED.count(old) == 1

    guard = guarded(STORED, OPENED.replace(old, new), OPENED)

    assert guard.html == STORED.replace(old, new).strip()
    assert guard.lost == {}


def test_two_edits_at_once_both_get_in():
    posted = OPENED.replace("two", "three").replace("Last.", "The last.").replace("After", "Behind")

    expected = STORED.replace("two", "three").replace("Last.", "The last.")
    assert guarded(STORED, posted, OPENED).html == expected.replace("After", "Behind")


def test_what_is_untouched_but_for_the_editor_is_stored_as_it_was():
    assert guarded(STORED, OPENED, OPENED).html == STORED


def test_a_picture_that_the_editor_dropped_is_still_there():
    stored = clean_html("<b><p>One.</p><img src='https://i.example/a.png'></b><p>Two.</p>")
    opened = "<p><b>One.</b></p><p>Two.</p>"

    guard = guarded(stored, opened.replace("One", "A one"), opened)

    assert (guard.html, guard.lost) == (stored.replace("One", "A one"), {})


def test_a_byte_order_mark_that_the_editor_dropped_is_nothing_that_it_did():
    stored = clean_html("<b><p>One\ufeff two.</p><p>Three.</p></b><p>\ufeffAfter.</p><p>Last.</p>")
    opened = "<p><b>One two.</b></p><p><b>Three.</b></p><p>After.</p><p>Last.</p>"

    for edit in (("Last", "At last"), ("Three", "Four")):
        guard = guarded(stored, opened.replace(*edit), opened)
        assert (guard.html, guard.lost) == (stored.replace(*edit), {})


ELSE = {
    "marks": ("words.</b>", "<em>words</em>.</b>"),
    "a paragraph within": ("<p><b>Last.", "<p>New.</p><p><b>Last."),
    "in an empty paragraph": ("<p><b></b></p>", "<p><b>New.</b></p>"),
}


@pytest.mark.parametrize(("old", "new"), ELSE.values(), ids=ELSE)
def test_more_than_words_is_taken_as_the_editor_wrote_it(old, new):
    posted = OPENED.replace(old, new)

    guard = guarded(STORED, posted, OPENED)

    assert new in guard.html
    assert guard.html.startswith(STORED.split("<ul>")[0])


@pytest.mark.parametrize("opened", ["", "<p>Of another story.</p>", "<b>" * 500, "<p", "\0"])
def test_what_is_said_to_have_been_opened_is_not_believed(opened):
    posted = STORED.replace("two", "three").replace("After", "Behind")

    assert guarded(STORED, posted, opened).html == posted
