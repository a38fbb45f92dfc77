"""A story's page tells machines what it tells people, and readers where to go on."""

import json
import re
from html import unescape

import pytest
from django.utils import timezone

from articles.models import Correction, Related
from tests.factories import make_article, make_category, make_source
from tests.reading.helpers import page

pytestmark = pytest.mark.django_db

LONG = "".join(f"<h3>Part {n}</h3><p>{'word ' * 300}</p>" for n in range(4))


def metas(html: str) -> list[tuple[str, str]]:
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', html)
    return [(name, unescape(value)) for name, value in found]


def things(html: str) -> list[dict]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return [json.loads(text) for text in found]


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.fixture
def story():
    source = make_source("Example Wire", licence="CC BY", licence_url="https://example.org/by")
    return make_article(
        'A </script> "headline" & more', source=source, byline="Lin Zhou", summary="In short.",
        body="<p>Word for word.</p>", original_url="https://example.org/1",
        categories=(make_category("News", "Chips"),), tags=("Silicon", "Wafers"),
    )  # fmt: skip


def test_head_and_structured_data_say_what_the_page_says(client, story, settings):
    settings.SITE_URL = "https://news.example"
    html = page(client, story.get_absolute_url())
    meta, (news, trail) = dict(metas(html)), things(html)
    shown = text_of(html.partition("</head>")[2])

    address = f"https://news.example{story.get_absolute_url()}"
    assert f'<link rel="canonical" href="{address}">' in html
    assert meta["og:url"] == news["url"] == address
    assert meta["og:title"] == news["headline"] == story.title
    assert meta["description"] == meta["og:description"] == news["description"] == "In short."
    assert meta["author"] == news["author"]["name"] == "Lin Zhou"
    assert meta["article:published_time"] == news["datePublished"]
    assert f'<time datetime="{timezone.localtime(story.published_at).isoformat()}">' in html
    assert meta["article:section"] == "News"
    assert [crumb["name"] for crumb in trail["itemListElement"]] == ["News", "Chips"]
    assert [value for name, value in metas(html) if name == "article:tag"] == news["keywords"]
    assert f'href="{news["isBasedOn"]}"' in html
    assert f'href="{news["license"]}"' in html
    for said in (news["headline"], news["author"]["name"], news["sourceOrganization"]["name"],
                 *news["keywords"], *news["articleSection"]):  # fmt: skip
        assert said in shown


def test_a_story_that_search_engines_must_not_list_says_so(client, story):
    assert "robots" not in dict(metas(page(client, story.get_absolute_url())))
    story.source.indexing = "noindex"
    story.source.save()

    assert dict(metas(page(client, story.get_absolute_url())))["robots"] == "noindex, follow"


def test_a_long_story_has_contents_that_lead_to_its_headings(client):
    html = page(client, make_article(body=LONG).get_absolute_url())
    folded, beside = re.findall(r'<nav class="contents.*?</nav>', html, re.DOTALL)

    for contents in (folded, beside):
        links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', contents)
        assert [text for _id, text in links] == [f"Part {n}" for n in range(4)]
        assert all(f'<h2 id="{name}">{text}</h2>' in html for name, text in links)


def test_a_short_story_has_no_contents(client, story):
    assert 'class="contents' not in page(client, story.get_absolute_url())


def test_corrections_stand_above_the_text(client, story):
    Correction.objects.create(article=story, text="It was four <b>chips</b>.")
    html = page(client, story.get_absolute_url())

    assert html.index("It was four &lt;b&gt;chips") < html.index('<div class="prose">')
    assert '<a href="#corrections">Corrected' in html


def test_readers_can_cite_the_story_and_pass_it_on_without_trackers(client, story):
    html = page(client, story.get_absolute_url())
    passing = html.partition('<div class="passing-on"')[2].partition("</div>")[0]

    assert 'Lin Zhou: “A </script> "headline" & more”' in text_of(passing)
    assert 'href="mailto:?subject=' in passing
    assert "<script" not in passing
    assert "<img" not in passing


def test_the_page_leads_on_to_stories_beside_it_and_like_it(client, story):
    here, source = tuple(story.categories.all()), story.source
    before = make_article(
        "Before", source=source, categories=here, published_at="2020-01-01T00:00Z"
    )
    after = make_article("After", source=source, categories=here, published_at="2030-01-01T00:00Z")
    alike = make_article("Alike", source=make_source("Other Wire"))
    Related.objects.update_or_create(article=story, defaults={"stories": [alike.pk]})

    html = page(client, story.get_absolute_url())

    assert f'<a rel="prev" href="{before.get_absolute_url()}">' in html
    assert f'<a rel="next" href="{after.get_absolute_url()}">' in html
    assert "All stories in Chips" in html
    related = html.partition('id="related"')[2].partition("</aside>")[0]
    assert f'href="{alike.get_absolute_url()}"' in related


def test_a_standfirst_does_not_repeat_the_beginning(client, story):
    assert '<p class="standfirst">In short.</p>' in page(client, story.get_absolute_url())
    story.summary = "Word for word."
    story.save()

    assert 'class="standfirst"' not in page(client, story.get_absolute_url())


def test_wide_parts_are_reached_by_the_keyboard(client):
    body = "<table><tbody><tr><td>1</td></tr></tbody></table><pre><code>x = 1</code></pre>"
    html = page(client, make_article(body=body).get_absolute_url())

    assert '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>' in html
    assert '<pre tabindex="0" role="group" aria-label="Code"><code>' in html
    assert "articles/code.css" in html
