"""What is done the fast way for ordinary bodies is what the careful way does, for any."""

import pytest
from bleach.linkifier import Linker
from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning import links, places
from articles.cleaning.caps import MAX_REFERENCES, MAX_TAGS
from articles.cleaning.repair import Repair

NAMES = "p p p div b code a li ul pre h2 h1 br hr td tr table span section video noscript x".split()
TAGS = [
    ' data-vmark="1">',
    ' title="a > b">',
    " title=a/>",
    ' id="',
    " open/>",
    "/>",
    " >",
]
WHOLE = [
    '<a href="https://a.example/b">',
    '<a href="https://a.example/b?url=c">',
    f'<a href="https://a.example/{"b" * 4000}">',
    '<img src="https://a.example/b.png?c=1&amp;d=2" alt=" e " />',
    '<img referrerpolicy="no-referrer" src="https://picsum.photos/200" alt="">',
    '<img src="https://images.weserv.nl/?url=https://a.example/b.png" alt="">',
    '<a href="https://a.example/b" rel="nofollow noopener noreferrer">',
    "<br />",
    "<hr/>",
    "<!x>",
]
TEXTS = [
    *("\n", "\n\n", " ", "a", "中，", "，", "&nbsp;", "&quot;", "&#123;", "&amp;lt;", "&lt", "&am"),
    *("p;", ">", "<", "\u200b", "\u3000", "http://a.example/b ", "www.a.example/(b)", "="),
]
names = st.sampled_from(NAMES)
pieces = st.one_of(
    names.map("<{}>".format),
    names.map("</{}>".format),
    st.builds("<{}{}".format, names, st.sampled_from(TAGS)),
    st.sampled_from(WHOLE),
    st.sampled_from(TEXTS),
)
bodies = st.recursive(
    st.lists(pieces, max_size=8).map("".join),
    lambda inner: st.lists(
        st.builds("<{0}>{1}</{0}>{2}".format, names, inner, st.sampled_from(TEXTS)), max_size=4
    ).map("".join),
    max_leaves=6,
)


class Careful(Repair):
    def _read_sound(self, _markup):
        return False


def outcome(repair):
    return repair.markup(), repair.messy, repair.notes, repair.links, repair.references


@given(bodies)
def test_both_lanes_make_the_same_of_a_body(markup):
    assert outcome(Repair(markup, "")) == outcome(Careful(markup, ""))


@pytest.mark.parametrize(
    "markup",
    [
        "<p>a</p>" * (MAX_TAGS // 2) + "<p>b</p>",
        "<p>a&amp;b</p>" * (MAX_REFERENCES // 8) + "<p>" + "&lt;" * MAX_REFERENCES + "c</p>",
        "<b>" * 20 + "a" + "</b>" * 20,
        "<div>" * 150 + "a" + "</div>" * 150,
    ],
    ids=["tags", "references", "formatting", "depth"],
)
def test_both_lanes_keep_the_limits(markup):
    assert outcome(Repair(markup, "")) == outcome(Careful(markup, ""))


def test_places_are_forgotten_when_they_are_too_many(monkeypatch):
    monkeypatch.setattr(places, "MAX_PLACES", 3)
    markup = "<div><p><b><i>a</i></b></p></div>" * 3

    assert outcome(Repair(markup, "")) == outcome(Careful(markup, ""))
    assert places.Place.remembered <= 3


@given(st.text(alphabet="ab-._~%!$*+=:@/?#,", max_size=20), st.sampled_from(["https://", "www."]))
def test_an_ordinary_address_is_written_as_bleach_writes_it(rest, start):
    linker = Linker(callbacks=[], url_re=links.BARE, parse_email=False)
    address = f"{start}a.example/{rest}"

    assert links.link(address, 1)[0] == linker.linkify(address)
