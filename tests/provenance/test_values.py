"""What attributes say, and notes in ruby: changed by a person, or lost by a program."""

import pytest

from articles.cleaning import clean_html
from articles.provenance.guard import MAX_NAME, guarded
from articles.provenance.lost import TEXT

PLAYER = "https://www.youtube.com/embed/abc"
STORY = clean_html(f"""<p>Words to write in.</p>
<p lang="de" dir="ltr">See <a href="https://a.example/?a=1&amp;b=2" title="t">this</a> node.</p>
<figure><img src="https://i.example/a.png" alt="A chip" width="640" height="480"></figure>
<iframe src="{PLAYER}" width="560"></iframe>
<video src="https://a.example/v.mp4" poster="https://a.example/p.png"></video>
<p>On <time id="s-may" datetime="2026-05-01">May Day</time>,
<ruby>漢字<rp>(</rp><rt>kan ji</rt></ruby>.</p>
<blockquote><p>He said no.</p><img src="https://i.example/b.png" alt=""></blockquote>""")
WORD = ("Words to", "More words to")

VANISHED = {
    "a video's source": (' src="https://a.example/v.mp4"', "", "video src https://a.example/v.mp4"),
    "a source in another's favour": (PLAYER, PLAYER[:-1], f"iframe src {PLAYER}"),
    "an address that nobody may use": (PLAYER, "javascript:a", "iframe"),
    "a link's address": ("?a=1", "?a=3", "a href https://a.example/?a=1&b=2"),
    "a link's title": (' title="t"', "", "a title t"),
    "what a picture shows": ('alt="A chip"', 'alt=""', "img alt A chip"),
    "a width": ('width="640"', 'width="64"', "img width 640"),
    "a language": (' lang="de"', "", "p lang de"),
    "a direction": ('dir="ltr"', 'dir="rtl"', "p dir ltr"),
    "a name": (' id="s-may"', "", "time id s-may"),
    "a time": ("2026-05-01", "2026-05-02", "time datetime 2026-05-01"),
    "what a note says": ("kan ji", "", "rt #text kan ji"),
    "a note with what it says": ("<rt>kan ji</rt>", "", "rt"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "name"), VANISHED.values(), ids=VANISHED)
def test_what_vanishes_beside_an_edit_of_words_is_lost(old, new, name):
    assert STORY.count(old) == 1

    assert guarded(STORY, STORY.replace(old, new).replace(*WORD)).lost[name] == 1


MEANT = {
    "nothing but a value was changed": [("a.png", "c.png")],
    "nothing but values was changed": [("a.png", "c.png"), (PLAYER, PLAYER[:-1]), ("kan ji", "k")],
    "a link's address along with its words": [("?a=1", "?a=3"), ("node", "thing")],
    "a note along with words": [("kan ji", "kanji"), ("On <time", "Upon <time")],
    "the words with what marks them": [("<ruby>漢字<rp>(</rp><rt>kan ji</rt></ruby>", "")],
    "pictures exchanged": [("a.png", "x.png"), ("b.png", "a.png"), ("x.png", "b.png"), WORD],
    "white space in a value": [('alt="A chip"', 'alt=" A  chip"'), WORD],
}


@pytest.mark.parametrize("changes", MEANT.values(), ids=MEANT)
def test_what_a_person_meant_is_no_loss(changes):
    posted = STORY
    for change in changes:
        assert change[0] in posted
        posted = posted.replace(*change)

    assert guarded(STORY, posted).lost == {}


def test_a_source_beside_changed_words_is_lost_in_their_own_block():
    posted = STORY.replace("no.", "never.").replace("b.png", "c.png")

    assert guarded(STORY, posted).lost == {"img src https://i.example/b.png": 1}


def test_who_writes_in_the_source_means_every_value():
    posted = STORY.replace(*WORD).replace("a.png", "c.png").replace("?a=1", "?a=3")
    told = guarded(STORY, posted.replace(' lang="de"', ""), opened=STORY)

    assert guarded(STORY, posted, opened=STORY).lost == {}
    assert told.lost == {"p lang de": 1}  # in whose place nothing came


def test_what_the_editor_changed_is_lost_and_what_a_person_changed_is_not():
    opened = STORY.replace("a.png", "A.PNG").replace("kan ji", "")
    posted = opened.replace(PLAYER, PLAYER[:-1]).replace(*WORD)
    also_there = posted.replace("A.PNG", "mine.png")

    expected = {"img src https://i.example/a.png": 1, "rt #text kan ji": 1}
    assert guarded(STORY, posted, opened).lost == expected
    assert guarded(STORY, also_there, opened).lost == expected


def test_text_that_the_editor_dropped_is_lost_until_somebody_puts_it_back():
    stored = "<p>First.</p><p>A <em>secret</em> text.</p><p>Last.</p>"
    opened = "<p>First.</p><p>A text.</p><p>Last.</p>"

    def lost(posted: str, opened: str = opened) -> int:
        return guarded(stored, posted, opened).lost.get(TEXT, 0)

    assert lost(opened.replace("Last", "At last")) == len("secret")
    assert lost(opened.replace("Last", "The secrets of these at last")) == len("secret")
    assert lost(stored.replace("Last", "At last")) == 0
    moved = "<p>A <em>secret</em> text.</p><p>First.</p><p>Last.</p>"
    assert lost(moved.replace("Last", "At last"), moved) == 0


def test_a_long_value_is_cut():
    story = STORY.replace("b.png", "b" * 1000)

    (name,) = guarded(story, story.replace("b" * 1000, "c").replace(*WORD)).lost

    assert len(name) == MAX_NAME
    assert name.endswith("b…")
