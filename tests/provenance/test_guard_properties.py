"""The guard on stories that nobody thought of, written anew by editors that nobody knows."""

import re
from collections import Counter
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.cleaning import clean_html, policy
from articles.provenance.guard import guarded

WORDS = st.sampled_from(
    ["chip", "芯片", "a  b", "x&nbsp;y", "&amp;", "“q”", "1 &lt; 2", "🎉", "end."]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
INLINE = st.sampled_from([
    "{}", "<b>{}</b>", "<em>{}</em>", '<a href="https://a.example/?x=1&amp;y=2">{}</a>',
    "<ruby>{}<rt>k</rt></ruby>", "x<sub>{}</sub>", '<abbr title="t">{}</abbr>', "{}<br>{}",
    '<span lang="ja">{}</span>', "<code>{}</code>",
])  # fmt: skip
BLOCK = st.sampled_from([
    "<p>{}</p>", '<p id="s-a">{}</p>', "<h2>{}</h2>", "<blockquote>\n<p>{}</p>\n</blockquote>",
    "<ul>\n<li>{}</li>\n<li>more</li>\n</ul>", "<pre><code>{}\n  x</code></pre>",
    '<table><tbody><tr><td colspan="2">{}</td></tr></tbody></table>',
    "<dl><dt>{}</dt><dd>d</dd></dl>",
    '<figure><img src="https://i.example/a.png" alt="x"><figcaption>{}</figcaption></figure>',
    '<iframe src="https://www.youtube.com/embed/abc" title="{}"></iframe>',
    '<details open=""><summary>s</summary><p>{}</p></details>', "<div><p>{}</p><p>n</p></div>",
])  # fmt: skip


@st.composite
def stories(draw) -> str:
    blocks = []
    for number in range(draw(st.integers(2, 6))):
        block, text = draw(BLOCK), draw(TEXTS)
        plain = "iframe" in block
        words = re.sub(r"[&;<>]", "", text) if plain else draw(INLINE).replace("{}", text)
        blocks.append(block.replace("{}", f"{number} {words}") + draw(st.sampled_from(["", "\n"])))
    return clean_html("".join(blocks))


REWRITES = [
    lambda html: html.replace("\n", "\r\n"),
    lambda html: html.replace("&nbsp;", "\xa0"),
    lambda html: re.sub(r"(<img[^>]*)>", r"\1 />", html),
    lambda html: re.sub(r"(</(?:p|h2|ul|table|dl|figure|div)>)\n", r"\1", html),
    lambda html: re.sub(r' (alt="x") (loading="lazy")', r" \2 \1", html),
    lambda html: html.replace('open=""', 'open="open"'),
    lambda html: html.replace("</li>", "<br></li>"),
]
EDITORS = st.lists(st.sampled_from(REWRITES), max_size=5, unique=True)


@settings(max_examples=60, deadline=None)
@given(stories(), EDITORS)
def test_a_story_that_is_only_written_anew_keeps_its_bytes(story, editor):
    written = story
    for rewrite in editor:
        written = rewrite(written)

    guard = guarded(story, written)

    assert (guard.html, guard.lost) == (story, {})


@settings(max_examples=60, deadline=None)
@given(stories(), EDITORS, st.integers(0, 5), st.booleans())
def test_one_more_word_is_all_that_is_new(story, editor, place, is_known):
    starts = [found.end() for found in re.finditer(r">(?=\d )", story)]
    if not starts:
        return
    at = starts[place % len(starts)]
    opened, written = story, f"{story[:at]}NEW{story[at:]}"
    for rewrite in editor:
        opened, written = rewrite(opened), rewrite(written)

    guard = guarded(story, written, opened if is_known else None)

    assert guard.lost == {}
    seen = re.sub(r"<br>(?=</li>)", "", guard.html.replace("NEW", ""))
    assert seen.replace("\n", "") == story.replace("\n", "")


@settings(max_examples=60, deadline=None)
@given(stories(), st.text("<>/&;=\"' \r\n\0apbifrmes-x1漢", max_size=60), st.integers(0, 400))
def test_whatever_is_posted_comes_out_clean_and_twice_the_same(story, noise, place):
    written = story[:place] + noise + story[place:]

    guard = guarded(story, written)

    assert clean_html(guard.html) == guard.html
    assert guarded(guard.html, guard.html).lost == {}
    assert guarded(story, guard.html).html == guard.html


class Values(HTMLParser):
    """What attributes say that an author may choose, and notes, counted by another parser."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.tags: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        chosen = policy.ATTRIBUTES[tag] | policy.EVERYWHERE
        said = [(name, value) for name, value in attrs if name in chosen and value]
        self.found.update(f"{tag} {name} {value}" for name, value in said)

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "rt":
            self.found[f"rt #text {data}"] += 1

    def handle_endtag(self, tag):
        self.tags.append("")


VALUE = re.compile(r' (?:src|alt|lang|href)="([^"]+)"| title="(t)"|<rt>(k)<')


@settings(max_examples=40, deadline=None)
@given(stories(), st.sets(st.integers(0, 8)), st.sampled_from(["", "https://z.example/z"]))
def test_no_value_that_the_editor_loses_is_lost_silently(story, places, instead):
    found = [*VALUE.finditer(story)]
    opened = story
    for value in reversed([found[place] for place in sorted(places) if place < len(found)]):
        start, end = value.span(value.lastindex)
        opened = opened[:start] + instead + opened[end:]

    guard = guarded(story, opened.replace(">0 ", ">0 NEW ", 1), opened)

    elements = Counter({name: n for name, n in guard.lost.items() if " " not in name})
    gone = Values(story).found - Values(guard.html).found
    told = Counter({name: n for name, n in guard.lost.items() if name.count(" ") > 1})
    assert not {name for name in gone - told if name.split(" ")[0] not in elements}
    assert not told - gone
