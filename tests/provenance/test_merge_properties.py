"""What holds for any three versions of a body."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning import clean_html
from articles.provenance.blocks import same_to_readers, visible
from articles.provenance.merge import Conflict, MergedBody, merge_body, resolve
from tests.cleaning.test_properties import soup

# What behaves differently at the top level of a body, and joins what stands beside it.
PARTS = [
    "<p>a</p>",
    "<p id=x>a</p>",
    "<p>b</p>",
    " ",
    "\n",
    "loose",
    "lines\n\nand lines",
    "\u3000indented",
    "&nbsp;x",
    "\u200b",
    "<br>",
    "<br><br>",
    "<i>i </i>",
    "<b> b</b>",
    "<b><p>c</p></b>",
    "<div>x\ny</div>",
    "<div><p>d</p></div>",
    "<section><p>a</p><p>b</p></section>",
    "<section>",
    "</section>",
    "<div>",
    "</div>",
    "<ul><li>1</li> <li>2</li></ul>",
    "<table><tr><td>e</td></tr></table>",
    "<pre>\n a\n  b</pre>",
    "<hr>",
    "<img src=/media/a.jpg>",
    "<iframe src=https://v.qq.com/x></iframe>",
    "http://a.example/x",
    "<a href='#x'>x</a>",
]
NUMBERED = [f"<p>{number}</p>" for number in range(9)]


@st.composite
def versions(draw, parts):
    """A body, and what two people made of it."""
    some = st.lists(st.sampled_from(parts), max_size=2)
    base = draw(st.lists(st.sampled_from(parts), max_size=8))

    def edited() -> str:
        made = list(base)
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(made)))
            made[at : at + draw(st.integers(0, 2))] = draw(some)
        return "".join(made)

    return "".join(base), edited(), edited()


bodies = st.one_of(versions(PARTS), st.tuples(soup, soup, soup)).map(
    lambda three: tuple(map(clean_html, three))
)
stories = versions(NUMBERED)


@given(bodies)
def test_a_merge_of_clean_bodies_looks_the_same_cleaned(three):
    merged = merge_body(*three)

    assert same_to_readers(clean_html(merged.html), merged.html)
    assert merged.changed is not same_to_readers(merged.html, three[2])


@given(bodies)
def test_what_one_of_both_made_is_what_comes_of_it(three):
    base, theirs, ours = three

    assert merge_body(base, base, ours) == MergedBody(ours)
    assert merge_body(base, theirs, theirs) == MergedBody(theirs)
    merged = merge_body(base, theirs, base)
    assert (merged.html, merged.conflicts) == (theirs, ())
    assert merged.changed is not same_to_readers(theirs, base)


@given(bodies)
def test_a_change_that_readers_do_not_see_changes_nothing(three):
    base, _theirs, ours = three
    merged = merge_body(base, base.replace("<p>", '<p id="s-noise">'), ours)

    assert not merged.changed
    assert merged.conflicts == ()


def added(before: str, after: str) -> Counter[str]:
    return Counter(visible(after)) - Counter(visible(before))


@given(stories)
def test_nothing_that_was_added_is_lost(three):
    base, theirs, ours = three
    merged = merge_body(*three)
    offered = Counter(block for found in merged.conflicts for block in visible(found.theirs))

    assert added(base, ours) <= Counter(visible(merged.html))
    assert (added(base, theirs) - offered).keys() <= set(visible(merged.html))


@given(stories)
def test_both_sides_have_the_same_conflicts(three):
    base, theirs, ours = three
    merged, mirrored = merge_body(base, theirs, ours), merge_body(base, ours, theirs)
    sides = [(found.base, found.ours, found.theirs) for found in merged.conflicts]

    assert sides == [(found.base, found.theirs, found.ours) for found in mirrored.conflicts]
    assert merged.conflicts or merged.html == mirrored.html


@given(stories)
def test_a_conflict_decided_for_them_is_as_if_they_had_been_we(three):
    base, theirs, ours = three
    merged, mirrored = merge_body(base, theirs, ours), merge_body(base, ours, theirs)

    if len(merged.conflicts) == 1:
        decided = resolve(merged.html, merged.conflicts[0], "theirs")
        assert decided is None or decided == mirrored.html


@given(st.lists(st.text(), min_size=3, max_size=3), st.sampled_from(["theirs", "both"]))
def test_any_text_is_merged(three, choice):
    merged = merge_body(*three)

    for found in (*merged.conflicts, Conflict(*three, before="")):
        assert resolve(merged.html, found, "ours") == merged.html
        resolve(merged.html, found, choice)
