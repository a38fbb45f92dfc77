"""What is written is read back: text for text, and story for story."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.cleaning import clean_html
from articles.cleaning.text import plain_text, summarise
from articles.importer.build import CleanedArticle, build
from articles.importer.decode import CONTROL
from articles.importer.finders import NO_CATEGORIES, Settings
from articles.importer.frontmatter import parse
from articles.importer.titles import tidy
from articles.importer.writing import MAX_SUMMARY, Story, quoted, told, write
from tests.importer.documents import NOW

DATE = datetime(2021, 10, 12, 14, 21, 29, tzinfo=UTC)
PIECES = st.sampled_from(
    ["&amp;", "&#39", "&", ";", ": ", " #", '"', "\\", "'", "---", "\n---\n", "- ", "{", "]", "~",
     "\x85", "\ufeff", "\u202e", "\u2028", "\u00a0", "👩\u200d🚀", "新闻", "null", "<p>", "!!x",
     "*a", "\t", " ", "\r\n"]
)  # fmt: skip
# Control characters are the one thing that our files cannot hold: the importer takes them out.
TEXT = st.lists(st.text(max_size=9) | PIECES, max_size=8).map(
    lambda parts: CONTROL.sub("", "".join(parts))
)
LINE = TEXT.map(lambda text: tidy(text).lstrip("#")[:90].strip()).filter(
    lambda line: line and not line.startswith(("http://", "https://"))
)


def read(story: Story) -> CleanedArticle:
    return build(parse(write(story).encode(), "a/2021/1-b.html"), Settings("root", NOW))


def story(**fields) -> Story:
    values = {"title": "A quiet launch", "source": "Example Wire", "body": "<p>Text.</p>"}
    return Story(**{**values, "published_at": DATE, **fields})


def test_a_whole_story_looks_like_this():
    told_all = story(
        title='An "open" question: #1',
        updated_at=DATE + timedelta(hours=1, microseconds=5),
        byline="Ada L. & Co",
        original_url="https://example.com/a?b=1&copy=2",
        categories=(("新闻", "Example Wire"), ("News",)),
        tags=("C#", "No"),
        lead_image="https://img.example.com/a.jpg",
        lead_alt="A kite",
        summary="Of kites.",
        language="en",
        slug="an-open-question",
        draft=True,
        status="archived",
        expire_at=DATE,
        edited=("body",),
    )

    assert write(told_all) == (
        '---\ntitle: "An \\"open\\" question: #1"\ndate: 2021-10-12T14:21:29Z\n'
        'updated: 2021-10-12T15:21:29Z\nsource: "Example Wire"\nbyline: "Ada L. & Co"\n'
        'original_url: "https://example.com/a?b=1&copy=2"\n'
        'categories:\n  - ["新闻", "Example Wire"]\n  - ["News"]\ntags:\n  - "C#"\n  - "No"\n'
        'image: "https://img.example.com/a.jpg"\nimage_alt: "A kite"\nsummary: "Of kites."\n'
        'lang: "en"\nslug: "an-open-question"\ndraft: true\nstatus: "archived"\n'
        'expire_at: 2021-10-12T14:21:29Z\nedited:\n  - "body"\n---\n<p>Text.</p>\n'
    )


@given(TEXT, TEXT)
def test_any_text_is_read_back_as_it_is(one, other):
    matter = f"a: {quoted(one)}\nb:\n  - {quoted(other)}\n  - [{quoted(one)}, {quoted(other)}]"
    document = parse(f"---\n{matter}\n---\n".encode(), "a.html")

    assert document.values == {"a": one, "b": [other, [one, other]]}
    assert document.problems == ()


@given(TEXT)
def test_a_told_line_survives_the_importers_tidying(text):
    assert tidy(told(text)) == told_plainly(text)


def told_plainly(text: str) -> str:
    """`told` without its spelling of entities."""
    line = told(text)
    return line.replace("&amp;", "&") if tidy(line) != line else line


NAMES = st.lists(LINE, min_size=1, max_size=3)


@given(LINE, LINE, LINE, LINE, NAMES, NAMES)
def test_any_story_is_read_back(title, source, byline, alt, path, tags):
    tags = tuple({tag.casefold(): tag for tag in tags}.values())
    path = ("News", *path) if path[0].lower() in NO_CATEGORIES else tuple(path)
    found = read(
        story(
            title=title, source=source, byline=byline, lead_alt=alt, categories=(path,), tags=tags
        )
    )

    assert (found.title, found.source, found.byline, found.lead_alt) == (title, source, byline, alt)
    assert (found.categories, found.tags) == ((path,), tags)
    assert (found.published_at, found.date_confidence) == (DATE, "exact")
    assert (found.draft, found.problems) == (False, ())


BODIES = {
    "a fence": "<pre>a\n---\nb\n...\n</pre>",
    "a line of CSS": "<p>{ color: red }</p>",
    "escaped markup": "<p>&lt;p&gt; is a tag &amp; so on</p>",
    "Markdown": "<p>* one **two** `three`</p>\n<pre><code># no heading\n\n    deep</code></pre>",
    "a picture": '<p><img src="https://e.com/a.jpg?x=1&amp;y=2" alt="A"></p>',
    "shortcodes": "<p>{{&lt; figure &gt;}} {% raw %}</p>",
    "spaces": "<p>\u00a0a\u2028b\u3000c 👩‍🚀</p>",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_clean_body_is_read_back(body):
    clean = clean_html(body)

    assert read(story(body=clean)).body == clean


DATES = {
    "exact": (DATE, "exact"),
    "another zone": (DATE.astimezone(timezone(timedelta(hours=8))), "exact"),
    "assumed": (DATE, "assumed"),
    "fetched": (DATE, "fetched"),
    "midnight": (datetime(2001, 3, 4, tzinfo=UTC), "exact"),
    "of 2001, assumed": (datetime(2001, 3, 4, 5, 6, 7, tzinfo=UTC), "assumed"),
    "in the future": (datetime(2098, 1, 1, tzinfo=UTC), "exact"),
}


@pytest.mark.parametrize(("at", "confidence"), DATES.values(), ids=DATES)
def test_a_date_is_as_sure_as_before(at, confidence):
    found = read(story(published_at=at, date_confidence=confidence))

    assert (found.published_at, found.date_confidence) == (at, confidence)
    assert not found.draft


def test_a_time_of_fetching_in_2001_is_not_taken_for_a_date_without_a_year():
    found = read(story(published_at=DATE.replace(year=2001), date_confidence="fetched"))

    assert found.published_at == DATE.replace(year=2001)
    assert found.date_confidence == "assumed"


@pytest.mark.parametrize("image", ["", "https://img.example.com/a.jpg"])
def test_a_time_of_fetching_takes_no_picture_away(image):
    assert read(story(date_confidence="fetched", lead_image=image)).lead_image == image


@pytest.mark.parametrize("raw", ["Invalid Date", "Fri, 12 Oct 2001 14:21:29 GMT", "soon: #1", ""])
def test_what_was_no_date_stays_none_as_it_was_written(raw):
    found = read(story(published_at=None, date_confidence="none", date_raw=raw, draft=True))

    assert (found.published_at, found.date_raw, found.draft) == (None, raw, True)


def test_a_date_that_a_person_took_away_does_not_come_back():
    taken = story(published_at=None, date_confidence="none", date_raw="2021-10-12")

    assert read(taken).published_at is None


ADDRESSES = ["https://e.com/a.jpg?a=1&copy=2&lt=3", "/media/ab/c.jpg", "https://e.com/%20é#x"]


@pytest.mark.parametrize("url", ADDRESSES)
def test_addresses_keep_what_looks_like_an_entity(url):
    found = read(story(lead_image=url, original_url="https://e.com/?a=1&copy=2"))

    assert found.lead_image == url
    assert found.original_url == "https://e.com/?a=1&copy=2"


def test_what_follows_from_the_text_is_not_written():
    assert "summary" not in write(story(summary="Text."))
    assert read(story(summary="Text.")).summary == "Text."
    assert read(story(summary="Another.")).summary == "Another."


LONG = {
    "much text": "<p>" + "Words stand here. " * 400 + "</p>",
    "much text without a space": "<p>" + "新闻" * 2_000 + "</p>",
    "much markup first": '<img src="https://e.com/a.jpg" alt="">' * 99 + "<p>Late words.</p>",
    "a link where it is cut": f'<p>{"word " * 380}<a href="https://e.com/{"x" * 400}">a</a></p>',
}


@pytest.mark.parametrize("body", LONG.values(), ids=LONG)
def test_the_texts_beginning_is_known_again_in_long_bodies(body):
    clean = clean_html(body)
    beginning = summarise(plain_text(clean))

    assert "summary" not in write(story(body=clean, summary=beginning))
    assert "summary" in write(story(body=clean, summary=beginning + "!"))


def test_an_endless_summary_does_not_make_a_file_that_is_refused():
    assert len(write(story(summary="\u00adx" * 70_000))) < 7 * MAX_SUMMARY


def test_a_draft_is_read_as_one_and_a_story_without_text_too():
    assert read(story(draft=True)).draft
    assert read(story(body="")).draft
    assert write(story(body="")).endswith("---\n")
