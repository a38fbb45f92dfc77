"""The page of one story: what it shows, by the source's rights, and what it says of its origin."""

import re
from itertools import pairwise

import pytest

from articles.cleaning import text
from articles.models import DateConfidence
from tests.factories import make_article, make_category, make_source
from tests.reading.helpers import page

pytestmark = pytest.mark.django_db

BODY = "<p>The body of the story, word for word.</p>"
PICTURE = "https://img.example/a.jpg?w=1&h=2"


def shown(client, **fields) -> str:
    return page(client, make_article(body=BODY, **fields).get_absolute_url())


def attribution(html: str) -> str:
    """The attribution block's text, white space folded."""
    block = html.partition('<footer class="attribution"')[2].partition("</footer>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", block).split())


RIGHTS = {
    "full": {"body": True, "summary": True, "picture": True, "button": False},
    "excerpt": {"body": False, "summary": True, "picture": False, "button": True},
    "link": {"body": False, "summary": False, "picture": False, "button": True},
}


@pytest.mark.parametrize("grant", RIGHTS)
def test_page_and_card_show_what_the_source_lets_us_show(client, grant):
    source = make_source(text_rights=grant)
    story = make_article(
        source=source, body=BODY, summary="Told in short.", lead_image=PICTURE,
        original_url="https://www.example.org/story",
    )  # fmt: skip

    html = page(client, story.get_absolute_url())
    cards = page(client, "/")

    may = RIGHTS[grant]
    assert ("word for word" in html) is may["body"]
    assert ("Told in short." in html) is may["summary"]
    assert ("Told in short." in cards) is may["summary"]
    assert ("img.example" in html) is may["picture"]
    assert ("img.example" in cards) is may["picture"]
    assert ("Read the story at example.org" in html) is may["button"]


def test_without_the_original_an_excerpt_leads_to_the_outlet(client):
    source = make_source(text_rights="excerpt", homepage="https://www.example.org/")

    assert "Go to example.org" in shown(client, source=source)


def test_without_any_address_an_excerpt_leads_nowhere(client):
    html = shown(client, source=make_source(text_rights="link"))

    assert 'class="elsewhere"' in html
    assert 'class="button" href=""' not in html


def test_the_attribution_names_source_author_original_and_licence(client):
    source = make_source(
        "Example Wire", licence="CC BY 4.0", licence_url="https://example.org/by",
        credit_line="© Example Wire, used by agreement",
    )  # fmt: skip
    html = shown(client, source=source, byline="Lin Zhou", original_url="https://example.org/1",
                 imported_text=text.digest(text.plain_text(BODY)))  # fmt: skip

    words = attribution(html)

    for fact in (
        "Source Example Wire",
        "Author Lin Zhou",
        "Original example.org",
        "Licence CC BY 4.0",
        "The wording is unchanged",
        "© Example Wire, used",
    ):
        assert fact in words
    assert 'href="https://example.org/1"' in html
    assert 'href="https://example.org/by"' in html


def test_the_attribution_says_what_is_not_known(client):
    words = attribution(shown(client))

    assert "The exact address is not known." in words
    assert "None on record. All rights stay with Example Wire." in words


def test_the_attribution_says_that_our_text_differs(client):
    words = attribution(shown(client, imported_text="0" * 64))

    assert "Our editors have changed the wording." in words


CONFIDENCES = {
    DateConfidence.EXACT: (True, "Published Nov. 10, 2026 09:30 UTC"),
    DateConfidence.ZONE_ASSUMED: (False, "The source gave no time zone"),
    DateConfidence.FETCHED: (False, "Fetched Nov. 10, 2026 The source gave no usable date."),
    DateConfidence.NONE: (False, "This one was set by our editors."),
}


@pytest.mark.parametrize("confidence", CONFIDENCES, ids=str)
def test_the_date_is_given_as_far_as_it_is_known(client, confidence):
    html = shown(client, published_at="2026-11-10T09:30:00Z", date_confidence=confidence)
    has_hour, words = CONFIDENCES[confidence]

    assert words in attribution(html)
    assert ("09:30" in html.partition("</head>")[2]) is has_hour


@pytest.mark.parametrize(
    ("body", "times"),
    [
        (BODY, 1),
        (f'<p><img src="{PICTURE.replace("&", "&amp;")}"></p>', 0),
        (f'<p><img src="{PICTURE}" alt="A chip"></p>', 0),
        ('<p><img src="https://img.example/other.jpg"></p>', 1),
    ],
    ids=["no picture", "the same", "the same, with words", "another"],
)
def test_the_lead_picture_is_not_shown_twice(client, body, times):
    story = make_article(body=body, lead_image=PICTURE)

    html = page(client, story.get_absolute_url())

    assert html.count('class="lead-picture"') == times


def test_a_story_without_a_picture_leaves_no_empty_frame(client):
    make_article()

    html = page(client, "/")

    assert "typographic" in html
    assert 'class="plate"' not in html
    assert 'src=""' not in html


def test_the_head_describes_the_story(client, settings):
    settings.SITE_URL = "https://news.example"
    story = make_article("A & B", summary="In short.", lead_image="/media/a.jpg")

    head = page(client, story.get_absolute_url()).partition("</head>")[0]

    address = f"https://news.example{story.get_absolute_url()}"
    assert "<title>A &amp; B — newsdesk</title>" in head
    assert f'<link rel="canonical" href="{address}">' in head
    assert '<meta name="description" content="In short.">' in head
    assert '<meta property="og:image" content="https://news.example/media/a.jpg">' in head
    assert 'type="application/atom+xml"' in head


def test_a_headline_from_a_stranger_is_escaped_everywhere(client):
    story = make_article("<script>alert(1)</script>", summary='"><img src=x>', tags=("<b>x",))

    for address in (story.get_absolute_url(), "/", "/tags/", "/search/?q=script"):
        html = page(client, address)
        assert "<script>alert" not in html
        assert "<img src=x>" not in html
        assert "<b>x" not in html


def test_the_story_carries_its_own_language_and_the_page_another(client):
    story = make_article("一篇文章", language="zh-Hans")

    html = page(client, story.get_absolute_url())

    assert '<html lang="en">' in html
    assert '<article class="story wrap" lang="zh-Hans">' in html
    assert re.search(r'<h2 class="headline" lang="zh-Hans">', page(client, "/"))


def test_the_story_shows_the_way_to_its_categories_and_tags(client):
    story = make_article(
        categories=(make_category("News", "Wire", "Chips"), make_category("Sport")),
        tags=("Silicon",),
    )

    html = page(client, story.get_absolute_url())

    for address in ("/categories/news/", "/categories/news/wire/chips/", "/categories/sport/",
                    "/tags/silicon/"):  # fmt: skip
        assert f'href="{address}"' in html


def test_a_category_whose_name_holds_the_separator_is_shown_whole(client):
    story = make_article(categories=(make_category("TV / Radio"),))

    assert ">TV / Radio</a>" in page(client, story.get_absolute_url())


def test_each_page_has_one_first_heading_and_skips_no_level(client):
    make_article(categories=(make_category("News"),), tags=("x",))
    story = make_article(body="<h2>Part</h2><h3>Detail</h3>", categories=(make_category("News"),))

    for address in (story.get_absolute_url(), "/", "/categories/news/", "/tags/x/", "/tags/",
                    "/sources/", "/categories/", "/archive/", "/search/?q=story"):  # fmt: skip
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page(client, address))]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
